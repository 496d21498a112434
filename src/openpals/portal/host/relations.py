"""The relations that the host's permission tables name. The queries behind them stand in `standing`, which is loaded
when one is asked: tables are also read where no database is, to document them."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.db.models import Model, Q

from ..common.access.table import NO_ROW, Relation


def _query(name: str, account_id: int) -> Any:
    return getattr(import_module("openpals.portal.host.standing"), name)(account_id)


def of_projects(title: str, query: str) -> Relation:
    """To the proposals that ``query`` gives for an account, and to everything that belongs to these."""

    def rows(account_id: int | None, model: type[Model]) -> Q:
        if account_id is None:
            return NO_ROW
        path = "pk__in" if model._meta.label == "proposals.Proposal" else "proposal__in"
        return Q(**{path: _query(query, account_id).order_by().values("pk")})

    return Relation(title, rows)


def by_condition(title: str, query: str) -> Relation:
    """To the rows that meet the condition that ``query`` gives for an account."""

    def rows(account_id: int | None, model: type[Model]) -> Q:
        if account_id is None:
            return NO_ROW
        condition: Q = _query(query, account_id)
        return condition

    return Relation(title, rows)


LED = of_projects("of projects they lead", "led")
ON_TEAM = of_projects("of projects on whose team they are", "on_team")
JUDGED = of_projects("of projects not of their own institution, and not reviewed by them", "judged_as_steward")
ASSIGNED = of_projects("of projects given to them to review", "assigned")
COUNTERSIGNED = of_projects("of such projects where another steward wrote the decision", "proposed_by_another")
INVITED = by_condition("open, and to an address they have confirmed", "invited")
OWN_PLACE = by_condition("their own place on a team", "own_place")
TOLD_TO_STEWARD = by_condition("of projects they may judge, once both have written", "told_to_steward")
TOLD_TO_REVIEWER = by_condition("of projects they review, once both have written", "told_to_reviewer")
LIVE = by_condition("that live, on whose team they are and whose agreement they signed", "live")
