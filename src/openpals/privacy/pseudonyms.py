"""Pseudonyms: a keyed hash of who somebody is, computed once a person and outside any engine."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from .keys import Key

# 80 bits, as 16 letters and digits without look-alikes of dates or telephone numbers. Among a million people two
# pseudonyms meet with probability 4e-13; it is checked all the same.
LENGTH = 16
PATTERN = r"^[a-z2-7]{16}$"


class PseudonymCollision(Exception):
    """Two people would get one pseudonym."""


def pseudonym(key: Key, scope: str, identifier: str) -> str:
    """HMAC-SHA-256 of ``scope`` and ``identifier`` under the key, as 16 characters of base32 (RFC 4648).

    ``scope`` keeps pseudonyms of different datasets apart: the same id there is another person.
    """
    message = f"{scope}\x1f{identifier}".encode()
    return base64.b32encode(hmac.digest(key.secret, message, "sha256")[:10]).decode().lower()


def numbered(key: Key, scope: str, identifiers: Sequence[str]) -> pa.Table:
    """``source_id``, ``subject_id``, ``_person``: people numbered from 0 in the order of their pseudonyms.

    So the order of the numbers says nothing about the order of the source. Raises PseudonymCollision.
    """
    subjects = pa.array([pseudonym(key, scope, identifier) for identifier in identifiers], pa.string())
    if pc.count_distinct(subjects).as_py() != len(identifiers):
        raise PseudonymCollision("Two people got one pseudonym. Make a new key and start again.")
    table = pa.table({"source_id": pa.array(identifiers, pa.string()), "subject_id": subjects})
    table = table.sort_by("subject_id")
    return table.append_column("_person", pa.array(range(len(identifiers)), pa.int32()))
