"""The app of accounts: it keeps no table, and writes what happens to accounts into the audit log."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Connects the log."""

    name = "openpals.portal.common.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Listens to what the library of accounts does."""
        from .events import connect

        connect()
