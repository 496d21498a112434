"""Starting jobs, again if need be, and reporting from within them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from ....model.refused import Refused
from ..access.actor import Actor
from ..audit.append import append
from .models import Job, State

MOST_ATTEMPTS = 3

# A job whose worker has been silent for so long is taken from it. Workers give a sign every few seconds.
SILENCE = timedelta(seconds=30)


class NotAJob(Refused):
    """A function cannot be run as a job."""


def start_job(
    function: Callable[..., None],
    title: str,
    arguments: dict[str, int | str],
    *,
    by: Actor,
    why: str,
    once: str | None = None,
    wait: timedelta | None = None,
) -> Job:
    """Starts ``function(job, **arguments)`` on a worker once the caller's transaction is done.

    ``arguments`` are ids, never values of people, since they stand in the database. With ``once``, a second start under
    the same word gives the first job. It is not begun before ``wait`` is over. The function must bear being run again
    from the beginning.
    """
    path = f"{function.__module__}.{function.__qualname__}"
    if "<" in path:
        raise NotAJob(f"{path} cannot be found by a worker. Make it a function of a module.")
    if once is not None and (there := Job.objects.filter(once=once).first()):
        return there
    job = Job(function=path, arguments=arguments, title=title, owner_id=by.account_id, once=once)
    try:
        with transaction.atomic():
            job.save(force_insert=True)
            append(by=by, action="job.start", target=job, why=why)
            _enqueue(job, wait=wait)
    except IntegrityError:  # another request under the same word was quicker
        return Job.objects.get(once=once)
    return job


def start_again(job: Job, *, by: Actor, why: str) -> None:
    """Gives a failed job new attempts."""
    with transaction.atomic():
        row = Job.objects.select_for_update().get(pk=job.pk)
        if row.state != State.FAILED:
            return
        row.attempts, row.problem = 0, ""
        append(by=by, action="job.retry", target=row, why=why)
        _enqueue(row)


def report(job: Job, done: int, total: int) -> None:
    """Says from within a job how far it is; also its sign of life."""
    Job.objects.filter(pk=job.pk).update(done=done, total=total, heard_at=timezone.now())


def take_from_silent_workers() -> int:
    """Starts again what a killed worker left behind, or says that it failed too often; gives how many."""
    taken = 0
    for job in Job.objects.filter(state=State.RUNNING, heard_at__lt=timezone.now() - SILENCE):
        with transaction.atomic():
            row = Job.objects.select_for_update().get(pk=job.pk)
            if row.task and row.state == State.RUNNING and row.heard_at and row.heard_at < timezone.now() - SILENCE:
                DBTaskResult.objects.filter(pk=row.task).update(
                    status=TaskResultStatus.FAILED, finished_at=timezone.now()
                )
                settle_failure(row, "WorkerGone")
                taken += 1
    return taken


def settle_failure(job: Job, problem: str) -> None:
    """After a failed attempt: another one, later each time, or failed for good, to be seen on the page."""
    job.problem = problem
    if job.attempts < MOST_ATTEMPTS:
        _enqueue(job, wait=timedelta(seconds=2**job.attempts))
    else:
        job.state = State.FAILED
        job.save(update_fields=["state", "problem"])


def _enqueue(job: Job, wait: timedelta | None = None) -> None:
    queued = run.using(run_after=timezone.now() + wait) if wait else run
    result = queued.enqueue(str(job.pk))
    job.task, job.state, job.done = result.id, State.WAITING.value, 0
    job.save(update_fields=["task", "state", "done", "attempts", "problem"])


@task()
def run(job_id: str) -> None:
    """What the library's worker calls: one attempt at a job."""
    with transaction.atomic():
        job = Job.objects.select_for_update().get(pk=job_id)
        if job.state != State.WAITING:
            return  # another worker has it, or it is done
        job.state, job.attempts, job.heard_at = State.RUNNING.value, job.attempts + 1, timezone.now()
        job.save(update_fields=["state", "attempts", "heard_at"])
    attempt = job.attempts
    function: Any = import_string(job.function)
    try:
        function(job, **job.arguments)
    except Exception as error:
        with transaction.atomic():
            row = Job.objects.select_for_update().get(pk=job_id)
            if (row.state, row.attempts) == (State.RUNNING, attempt):
                settle_failure(row, type(error).__name__)
        raise
    Job.objects.filter(pk=job_id, state=State.RUNNING, attempts=attempt).update(
        state=State.DONE, done=models.F("total"), heard_at=timezone.now()
    )
