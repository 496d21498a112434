"""Journals, each with one entry of every kind under the same key, in every relation to the acting account."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.contrib.auth import get_user_model

from openpals.portal.common.access.table import ANYBODYS, OTHERS, OWN, Relation
from openpals.portal.members.care.models import CareGrant
from openpals.portal.members.care.parts import PARTS
from openpals.portal.members.care.relations import CARED_FOR, CARED_FOR_WITH, WRITTEN_FOR, WRITTEN_FOR_WITH
from openpals.portal.members.journal.models import Feeling, Journal, journal_of

from ...specimens import Specimen
from .entries import one_of_each

GRANTS: tuple[dict[str, bool], ...] = (
    {"may_read": True},
    {"may_read": True, "may_write_for": True},
    {"may_read": True, "may_answer_for": True, **{f"closed_{part}": False for part in PARTS}},
)


def journals(mine: Any, other: Any) -> list[Specimen]:
    """One's own; one nobody has opened to the account; one for each kind of grant; one whose grant has ended."""
    found = [specimen(mine, frozenset({ANYBODYS, OWN})), specimen(other, frozenset({ANYBODYS, OTHERS}))]
    for number, granted in enumerate((*GRANTS, None)):
        member = cared(f"cared-{mine.pk}-{number}@example.org", mine, granted)
        found.append(specimen(member, frozenset({ANYBODYS, OTHERS, *relations(granted or {})})))
    return found


def cared(email: str, caregiver: Any, granted: dict[str, bool] | None) -> Any:
    """A member with that address who gave such a grant, or one that has ended; the same when asked again."""
    people = get_user_model()._default_manager
    if there := people.filter(email=email).first():
        return there
    member = people.create_account(email)
    grant = CareGrant(member=member, caregiver=caregiver, **(granted or GRANTS[-1]))
    if granted is None:
        grant.ended_at = grant.began_at
    insert(grant)
    return member


def insert(grant: CareGrant) -> None:
    """Writes a grant as the member would."""
    from openpals.portal.common.access.actor import Actor, ActorKind

    grant.write(by=Actor(ActorKind.ACCOUNT, grant.member_id), action="care.give", why="for a test")


def relations(granted: dict[str, bool]) -> set[Relation]:
    """What a grant of that kind makes of the two."""
    writes = granted.get("may_write_for") or granted.get("may_answer_for")
    open_parts = [part for part in PARTS if not granted.get(f"closed_{part}", True)]
    found = {CARED_FOR} if granted.get("may_read") else set()
    found |= {WRITTEN_FOR} if writes else set()
    for part in open_parts:
        found |= {CARED_FOR_WITH[part]} | ({WRITTEN_FOR_WITH[part]} if writes else set())
    return found


def specimen(owner: Any, stands: frozenset[Relation]) -> Specimen:
    """A journal with its entries; its address and those of its entries share their parts."""
    journal: Journal = journal_of(owner)
    there = Feeling.objects.filter(owner=owner).first()
    key = there.key if there else uuid.uuid4()
    if not there:
        one_of_each(owner, key, dt.date(2026, 3, 4))
    return Specimen(journal, stands, {"journal": journal.pk, "key": key, "instrument": "alsfrs-r", "item": "speech"})


MAKERS = dict.fromkeys(("journal", "profile", *PARTS), journals)

ADDED = ("treatments", "weight", "breathing", "labs", "equipment", "relatives")
NO_PAGE: dict[str, str] = {
    "today": "goes on to one's own journal",
    "stop_symptom": "takes a POST and goes on",
    "points": "takes a POST and goes on",
    "photo": "is a picture",
    **{f"change_{kind}": f"the same form as add_{kind}" for kind in ADDED},
    "change_taken": "the same form as take",
    "change_judged": "the same form as judge",
    **{
        f"delete_{kind}": "the same page as delete_notes"
        for kind in (*ADDED, "taken", "judged", "feelings", "symptom-reports")
    },
}
