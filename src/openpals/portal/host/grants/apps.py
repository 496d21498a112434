"""The grants' app."""

from __future__ import annotations

from django.apps import AppConfig


class GrantsConfig(AppConfig):
    """Holds grants and closing statements."""

    name = "openpals.portal.host.grants"
    label = "grants"

    def ready(self) -> None:
        """The last signature begins a grant; so does the leaving of the last who had not signed."""
        from ..agreement.signing import signed
        from ..proposals.people import left
        from .granting import grant_when_signed

        signed.connect(grant_when_signed, dispatch_uid="grants signed")
        left.connect(grant_when_signed, dispatch_uid="grants left")
