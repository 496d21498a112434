"""The worker: the library's, with a sign of life, a reaper of what killed workers left, and no traceback kept."""

from __future__ import annotations

import logging
import os
import threading
import uuid
from collections.abc import Callable
from datetime import timedelta

from django.db import connection
from django.db.models import Q
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker

from .models import Heartbeat, Job, State
from .start import take_from_silent_workers

logger = logging.getLogger("openpals.jobs")

BEAT_SECONDS = 5.0


def work(batch: bool = False) -> None:
    """Works until told to stop (SIGTERM ends after the current job); with ``batch``, until nothing is left to do."""
    name = f"{os.getpid()}-{uuid.uuid4().hex[:12]}"
    stop = threading.Event()
    beat = threading.Thread(target=_beat, args=(name, stop), daemon=True)
    worker = ReapingWorker(
        queue_names=["default"],
        interval=1,
        batch=batch,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=name,
        excluded_queue_names=[],
    )
    if threading.current_thread() is threading.main_thread():
        worker.configure_signals()
    take_from_silent_workers()
    beat.start()
    try:
        worker.run()
    finally:
        stop.set()
        beat.join(timeout=5)
        Heartbeat.objects.filter(worker=name).delete()


class ReapingWorker(Worker):
    """The library's worker, saying in the log what became of each job, by its kind and no value."""

    def run_task(self, db_task_result: object) -> None:
        """Runs one; the library keeps the traceback in its row, which may quote a value, so it is emptied."""
        super().run_task(db_task_result)  # type: ignore[arg-type]
        row = type(db_task_result).objects.filter(pk=db_task_result.pk)  # type: ignore[attr-defined]
        row.exclude(traceback="").update(traceback="")
        logger.info("worked", extra={"job": str(db_task_result.pk)})  # type: ignore[attr-defined]


def _beat(name: str, stop: threading.Event) -> None:
    """Every few seconds: this worker lives, and so does what it runs; those of dead workers are taken from them."""
    mine = _jobs_of(name)
    while True:
        try:
            now = timezone.now()
            Heartbeat.objects.update_or_create(worker=name, defaults={"at": now})
            Heartbeat.objects.filter(at__lt=now - timedelta(days=1)).delete()
            Job.objects.filter(mine()).update(heard_at=now)
            take_from_silent_workers()
        except Exception as error:  # the database may be away for a while; the next beat tries again
            logger.warning("no sign of life could be given", extra={"kind": type(error).__name__})
            connection.close()
        if stop.wait(BEAT_SECONDS):
            connection.close()
            return


def _jobs_of(name: str) -> Callable[[], Q]:
    from django_tasks_db.models import DBTaskResult

    def condition() -> Q:
        rows = DBTaskResult.objects.running().only("id", "worker_ids")
        return Q(state=State.RUNNING, task__in=[row.pk for row in rows if row.worker_ids[-1:] == [name]])

    return condition
