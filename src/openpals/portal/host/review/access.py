"""Who judges, and who reads what was judged."""

from __future__ import annotations

from ...common.access.table import HOLDER, OWN, Permission, to
from ..relations import ASSIGNED, COUNTERSIGNED, JUDGED, ON_TEAM, TOLD_TO_REVIEWER, TOLD_TO_STEWARD
from ..roles import REVIEWER, STEWARD

STEWARDS = to(STEWARD, relation=JUDGED)
REVIEWERS = to(REVIEWER, relation=ASSIGNED)

PERMISSIONS = (
    Permission("review.begin", "find a proposal complete and name two reviewers", STEWARDS),
    Permission("review.ask", "ask the applicant", (*STEWARDS, *REVIEWERS)),
    Permission("review.declare", "say that they have an interest in a project", (*STEWARDS, *REVIEWERS)),
    Permission("review.write", "write an opinion", REVIEWERS),
    Permission(
        "opinion.see",
        "read an opinion",
        (
            *to(REVIEWER, relation=OWN),
            *to(REVIEWER, relation=TOLD_TO_REVIEWER),
            *to(STEWARD, relation=TOLD_TO_STEWARD),
        ),
    ),
    Permission("decision.propose", "write a decision", STEWARDS),
    Permission("decision.confirm", "confirm a decision, or send it back", to(STEWARD, relation=COUNTERSIGNED)),
    Permission("decision.prove", "look whether conditions are met", STEWARDS),
    Permission("decision.read", "read the letter of a decision", (*to(HOLDER, relation=ON_TEAM), *STEWARDS)),
)
