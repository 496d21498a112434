"""Projects and what hangs on them, in every relation that the table knows, for the tests that walk actions and routes.

Rows are made directly here: hundreds of times in one test, and only how an account stands to them matters.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone
from tests.portal.host.proposals import walk
from tests.portal.specimens import Specimen

from openpals.portal.common.access.table import ANYBODYS, OTHERS, OWN, Relation
from openpals.portal.host.agreement.models import Signature, current_text
from openpals.portal.host.form.spec import Purpose
from openpals.portal.host.grants.models import Grant
from openpals.portal.host.institutions.models import Institution, declare, institution_named
from openpals.portal.host.proposals.models import Content, Document, Member, Proposal, Revision
from openpals.portal.host.relations import (
    ASSIGNED,
    COUNTERSIGNED,
    INVITED,
    JUDGED,
    LED,
    LIVE,
    ON_TEAM,
    OWN_PLACE,
    TOLD_TO_REVIEWER,
    TOLD_TO_STEWARD,
)
from openpals.portal.host.review.models import Assignment, Decision, Opinion

NO_PAGE = {
    "proposal_pdf": "is a PDF",
    "proposal_send": "takes a POST and goes on",
    "invitation_no": "takes a POST and goes on",
    "leave": "takes a POST and goes on",
    "remove": "takes a POST and goes on",
    "document": "is a PDF",
    "document_remove": "takes a POST and goes on",
    "interest": "takes a POST and goes on",
    "log_in_again": "takes a POST and goes on",
}


def put(row: Any) -> Any:
    row.write(by=walk.SITE, action="proposal.begin", why="for a test")
    return row


def project(lead: Any, state: str = "draft") -> Proposal:
    return put(Proposal(applicant=lead, purpose=Purpose.NEW, form_version=1, state=state, answers=walk.ANSWERS))


def place(proposal: Proposal, who: Any) -> Member:
    at: Institution = institution_named(f"Institute of {who.pk}", by=walk.SITE)
    return put(
        Member(
            proposal=proposal,
            email=who.email,
            account=who,
            full_name=f"Person {who.pk}",
            institution=at,
            standing="accepted",
        )
    )


def sent(lead: Any, state: str) -> tuple[Proposal, Revision]:
    made = project(lead, state)
    place(made, lead)
    frozen = Revision(
        proposal=made, number=1, form_version=1, answers=walk.ANSWERS, people=[], documents={}, sha256="0" * 64
    )
    return made, put(frozen)


def review_of(proposal: Proposal, who: Any) -> None:
    put(Assignment(proposal=proposal, reviewer=who))


def decided(proposal: Proposal, revision: Revision, writer: Any, second: Any = None) -> Decision:
    return put(
        Decision(
            proposal=proposal,
            revision=revision,
            outcome="approve",
            words="Sound.",
            proposed_by=writer,
            confirmed_by=second,
            confirmed_at=timezone.now() if second else None,
        )
    )


def outsider(mine: Any) -> None:
    """Whoever judges has said where they work; it is nowhere near these projects."""
    declare(mine.pk, "Elsewhere", by=walk.SITE)


def of(target: Any, own: bool, *more: Relation, **parts: object) -> Specimen:
    return Specimen(target, frozenset({ANYBODYS, OWN if own else OTHERS, *more}), {"pk": target.pk, **parts})


def third(mine: Any) -> Any:
    return walk.account(f"third{mine.pk}")


def proposals(mine: Any, other: Any) -> list[Specimen]:
    outsider(mine)
    own = project(mine)
    place(own, mine)
    foreign = project(other)
    shared = project(other)
    place(shared, mine)
    reviewed, _ = sent(other, "review")
    review_of(reviewed, mine)
    written, first = sent(other, "confirmation")
    decided(written, first, mine)
    waiting, second = sent(other, "confirmation")
    decided(waiting, second, third(mine))
    section = {"section": "people"}
    return [
        of(foreign, False, **section),
        of(own, True, LED, ON_TEAM, **section),
        of(shared, False, ON_TEAM, **section),
        of(reviewed, False, ASSIGNED, **section),
        of(written, False, JUDGED, **section),
        of(waiting, False, JUDGED, COUNTERSIGNED, **section),
    ]


def members(mine: Any, other: Any) -> list[Specimen]:
    own, foreign = project(mine), project(other)
    held, theirs = place(own, mine), place(own, other)
    joined = place(foreign, mine)
    elsewhere = place(project(other), other)
    invited = put(Member(proposal=project(other), email=mine.email, standing="invited"))
    return [
        of(elsewhere, False),
        of(held, True, OWN_PLACE, LED, ON_TEAM),
        of(theirs, False, LED, ON_TEAM),
        of(joined, True, OWN_PLACE, ON_TEAM),
        of(invited, False, INVITED),
    ]


def paper(proposal: Proposal) -> Document:
    made: Document = put(Document(proposal=proposal, paper="other", name="a.pdf", size=len(walk.PDF), sha256="0" * 64))
    Content(document=made, data=walk.PDF).save()
    return made


def documents(mine: Any, other: Any) -> list[Specimen]:
    outsider(mine)
    own = project(mine)
    place(own, mine)
    judged, _ = sent(other, "check")
    reviewed, _ = sent(other, "review")
    review_of(reviewed, mine)
    return [
        of(paper(project(other)), False),
        of(paper(own), True, LED, ON_TEAM),
        of(paper(judged), False, JUDGED),
        of(paper(reviewed), False, ASSIGNED),
    ]


def opinions(mine: Any, other: Any) -> list[Specimen]:
    outsider(mine)
    somebody, judge = third(mine), walk.account(f"judge{mine.pk}")

    def wrote(revision: Revision, who: Any) -> Opinion:
        return put(Opinion(revision=revision, reviewer=who, advice="approve", words="Words."))

    early, revision = sent(other, "review")
    review_of(early, mine)
    review_of(early, somebody)
    blind = wrote(revision, somebody)
    half, revision = sent(other, "review")
    review_of(half, mine)
    review_of(half, somebody)
    alone = wrote(revision, mine)
    both, revision = sent(other, "decision")
    review_of(both, mine)
    review_of(both, somebody)
    own, told = wrote(revision, mine), wrote(revision, somebody)
    foreign, revision = sent(other, "decision")
    review_of(foreign, judge)
    review_of(foreign, somebody)
    wrote(revision, judge)
    for_stewards = wrote(revision, somebody)
    return [
        of(blind, False),
        of(alone, True),
        of(own, True, TOLD_TO_REVIEWER),
        of(told, False, TOLD_TO_REVIEWER),
        of(for_stewards, False, TOLD_TO_STEWARD),
    ]


def grants(mine: Any, other: Any) -> list[Specimen]:
    outsider(mine)
    walk.terms()
    text = current_text()
    assert text is not None

    def given(lead: Any, on_team: bool, signed: bool, days: int) -> Grant:
        proposal, revision = sent(lead, "granted")
        if on_team and lead != mine:
            place(proposal, mine)
        now = timezone.now()
        made: Grant = put(
            Grant(
                proposal=proposal,
                decision=decided(proposal, revision, third(mine), other if lead == mine else mine),
                begins_at=now - timedelta(days=2),
                ends_at=now + timedelta(days=days),
            )
        )
        if signed:
            name = {"full_name": "x", "typed_name": "x", "institution": "x"}
            put(Signature(text_hash=text.hash, proposal_id=proposal.pk, account_id=mine.pk, **name))
        return made

    return [
        of(given(other, False, True, 9), False, JUDGED),
        of(given(mine, True, True, 9), True, LED, ON_TEAM, LIVE),
        of(given(mine, True, False, 9), True, LED, ON_TEAM),
        of(given(mine, True, True, -1), True, LED, ON_TEAM),
        of(given(other, True, True, 9), False, ON_TEAM, LIVE),
    ]


_made: dict[tuple[str, Any, Any], list[Specimen]] = {}


def once(maker: Any) -> Any:
    """The specimens of two accounts are made once while these accounts are there."""

    def make(mine: Any, other: Any) -> list[Specimen]:
        key = (maker.__name__, mine.joined_at, other.joined_at)
        if key not in _made:
            _made[key] = maker(mine, other)
        return _made[key]

    return make


MAKERS = {
    **dict.fromkeys(("proposal", "review", "decision", "agreement"), once(proposals)),
    "member": once(members),
    "document": once(documents),
    "opinion": once(opinions),
    "grant": once(grants),
}
