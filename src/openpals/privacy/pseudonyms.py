"""Pseudonyms: a keyed hash of who somebody is, computed once a person and outside any engine."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Sequence

import numpy as np
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


def pseudonyms(key: Key, scope: str, identifiers: Sequence[str]) -> pa.Array:
    """The pseudonym of each identifier. Raises PseudonymCollision."""
    made = pa.array([pseudonym(key, scope, identifier) for identifier in identifiers], pa.string())
    if pc.count_distinct(made).as_py() != len(identifiers):
        raise PseudonymCollision("Two people got one pseudonym. Make a new key and start again.")
    return made


def numbered(people: pa.Table) -> pa.Table:
    """``people`` in the order of ``subject_id``, with ``_person`` counting from 0.

    So the order of the numbers says nothing about the order of the source.
    """
    ordered = people.sort_by("subject_id")
    return ordered.append_column("_person", pa.array(np.arange(people.num_rows, dtype=np.int32)))
