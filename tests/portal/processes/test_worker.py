from __future__ import annotations

import signal
import subprocess
import sys
import time

from .conftest import Kept


def test_job_of_a_killed_worker_is_finished_by_another(kept: Kept) -> None:
    kept.python(
        "from openpals.portal.common.jobs.start import start_job\n"
        "from openpals.portal.common.access.actor import Actor, ActorKind\n"
        "from tests.portal.processes.slow_job import slow\n"
        "start_job(slow, 'Slow', {}, by=Actor(ActorKind.COMMAND), why='for a test')"
    )
    with (kept.folder / "worker.log").open("wb") as log:
        worker = subprocess.Popen(
            [sys.executable, "-c", "from openpals.cli.main import main; main()", "portal", "work", kept.name],
            env=kept.environment,
            stdout=log,
            stderr=log,
        )
    deadline = time.monotonic() + 60
    while kept.sql("SELECT state FROM jobs_job WHERE done > 0") != [("running",)]:
        assert worker.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.2)
    worker.send_signal(signal.SIGKILL)
    worker.wait(10)

    kept.sql("UPDATE jobs_job SET heard_at = '2026-01-01 00:00:00+00:00'")  # time passes
    kept.command("portal", "work", kept.name, "--batch")
    kept.sql("UPDATE django_tasks_database_dbtaskresult SET run_after = '2026-01-01 00:00:00+00:00'")
    kept.command("portal", "work", kept.name, "--batch")
    assert kept.sql("SELECT state, done, total, attempts, problem FROM jobs_job") == [
        ("done", 600, 600, 2, "WorkerGone")
    ]
    statuses = [status for (status,) in kept.sql("SELECT status FROM django_tasks_database_dbtaskresult")]
    assert sorted(statuses) == ["FAILED", "SUCCESSFUL"]
