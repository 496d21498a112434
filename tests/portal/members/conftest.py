"""A member with a journal, logged in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from openpals.portal.members.journal.models import Journal, journal_of


@dataclass
class Member:
    """Somebody at a browser, with their journal."""

    account: Any
    client: Client
    journal: Journal

    def at(self, path: str) -> str:
        """An address within their journal."""
        return f"/journal/{self.journal.pk}/{path}"

    def get(self, path: str) -> Any:
        return self.client.get(self.at(path))

    def post(self, path: str, **sent: Any) -> Any:
        return self.client.post(self.at(path), sent)


@pytest.fixture
def build_member(build_account: Callable[..., Any]) -> Callable[..., Member]:
    """Makes members, each logged in at a browser of their own."""

    def build(**about: Any) -> Member:
        account = build_account(**about)
        client = Client()
        client.force_login(account)
        return Member(account, client, journal_of(account))

    return build


@pytest.fixture
def member(build_member: Callable[..., Member]) -> Member:
    """One member."""
    return build_member()
