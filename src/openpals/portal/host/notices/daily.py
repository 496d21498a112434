"""What is done once a day: grants that passed are ended, their people warned before, and those reminded who are waited
for longer than the published time."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from ...common.access.actor import Actor, ActorKind
from ...common.jobs.models import Job
from ...common.jobs.start import report, start_job
from ..grants.granting import end_passed
from ..grants.models import Grant
from ..proposals.models import Proposal, team
from ..proposals.states import STAGES
from .telling import people_of_turn, project_context, send

# Days before the end of a grant on which its team is warned.
WARNINGS = (60, 30, 7, 1)


def start_daily(by: Actor) -> Job:
    """Starts today's job, once, however often it is asked for."""
    day = timezone.now().date().isoformat()
    return start_job(daily, f"The day's letters, {day}", {}, by=by, why="a new day", once=f"daily {day}")


def daily(job: Job) -> None:
    """Ends, warns, reminds. Each letter is sent once, however often the job runs."""
    end_passed(by=Actor(ActorKind.JOB))
    report(job, 1, 3)
    warn()
    report(job, 2, 3)
    remind()
    report(job, 3, 3)


def warn() -> None:
    """Tells the teams of grants that end soon; of several warnings that are due, only the last."""
    now = timezone.now()
    soon = Grant.objects.filter(ended_at=None, ends_at__gt=now, ends_at__lte=now + timedelta(days=max(WARNINGS)))
    for grant in soon.select_related("proposal"):
        days = min(days for days in WARNINGS if grant.ends_at <= now + timedelta(days=days))
        context = {**project_context(grant.proposal), "last": grant.ends_at - timedelta(days=1)}
        for member in team(grant.proposal).exclude(account=None).select_related("account"):
            send(f"ends {grant.pk} {days} {member.account_id}", member.account.email, "ends", context)


def remind() -> None:
    """Tells those who are waited for, each time the published time has passed once more."""
    now = timezone.now()
    for state, stage in STAGES.items():
        if stage.days is None:
            continue
        due = now - timedelta(days=stage.days)
        for proposal in Proposal.objects.filter(state=state, since__lte=due).select_related("applicant"):
            times = (now - proposal.since).days // stage.days
            context = {**project_context(proposal), "since": proposal.since}
            for account in people_of_turn(proposal):
                key = f"waits {proposal.pk} {proposal.since:%Y%m%d%H%M%S} {times} {account.pk}"
                send(key, account.email, "waits", context)
