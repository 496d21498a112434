"""Under which names accounts stand in the log: drawn by chance, and forgotten with the account.

The log is chained and cannot be changed, so it never holds the number of an account. Once an account is deleted, its
alias goes with it, and nothing tells any more whose events they were; the chain holds as before.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from django.contrib.auth import get_user_model
from django.db.models import Model

from ..access.actor import Actor
from .models import Alias


def label(actor: Actor) -> str:
    """Who it was, as the log writes it: a kind, and an alias where it was an account."""
    return str(actor.kind) if actor.account_id is None else f"{actor.kind}:{alias_of(actor.account_id)}"


def target_name(target: Model) -> str:
    """Which row it was, as the log writes it: its key, or the alias if it is an account."""
    return alias_of(target.pk) if isinstance(target, get_user_model()) else str(target.pk)


def alias_of(account_id: int) -> str:
    """The alias of an account, drawn when it is first needed."""
    found = Alias.objects.filter(account_id=account_id).values_list("name", flat=True).first()
    if found is None:
        # Of two requests at once one draws, and both read what stands then.
        Alias.objects.bulk_create([Alias(account_id=account_id, name=secrets.token_hex(8))], ignore_conflicts=True)
        found = Alias.objects.values_list("name", flat=True).get(account_id=account_id)
    return str(found)


def accounts_of(labels: Iterable[str]) -> dict[str, int]:
    """Numbers of the accounts that such labels tell of, by label; those that are gone are left out."""
    aliases = {one.rpartition(":")[2]: one for one in labels}
    rows = Alias.objects.filter(name__in=aliases).values_list("name", "account_id")
    return {aliases[name]: number for name, number in rows}
