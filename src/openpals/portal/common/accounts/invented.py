"""Accounts of people who do not exist, for the demonstration, with all that is needed to log in as them."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth import get_user_model
from django.utils.module_loading import import_string

from ....model.refused import Refused
from ..access.decide import access_table
from ..site import this_site
from .administrator import create_with_roles


class NotEmpty(Refused):
    """The site holds accounts; invented people are never put among real ones."""


@dataclass(frozen=True)
class LogIn:
    """How to log in as somebody; ``codes`` are asked for after the password where the role needs a second factor."""

    email: str
    name: str
    roles: tuple[str, ...]
    password: str
    codes: tuple[str, ...]


def invent(material: Path | None = None) -> list[LogIn]:
    """Makes the site's invented people and what its features fill in for them, partly from ``material``, the folder of
    the demonstration. Refuses a site that has accounts."""
    if get_user_model()._default_manager.exists():
        raise NotEmpty("The site has accounts. The demonstration's people are only put into an empty one.")
    made = []
    accounts: dict[str, Any] = {}
    for person in this_site().invented:
        password = secrets.token_urlsafe(12)
        email = f"{person.address}@example.org"
        account = create_with_roles(email, person.name, list(person.roles), "invented for the demonstration", password)
        accounts[person.address] = account
        codes: tuple[str, ...] = ()
        if any(access_table().by_role[role].second_factor for role in person.roles):
            TOTP.activate(account, generate_totp_secret())  # recovery codes count only beside another second factor
            RecoveryCodes.activate(account)
            kept = Authenticator.objects.get(user=account, type=Authenticator.Type.RECOVERY_CODES)
            codes = tuple(RecoveryCodes(kept).get_unused_codes()[:3])
        made.append(LogIn(email, person.name, person.roles, password, codes))
    for name in this_site().fill:
        import_string(name)(accounts, material)
    return made
