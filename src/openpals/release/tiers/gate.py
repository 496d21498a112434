"""May courses be open as they are printed? Measured on the file, by an attacker who knows facts out of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from ...privacy.tiers import OpenTier
from ...privacy.trajectory import FACTS, Coarsening, Risk, measure
from .course import as_population

# Enough to tell 0.6 % from 1 %.
TARGETS = 5_000

PRINTED = Coarsening("day", "band")  # a printed period is told by its first day, a band by its lowest total


@dataclass(frozen=True)
class Verdict:
    """``passes``: whether the upper ends of the intervals are below the tier's limit; ``risks``: by number of facts."""

    passes: bool
    risks: dict[int, Risk]

    def told(self) -> dict[str, Any]:
        """As plain data."""
        kept = ("facts", "targets", "singled_out", "low", "high", "average")
        return {
            "passes": self.passes,
            "risks": [{name: told for name, told in one.told().items() if name in kept} for one in self.risks.values()],
        }


def judge(course: Path, tier: OpenTier) -> Verdict:
    """The verdict on a file of printed courses.

    The attacker knows so many rows of a person out of the file, and all that is printed beside them: more than anybody
    who knows as many scores does, as several of these may lie in one period. For the tier's number of facts and any
    smaller one, as far as anybody has so many, the upper end of the 95 % interval has to be below the limit. So a small
    sample cannot pass by luck: with nobody singled out it takes 381 people to be sure of 1 %.
    """
    rows = pq.read_table(course)
    if not rows.num_rows:
        return Verdict(False, {})
    steps = sorted({*FACTS, tier.facts})
    found = measure(as_population(rows), [PRINTED], facts=steps, targets=TARGETS, knows=("sex",))
    risks = {one.facts: one for one in found}
    asked = [one for one in found if one.facts <= tier.facts and one.targets]
    return Verdict(all(one.high < tier.singled_out for one in asked), risks)
