"""The one function that says who may do what, and the list that obeys it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TypeVar

from django.conf import settings
from django.db.models import Model, QuerySet
from django.utils.module_loading import import_string
from django.utils.translation import gettext_noop as _

from .actor import Actor
from .table import ANYBODYS, NO_OBJECT, OTHERS, OWN, AccessTable, Relation

ASLEEP = _("For this, log in with a passkey or a code from your app first.")

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Decision:
    """Whether it may be done, and why or why not, in a sentence for the person: the log keeps it as it is, a page
    translates it. ``wakes``: it would be allowed in a session opened with a second factor."""

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

    A model whose rows belong to accounts names in ``OWNER`` the path from a row to its owner's id. It tells whose
    the target is, and it filters lists; a property test holds that a list and single answers do not differ.
    """
    table = table or access_table()
    permission = table.by_action.get(action)
    if permission is None:
        return Decision(False, _("Nobody may do this: it is not in the permission table."))
    if (target is not None) != table.about_objects(action):
        return Decision(False, _("This cannot be asked in this way."))
    for grant in permission.grants:
        if grant.role in actor.roles and holds(actor, grant.relation, target):
            return Decision(True, f"Allowed for {grant.role.title}.")
    for grant in permission.grants:
        if grant.role in actor.asleep and holds(actor, grant.relation, target):
            return Decision(False, ASLEEP, True)
    return Decision(False, permission.refusal)


def visible(actor: Actor, action: str, rows: QuerySet[Row], table: AccessTable | None = None) -> QuerySet[Row]:
    """Those of the rows to which the actor may do the action."""
    permission = (table or access_table()).by_action.get(action)
    if permission is None:
        return rows.none()
    conditions = [
        grant.relation.rows(actor.account_id, rows.model) for grant in permission.grants if grant.role in actor.roles
    ]
    if not conditions:
        return rows.none()
    met = conditions[0]
    for other in conditions[1:]:
        met |= other
    return rows.filter(met)


def holds(actor: Actor, relation: Relation, target: Model | None) -> bool:
    """Whether the target stands in the relation to the actor."""
    if target is None or relation in (ANYBODYS, NO_OBJECT):
        return True
    path = getattr(type(target), "OWNER", "__")
    if relation in (OWN, OTHERS) and "__" not in path:  # the row itself says whose it is, as its condition would find
        own = actor.account_id is not None and getattr(target, path) == actor.account_id
        return own if relation is OWN else not own
    rows = type(target)._default_manager.filter(pk=target.pk)
    return rows.filter(relation.rows(actor.account_id, type(target))).exists()
