"""The app."""

from __future__ import annotations

from django.apps import AppConfig


class FarewellConfig(AppConfig):
    """Its label is its name."""

    name = "openpals.portal.members.farewell"
    label = "farewell"

    def ready(self) -> None:
        """Connects what is taken away beside the account's own rows."""
        from . import forgetting as of

        for receiver in (of.forget_sessions, of.forget_attempts, of.forget_jobs, of.forget_in_histories):
            of.forgetting.connect(receiver, dispatch_uid=f"openpals {receiver.__name__}")
