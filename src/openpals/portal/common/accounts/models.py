"""What an account is on either site; each site has a table of its own."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..access.actor import Actor
from ..audit.record import Record


class AccountManager(BaseUserManager["AbstractAccount"]):
    """Makes accounts by e-mail address; there are no user names."""

    def create_account(self, email: str, name: str = "", password: str | None = None) -> AbstractAccount:
        """A new account; without a password it logs in by code or passkey."""
        account: AbstractAccount = self.model(email=self.normalize_email(email).lower(), name=name)
        if password:
            account.set_password(password)
        else:
            account.set_unusable_password()
        account.save(using=self._db)
        return account

    def get_by_natural_key(self, username: str | None) -> AbstractAccount:
        """By address, whatever its case."""
        return self.get(email__iexact=username)


class AbstractAccount(AbstractBaseUser):
    """Somebody who can log in. No role stands here: roles are appointments, given and ended with a reason."""

    email = models.EmailField(_("e-mail address"), max_length=254)
    name = models.CharField(_("name shown to others"), max_length=80, blank=True)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[Any] = AccountManager()

    OWNER: ClassVar[str] = "pk"
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    # Django's own permissions are not used; code of libraries that asks for these gets the safe answer.
    is_staff = False
    is_superuser = False

    class Meta:
        """One account an address, whatever its case."""

        abstract = True
        constraints: ClassVar[list[Any]] = [models.UniqueConstraint(Lower("email"), name="%(app_label)s_account_email")]

    def __str__(self) -> str:
        """The name others see, or a word that tells nothing."""
        return self.name or str(_("Somebody without a name"))


class AbstractAppointment(Record):
    """A role held by an account from a moment until another."""

    role = models.CharField(max_length=32)
    began_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)

    OWNER: ClassVar[str] = "account_id"

    class Meta:
        """Held once at a time; ended after it began."""

        abstract = True
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["account", "role"], condition=models.Q(ended_at=None), name="%(app_label)s_role_once"
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at=None) | models.Q(ended_at__gte=models.F("began_at")),
                name="%(app_label)s_role_ends_after_it_begins",
            ),
        ]


def appoint(account: Any, role: str, *, by: Actor, why: str) -> None:
    """Gives a role, unless it is held already."""
    if not account.appointments.filter(role=role, ended_at=None).exists():
        row = account.appointments.model(account=account, role=role)
        row.write(by=by, action="role.give", why=why)


def dismiss(account: Any, role: str, *, by: Actor, why: str) -> Any | None:
    """Ends a role; gives the appointment that ended, or None if the role was not held."""
    row = account.appointments.filter(role=role, ended_at=None).first()
    if row is not None:
        row.ended_at = timezone.now()
        row.write(by=by, action="role.end", why=why, fields=("ended_at",))
    return row
