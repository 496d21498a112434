"""Who may ask, and who may keep what they asked for."""

from __future__ import annotations

from ...common.access.foundation import LOG_IN_FIRST
from ...common.access.table import ANYONE, HOLDER, OWN, Permission, to
from ..catalogue.access import OFFERED, UNRETRACTED
from ..roles import STEWARD

PERMISSIONS = (
    Permission(
        "release.ask",
        "ask how many people of a kind a release has",
        (*to(ANYONE, relation=OFFERED), *to(STEWARD, relation=UNRETRACTED)),
    ),
    Permission(
        "release.keep_cohort",
        "keep a cohort of a release, to come back to it or to propose with it",
        (*to(HOLDER, relation=OFFERED), *to(STEWARD, relation=UNRETRACTED)),
        refusal=LOG_IN_FIRST,
    ),
    Permission("cohort.list", "list the cohorts they kept", to(HOLDER), refusal=LOG_IN_FIRST),
    Permission("cohort.see", "see a kept cohort", to(HOLDER, relation=OWN)),
    Permission("cohort.remove", "remove a kept cohort", to(HOLDER, relation=OWN)),
)
