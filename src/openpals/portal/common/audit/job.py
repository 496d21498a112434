"""Checking the log as a background job, for logs too long to wait for."""

from __future__ import annotations

from collections.abc import Iterator

from ....model.refused import Refused
from ..jobs.models import Job
from ..jobs.start import report
from .chain import HASHED, Values, as_values, first_break
from .models import Event

# How often the job says how far it is.
STEP = 20_000


class LogBroken(Refused):
    """The log does not hold; the message says where."""


def verify_log(job: Job) -> None:
    """Walks the log. Raises LogBroken, which the job's page shows as its problem."""
    total = Event.objects.count()
    report(job, 0, total)
    rows = Event.objects.order_by("sequence").values_list(*HASHED, "hash").iterator(chunk_size=5_000)
    count, _, broken = first_break(_told(job, as_values(rows), total))
    if broken is not None:
        raise LogBroken(f"{broken.meaning}. Keep the database as it is, and run `openpals audit verify`.")
    report(job, count, max(count, total))


def _told(job: Job, events: Iterator[Values], total: int) -> Iterator[Values]:
    for number, event in enumerate(events, 1):
        if number % STEP == 0:
            report(job, number, max(number, total))
        yield event
