"""Walks projects through their real steps, as people would; no test writes a state by hand."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from openpals.portal.common.access.actor import Actor, ActorKind
from openpals.portal.common.access.decide import access_table
from openpals.portal.common.accounts.administrator import create_with_roles
from openpals.portal.host.agreement.models import current_text
from openpals.portal.host.agreement.signing import publish, sign
from openpals.portal.host.catalogue.models import Release
from openpals.portal.host.form.asking import fingerprint
from openpals.portal.host.grants.models import Grant
from openpals.portal.host.institutions.models import declare
from openpals.portal.host.proposals.drafting import begin, save_section, sections_of, submit
from openpals.portal.host.proposals.models import Member, Proposal, team
from openpals.portal.host.proposals.papers import add
from openpals.portal.host.proposals.people import accept, invite
from openpals.portal.host.review.deciding import Draft, confirm, open_decision, propose
from openpals.portal.host.review.models import Advice
from openpals.portal.host.review.reviewing import begin_review, write_opinion

SITE = Actor(ActorKind.COMMAND)

PDF = (
    b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\nxref\n0 1\n0000000000 65535 f \n"
    b"trailer\n<< /Size 1 >>\nstartxref\n45\n%%EOF\n"
)

ANSWERS: dict[str, str | list[str]] = {
    "investigator": "Ina Invented",
    "position": "Professor",
    "institution": "Institute of the lead",
    "orcid": "0000-0002-1825-0097",
    "experience": "",
    "title": "How the slope of early months foretells the course",
    "plain_summary": "We ask how fast ALS goes on in people whose first months were slow.",
    "background": "Much is known.",
    "objectives": "One question.",
    "design": "A cohort.",
    "analysis_plan": "A model.",
    "tables": ["subject", "alsfrs"],
    "variables": "The total, by month.",
    "cohort": "Everybody with two visits.",
    "data_use": ["DUO:0000007"],
    "funding": "None.",
    "interests": "None.",
    "ethics": "approved",
    "ethics_reference": "Board 1",
    "ethics_reason": "",
    "place": "A server.",
    "security": ["encrypted", "named"],
    "ai_use": "none",
    "ai_details": "",
    "publication_plan": "A paper.",
    "return": "yes",
    "begin": "2027-01-31",
    "months": "12",
    "done": "The first half.",
    "changes": "Six more months.",
    "publications": "",
}


def account(name: str, *roles: str, at: str = "") -> Any:
    """An account with roles, at an institution."""
    made = create_with_roles(f"{name}@example.org", name, list(roles), "for a test")
    if at:
        declare(made.pk, at, by=SITE)
    return made


def by(who: Any, second_factor: bool = True) -> Actor:
    """The actor an account is."""
    names = who.appointments.filter(ended_at=None).values_list("role", flat=True)
    return Actor(ActorKind.ACCOUNT, who.pk, frozenset(access_table().by_role[name] for name in names), second_factor)


@dataclass
class People:
    """Everybody whom a project needs."""

    lead: Any = field(default_factory=lambda: account("lead"))
    colleague: Any = field(default_factory=lambda: account("colleague"))
    reviewers: list[Any] = field(
        default_factory=lambda: [account(f"reviewer{n}", "reviewer", at=f"University {n}") for n in (1, 2)]
    )
    stewards: list[Any] = field(
        default_factory=lambda: [account(f"steward{n}", "steward", at=f"Host {n}") for n in (1, 2)]
    )


def fill(proposal: Proposal, who: Any) -> None:
    """Answers everything, and uploads the ethics board's letter."""
    for section in sections_of(proposal):
        proposal.refresh_from_db()
        sent = {one.name: ANSWERS[one.name] for one in section.fields}
        save_section(proposal, section, sent, fingerprint(section, proposal.answers), by=by(who))
    proposal.refresh_from_db()
    if not proposal.documents.filter(removed_at=None, paper="ethics").exists():
        add(proposal, "ethics", "letter.pdf", PDF, by=by(who))


def draft(people: People) -> Proposal:
    """A complete draft with a collaborator."""
    made = begin(people.lead, "Ina Invented", "Institute of the lead", by=by(people.lead))
    join(made, people, people.colleague, "Cora Colleague", "Institute of the colleague")
    fill(made, people.lead)
    return made


def join(proposal: Proposal, people: People, who: Any, name: str, at: str) -> Member:
    """Invited, and accepted."""
    member = invite(proposal, who.email, by=by(people.lead))
    accept(member, who, name, at, by=by(who))
    return member


def sent(people: People) -> Proposal:
    made = draft(people)
    submit(made, by=by(people.lead))
    return fresh(made)


def in_review(people: People) -> Proposal:
    made = sent(people)
    begin_review(made, people.reviewers, by=by(people.stewards[0]))
    return fresh(made)


def write_both(proposal: Proposal, people: People) -> None:
    for reviewer in people.reviewers:
        number = proposal.revisions.count()
        write_opinion(proposal, number, Advice.APPROVE, f"Words of {reviewer.name}", by=by(reviewer))


def to_decide(people: People) -> Proposal:
    made = in_review(people)
    write_both(made, people)
    return fresh(made)


def proposed(people: People, draft_: Draft | None = None) -> Proposal:
    made = to_decide(people)
    propose(made, draft_ or Draft(Advice.APPROVE, "It is sound."), by=by(people.stewards[0]))
    return fresh(made)


def confirmed(people: People, draft_: Draft | None = None) -> Proposal:
    made = proposed(people, draft_)
    decision = open_decision(made)
    assert decision is not None
    confirm(made, decision.pk, by=by(people.stewards[1]))
    return fresh(made)


def terms(text: str = "Terms, first version.") -> None:
    """Publishes the text unless it is there."""
    if current_text() is None:
        publish(text, by=SITE)


def sign_all(proposal: Proposal) -> None:
    text = current_text()
    assert text is not None
    for member in team(proposal).select_related("account"):
        sign(proposal, text.hash, member.full_name, by=by(member.account))


def granted(people: People, draft_: Draft | None = None) -> Grant:
    terms()
    release()
    made = confirmed(people, draft_)
    sign_all(made)
    grant: Grant = Grant.objects.get(proposal=made)
    return grant


def release(version: str = "1.0") -> Release:
    """A published release."""
    from django.utils import timezone

    there = Release.objects.filter(version=version).first()
    if there is not None:
        return there
    made = Release(
        version=version,
        title="Synthetic pool",
        folder="/nowhere",
        manifest_sha256="0" * 64,
        synthetic=True,
        state="published",
        published_at=timezone.now(),
    )
    made.write(by=SITE, action="release.publish", why="for a test")
    return made


def fresh(row: Any) -> Any:
    """As the database has it."""
    return type(row).objects.get(pk=row.pk)
