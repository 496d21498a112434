from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from openpals.portal.members.journal.models import Answer, Note, Response

pytestmark = pytest.mark.django_db

PASSWORD = "a long one for tests"


@pytest.fixture
def away(build_member: Any) -> Any:
    """A member whose session has ended while a question was on the screen."""
    member = build_member(password=PASSWORD)
    member.post("ask/alsfrs-r/", tube="no")
    member.client = Client()
    return member


def log_in(member: Any, address: str) -> Any:
    sent = {"login": member.account.email, "password": PASSWORD}
    return member.client.post(address, sent, follow=True)


def test_what_was_pressed_after_the_session_ended_is_saved_once_after_log_in(away: Any) -> None:
    response = Response.objects.get()
    to = away.post(f"answers/{response.key}/speech/", value="3").headers["Location"]
    assert to.startswith("/accounts/login/?next=")
    assert "What you pressed is kept" in away.client.get(to).content.decode()
    page = log_in(away, to)
    assert "is saved now" in page.content.decode()
    assert page.request["PATH_INFO"] == away.at(f"answers/{response.key}/speech/")
    row = Answer.objects.get()
    assert (row.item, row.value, row.author) == ("speech", 3, away.account)
    away.client.logout()
    log_in(away, "/accounts/login/")
    assert Answer.objects.count() == 1
    assert away.client.session.get_expiry_age() > 80 * 24 * 3600


def test_whole_form_is_kept_and_saved_after_log_in(away: Any) -> None:
    day = dt.date.today().isoformat()
    to = away.post("notes/add/", day=day, text="Long words, slowly typed.").headers["Location"]
    log_in(away, to)
    assert Note.objects.get().text == "Long words, slowly typed."


def test_what_was_kept_is_not_done_for_somebody_else(away: Any, build_account: Any) -> None:
    response = Response.objects.get()
    to = away.post(f"answers/{response.key}/speech/", value="3").headers["Location"]
    away.account = build_account(password=PASSWORD)
    page = log_in(away, to.partition("?")[0])
    assert "could not be saved" in page.content.decode()
    assert not Answer.objects.exists()


def test_form_with_a_mistake_that_was_kept_says_so_after_log_in(away: Any) -> None:
    to = away.post("weight/add/", day="", value="").headers["Location"]
    assert "could not be saved" in log_in(away, to).content.decode()


def test_more_than_a_form_holds_is_not_kept(away: Any) -> None:
    away.post("notes/add/", day="2026-01-01", text="x" * 70_000)
    assert "kept-press" not in away.client.session
