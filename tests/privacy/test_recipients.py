"""A recipient's pseudonyms are the release's, encrypted as the standard says, and turned back by their key."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given
from hypothesis import strategies as st

from openpals.privacy.ff1 import encrypt
from openpals.privacy.keys import Key, KeyRefused, load_key
from openpals.privacy.pseudonyms import ALPHABET, as_numbers, as_texts
from openpals.privacy.recipients import (
    PLACES,
    GrantRefused,
    for_recipient,
    from_recipient,
    grant_key,
    note_grant,
    read_grants,
)

MASTER = Key("recipient", bytes(range(32)))
ids = st.text("".join(map(chr, ALPHABET)), min_size=16, max_size=16)
people = st.lists(ids, min_size=1, max_size=20, unique=True).map(lambda texts: pa.array(texts, pa.string()))


def ff1(secret: bytes, digits: list[int], radix: int, tweak: bytes = b"") -> list[int]:
    """Algorithm 7 of NIST SP 800-38G, step by step, for any radix and length."""

    def aes(block: bytes) -> bytes:
        return Cipher(algorithms.AES(secret), modes.ECB()).encryptor().update(block)

    def number(some: list[int]) -> int:
        total = 0
        for digit in some:
            total = total * radix + digit
        return total

    n, t = len(digits), len(tweak)
    u = n // 2
    v = n - u
    a, b = digits[:u], digits[u:]
    size = -(-(radix**v - 1).bit_length() // 8)
    d = 4 * -(-size // 4) + 4
    head = bytes([1, 2, 1]) + radix.to_bytes(3) + bytes([10, u % 256]) + n.to_bytes(4) + t.to_bytes(4)
    for i in range(10):
        q = tweak + bytes((-t - size - 1) % 16) + bytes([i]) + number(b).to_bytes(size)
        mac = bytes(16)
        for at in range(0, len(head + q), 16):
            mac = aes(bytes(x ^ y for x, y in zip(mac, (head + q)[at : at + 16], strict=True)))
        stream = mac
        for j in range(1, -(-d // 16)):
            stream += aes(bytes(x ^ y for x, y in zip(mac, j.to_bytes(16), strict=True)))
        m = u if i % 2 == 0 else v
        c = (number(a) + int.from_bytes(stream[:d])) % radix**m
        a, b = b, [c // radix**k % radix for k in reversed(range(m))]
    return a + b


def test_reference_implementation_gives_the_standards_samples() -> None:
    # NIST, "Block Cipher Modes of Operation: FF1 samples", nos. 1, 2 and 3 with AES-128.
    key = bytes.fromhex("2B7E151628AED2A6ABF7158809CF4F3C")
    letters = "0123456789abcdefghijklmnopqrstuvwxyz"

    def sample(text: str, radix: int, tweak: str) -> str:
        made = ff1(key, [letters.index(letter) for letter in text], radix, bytes.fromhex(tweak))
        return "".join(letters[digit] for digit in made)

    assert sample("0123456789", 10, "") == "2433477484"
    assert sample("0123456789", 10, "39383736353433323130") == "6124200773"
    assert sample("0123456789abcdefghi", 36, "3737373770717273373737") == "a9tv40mll9kdu509eum"


@given(people, st.binary(min_size=32, max_size=32))
def test_pseudonyms_are_encrypted_as_the_standard_says(texts: pa.StringArray, secret: bytes) -> None:
    places = [[int(PLACES[ord(letter)]) for letter in text] for text in texts.to_pylist()]
    numbers = as_numbers(PLACES[[[ord(letter) for letter in text] for text in texts.to_pylist()]])

    made = as_texts(encrypt(secret, numbers)).to_pylist()

    assert made == ["".join(chr(ALPHABET[digit]) for digit in ff1(secret, digits, 32)) for digits in places]


@given(people, st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", fullmatch=True))
def test_key_of_the_grant_turns_ids_back(texts: pa.StringArray, grant: str) -> None:
    key = grant_key(MASTER, "2026.1", grant)

    assert from_recipient(key, for_recipient(key, texts)).equals(texts)


@given(people)
def test_other_grant_and_other_release_give_other_ids(texts: pa.StringArray) -> None:
    made = [
        for_recipient(grant_key(MASTER, version, grant), texts).to_pylist()
        for version, grant in (("2026.1", "A"), ("2026.1", "B"), ("2026.2", "A"))
    ]
    assert len({text for texts in made for text in texts}) == 3 * len(texts)


def test_part_of_an_array_is_that_part() -> None:
    texts = pa.array(["a" * 16, "b" * 16, "c" * 16])
    key = grant_key(MASTER, "2026.1", "A")

    assert for_recipient(key, texts.slice(1)).to_pylist() == for_recipient(key, texts).to_pylist()[1:]


def test_key_of_another_purpose_makes_no_grants() -> None:
    with pytest.raises(KeyRefused, match="for the purpose host, not recipient"):
        grant_key(Key("host", bytes(32)), "2026.1", "A")


@pytest.mark.parametrize("grant", ["", "-a", "a b", "a" * 65, "../x", "a\n"])
def test_what_is_no_id_of_a_grant_is_refused(grant: str) -> None:
    with pytest.raises(GrantRefused, match="is no id of a grant"):
        grant_key(MASTER, "2026.1", grant)


def test_grant_key_does_not_show_itself() -> None:
    key = grant_key(MASTER, "2026.1", "A")

    assert key.secret.hex() not in repr(key)


def test_secret_under_a_second_purpose_is_refused(tmp_path: Path) -> None:
    load_key("host", tmp_path / "host.key")
    text = (tmp_path / "host.key").read_text()
    (tmp_path / "recipient.key").touch(0o600)
    (tmp_path / "recipient.key").write_text(text.replace("host", "recipient"))

    with pytest.raises(KeyRefused, match=r"same secret as the one in .*host\.key") as refused:
        load_key("recipient", tmp_path / "recipient.key")
    assert text.split()[-1] not in str(refused.value)


def test_secret_under_a_second_purpose_in_the_environment_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_key("host", tmp_path / "host.key")
    same = (tmp_path / "host.key").read_text().replace("host", "recipient")
    monkeypatch.setenv("OPENPALS_RECIPIENT_KEY", same)

    with pytest.raises(KeyRefused, match="OPENPALS_RECIPIENT_KEY"):
        load_key("host", tmp_path / "host.key")


def test_grant_is_noted_once(tmp_path: Path) -> None:
    path = tmp_path / "host" / "grants.txt"
    path.parent.mkdir()
    path.write_text("# of 2026\nG-1\n\nG-2")  # no line end, as people leave it
    for grant in ("G-2", "G-3", "G-3"):
        note_grant(path, grant)

    assert read_grants(path) == ["G-1", "G-2", "G-3"]


def test_line_that_is_no_grant_is_named(tmp_path: Path) -> None:
    (tmp_path / "grants.txt").write_text("G-1\nfor Dr X\n")

    with pytest.raises(GrantRefused, match=r"line 2"):
        read_grants(tmp_path / "grants.txt")
