"""What the attacker knows: a few facts of a few people, drawn at random, the same for every coarsening."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .coarsening import Bools, Ints
from .courses import Courses

NONE = -1


@dataclass(frozen=True)
class Known:
    """``person`` (T): whom the attacker looks for; ``rows`` (T, M): of the courses, in the order in which they become
    known, ``NONE`` where a person has fewer; ``counts``: by number of facts, which of the T count for it.
    """

    person: Ints
    rows: Ints
    counts: dict[int, Bools]


def draw(
    courses: Courses,
    people: int,
    facts: Sequence[int],
    targets: int,
    seed: int,
    among: Bools | None = None,
) -> Known:
    """For each number of ``facts`` up to ``targets`` people who have so many, of all or of those ``among``.

    Facts are nested: who knows three knows the two. The same courses and seed give the same draw, and nothing else
    is drawn where more people or facts are asked for: a longer list begins with the shorter one.
    """
    number = np.bincount(courses.person, minlength=people)
    random = np.random.Generator(np.random.PCG64(seed))
    order = random.permutation(people)
    shuffled = np.lexsort((random.random(len(courses)), courses.person))
    if among is not None:
        order = order[among[order]]
    chosen = {m: order[number[order] >= m][:targets] for m in facts}
    wanted = np.zeros(people, bool)
    for one in chosen.values():
        wanted[one] = True
    person = order[wanted[order]]
    first = np.cumsum(number) - number
    most = max(facts)
    place = first[person][:, None] + np.arange(most)
    inside = np.arange(most) < number[person][:, None]
    rows = (
        np.where(inside, shuffled[np.where(inside, place, 0)], NONE) if len(person) else np.zeros((0, most), np.int64)
    )
    return Known(person, rows, {m: np.isin(person, one) for m, one in chosen.items()})
