"""The record of consents that outlives an account, under a keyed hash of the address."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.encoding import force_bytes

from ..consent.models import ConsentChange
from .models import KeptConsent


def keep_consents(account_id: int, email: str) -> int:
    """Copies every consent that the account said under the hash of its address; gives how many."""
    changes = ConsentChange.objects.filter(owner_id=account_id).values("purpose", "given", "text", "at")
    rows = [KeptConsent(person=keyed(email), **change) for change in changes]
    KeptConsent.objects.bulk_create(rows, batch_size=500)
    return len(rows)


def kept_of(email: str) -> Iterable[KeptConsent]:
    """What was kept of whoever had that address."""
    found: Iterable[KeptConsent] = KeptConsent.objects.filter(person=keyed(email))
    return found


def keyed(email: str) -> str:
    """HMAC-SHA-256 of the address in lower case, in hexadecimal digits; the key is made of the site's and stands in
    no table."""
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"openpals kept consents").derive(
        force_bytes(settings.SECRET_KEY)
    )
    return hmac.new(key, email.strip().lower().encode(), hashlib.sha256).hexdigest()
