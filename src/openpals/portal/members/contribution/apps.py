"""The app."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig


class ContributionConfig(AppConfig):
    """Its label is its name."""

    name = "openpals.portal.members.contribution"
    label = "contribution"

    def ready(self) -> None:
        """Connects what is taken away with an account beside what refers to it."""
        from ..farewell.forgetting import forgetting

        forgetting.connect(forget_counts, dispatch_uid="openpals forget_counts")


def forget_counts(sender: Any, account: Any, **more: Any) -> None:
    """How much of a deleted account was in which contribution; its number stays until the host is told."""
    from .models import Contributed

    Contributed.objects.filter(participant__owner_id=account.pk).delete()
