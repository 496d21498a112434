"""Attacks on tokens that are known: what each finds here, and what it finds without the defence."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence

import pytest
from tests.privacy.linkage.made import facts, overlapping

from openpals.privacy.keys import Key
from openpals.privacy.linkage import oprf
from openpals.privacy.linkage.features import FEATURES, features
from openpals.privacy.linkage.keyed import TOKEN, Keyed, keyed, tokens_without_service
from openpals.privacy.linkage.service import service_key

SHARED, SERVICE = Key("linkage", b"s" * 32), Key("linkage_service", b"k" * 32)
WRONG = Key("linkage", b"w" * 32)

# The attacker has a register of the same population, with everybody's names: half of the people are in it.
VICTIMS = facts(overlapping(600, seed=21).left)
REGISTER = facts(overlapping(600, seed=21).left[:300] + overlapping(600, seed=22).left)


def names_of(people: object = VICTIMS) -> list[str | None]:
    return features(people)["family"].to_pylist()  # type: ignore[arg-type]


def tokens_of(key: Key, service: Key | None, hashes: Keyed) -> list[bytes]:
    if service is None:
        return tokens_without_service(key, "1", hashes.inputs)
    pair = service_key(service)
    return [oprf.with_key(pair, text)[:TOKEN] for text in hashes.inputs]


def column(feature: str, key: Key, service: Key | None) -> list[bytes | None]:
    """What the host has: everybody's token of a feature."""
    hashes = keyed(key, "1", features(VICTIMS))
    values = tokens_of(key, service, hashes)
    return [None if place is None else values[place] for place in hashes.places[feature].to_pylist()]


def dictionary(key: Key, service: Key | None) -> dict[bytes, str]:
    """The attacker's: token -> family name, of all names of the register, made with keys of the attacker's own."""
    made = features(REGISTER)
    hashes = keyed(key, "1", made)
    values = tokens_of(key, service, hashes)
    names = made["family"].to_pylist()
    return {
        values[place]: name
        for place, name in zip(hashes.places["family"].to_pylist(), names, strict=True)
        if place is not None
    }


def found_by(guess: dict[bytes, str], tokens: list[bytes | None]) -> float:
    """Share of people whose family name the attacker reads."""
    truth = names_of()
    right = sum(token is not None and guess.get(token) == name for token, name in zip(tokens, truth, strict=True))
    return right / len(truth)


@pytest.mark.parametrize(
    ("who", "shared", "service"),
    [
        ("the host, with no key", WRONG, None),
        ("the key service, with its own key alone", WRONG, SERVICE),
        ("a contributor, with the shared key alone", SHARED, Key("linkage_service", b"x" * 32)),
        ("a contributor, who takes tokens for keyed hashes", SHARED, None),
    ],
)
def test_dictionary_without_both_keys_finds_nothing(who: str, shared: Key, service: Key | None) -> None:
    tokens = column("family", SHARED, SERVICE)
    assert found_by(dictionary(shared, service), tokens) == 0, who


def test_dictionary_with_both_keys_finds_every_name_it_holds() -> None:
    assert found_by(dictionary(SHARED, SERVICE), column("family", SHARED, SERVICE)) > 0.45


def test_dictionary_on_unkeyed_hashes_finds_every_name_it_holds() -> None:
    hashes = [hashlib.sha256(str(name).encode()).digest() for name in names_of()]
    guess = {hashlib.sha256(str(name).encode()).digest(): str(name) for name in names_of(REGISTER)}
    assert found_by(guess, list(hashes)) > 0.45


def test_shared_key_alone_opens_the_weaker_tokens() -> None:
    assert found_by(dictionary(SHARED, None), column("family", SHARED, None)) > 0.45
    assert found_by(dictionary(WRONG, None), column("family", SHARED, None)) == 0


def test_dictionary_of_another_round_finds_nothing() -> None:
    hashes = keyed(SHARED, "2", features(VICTIMS))
    again = tokens_without_service(SHARED, "2", hashes.inputs)
    assert not set(again) & set(column("family", SHARED, None))


def by_rank(values: Sequence[object]) -> list[object]:
    counted = Counter(value for value in values if value is not None)
    return [value for value, _ in sorted(counted.items(), key=lambda one: (-one[1], str(one[0])))]


def rank_attack(feature: str, outside: dict[str, list[str | None]]) -> float:
    """Share of people whose value is read by ranking: the n-th most frequent token for the n-th most frequent value."""
    tokens = column(feature, SHARED, None)
    truth = features(VICTIMS)[feature].to_pylist()
    guess = dict(zip(by_rank(tokens), by_rank(outside[feature]), strict=False))
    right = [token is not None and guess.get(token) == value for token, value in zip(tokens, truth, strict=True)]
    return sum(right) / len(right)


def test_rank_attack_reads_sex_and_little_else() -> None:
    """Frequencies show: this is measured, not prevented, and why tokens are removed when they are used."""
    population = features(facts(overlapping(3000, seed=23).left))
    outside = {name: values.to_pylist() for name, values in population.items()}
    measured = {name: rank_attack(name, outside) for name in FEATURES}
    assert measured["sex"] > 0.9  # two values hide nothing
    assert measured["family"] < 0.03
    assert measured["given"] < 0.06
    assert measured["birth"] < 0.02
