"""Who may do what to releases."""

from __future__ import annotations

from django.db.models import Model, Q
from django.utils.translation import gettext_noop as _

from ...common.access.table import ANYBODYS, ANYONE, NO_ROW, Permission, Relation, to
from ..roles import STEWARD
from .states import State, source


def _in_state_for(action: str) -> Q:
    return Q(state=source(action).value)


def _of_another(account_id: int | None, model: type[Model]) -> Q:
    """Registered by somebody else who is still known, so that two people are told apart."""
    if account_id is None:
        return NO_ROW
    other = Q(registered_by_id__isnull=False) & ~Q(registered_by_id=account_id)
    return _in_state_for("release.publish") & other


PUBLIC = Relation("once published", lambda account_id, model: Q(published_at__isnull=False))
OF_ANOTHER = Relation("that wait, registered by another", _of_another)
WAITING = Relation("that wait", lambda account_id, model: _in_state_for("release.take_back"))
UNRETRACTED = Relation("not retracted", lambda account_id, model: ~Q(state=State.RETRACTED.value))
OFFERED = Relation("published", lambda account_id, model: _in_state_for("release.retract"))

PERMISSIONS = (
    Permission(
        "release.see",
        "see a release's pages",
        (*to(ANYONE, relation=PUBLIC), *to(STEWARD, relation=ANYBODYS)),
    ),
    Permission(
        "release.twin",
        "take a release's synthetic twin",
        (*to(ANYONE, relation=OFFERED), *to(STEWARD, relation=UNRETRACTED)),
    ),
    Permission("release.desk", "see which releases wait, and since when", to(STEWARD)),
    Permission("release.register", "register a built release", to(STEWARD)),
    Permission(
        "release.publish",
        "sign off a release, which publishes it",
        to(STEWARD, relation=OF_ANOTHER),
        refusal=_("Only a steward who did not register the release signs it off."),
    ),
    Permission("release.take_back", "take back a release before it is published", to(STEWARD, relation=WAITING)),
    Permission("release.retract", "retract a published release, with the reason", to(STEWARD, relation=OFFERED)),
)
