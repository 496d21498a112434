"""Giving a summary away by a link, opening it, and taking it back."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from ...common.access.actor import Actor
from .models import Share

# Days after which a link may end.
DAYS: Final = (1, 7, 30, 90)


def token_of(owner_id: int, key: UUID) -> str:
    """The secret part of a link: the same press, sent twice, makes the same link; without the site's key nobody can
    tell it, and no table holds it."""
    said = f"share:{owner_id}:{key}".encode()
    digest = hmac.digest(settings.SECRET_KEY.encode(), said, "sha256")
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def hash_of(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def give(
    owner_id: int, key: UUID, sections: list[str], first: dt.date, last: dt.date, days: int, *, by: Actor
) -> tuple[Share, str]:
    """Makes the link of that press, or gives the one it made before; with its token."""
    token = token_of(owner_id, key)
    now = timezone.now()
    share = Share(
        owner_id=owner_id,
        key=key,
        token_hash=hash_of(token),
        first_day=first,
        last_day=last,
        sections=sections,
        made_at=now,
        expires_at=now + dt.timedelta(days=days),
    )
    try:
        with transaction.atomic():
            share.write(by=by, action="summary.give", why="made a link to a summary")
    except IntegrityError:
        return Share.objects.get(owner_id=owner_id, key=key), token
    return share, token


def find(token: str, **_others: object) -> Share:
    """The share of a token; one that opens nothing where there is none, so that guessing tells nothing."""
    there: Share | None = Share.objects.select_related("owner").filter(token_hash=hash_of(token)).first()
    return there or Share(withdrawn_at=timezone.now(), expires_at=timezone.now())


def opened(share: Share, *, by: Actor) -> None:
    """Writes down that it was read."""
    with transaction.atomic():
        now = Share.objects.select_for_update().get(pk=share.pk)
        now.openings += 1
        now.opened_at = timezone.now()
        now.write(by=by, action="share.open", why="opened by its link", fields=("openings", "opened_at"))


def withdraw(share: Share, *, by: Actor) -> None:
    """Ends a link; one that has ended stays so."""
    if share.withdrawn_at is None:
        share.withdrawn_at = timezone.now()
        share.write(by=by, action="share.end", why="withdrawn by its member", fields=("withdrawn_at",))
