"""Duplicates: one person with two accounts counts twice in a class, and hides behind nobody."""

from __future__ import annotations

import numpy as np

from ..policy import Policy
from .courses import Courses
from .held import Held, classes
from .outcome import Outcome, counted
from .printing import in_classes

# So many rows two people do not have alike by chance.
ALIKE = 5
# Nobody has more accounts. A course that more people share is a habit of the source, such as one visit for all.
ACCOUNTS = 4


def in_classes_of_few(held: Held, policy: Policy, courses: Courses) -> Outcome:
    """People of classes that are too small once people of one and the same course count once."""
    number, size = classes(held.subjects, in_classes(held, policy))
    _, where, times = np.unique(courses.whole, return_inverse=True, return_counts=True)
    long = (courses.rows >= ALIKE) & (times[where] <= ACCOUNTS)
    # Somebody with a short course is somebody.
    person = np.where(long, courses.whole, np.arange(held.people, dtype=np.uint64))
    distinct = np.unique(np.stack([number.astype(np.uint64), person, long.astype(np.uint64)]), axis=1)[0]
    left = np.bincount(distinct.astype(np.int64), minlength=len(size))
    small = (left < policy.people) & (size >= policy.people)
    knows = "that two rows of one course are one person"
    return counted("equal courses", knows, held.people, int(small[number].sum()), 0.0)
