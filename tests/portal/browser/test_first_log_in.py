from __future__ import annotations

import base64
import hmac
import struct
import time

import pytest

from .browse import Browse, authenticator
from .site import Served

pytestmark = pytest.mark.xdist_group("browser")  # one browser and one site for all of these tests


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
