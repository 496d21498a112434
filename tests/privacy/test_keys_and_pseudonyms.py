"""Keys are secret and serve one purpose; pseudonyms are HMACs that anyone with the key can compute."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

import pyarrow as pa
import pytest

from openpals.privacy.keys import Key, KeyRefused, load_key, parse_key
from openpals.privacy.pseudonyms import numbered, pseudonym, pseudonyms

SECRET = bytes(range(32))
KEY = Key("contributor", SECRET)


def hmac_by_hand(secret: bytes, message: bytes) -> bytes:
    """RFC 2104, written out."""
    block = secret.ljust(64, b"\0")
    inner = hashlib.sha256(bytes(b ^ 0x36 for b in block) + message).digest()
    return hashlib.sha256(bytes(b ^ 0x5C for b in block) + inner).digest()


def test_pseudonym_is_the_first_80_bits_of_the_hmac() -> None:
    digest = hmac_by_hand(SECRET, b"trial-a\x1f0815")

    assert pseudonym(KEY, "trial-a", "0815") == base64.b32encode(digest[:10]).decode().lower()


def test_pseudonym_of_another_dataset_is_another() -> None:
    assert pseudonym(KEY, "trial-a", "0815") != pseudonym(KEY, "trial-b", "0815")


def test_numbers_follow_the_pseudonyms_not_the_source() -> None:
    ids = [str(n) for n in range(50)]
    people = numbered(pa.table({"source_id": ids, "subject_id": pseudonyms(KEY, "a", ids)}))

    subjects = people["subject_id"].to_pylist()
    assert subjects == sorted(subjects)
    assert people["_person"].to_pylist() == list(range(50))
    assert people["source_id"].to_pylist() != ids


def test_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    first = load_key("host", tmp_path / "keys" / "host.key")

    assert (tmp_path / "keys" / "host.key").stat().st_mode & 0o777 == 0o600
    assert load_key("host", tmp_path / "keys" / "host.key") == first


def test_key_does_not_show_itself() -> None:
    assert SECRET.hex() not in repr(KEY)
    assert "hidden" in repr(KEY)


def test_key_readable_by_others_is_refused(tmp_path: Path) -> None:
    load_key("host", tmp_path / "host.key")
    (tmp_path / "host.key").chmod(0o644)

    with pytest.raises(KeyRefused, match="chmod 600"):
        load_key("host", tmp_path / "host.key")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "is not a key"),
        ("openpals-key host " + "ab" * 31, "too short: 248 bits"),
        ("openpals-key contributor " + "ab" * 32, "for the purpose contributor, not host"),
    ],
)
def test_key_that_cannot_serve_is_refused_without_its_secret(text: str, told: str) -> None:
    with pytest.raises(KeyRefused, match=told) as refused:
        parse_key("host", text, "the file")
    assert "abab" not in str(refused.value)
