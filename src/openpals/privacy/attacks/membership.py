"""Membership: do the twin, or the statistics that it is made of, tell who was in the release?

Both are measured where the twin is made, since only there it is known whose data were used; see release/twin.
"""

from __future__ import annotations

from .held import Held
from .outcome import NotRun, Outcome


def in_twin(held: Held) -> Outcome:
    """Of one whose data were used and one whose data were not: is the former nearer to the twin? Raises NotRun."""
    return _told(held, "membership", "the twin", "all that the release has on a person, and the twin")


def in_statistics(held: Held) -> Outcome:
    """The same by the twin's statistics.json: of which of the two does it say more? Raises NotRun."""
    knows = "a person's facts as in the release, facts of people like them, and statistics.json"
    return _told(held, "membership_in_statistics", "published statistics", knows)


def _told(held: Held, name: str, variant: str, knows: str) -> Outcome:
    twin = held.manifest.get("twin") or {}
    found = twin.get(name) if isinstance(twin, dict) else None
    if not found:
        raise NotRun("The release has no twin, or too few people whose data were not used for it.")
    low, high = found["interval"]
    people = int(found["people_used"]) + int(found["people_left_out"])
    return Outcome(variant, knows, people, None, float(found["auc"]), float(low), float(high), 0.5,
                   "The share of pairs told right; the tries are people.")  # fmt: skip
