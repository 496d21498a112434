"""The notices' app."""

from __future__ import annotations

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Holds which letters were sent, and listens to what they tell of."""

    name = "openpals.portal.host.notices"
    label = "notices"

    def ready(self) -> None:
        """Every move of a proposal, and every invitation, is told by a letter."""
        from ..proposals.moving import moved
        from ..proposals.people import invited
        from .telling import invitation_sent, move_made

        moved.connect(move_made, dispatch_uid="notices moved")
        invited.connect(invitation_sent, dispatch_uid="notices invited")
