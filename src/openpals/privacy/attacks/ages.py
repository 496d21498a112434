"""Ages over 89: an age at day 0 and a later day add up to one that no release may tell."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from ..policy import Policy
from .courses import NEVER, Courses
from .held import Held
from .outcome import NotRun, Outcome, counted
from .printing import lowest

# 45 CFR 164.514(b)(2)(i)(C): ages over 89 are one band; 90 stands for it in the model.
TOP = 90
DAYS_A_YEAR = 365.25


def by_sum(held: Held, policy: Policy, courses: Courses) -> Outcome:
    """People below the top band who are over 89 on their last day, for sure: even at the lower edge of their band."""
    column = held.subjects["age"].cast(pa.float64()).fill_null(np.nan).combine_chunks().to_numpy()
    edge = lowest(held, policy, "age", column.tolist())
    able = ~np.isnan(edge) & (edge < TOP) & (courses.last != NEVER)
    if not able.any():
        raise NotRun("The release prints no age beside a day.")
    over = edge[able] + courses.last[able] / DAYS_A_YEAR >= TOP
    return counted("last day", "age and last day, as printed", int(able.sum()), int(over.sum()), 0.0)
