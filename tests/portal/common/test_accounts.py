from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.cache import cache
from django.test import Client

from openpals.portal.common.audit.models import Event

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery staple"


@pytest.fixture(autouse=True)
def _no_limit_reached_yet() -> None:
    cache.clear()


def code_in(letter: Any) -> str:
    found = re.search(r"^\s*([A-Z0-9]{3,}(?:-[A-Z0-9]{3,})*)\s*$", letter.body, re.MULTILINE)
    assert found
    return found.group(1)


def test_sign_up_is_confirmed_by_a_code_and_needs_no_password(client: Client) -> None:
    client.post("/accounts/signup/", {"email": "ada@example.org"})
    assert not EmailAddress.objects.filter(verified=True).exists()
    answer = client.post("/accounts/confirm-email/", {"code": code_in(mail.outbox[0])}, follow=True)
    assert answer.context["user"].email == "ada@example.org"
    assert not answer.context["user"].has_usable_password()
    actions = list(Event.objects.values_list("action", flat=True))
    assert [one for one in actions if one in ("account.sign_up", "account.confirm", "account.log_in")] != []


def test_wrong_code_confirms_nothing(client: Client) -> None:
    client.post("/accounts/signup/", {"email": "ada@example.org"})
    client.post("/accounts/confirm-email/", {"code": "AAAA-AAAA"})
    assert not EmailAddress.objects.filter(verified=True).exists()


@pytest.mark.parametrize(
    ("path", "more"),
    [
        ("/accounts/signup/", {}),
        ("/accounts/signup/", {"password1": PASSWORD}),
        ("/accounts/login/code/", {}),
        ("/accounts/password/reset/", {}),
    ],
)
def test_answer_does_not_tell_whether_there_is_an_account(build_account: Any, path: str, more: dict[str, str]) -> None:
    build_account(email="there@example.org")
    answers = []
    for address in ("there@example.org", "nobody@example.org"):
        answer = Client().post(path, {"email": address, **more}, follow=True)
        page = answer.content.decode().replace(address, "ADDRESS")
        answers.append((answer.status_code, answer.redirect_chain, re.sub(r'value="[A-Za-z0-9]{64}"', "", page)))
    assert answers[0] == answers[1]
    assert len(mail.outbox) == 2


def test_password_log_in_says_the_same_for_wrong_and_unknown(build_account: Any) -> None:
    build_account(email="there@example.org", password=PASSWORD)
    pages = []
    for address in ("there@example.org", "nobody@example.org"):
        answer = Client().post("/accounts/login/", {"login": address, "password": "wrong wrong wrong"})
        page = answer.content.decode().replace(address, "ADDRESS")
        pages.append(re.sub(r'value="[A-Za-z0-9]{64}"', "", page))
    assert pages[0] == pages[1]
    assert "not correct" in pages[0]


def enter(client: Client, password: str, source: str) -> bool:
    client.post("/accounts/login/", {"login": "there@example.org", "password": password}, REMOTE_ADDR=source)
    return "_auth_user_id" in client.session


def test_guessing_is_stopped_and_locks_nobody_else_out(build_account: Any) -> None:
    build_account(email="there@example.org", password=PASSWORD)
    guesser = Client()
    for _ in range(5):
        assert not enter(guesser, "wrong wrong wrong", "203.0.113.7")
    assert not enter(guesser, PASSWORD, "203.0.113.7"), "the limit holds even for the right password"
    assert enter(Client(), PASSWORD, "198.51.100.9"), "from elsewhere the person still gets in"


def test_forged_forwarded_address_makes_no_new_bucket(build_account: Any) -> None:
    build_account(email="there@example.org", password=PASSWORD)
    guesser = Client()
    for number in range(5):
        guesser.post(
            "/accounts/login/",
            {"login": "there@example.org", "password": "wrong wrong wrong"},
            REMOTE_ADDR="203.0.113.7",
            HTTP_X_FORWARDED_FOR=f"192.0.2.{number}",
        )
    assert not enter(guesser, PASSWORD, "203.0.113.7")


def test_session_gets_a_new_key_at_log_in(build_account: Any) -> None:
    build_account(email="there@example.org", password=PASSWORD)
    client = Client()
    client.get("/accounts/login/")
    session = client.session
    session["planted"] = "x"
    session.save()
    client.cookies[session_cookie()] = str(session.session_key)
    assert enter(client, PASSWORD, "198.51.100.9")
    assert client.session.session_key != session.session_key


def session_cookie() -> str:
    from django.conf import settings

    return settings.SESSION_COOKIE_NAME


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(build_account: Any) -> None:
    build_account(email="there@example.org", password=PASSWORD)
    client = Client()
    enter(client, PASSWORD, "198.51.100.9")
    cookie = client.cookies[session_cookie()]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


def test_other_sessions_can_be_ended(build_account: Any) -> None:
    build_account(email="there@example.org", password=PASSWORD)
    here, there = Client(), Client()
    assert enter(here, PASSWORD, "198.51.100.9")
    assert enter(there, PASSWORD, "198.51.100.10")
    assert b"Another device" in here.get("/accounts/sessions/").content
    here.post("/accounts/sessions/")
    assert here.get("/jobs/").status_code == 200
    assert there.get("/jobs/").status_code == 302


def test_secret_of_an_app_is_stored_encrypted(build_account: Any) -> None:
    from allauth.mfa.adapter import get_adapter

    account = build_account()
    from allauth.mfa.totp.internal.auth import TOTP

    TOTP.activate(account, "JBSWY3DPEHPK3PXP")
    kept = Authenticator.objects.get(user=account).data["secret"]
    assert "JBSWY3DPEHPK3PXP" not in kept
    assert get_adapter().decrypt(kept) == "JBSWY3DPEHPK3PXP"


def test_account_that_was_switched_off_is_a_visitor_at_once(build_account: Any, log_in: Any) -> None:
    account = build_account()
    client = log_in(account)
    assert client.get("/jobs/").status_code == 200
    get_user_model()._default_manager.filter(pk=account.pk).update(is_active=False)
    assert client.get("/jobs/").status_code == 302


def test_letter_is_plain_text_and_html_and_names_this_site(client: Client) -> None:
    client.post("/accounts/signup/", {"email": "ada@example.org"})
    letter = mail.outbox[0]
    html, kind = letter.alternatives[0]
    assert kind == "text/html"
    assert code_in(letter) in html
    assert "\n" not in letter.subject


def test_two_accounts_never_share_an_address_whatever_its_case(build_account: Any) -> None:
    from django.db import IntegrityError, transaction

    build_account(email="ada@example.org")
    accounts = get_user_model()._default_manager
    with pytest.raises(IntegrityError), transaction.atomic():
        accounts.create(email="ADA@example.org")


def test_createadmin_refuses_what_is_no_address() -> None:
    from openpals.portal.common.accounts.administrator import AddressRefused, create_administrator

    with pytest.raises(AddressRefused, match="can be written to"):
        create_administrator("not an address")
