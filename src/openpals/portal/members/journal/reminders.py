"""Reminders by letter, which says that something waits and not what: others may read over a shoulder."""

from __future__ import annotations

import datetime as dt
import itertools
import logging

from django.conf import settings
from django.urls import reverse

from ....model.refused import Refused
from ...common.access.actor import Actor, command
from ...common.jobs.models import Job
from ...common.jobs.start import report, start_job
from ...common.mail.letter import letter
from .days import today
from .models import Reminder

logger = logging.getLogger("openpals.reminders")

# Days by which "later" puts a reminder off.
LATER_DAYS = 3


class SomeNotSent(Refused):
    """Letters could not be handed over; their reminders are still due."""


def choose(owner_id: int, rhythms: dict[str, int | None]) -> None:
    """Sets how often to remind of each thing, in days; None: not at all."""
    for what, days in rhythms.items():
        rows = Reminder.objects.filter(owner_id=owner_id, what=what)
        if days is None:
            rows.delete()
        elif not rows.filter(every_days=days).exists():
            values = {"every_days": days, "next_on": today() + dt.timedelta(days=days)}
            Reminder.objects.update_or_create(owner_id=owner_id, what=what, defaults=values)


def later(owner_id: int) -> None:
    """Puts off all that would come within the next days."""
    on = today() + dt.timedelta(days=LATER_DAYS)
    Reminder.objects.filter(owner_id=owner_id, next_on__lt=on).update(next_on=on)


def start_sending(by: Actor | None = None) -> Job:
    """Starts the day's letters on a worker; a second start on the same day is the same job."""
    day = today().isoformat()
    who = by or command("remind")
    return start_job(send_due, "Reminders", {}, by=who, why="due today", once=f"reminders:{day}")


def send_due(job: Job) -> None:
    """One letter to each member for whom something is due and who has not paused all. Run again, it sends what is left.

    Raises SomeNotSent at the end if letters failed, so that the job is tried again.
    """
    due = Reminder.objects.filter(next_on__lte=today(), owner__journal__reminders_paused=False, owner__is_active=True)
    rows = due.order_by("owner", "pk").values_list("owner", "owner__email", "owner__journal", "pk")
    total = due.values("owner").distinct().count()
    failed = 0
    for number, ((_owner, email, journal), of_one) in enumerate(
        itertools.groupby(rows.iterator(chunk_size=2000), key=lambda row: row[:3]), 1
    ):
        reminders = [row[3] for row in of_one]
        try:
            _send(email, journal)
        except OSError as error:
            logger.warning("a reminder was not sent", extra={"kind": type(error).__name__})
            failed += 1
            continue
        moved = Reminder.objects.filter(pk__in=reminders)
        for every in set(moved.values_list("every_days", flat=True)):
            moved.filter(every_days=every).update(next_on=today() + dt.timedelta(days=every))
        report(job, number, max(number, total))
    if failed:
        raise SomeNotSent(f"{failed} letters could not be sent. They are tried again.")


def _send(email: str, journal: object) -> None:
    origin = settings.OPENPALS_ENVIRONMENT.origin.geturl().rstrip("/")
    context = {
        "today": origin + reverse("today"),
        "reminders": origin + reverse("reminders", kwargs={"journal": journal}),
    }
    letter("journal/letters/reminder", email, context).send()
