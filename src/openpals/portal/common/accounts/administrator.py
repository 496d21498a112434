"""The first administrator, made by whoever keeps the machine."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from ....model.refused import Refused
from ..access.actor import Actor, ActorKind
from .models import appoint


class AddressRefused(Refused):
    """The address cannot be one."""


def create_administrator(email: str, name: str = "") -> Any:
    """Makes the account with that address, confirmed, if there is none, and gives it the administrator's role."""
    return create_with_roles(email, name, ["administrator"], "made on the site's machine")


def create_with_roles(email: str, name: str, roles: list[str], why: str, password: str | None = None) -> Any:
    """An account with a confirmed address and roles, given by a command."""
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError as error:
        raise AddressRefused(f"`{email}` is no e-mail address. Give one that can be written to.") from error
    by = Actor(ActorKind.COMMAND)
    accounts: Any = get_user_model()._default_manager
    with transaction.atomic():
        account = accounts.filter(email__iexact=email).first() or accounts.create_account(email, name, password)
        EmailAddress.objects.update_or_create(user=account, email=email, defaults={"verified": True, "primary": True})
        for role in roles:
            appoint(account, role, by=by, why=why)
    return account
