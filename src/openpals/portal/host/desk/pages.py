"""The desk, a project's page, and two pages for everybody."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from ...common.access.decide import decide, visible
from ...common.access.request import DecidedRequest
from ..agreement.models import Signature, current_text
from ..form.asking import in_words, problems
from ..grants.models import Grant
from ..institutions.models import Affiliation
from ..proposals.drafting import form_of, latest, sections_of
from ..proposals.models import Member, Proposal, Revision, Standing
from ..proposals.states import ONCE_GRANTED, OPEN_TO_CHANGE, STAGES, State
from ..review.deciding import standing_decision
from ..review.models import Opinion
from ..review.reviewing import open_questions
from ..roles import REVIEWER, STEWARD
from .offers import offers

# States in which a project waits for nobody any more.
OVER = (State.CLOSED, State.DECLINED, State.WITHDRAWN, State.REPLACED)

MOST_ON_THE_DESK = 100


@require_safe
def desk(request: DecidedRequest) -> HttpResponse:
    """What waits for this person, and for others in what they may see."""
    actor, account = request.actor, request.actor.account_id
    assert account is not None  # the table lets in only who is logged in
    going = Proposal.objects.exclude(state__in=OVER).select_related("applicant")
    judges = {STEWARD, REVIEWER} & actor.roles
    mine = Member.objects.filter(account=account, standing=Standing.ACCEPTED.value)
    context = {
        "mine": _first(Proposal.objects.filter(pk__in=mine.values("proposal")).order_by("-pk")),
        "invitations": visible(actor, "member.accept", Member.objects.all()),
        "to_sign": _to_sign(account),
        "to_review": _first(_to_review(visible(actor, "review.write", going), account)),
        "to_steward": _first(visible(actor, "review.begin", going.exclude(state=State.DRAFT)).order_by("since")),
        "grants": visible(actor, "grant.see", Grant.objects.filter(ended_at=None, ends_at__gt=timezone.now()))[
            :MOST_ON_THE_DESK
        ],
        "judges": judges,
        "homeless": judges and not Affiliation.objects.filter(account=account).exists(),
        "asleep": actor.asleep,
    }
    return render(request, "desk/desk.html", context)


def _first(rows: QuerySet[Proposal]) -> list[dict[str, Any]]:
    """The first of the rows, each with whether it waits longer than the published time."""
    now = timezone.now()
    return [{"proposal": one, "late": is_late(one, now)} for one in rows[:MOST_ON_THE_DESK]]


def is_late(proposal: Proposal, now: Any) -> bool:
    """Whether it waits longer than the published time."""
    days = proposal.stage.days
    return days is not None and proposal.since + timedelta(days=days) < now


def _to_review(rows: QuerySet[Proposal], account_id: int) -> QuerySet[Proposal]:
    """Those in review on whose latest revision the account has not written."""
    newest = Revision.objects.filter(proposal=OuterRef("pk")).order_by("-number").values("pk")[:1]
    written = Opinion.objects.filter(reviewer=account_id, revision=OuterRef("newest"))
    return rows.filter(state=State.REVIEW).annotate(newest=Subquery(newest)).filter(~Exists(written))


def _to_sign(account_id: int) -> QuerySet[Proposal]:
    text = current_text()
    if text is None:
        return Proposal.objects.none()
    mine = Member.objects.filter(account=account_id, standing=Standing.ACCEPTED.value).values("proposal")
    done = Signature.objects.filter(account_id=account_id, text_hash=text.hash).values("proposal_id")
    return Proposal.objects.filter(state__in=(State.AGREEMENT, State.GRANTED), pk__in=mine).exclude(pk__in=done)


@require_safe
def project(request: DecidedRequest, pk: int) -> HttpResponse:
    """One project: who has it now and since when, what can be done next, and all that was said."""
    proposal: Proposal = request.target
    actor = request.actor
    editing = proposal.state in OPEN_TO_CHANGE and decide(actor, "proposal.edit", proposal).allowed
    wanting = problems(form_of(proposal), proposal.purpose, proposal.answers) if editing else {}
    days = proposal.stage.days
    revision = latest(proposal)
    context = {
        "proposal": proposal,
        "until": proposal.since + timedelta(days=days) if days is not None else None,
        "offers": offers(actor, proposal),
        "sections": [(one, one.name not in wanting) for one in sections_of(proposal)] if editing else [],
        "steps": proposal.steps.all(),
        "questions": proposal.questions.all(),
        "unanswered": proposal.state == State.QUESTIONS and open_questions(proposal).filter(answer="").exists(),
        "revision": revision,
        "opinions": visible(actor, "opinion.see", Opinion.objects.filter(revision=revision)),
        "decision": standing_decision(proposal) if decide(actor, "decision.read", proposal).allowed else None,
        "grant": visible(actor, "grant.see", Grant.objects.filter(proposal=proposal)).first(),
        "may_declare": decide(actor, "review.declare", proposal).allowed,
        "followers": visible(actor, "proposal.see", proposal.followers.all()),
        "place": visible(actor, "member.leave", proposal.members.exclude(account=proposal.applicant_id)).first(),
    }
    return render(request, "desk/project.html", context)


@require_safe
def asking(request: HttpRequest) -> HttpResponse:
    """How to ask for data: the steps, who takes each, how long that should take."""
    shown = [stage for state, stage in STAGES.items() if state not in OVER]
    return render(request, "desk/asking.html", {"stages": shown})


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """All uses that were granted, in plain words, newest first."""
    granted = Grant.objects.filter(proposal__state__in=ONCE_GRANTED).select_related("proposal", "decision__revision")
    page = Paginator(granted.order_by("-begins_at", "-pk"), 20).get_page(request.GET.get("page"))
    uses = [{"grant": one, "answers": _public(one)} for one in page]
    return render(request, "desk/register.html", {"page": page, "uses": uses})


def _public(grant: Grant) -> dict[str, str]:
    """The public answers of the revision that was decided on, by the field's name."""
    revision = grant.decision.revision
    fields = [field for section in sections_of(grant.proposal) for field in section.fields if field.public]
    return {field.name: in_words(field, revision.answers) for field in fields}
