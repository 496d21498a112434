"""A job that takes its time at the first attempt, so that its worker can be killed in the middle."""

from __future__ import annotations

import time

from openpals.portal.common.jobs.models import Job
from openpals.portal.common.jobs.start import report

STEPS = 600


def slow(job: Job) -> None:
    """Counts; a minute at the first attempt, at once at the next."""
    for step in range(STEPS):
        report(job, step, STEPS) if step % 10 == 0 else None
        if job.attempts == 1:
            time.sleep(0.1)
    report(job, STEPS, STEPS)
