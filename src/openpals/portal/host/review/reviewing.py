"""The steps of a review: naming reviewers, writing opinions, asking, declaring an interest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from ....model.refused import Refused
from ...common.access.actor import Actor
from ..models import Account
from ..proposals.drafting import latest
from ..proposals.models import Interest, Proposal, Revision
from ..proposals.moving import holding, moving
from ..proposals.states import State
from ..roles import REVIEWER
from ..standing import unbiased
from .models import REVIEWERS, Advice, Assignment, Decision, Opinion, Question


class ReviewRefused(Refused):
    """A step of a review that cannot be taken so."""


def reviewers_for(proposal: Proposal) -> list[Any]:
    """The accounts that hold the reviewer's role and may judge the proposal, by name."""
    holders = Account.objects.filter(appointments__role=REVIEWER.name, appointments__ended_at=None, is_active=True)
    return [one for one in holders.order_by("name", "pk") if unbiased(one.pk).filter(pk=proposal.pk).exists()]


def assigned_to(proposal: Proposal) -> Any:
    """The rows of who reviews the proposal now."""
    return proposal.assignments.filter(ended_at=None)


def begin_review(proposal: Proposal, reviewers: Sequence[Any], *, by: Actor) -> None:
    """The proposal is complete; the reviewers judge it. Raises ReviewRefused unless they are two who may, and not the
    steward who names them."""
    with moving(proposal, "begin_review", by=by, action="review.begin", why="found it complete") as row:
        _name(row, reviewers, by=by)


def _name(proposal: Proposal, reviewers: Sequence[Any], *, by: Actor) -> None:
    chosen = {one.pk for one in reviewers}
    if len(chosen) != REVIEWERS:
        raise ReviewRefused("Name two different reviewers.")
    if by.account_id in chosen:
        raise ReviewRefused("Nobody names themselves as a reviewer. Name somebody else.")
    if not chosen <= {one.pk for one in reviewers_for(proposal)}:
        raise ReviewRefused("One of them may not judge this project. Name somebody else.")
    now = {row.reviewer_id: row for row in assigned_to(proposal)}
    for gone in set(now) - chosen:
        now[gone].ended_at = timezone.now()
        now[gone].write(by=by, action="review.begin", why="another reviewer was named", fields=("ended_at",))
    for new in chosen - set(now):
        Assignment(proposal=proposal, reviewer_id=new).write(by=by, action="review.begin", why="named as reviewer")


def change_reviewers(proposal: Proposal, reviewers: Sequence[Any], *, by: Actor) -> None:
    """Other reviewers, while it is in review. What was written stays, and counts only if its writer still reviews."""
    with holding(proposal, State.REVIEW) as row:
        _name(row, reviewers, by=by)
        _decide_if_both_wrote(row, by=by)


def write_opinion(proposal: Proposal, seen: int, advice: Advice, words: str, *, by: Actor) -> Opinion:
    """A reviewer's opinion on revision number ``seen``, the one their page showed; once, for good. With the second
    one the proposal goes on to be decided.

    Raises ReviewRefused when that revision is not the latest, or they have written already; NotNow.
    """
    with holding(proposal, State.REVIEW) as row:
        revision = _revision(row)
        if revision.number != seen:
            raise ReviewRefused("The project was sent anew after you opened this page. Read it again, then write.")
        if revision.opinions.filter(reviewer=by.account_id).exists():
            raise ReviewRefused("You have written already. An opinion is written once.")
        if not assigned_to(row).filter(reviewer=by.account_id).exists():
            raise ReviewRefused("You do not review this project any more.")
        made = Opinion(revision=revision, reviewer_id=by.account_id, advice=advice, words=words)
        made.write(by=by, action="review.write", why="wrote an opinion")
        _decide_if_both_wrote(row, by=by)
    return made


def _decide_if_both_wrote(proposal: Proposal, *, by: Actor) -> None:
    wrote = set(_revision(proposal).opinions.values_list("reviewer_id", flat=True))
    now = set(assigned_to(proposal).values_list("reviewer_id", flat=True))
    if len(now) == REVIEWERS and now <= wrote:
        with moving(proposal, "both_written", by=by, action="review.write", why="both reviewers have written"):
            pass


def waited_for(proposal: Proposal) -> list[Any]:
    """The accounts of reviewers who have not written about the latest revision."""
    revision = latest(proposal)
    wrote = set(revision.opinions.values_list("reviewer_id", flat=True)) if revision else set()
    rows = assigned_to(proposal).exclude(reviewer=None).select_related("reviewer")
    return [row.reviewer for row in rows if row.reviewer_id not in wrote]


def ask(proposal: Proposal, words: str, *, by: Actor) -> Question:
    """A steward at the check, or a reviewer during review, asks the applicant. The proposal comes back as a new
    revision, which is checked and judged anew. Raises NotNow."""
    name = "send_back" if proposal.state == State.CHECK else "ask"
    with moving(proposal, name, by=by, action="review.ask", why="asked the applicant") as row:
        made = Question(proposal=row, revision=_revision(row), words=words)
        made.write(by=by, action="review.ask", why="asked the applicant")
    return made


def answer(proposal: Proposal, answers: dict[int, str], *, by: Actor) -> None:
    """The applicant's answers by the question's number; kept as often as they are changed, until the proposal is
    sent. Raises NotNow."""
    with holding(proposal, State.QUESTIONS) as row:
        revision = _revision(row)
        for question in row.questions.filter(revision=revision, pk__in=answers):
            question.answer = answers[question.pk]
            question.write(by=by, action="proposal.edit", why="answered a question", fields=("answer",))


def open_questions(proposal: Proposal) -> Any:
    """The questions about the latest revision."""
    return proposal.questions.filter(revision=latest(proposal))


def declare_interest(proposal: Proposal, *, by: Actor) -> None:
    """The account judges this proposal no more; a reviewer's place is free for another, and a steward's open decision
    goes back."""
    if by.account_id is None:
        raise ReviewRefused("Only people have interests, each with their own account.")
    with transaction.atomic():
        row = Proposal.objects.select_for_update().get(pk=proposal.pk)
        if not row.interests.filter(account=by.account_id).exists():
            said = Interest(proposal=row, account_id=by.account_id)
            said.write(by=by, action="review.declare", why="has an interest in the project")
        for place in assigned_to(row).filter(reviewer=by.account_id):
            place.ended_at = timezone.now()
            place.write(by=by, action="review.declare", why="has an interest", fields=("ended_at",))
        mine = Decision.objects.filter(proposal=row, proposed_by=by.account_id, confirmed_at=None, returned_at=None)
        if row.state == State.CONFIRMATION and (decision := mine.first()):
            with moving(row, "reconsider", by=by, action="review.declare", why="its writer has an interest"):
                decision.returned_at = timezone.now()
                decision.write(
                    by=by, action="review.declare", why="its writer has an interest", fields=("returned_at",)
                )


def _revision(proposal: Proposal) -> Revision:
    found = latest(proposal)
    if found is None:
        raise ReviewRefused("The project was not sent yet.")
    return found
