"""Where the library of accounts asks us: who may sign up, how secrets are kept, whom a limit meets."""

from __future__ import annotations

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.http import HttpRequest
from django.utils.encoding import force_bytes

from ..mail.letter import letter
from ..site import this_site


class AccountAdapter(DefaultAccountAdapter):
    """Accounts of this site."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Whether anybody may make an account."""
        return this_site().open_to_all

    def render_mail(
        self, template_prefix: str, email: str | list[str], context: dict[str, Any], headers: Any = None
    ) -> EmailMultiAlternatives:
        """The library's letters, as this site writes letters."""
        address = email if isinstance(email, str) else email[0]
        return letter(template_prefix, address, context, context.get("request"), self.get_from_email())

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Wrong passwords are counted by address *and* where they come from: who guesses at somebody's password shuts
        the door for themselves, not for that person."""
        return f"{super()._get_login_attempts_cache_key(request, **credentials)}:{self.get_client_ip(request)}"


class SecondFactorAdapter(DefaultMFAAdapter):
    """Second factors; their secrets are stored encrypted."""

    def encrypt(self, text: str) -> str:
        """With a key that is made of the site's and stands in no table."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """What ``encrypt`` was given."""
        return _cipher().decrypt(encrypted_text.encode()).decode()


class InstitutionAdapter(DefaultSocialAccountAdapter):
    """Log-in by an institution."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """As for anybody else."""
        return this_site().open_to_all


def _cipher() -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"openpals second factors").derive(
        force_bytes(settings.SECRET_KEY)
    )
    return Fernet(base64.urlsafe_b64encode(derived))
