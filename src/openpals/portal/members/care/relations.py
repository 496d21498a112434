"""How a caregiver stands to what belongs to a member they care for."""

from __future__ import annotations

from collections.abc import Mapping

from django.apps import apps
from django.db.models import Model, Q, QuerySet

from ...common.access.table import NO_ROW, Relation
from .parts import PARTS


def grants(account_id: int, condition: Q) -> QuerySet[Model]:
    """Grants in force by which an account cares for somebody."""
    model = apps.get_model("care", "CareGrant")  # the permission table is read before there are models
    return model._default_manager.filter(condition, caregiver_id=account_id, ended_at=None)


def cared_for(title: str, may: Q, part: str | None = None) -> Relation:
    """Rows whose owner gave the actor a grant that meets ``may``, with ``part`` open, and that belong to no part which
    that grant closes. A model tells in ``PARTS`` which of its rows belong to which part; one without has none."""

    def rows(account_id: int | None, model: type[Model]) -> Q:
        if account_id is None or not hasattr(model, "OWNER"):
            return NO_ROW
        open_ = may & Q(**{f"closed_{part}": False}) if part else may
        owner = model.OWNER
        met = Q(**{f"{owner}__in": grants(account_id, open_).values("member_id")})
        closable: Mapping[str, Q] = getattr(model, "PARTS", {})
        for name, belongs in closable.items():
            closed = grants(account_id, Q(**{f"closed_{name}": True})).values("member_id")
            met &= ~(belongs & Q(**{f"{owner}__in": closed}))
        return met

    return Relation(title, rows)


def _as_caregiver(account_id: int | None, model: type[Model]) -> Q:
    return (
        NO_ROW if account_id is None or not hasattr(model, "caregiver") else Q(caregiver_id=account_id, ended_at=None)
    )


AS_CAREGIVER = Relation("in which they are the caregiver", _as_caregiver)

MAY_READ = Q(may_read=True)
MAY_WRITE = Q(may_write_for=True) | Q(may_answer_for=True)

CARED_FOR = cared_for("of people they care for", MAY_READ)
WRITTEN_FOR = cared_for("of people they write or answer for", MAY_WRITE)
CARED_FOR_WITH = {
    part: cared_for(f"of people they care for, if {part} is open to them", MAY_READ, part) for part in PARTS
}
WRITTEN_FOR_WITH = {
    part: cared_for(f"of people they write or answer for, if {part} is open to them", MAY_WRITE, part) for part in PARTS
}
