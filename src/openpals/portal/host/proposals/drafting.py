"""Writing a proposal: beginning, saving, sending, taking back, following it up."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.db import transaction

from ....model.refused import Refused
from ...common.access.actor import Actor
from ..form.asking import fingerprint, problems
from ..form.published import FORMS, newest
from ..form.spec import Form, Purpose, Section
from ..institutions.models import declare, institution_named
from .models import Interest, Member, Party, Proposal, Revision, Standing, team
from .moving import holding, moving
from .states import OPEN_TO_CHANGE, State


class Incomplete(Refused):
    """A proposal is sent while something is missing."""

    summary = "This is still missing:"

    def __init__(self, missing: list[str]) -> None:
        super().__init__(f"{self.summary} {' '.join(missing)}")
        self.problems = missing


class ChangedMeanwhile(Refused):
    """Somebody else saved the same section after the page was opened."""


class NotToFollow(Refused):
    """An amendment or renewal is already under way, or there is nothing to change."""


def form_of(proposal: Proposal) -> Form:
    """The version of the form that the proposal answers."""
    return FORMS[proposal.form_version]


def sections_of(proposal: Proposal) -> tuple[Section, ...]:
    """The sections that the proposal has."""
    return form_of(proposal).asked(proposal.purpose)


def begin(account: Any, full_name: str, institution: str, *, by: Actor) -> Proposal:
    """A new draft, led by the account."""
    with transaction.atomic():
        answers = {"investigator": full_name, "institution": institution}
        made = Proposal(applicant=account, purpose=Purpose.NEW, form_version=newest().version, answers=answers)
        made.write(by=by, action="proposal.begin", why="began a draft")
        _lead(made, account, full_name, institution, by=by)
    return made


def _lead(proposal: Proposal, account: Any, full_name: str, institution: str, *, by: Actor) -> None:
    place = declare(account.pk, institution, by=by)
    row = Member(
        proposal=proposal,
        email=account.email.lower(),
        account=account,
        full_name=full_name,
        institution=place,
        standing=Standing.ACCEPTED,
    )
    row.write(by=by, action="proposal.begin", why="leads the project")


def save_section(
    proposal: Proposal, section: Section, sent: dict[str, str | list[str]], seen: str, *, by: Actor
) -> Proposal:
    """Saves the section's answers. ``seen`` is the fingerprint of what the page showed when it was opened.

    Raises ChangedMeanwhile, with nothing saved, when others saved the section since, and NotNow when the proposal was
    sent since.
    """
    with holding(proposal, *OPEN_TO_CHANGE) as row:
        if fingerprint(section, row.answers) != seen:
            raise ChangedMeanwhile(
                "Somebody else saved this page after you opened it. Yours is not saved yet. Compare both, and send "
                "again what should stand."
            )
        row.answers = {**row.answers, **sent}
        row.write(by=by, action="proposal.edit", why=f"saved {section.name}", fields=("answers",))
    return row


def missing(proposal: Proposal) -> dict[str, list[str]]:
    """By section (`team`, `documents`, `questions` beside the form's), what must be done before it can be sent."""
    found = problems(form_of(proposal), proposal.purpose, proposal.answers)
    if proposal.members.filter(standing=Standing.INVITED.value).exists():
        found["team"] = ["Somebody you invited has not answered yet. Wait, or take the invitation back."]
    if proposal.answers.get("ethics") in ("approved", "exempt") and not _papers(proposal).filter(paper="ethics"):
        found["documents"] = ["Upload the letter of the ethics board."]
    if proposal.answers.get("ethics") == "not_asked" and not proposal.answers.get("ethics_reason"):
        found.setdefault("ethics", []).append("Say why no ethics board was asked.")
    return found


def _papers(proposal: Proposal) -> Any:
    return proposal.documents.filter(removed_at=None)


def submit(proposal: Proposal, *, by: Actor) -> Revision:
    """Sends the proposal as it is now: freezes a revision, and gives it to the stewards.

    Raises Incomplete, naming everything that is missing, and NotNow when it was sent already.
    """
    with moving(proposal, "submit", by=by, action="proposal.submit", why="sent the proposal") as row:
        if wanting := [told for told_of in missing(row).values() for told in told_of]:
            raise Incomplete(wanting)
        _name_parties(row, by=by)
        frozen = freeze(row, by=by)
    return frozen


def freeze(proposal: Proposal, *, by: Actor) -> Revision:
    """The next revision."""
    contents: dict[str, Any] = {
        "form_version": proposal.form_version,
        "answers": proposal.answers,
        "people": list(team(proposal).values_list("full_name", flat=True)),
        "documents": dict(_papers(proposal).values_list("name", "sha256")),
    }
    text = json.dumps(contents, ensure_ascii=False, sort_keys=True)
    row = Revision(
        proposal=proposal,
        number=proposal.revisions.count() + 1,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        **contents,
    )
    row.write(by=by, action="proposal.submit", why="kept what was sent")
    return row


def _name_parties(proposal: Proposal, *, by: Actor) -> None:
    named = {institution_named(str(proposal.answers["institution"]), by=by).pk}
    named |= set(team(proposal).values_list("institution_id", flat=True))
    for institution in named - set(proposal.parties.values_list("institution_id", flat=True)):
        row = Party(proposal=proposal, institution_id=institution)
        row.write(by=by, action="proposal.submit", why="has part in the project")


def latest(proposal: Proposal) -> Revision | None:
    """The revision that is being judged."""
    found: Revision | None = proposal.revisions.order_by("number").last()
    return found


def withdraw(proposal: Proposal, why: str, *, by: Actor) -> None:
    """Takes the proposal back, for good."""
    with moving(proposal, "withdraw", by=by, action="proposal.withdraw", why=why):
        pass


def follow(proposal: Proposal, purpose: Purpose, *, by: Actor) -> Proposal:
    """A draft of an amendment or a renewal, with all answers and the team of the proposal it follows.

    The grant goes on meanwhile. Raises NotNow when nothing was granted, NotToFollow when one is under way.
    """
    with holding(proposal, State.GRANTED, State.CLOSING) as row:
        if row.followers.exclude(state__in=(State.DECLINED, State.WITHDRAWN)).exists():
            raise NotToFollow("A change of this project is under way already. Go on with that one.")
        form = newest()
        known = {field.name for section in form.sections for field in section.fields}
        answers = {name: given for name, given in row.answers.items() if name in known}
        made = Proposal(
            applicant=row.applicant, purpose=purpose, follows=row, form_version=form.version, answers=answers
        )
        made.write(by=by, action="proposal.follow", why=f"began an {purpose}" if purpose == "amendment" else "renews")
        for member in team(row):
            copy = Member(
                proposal=made,
                email=member.email,
                account=member.account,
                full_name=member.full_name,
                institution=member.institution,
                standing=Standing.ACCEPTED,
            )
            copy.write(by=by, action="proposal.follow", why="is on the team already")
        for interest in row.interests.all():
            copied = Interest(proposal=made, account=interest.account)
            copied.write(by=by, action="proposal.follow", why="the interest stays")
    return made
