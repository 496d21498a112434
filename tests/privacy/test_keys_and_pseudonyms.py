"""Keys are secret and serve one purpose; pseudonyms are HMACs that anyone with the key can compute."""

from __future__ import annotations

import base64
import hmac
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openpals.privacy.keys import Key, KeyRefused, load_key, parse_key
from openpals.privacy.pseudonyms import numbered, pseudonyms

SECRET = bytes(range(32))
KEY = Key("contributor", SECRET)


@given(
    st.binary(min_size=32, max_size=130),
    st.text(),
    st.lists(st.text(st.characters(codec="utf-8")), max_size=5, unique=True),
)
def test_pseudonyms_are_the_first_80_bits_of_the_hmac(secret: bytes, scope: str, people: list[str]) -> None:
    digests = [hmac.digest(secret, f"{scope}\x1f{person}".encode(), "sha256") for person in people]
    expected = [base64.b32encode(digest[:10]).decode().lower() for digest in digests]

    assert pseudonyms(Key("contributor", secret), scope, people).to_pylist() == expected


def test_pseudonym_of_another_dataset_is_another() -> None:
    assert pseudonyms(KEY, "trial-a", ["0815"]) != pseudonyms(KEY, "trial-b", ["0815"])


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
