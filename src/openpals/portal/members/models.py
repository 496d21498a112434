"""The members' platform's accounts and the roles they hold."""

from __future__ import annotations

from typing import Any

from django.db import models

from ..common.accounts.models import AbstractAccount, AbstractAppointment


class Account(AbstractAccount):
    """An account of the members' platform."""

    appointments: models.Manager[Any]

    class Meta(AbstractAccount.Meta):
        """In a table of its own."""

        abstract = False


class Appointment(AbstractAppointment):
    """A role of the members' platform, held by an account."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="appointments")

    class Meta(AbstractAppointment.Meta):
        """In a table of its own."""

        abstract = False
