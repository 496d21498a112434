"""The one function that says who may do what, and the list that obeys it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import ClassVar, Protocol, TypeVar

from django.conf import settings
from django.db.models import Model, Q, QuerySet
from django.utils.module_loading import import_string

from .actor import Actor
from .table import AccessTable, Grant, Relation

Row = TypeVar("Row", bound=Model)


class Owned(Protocol):
    """A model whose rows belong to accounts; ``OWNER`` is the path from a row to its owner's id."""

    OWNER: ClassVar[str]


@dataclass(frozen=True)
class Decision:
    """Whether it may be done, and why or why not, in a sentence for the person. ``wakes``: it would be allowed in a
    session opened with a second factor."""

    allowed: bool
    reason: str
    wakes: bool = False


@cache
def access_table() -> AccessTable:
    """The table of the site that this process serves."""
    table: AccessTable = import_string(settings.OPENPALS_ACCESS)
    return table


def decide(actor: Actor, action: str, target: Model | None = None, table: AccessTable | None = None) -> Decision:
    """May ``actor`` do ``action`` to ``target``? What the table does not name is refused.

    The relation to the target is asked of the database, by the condition that also filters lists, so that a list and
    a single answer cannot differ.
    """
    table = table or access_table()
    permission = table.by_action.get(action)
    if permission is None:
        return Decision(False, "Nobody may do this: it is not in the permission table.")
    if (target is not None) != table.about_objects(action):
        return Decision(False, "This cannot be asked in this way.")
    for grant in permission.grants:
        if grant.role in actor.roles and _holds(actor, grant, target):
            return Decision(True, f"Allowed for {grant.role.title}.")
    for grant in permission.grants:
        if grant.role in actor.asleep and _holds(actor, grant, target):
            return Decision(False, f"As {grant.role.title}, log in with a passkey or a code from your app first.", True)
    return Decision(False, permission.refusal)


def visible(actor: Actor, action: str, rows: QuerySet[Row], table: AccessTable | None = None) -> QuerySet[Row]:
    """Those of the rows to which the actor may do the action."""
    permission = (table or access_table()).by_action.get(action)
    if permission is None:
        return rows.none()
    conditions = [condition(actor, grant, rows.model) for grant in permission.grants if grant.role in actor.roles]
    if not conditions:
        return rows.none()
    met = conditions[0]
    for other in conditions[1:]:
        met |= other
    return rows.filter(met)


def condition(actor: Actor, grant: Grant, model: type[Model]) -> Q:
    """Which rows of the model stand in the grant's relation to the actor."""
    everything = ~Q(pk__in=())  # an empty Q would vanish beside another condition instead of outweighing it
    if grant.relation is Relation.ANY:
        return everything
    owner = model.OWNER  # type: ignore[attr-defined]
    if actor.account_id is None:
        return everything if grant.relation is Relation.OTHERS else Q(pk__in=())
    own = Q(**{owner: actor.account_id})
    return own if grant.relation is Relation.OWN else ~own


def _holds(actor: Actor, grant: Grant, target: Model | None) -> bool:
    if target is None or grant.relation is Relation.ANY:
        return True
    model = type(target)
    rows = model._default_manager.filter(pk=target.pk)
    return rows.filter(condition(actor, grant, model)).exists()
