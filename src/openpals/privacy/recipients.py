"""The keys of grants, all derived from the host's one, and pseudonyms under them: to a recipient's, and back."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from ..model.refused import Refused
from .ff1 import decrypt, encrypt
from .keys import KEY_BYTES, Key, KeyRefused
from .pseudonyms import ALPHABET, LENGTH, as_numbers, as_texts

GRANT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")

# Byte -> its place in the alphabet of pseudonyms, in capitals as well; 255 for every other.
PLACES = np.full(256, 255, np.uint8)
PLACES[ALPHABET] = np.arange(len(ALPHABET), dtype=np.uint8)
PLACES[[ord(chr(letter).upper()) for letter in ALPHABET]] = PLACES[ALPHABET]


class GrantRefused(Refused):
    """A grant's id, or a list of them, cannot be used; the message says why."""


@dataclass(frozen=True)
class GrantKey:
    """The key of one grant to one release. Never printed: its ``repr`` hides the secret."""

    grant: str
    secret: bytes

    def __repr__(self) -> str:
        return f"GrantKey({self.grant!r}, hidden)"


def grant_key(key: Key, version: str, grant: str) -> GrantKey:
    """A grant's own key for a release's version: HKDF-SHA-256 (RFC 5869) of the host's key for recipients.

    Nothing has to be kept for each grant but its id. Raises KeyRefused for a key of another purpose, and GrantRefused
    for an id that is none.
    """
    if key.purpose != "recipient":
        raise KeyRefused(
            f"The key is for the purpose {key.purpose}, not recipient. One key serves one purpose: name another file."
        )
    if not GRANT.fullmatch(grant):
        raise GrantRefused(
            f"{grant!r} is no id of a grant. Use 1 to 64 letters, digits, dots, dashes and underscores, "
            "a letter or digit first."
        )
    info = f"openpals recipient\x1f{version}\x1f{grant}".encode()
    return GrantKey(grant, HKDF(SHA256(), KEY_BYTES, salt=None, info=info).derive(key.secret))


def for_recipient(key: GrantKey, ids: pa.StringArray) -> pa.StringArray:
    """A release's pseudonyms as this grant's: one to one, so that no two people meet."""
    return as_texts(encrypt(key.secret, _numbers(ids)))


def from_recipient(key: GrantKey, ids: pa.StringArray) -> pa.StringArray:
    """``for_recipient`` backwards. What this grant was not given becomes pseudonyms of nobody."""
    return as_texts(decrypt(key.secret, _numbers(ids)))


def _numbers(ids: pa.StringArray) -> npt.NDArray[np.uint64]:
    if not len(ids):
        return np.empty((0, 2), np.uint64)
    start = np.frombuffer(ids.buffers()[1], np.int32)[ids.offset]
    letters = np.frombuffer(ids.buffers()[2], np.uint8)[start : start + LENGTH * len(ids)]
    return as_numbers(PLACES[letters].reshape(-1, LENGTH))


def read_grants(path: Path) -> list[str]:
    """The ids in a list of grants, one a line; empty lines, and those that begin with #, say nothing.

    Raises GrantRefused.
    """
    try:
        lines = [line.strip() for line in path.read_text("utf-8").splitlines()]
    except (OSError, UnicodeDecodeError) as error:
        raise GrantRefused(
            f"{path} cannot be read as a list of grants. Name a text file with one id a line."
        ) from error
    grants = [line for line in lines if line and not line.startswith("#")]
    for number, line in enumerate(lines, 1):
        if line and not line.startswith("#") and not GRANT.fullmatch(line):
            raise GrantRefused(f"{path}, line {number}: not an id of a grant. Write one id a line.")
    return list(dict.fromkeys(grants))


def note_grant(path: Path, grant: str) -> None:
    """Adds a grant to the list, unless it is there. Raises GrantRefused."""
    known: Iterable[str] = read_grants(path) if path.exists() else ()
    if grant in known:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    before = path.read_bytes() if path.exists() else b""
    with path.open("ab") as file:
        file.write((b"\n" if before and not before.endswith(b"\n") else b"") + f"{grant}\n".encode())
