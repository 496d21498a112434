"""Pages of jobs: how far they are, what failed, and trying again."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ..access.decide import decide, visible
from ..access.request import DecidedRequest
from .models import Job, State
from .start import start_again


def fetch(pk: UUID) -> Job:
    """The job of that id, or Http404."""
    return get_object_or_404(Job, pk=pk)


@require_safe
def jobs(request: DecidedRequest) -> HttpResponse:
    """The jobs that the actor may see, fifty a page."""
    rows = visible(request.actor, "job.see", Job.objects.all())
    return render(request, "openpals/jobs.html", {"page": Paginator(rows, 50).get_page(request.GET.get("page"))})


@require_safe
def job(request: DecidedRequest, pk: UUID) -> HttpResponse:
    """One job. The page asks again by itself where JavaScript is on; else there is a button."""
    target: Job = request.target
    context = {
        "job": target,
        "moving": target.state in (State.WAITING, State.RUNNING),
        "may_retry": target.state == State.FAILED and decide(request.actor, "job.retry", target).allowed,
    }
    part = getattr(request, "htmx", None)
    return render(request, "openpals/job_state.html" if part else "openpals/job.html", context)


@require_POST
def again(request: DecidedRequest, pk: UUID) -> HttpResponse:
    """Starts a failed job again."""
    start_again(request.target, by=request.actor, why="started again on its page")
    messages.success(request, _("The job will be tried again."))
    return redirect("job", pk=pk)
