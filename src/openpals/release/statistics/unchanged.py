"""How common it is to stand still: who had lost no point of the total when they were assessed again."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...privacy.counting.policy import CountPolicy
from .reference import HALF_YEARS, MONTH, TOTAL, Unchanged
from .rows import MISSING, Assessments, Bools
from .telling import percent

# Days beside the time at which somebody was assessed again.
WITHIN = 45


def unchanged(assessments: Assessments, groups: Sequence[str], policy: CountPolicy) -> tuple[Unchanged, ...]:
    """By group and time since a person's first assessment: of those assessed within 45 days of it, the share whose
    total, at the assessment nearest to it, was no lower than at the first. A person counts once.

    As in Bedlack et al., Neurology 86:808-812, 2016 (PMC4793781). Shares of too few are left out.
    """
    found = {months: standing(assessments, MONTH * months) for months in HALF_YEARS}
    told = []
    for group in groups:
        for months, (seen, same) in found.items():
            people, still = (int((part & assessments.inside[group]).sum()) for part in (seen, same))
            share = percent(still, people, policy)
            if share is not None:
                told.append(Unchanged(group, months, policy.rounded(people), share))
    return tuple(told)


def standing(assessments: Assessments, days: int) -> tuple[Bools, Bools]:
    """By person: whether they were assessed again after so many days, and whether they had lost nothing then."""
    known = assessments.scores[TOTAL] != MISSING
    person, day, total = assessments.person[known], assessments.day[known], assessments.scores[TOTAL][known]
    # Of two on the same day, which only somebody in two datasets can have, the lower stands.
    order = np.lexsort((total, day, person))
    person, day, total = person[order], day[order], total[order]
    first = np.flatnonzero(np.diff(person, prepend=MISSING))
    began, begun = np.zeros((2, assessments.people), np.int64)
    began[person[first]], begun[person[first]] = day[first], total[first]
    off = np.abs(day - began[person] - days)
    again = off <= WITHIN
    # Of two as near the earlier stands.
    nearest = np.lexsort((off[again], person[again]))[::-1]
    seen, same = np.zeros((2, assessments.people), bool)
    seen[person[again]] = True
    same[person[again][nearest]] = (total[again] >= begun[person[again]])[nearest]
    return seen, same
