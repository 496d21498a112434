"""Pseudonyms: a keyed hash of who somebody is, computed once a person and outside any engine."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ..model.refused import Refused
from .keys import Key

# 80 bits, as 16 letters and digits without look-alikes of dates or telephone numbers. Among a million people two
# pseudonyms meet with probability 4e-13; it is checked all the same.
LENGTH = 16
DIGEST = 10  # bytes
ALPHABET = np.frombuffer(b"abcdefghijklmnopqrstuvwxyz234567", np.uint8)
PATTERN = r"^[a-z2-7]{16}$"

Numbers = npt.NDArray[np.uint64]


class PseudonymCollision(Refused):
    """Two people would get one pseudonym."""


def pseudonyms(key: Key, scope: str, identifiers: Sequence[str]) -> pa.StringArray:
    """``digests`` as 16 characters of base32 (RFC 4648).

    ``scope`` keeps pseudonyms of different datasets apart: the same id there is another person. Raises
    PseudonymCollision.
    """
    made = _base32(digests(key, scope, identifiers))
    if pc.count_distinct(made).as_py() != len(identifiers):
        raise PseudonymCollision("Two people got one pseudonym. Make a new key and start again.")
    return made


def digests(key: Key, scope: str, identifiers: Sequence[str]) -> npt.NDArray[np.uint8]:
    """The first 10 bytes of HMAC-SHA-256 of ``scope`` and each identifier under the key, a row each.

    HMAC is written out (RFC 2104, two hashes over the padded key): what all identifiers share is hashed once, and
    nearly a million people take half the time.
    """
    secret = key.secret if len(key.secret) <= 64 else hashlib.sha256(key.secret).digest()
    padded = secret.ljust(64, b"\0")
    inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in padded) + f"{scope}\x1f".encode())
    outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in padded))
    made = bytearray()
    for identifier in identifiers:
        message, whole = inner.copy(), outer.copy()
        message.update(identifier.encode())
        whole.update(message.digest())
        made += whole.digest()[:DIGEST]
    return np.frombuffer(made, np.uint8).reshape(-1, DIGEST)


def _base32(digests: npt.NDArray[np.uint8]) -> pa.StringArray:
    """Rows of 10 bytes as 16 characters each, without a loop over rows: five bytes are eight characters."""
    halves = digests.reshape(-1, 5).astype(np.uint64)
    number = np.zeros(len(halves), np.uint64)
    for i in range(5):
        number |= halves[:, i] << np.uint64(8 * (4 - i))
    return as_texts(number.reshape(-1, 2))


def as_texts(numbers: Numbers) -> pa.StringArray:
    """Pseudonyms out of rows of two numbers below 2^40, eight characters each."""
    number = numbers.reshape(-1)
    letters = np.stack([ALPHABET[(number >> np.uint64(35 - 5 * i)) & np.uint64(31)] for i in range(8)], axis=1)
    ends = np.arange(0, letters.size + 1, LENGTH, dtype=np.int32)
    return pa.StringArray.from_buffers(len(numbers), pa.py_buffer(ends), pa.py_buffer(letters))


def as_numbers(letters: npt.NDArray[np.uint8]) -> Numbers:
    """``as_texts`` backwards: rows of 16 characters, as places in ALPHABET, become rows of two numbers below 2^40."""
    number = np.zeros((len(letters), 2), np.uint64)
    for i in range(8):
        number = (number << np.uint64(5)) | letters[:, [i, i + 8]]
    return number


def of_release(key: Key, version: str, datasets: Sequence[str], deposited: Sequence[str]) -> pa.StringArray:
    """The pseudonyms that a release of this version gives to those of deposits, each in its dataset.

    The version is part of what is hashed: no id follows a subject from one release to the next. Raises
    PseudonymCollision.
    """
    identifiers = [f"{dataset}/{name}" for dataset, name in zip(datasets, deposited, strict=True)]
    return pseudonyms(key, f"release {version}", identifiers)


def numbered(people: pa.Table) -> pa.Table:
    """``people`` in the order of ``subject_id``, with ``_person`` counting from 0.

    So the order of the numbers says nothing about the order of the source.
    """
    ordered = people.sort_by("subject_id")
    return ordered.append_column("_person", pa.array(np.arange(people.num_rows, dtype=np.int32)))
