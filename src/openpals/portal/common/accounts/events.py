"""What happens to accounts by the library's hand, written into the audit log."""

from __future__ import annotations

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from django.contrib.auth.signals import user_logged_out
from django.dispatch import Signal

from ..access.actor import Actor, ActorKind
from ..audit.append import Outcome, append, own_transaction

# Signal, action, what it says. The account itself is both who and whose.
EVENTS: tuple[tuple[Signal, str, str], ...] = (
    (account.user_signed_up, "account.sign_up", "signed up"),
    (account.user_logged_in, "account.log_in", "logged in"),
    (user_logged_out, "account.log_out", "logged out"),
    (account.email_confirmed, "account.confirm", "confirmed the e-mail address"),
    (account.email_changed, "account.change_email", "changed the e-mail address"),
    (account.email_added, "account.add_email", "added an e-mail address"),
    (account.email_removed, "account.remove_email", "removed an e-mail address"),
    (account.password_set, "account.set_password", "set a password"),
    (account.password_changed, "account.change_password", "changed the password"),
    (account.password_reset, "account.reset_password", "set a new password by mail"),
    (mfa.authenticator_added, "account.add_factor", "added a second factor"),
    (mfa.authenticator_removed, "account.remove_factor", "removed a second factor"),
    (mfa.authenticator_reset, "account.reset_factor", "made new recovery codes"),
    (mfa.authentication_failed, "account.fail_factor", "gave a wrong code"),
    (account.login_code_rejected, "account.fail_code", "gave a wrong code from a letter"),
)

FAILURES = ("account.fail_factor", "account.fail_code")

_receivers: list[Any] = []


def connect() -> None:
    """Connects one receiver a signal."""
    for signal, action, what in EVENTS:
        receiver = _receiver(action, what)
        _receivers.append(receiver)  # signals hold their receivers weakly
        signal.connect(receiver, dispatch_uid=f"openpals {action}")


def _receiver(action: str, what: str) -> Any:
    def receive(sender: Any, **told: Any) -> None:
        holder = told.get("user") or getattr(told.get("email_address"), "user", None)
        if holder is None or holder.pk is None:
            return
        with own_transaction():
            append(
                by=Actor(ActorKind.ACCOUNT, holder.pk),
                action=action,
                target=holder,
                why=what,
                outcome=Outcome.FAILED if action in FAILURES else Outcome.DONE,
            )

    return receive
