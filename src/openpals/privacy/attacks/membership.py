"""Membership: do the twin, the statistics that it is made of, or the reference statistics tell who was in the release?

All are measured where these are made, since only there it is known whose data were used; see release/twin and
release/statistics.
"""

from __future__ import annotations

from .held import Held
from .outcome import NotRun, Outcome


def in_twin(held: Held) -> Outcome:
    """Of one whose data were used and one whose data were not: is the former nearer to the twin? Raises NotRun."""
    knows = "all that the release has on a person, and the twin"
    return _told(held, "twin", "membership", "the twin", knows)


def in_statistics(held: Held) -> Outcome:
    """The same by the twin's statistics.json: of which of the two does it say more? Raises NotRun."""
    knows = "a person's facts as in the release, facts of people like them, and statistics.json"
    return _told(held, "twin", "membership_in_statistics", "published statistics", knows)


def in_reference(held: Held) -> Outcome:
    """The same by the centile curves: which of the two do they fit better? Raises NotRun."""
    knows = "a person's course and site of onset, courses of people like them, and the centile curves"
    return _told(held, "statistics", "membership", "centile curves", knows)


def _told(held: Held, part: str, name: str, variant: str, knows: str) -> Outcome:
    made = held.manifest.get(part) or {}
    found = made.get(name) if isinstance(made, dict) else None
    if not found:
        raise NotRun(f"The release has no {part}, or too few people whose data were not used for it.")
    low, high = found["interval"]
    people = int(found["people_used"]) + int(found["people_left_out"])
    return Outcome(variant, knows, people, None, float(found["auc"]), float(low), float(high), 0.5,
                   "The share of pairs told right; the tries are people.")  # fmt: skip
