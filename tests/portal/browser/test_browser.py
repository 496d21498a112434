"""The site as people meet it: a real browser, a served site."""

from __future__ import annotations

import base64
import hmac
import os
import re
import struct
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from .browse import Browse, authenticator
from .site import Served


def totp(secret: str, at: float) -> str:
    """RFC 6238 with SHA-1, 30 seconds and six digits."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.digest(key, struct.pack(">Q", int(at) // 30), "sha1")
    place = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[place : place + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def test_code_of_an_app_is_that_of_rfc_6238() -> None:
    assert totp(base64.b32encode(b"12345678901234567890").decode(), 59) == "287082"


def sign_up(person: Browse, served: Served, address: str) -> None:
    """Signs up by keyboard and confirms with the code from the letter."""
    before = len(served.letters())
    person.go("/").press("Sign up").type("Email", address).press("Sign Up")
    person.type("Code", served.code(before)).press("Confirm")


def test_new_person_signs_up_adds_passkey_and_app_and_logs_in_again(someone: Browse, served: Served) -> None:
    authenticator(someone.page)
    sign_up(someone, served, "new.person@example.org")
    assert "logged in" in someone.text()

    someone.press("Keep my account safe").press("Add")
    someone.type("Name", "My tablet").press("Add")
    someone.press("Use a security key").press("Use a security key")
    assert "10 out of 10 recovery codes" in someone.text()
    someone.go("/accounts/2fa/webauthn/")
    assert "My tablet" in someone.text()
    assert "logs you in alone" in someone.text()

    someone.go("/accounts/2fa/totp/activate/")
    secret = someone.page.input_value("#authenticator_secret")
    someone.type("Authenticator code", "000000").press("Activate")
    assert "Incorrect code" in someone.text()
    someone.type("Authenticator code", totp(secret, time.time())).press("Activate")
    someone.go("/accounts/2fa/")
    assert "is active" in someone.text()

    someone.press("Log out").press("Sign Out")
    someone.press("Log in").press("Sign in with a passkey")
    assert "logged in" in someone.text()

    someone.press("Log out").press("Sign Out")
    before = len(served.letters())
    someone.press("Log in").press("Send me a sign-in code")
    someone.type("Email", "new.person@example.org").press("Request Code")
    someone.type("Code", served.code(before)).press("Confirm")
    someone.type("Code", totp(secret, time.time() + 30)).press("Sign In")
    assert "logged in" in someone.text()


# Pages that need nobody to be logged in.
OPEN_PAGES = (
    "/",
    "/design/",
    "/help/",
    "/display/",
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/signup/passkey/",
    "/accounts/inactive/",
    "/accounts/login/code/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
    "/accounts/3rdparty/login/cancelled/",
    "/accounts/3rdparty/login/error/",
)

# Pages of somebody who is logged in.
KEPT_PAGES = (
    "/people/1/",
    "/people/1/name/",
    "/jobs/",
    "/accounts/email/",
    "/accounts/password/set/",
    "/accounts/sessions/",
    "/accounts/3rdparty/",
    "/accounts/2fa/",
    "/accounts/2fa/recovery-codes/",
    "/accounts/2fa/recovery-codes/generate/",
    "/accounts/2fa/totp/activate/",
    "/accounts/2fa/webauthn/",
    "/accounts/2fa/webauthn/add/",
    "/accounts/2fa/webauthn/keys/1/edit/",
    "/accounts/2fa/webauthn/keys/1/remove/",
    "/accounts/2fa/reauthenticate/",
    "/accounts/2fa/webauthn/reauthenticate/",
    "/people/",
    "/people/2/",
    "/people/2/give/",
    "/people/2/end/",
    "/audit/",
    "/accounts/logout/",
)

# `make screenshots` has them land beside the guide.
SHOTS = Path(os.environ.get("SCREENSHOTS") or Path(__file__).parents[3] / "build/screenshots")


@pytest.fixture(scope="module")
def keeper(browser: Browser, served: Served) -> Iterator[Browse]:
    """The administrator: logs in with a code, adds a passkey, and comes back with it."""
    context = browser.new_context()
    person = Browse(context.new_page(), served.address)
    authenticator(person.page)
    before = len(served.letters())
    person.go("/accounts/login/code/").type("Email", "keeper@example.org").press("Request Code")
    person.type("Code", served.code(before)).press("Confirm")
    person.go("/audit/")
    assert "log in with a passkey" in person.text()
    person.go("/accounts/2fa/webauthn/add/").press("Add")
    person.go("/accounts/logout/").press("Sign Out")
    person.press("Log in").press("Sign in with a passkey")
    # Somebody to look after, and a job to look at.
    served.command("portal", "createadmin", served.name, "--email", "second@example.org", "--name", "The second")
    yield person
    context.close()


@pytest.mark.parametrize("path", OPEN_PAGES)
def test_open_page_is_accessible(visitor: Browse, path: str) -> None:
    visitor.go(path)
    assert visitor.page.url == visitor.address + path
    assert visitor.page.locator("h1").count() == 1


@pytest.fixture(scope="module")
def visitor(browser: Browser, served: Served) -> Iterator[Browse]:
    context = browser.new_context()
    yield Browse(context.new_page(), served.address)
    context.close()


def test_pages_of_an_administrator_are_accessible(keeper: Browse) -> None:
    for path in KEPT_PAGES:
        keeper.go(path)
        if "reauthenticate" in keeper.page.url and "reauthenticate" not in path:
            keeper.press("Use a security key").press("Use a security key")
        assert keeper.page.url.partition("?")[0].endswith(path), f"{path} went to {keeper.page.url}"


def test_role_is_given_by_keyboard_with_a_reason(keeper: Browse, served: Served) -> None:
    role = {"members": "caregiver", "host": "researcher"}[served.name]
    keeper.go("/people/2/").press("Give a role").press("Give the role")
    assert "Please look at this again" in keeper.text()
    keeper.choose(role).type("Why", "asked by the institute").press("Give the role")
    assert role in keeper.text()
    keeper.go("/audit/").press("Check the whole log")
    assert "Waiting" in keeper.text()
    served.command("portal", "work", served.name, "--batch")
    keeper.press("Look again")
    assert "Done" in keeper.text()
    keeper.go("/audit/")
    assert "asked by the institute" in keeper.text()


def test_very_large_buttons_are_chosen_and_kept(new_person: Any) -> None:
    person = new_person()
    person.go("/display/").choose("Very large").press("Save")
    for path in ("/", "/design/", "/accounts/login/", "/display/"):
        person.go(path)
        assert person.page.evaluate("document.documentElement.dataset.size") == "gaze"
    person.go("/").shot(SHOTS, "gaze")


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_pages_in_both_colours(new_person: Any, colours: str) -> None:
    person = new_person(color_scheme=colours)
    for path in ("/", "/design/", "/accounts/login/"):
        person.go(path)
        paper = person.page.evaluate("getComputedStyle(document.body).backgroundColor")
        red, green, blue = (int(part) for part in re.findall(r"\d+", paper)[:3])
        assert (red + green + blue > 3 * 128) == (colours == "light"), paper
    person.go("/").shot(SHOTS, colours)


@pytest.mark.parametrize("locale", ["en-US", "de-DE"])  # German words are longer
def test_pages_at_320_pixels_with_letters_twice_as_large(new_person: Any, locale: str) -> None:
    person = new_person(viewport={"width": 320, "height": 640}, reduced_motion="reduce", locale=locale)
    for path in ("/", "/design/", "/accounts/login/", "/display/"):
        person.go(path)
        person.page.evaluate("document.documentElement.style.fontSize = '200%'")
        person.check()
    if locale == "en-US":
        person.go("/accounts/login/").shot(SHOTS, "narrow")


def test_forms_work_without_javascript(new_person: Any, served: Served) -> None:
    person = new_person(java_script_enabled=False)
    page = person.page
    page.goto(served.address + "/accounts/signup/")
    before = len(served.letters())
    page.fill("#id_email", "noscript@example.org")
    page.click("main button[type=submit]")
    page.fill("#id_code", served.code(before))
    page.click("main button[type=submit]")
    assert "logged in" in page.inner_text("main")
    page.goto(served.address + "/display/")
    page.check("input[value=dark]", force=True)
    page.click("main button")
    page.goto(served.address + "/display/")
    assert page.is_checked("input[value=dark]")


def ask(address: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(address, timeout=30) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode()


@pytest.mark.skipif(
    os.environ.get("OPENPALS_TEST_DATABASE") != "postgresql", reason="only PostgreSQL is another process"
)
def test_database_that_goes_away_and_returns(served: Served) -> None:
    """Pages that need it say so and leave no trace; when it is back, so are they, with no restart."""
    import psycopg

    url = served.environment["OPENPALS_DATABASE_URL"]
    before, _, query = url.partition("?")
    name = before.rsplit("/", 1)[1]
    keeper = f"{before.rsplit('/', 1)[0]}/postgres?{query}"
    page = f"{served.address}/accounts/login/code/"
    cookie = urllib.request.Request(page, headers={"Cookie": "openpals-host-session=" + "a" * 32})
    with psycopg.connect(keeper, autocommit=True) as connection:
        connection.execute(f'ALTER DATABASE "{name}" WITH ALLOW_CONNECTIONS false')
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        try:
            assert ask(f"{served.address}/healthz")[0] == 200
            assert ask(f"{served.address}/readyz")[0] == 503
            with pytest.raises(urllib.error.HTTPError) as refused:
                urllib.request.urlopen(cookie, timeout=30)
            told = refused.value.read().decode()
            assert refused.value.code == 503
            assert refused.value.headers["Retry-After"] == "30"
            assert "Nothing was saved" in told
            assert not [word for word in ("Traceback", "psycopg", name) if word in told]
        finally:
            connection.execute(f'ALTER DATABASE "{name}" WITH ALLOW_CONNECTIONS true')
    deadline = time.monotonic() + 30
    while ask(f"{served.address}/readyz")[0] != 200:
        assert time.monotonic() < deadline
        time.sleep(0.2)
    with urllib.request.urlopen(cookie, timeout=30) as answer:
        assert answer.status == 200
    log = (served.folder / "server.log").read_text()
    assert '"kind": "OperationalError"' in log
    assert name not in log
