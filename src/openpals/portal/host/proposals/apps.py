"""The proposals' app."""

from __future__ import annotations

from django.apps import AppConfig
from django.core.checks import register


class ProposalsConfig(AppConfig):
    """Holds proposals, their people, documents and history."""

    name = "openpals.portal.host.proposals"
    label = "proposals"

    def ready(self) -> None:
        """A site whose published forms were changed does not start."""
        from ..form.published import check_forms

        register(check_forms)
