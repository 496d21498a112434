"""What of the statistics may be told, under the policy of counts."""

from __future__ import annotations

from math import ceil

import numpy as np

from ...privacy.counting.policy import CountPolicy
from .reference import LEAST
from .rows import Bools, Ints


def fewest(policy: CountPolicy) -> int:
    """The fewest people behind anything that is told: enough for a median, and enough when rounded."""
    return max(LEAST, votes_for_centile(50, policy), policy.together)


def told(people: Ints, policy: CountPolicy) -> Bools:
    """Which numbers of people are enough for a point."""
    return np.asarray(people >= fewest(policy))


def votes_for_centile(centile: int, policy: CountPolicy) -> int:
    """The fewest people of whom a centile is told: as many as the policy asks lie on either side of it.

    So no curve is one of extremes: the 10th centile of 20 people would be the second lowest of them.
    """
    return max(LEAST, ceil(100 * policy.people / min(centile, 100 - centile)))


def percent(part: int, whole: int, policy: CountPolicy) -> int | None:
    """A share in per cent, of rounded numbers; None where either side of it is too few to tell."""
    if min(part, whole - part) < policy.together or whole < fewest(policy):
        return None
    return round(100 * policy.rounded(part) / policy.rounded(whole))
