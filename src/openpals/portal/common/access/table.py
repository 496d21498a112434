"""The words of the permission table: roles, relations to an object, permissions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.db.models import Model, Q
from django.utils.translation import gettext_noop as _

from ....model.refused import Refused


class TableRefused(Refused):
    """The permission table contradicts itself; the site does not start."""


@dataclass(frozen=True)
class Role:
    """A role of a site; ``title`` is marked for translation. ``second_factor``: it counts only in a session that one
    opened."""

    name: str
    title: str
    second_factor: bool = False


# What everybody is, and what everybody with an account is; neither is given or taken.
ANYONE = Role("anyone", "anyone, logged in or not")
HOLDER = Role("holder", "anyone logged in")
ADMINISTRATOR = Role("administrator", _("administrator"), second_factor=True)


# An empty Q would vanish beside another condition instead of outweighing it.
EVERY_ROW = ~Q(pk__in=())
NO_ROW = Q(pk__in=())


@dataclass(frozen=True)
class Relation:
    """How an actor stands to the object of an action. ``rows`` gives, for an account's id (None: nobody is logged in)
    and a model, the condition that the model's rows meet; a site declares relations of its own beside those here. What
    looks into other tables does so by a subquery (``pk__in``), since a join would list a row twice."""

    title: str
    rows: Callable[[int | None, type[Model]], Q]

    def __repr__(self) -> str:
        return f"<{self.title}>"


def _owned(account_id: int | None, model: type[Model]) -> Q:
    path: str = model.OWNER  # type: ignore[attr-defined]
    return NO_ROW if account_id is None else Q(**{path: account_id})


NO_OBJECT = Relation("no object", lambda account_id, model: EVERY_ROW)
ANYBODYS = Relation("anybody's", lambda account_id, model: EVERY_ROW)
OWN = Relation("their own", _owned)
# ``OWNER`` may lead to nobody, which the negation of a condition would leave out.
OTHERS = Relation(
    "other people's",
    lambda account_id, model: EVERY_ROW if account_id is None else ~_owned(account_id, model),
)


@dataclass(frozen=True)
class Grant:
    """One role may, for objects in this relation."""

    role: Role
    relation: Relation = NO_OBJECT


@dataclass(frozen=True)
class Permission:
    """An action and who may do it. ``personal``: it shows personal data, so it is logged unless done to one's own.
    ``refusal``: what somebody is told who may not, marked for translation."""

    action: str
    title: str
    grants: tuple[Grant, ...]
    personal: bool = False
    refusal: str = _("Your role does not include this.")


@dataclass(frozen=True)
class AccessTable:
    """All of a site's roles and permissions. What is not in it, nobody may."""

    roles: tuple[Role, ...]
    permissions: tuple[Permission, ...]
    by_action: Mapping[str, Permission] = field(init=False)
    by_role: Mapping[str, Role] = field(init=False)

    def __post_init__(self) -> None:
        """Refuses an action declared twice, a role that is not listed, and a permission that mixes objects and none."""
        object.__setattr__(self, "by_action", {one.action: one for one in self.permissions})
        object.__setattr__(self, "by_role", {role.name: role for role in (ANYONE, HOLDER, *self.roles)})
        if len(self.by_action) < len(self.permissions):
            raise TableRefused("The permission table declares an action twice. Join its rows.")
        for permission in self.permissions:
            if unknown := {grant.role.name for grant in permission.grants} - set(self.by_role):
                raise TableRefused(f"{permission.action}: no role of this site is called {', '.join(sorted(unknown))}.")
            bare = {grant.relation is NO_OBJECT for grant in permission.grants}
            if len(bare) != 1:
                raise TableRefused(f"{permission.action}: give every grant an object, or none.")

    def about_objects(self, action: str) -> bool:
        """Whether the action is done to an object."""
        return self.by_action[action].grants[0].relation is not NO_OBJECT


def to(*roles: Role, relation: Relation = NO_OBJECT) -> tuple[Grant, ...]:
    """The same relation for several roles."""
    return tuple(Grant(role, relation) for role in roles)
