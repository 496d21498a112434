"""Invented people for the tests of linkage: lists of facts, and two datasets with mistakes, 1 in 6 in both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from openpals.privacy.linkage.codes import Codes, coded
from openpals.privacy.linkage.facts import COLUMNS, Facts
from openpals.privacy.linkage.features import features

Person = dict[str, str | None]
FACTS = [fact for fact in COLUMNS if fact != "id"]


def facts(people: Sequence[Mapping[str, str | None]]) -> Facts:
    """People as the contributor's list would give them, ids being their places."""
    columns = {
        fact: pc.dictionary_encode(pa.array([one.get(fact) or None for one in people], pa.string())) for fact in FACTS
    }
    return Facts(pa.array([str(i) for i in range(len(people))], pa.string()), columns)


def two(left: Sequence[Mapping[str, str | None]], right: Sequence[Mapping[str, str | None]]) -> tuple[Codes, Codes]:
    """Both lists as numbers of equal features; tokens would be numbered alike."""
    one, other = coded([features(facts(left)), features(facts(right))])
    return one, other


@dataclass(frozen=True)
class Overlapping:
    """Two lists; ``truth``: the rows of those who are in both."""

    left: list[Person]
    right: list[Person]
    truth: set[tuple[int, int]]


SYLLABLES = [
    a + b
    for a in ["b", "c", "d", "f", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "w"]
    for b in ["a", "e", "i", "o", "u", "ai", "er", "on"]
]


def overlapping(size: int, seed: int) -> Overlapping:
    """``size`` people on each side, a sixth of them on both, with twins and namesakes among the others.

    Names follow Zipf's law, as real ones do. Of those in both: 3 % have another family name, 4 % a short or another
    given name, in 6 % a letter of a name is wrong, in 3 % the date has one part wrong, in 1.5 % month and day are
    exchanged, 8 % lack the middle name, 1 % the date, 1 % the sex; a quarter has moved.
    """
    rng = np.random.default_rng(seed)
    both = size // 6
    people = [_person(rng) for _ in range(2 * size - both)]
    for place in range(0, len(people) // 40):  # a twin for one in forty
        sibling = people[-1 - place]
        people[place] = {
            **people[place],
            **{fact: sibling[fact] for fact in ("family_name", "birth_date", "city")},
        }
    order = rng.permutation(len(people))
    left = [people[i] for i in order[:size]]
    right = [_changed(rng, people[i]) for i in order[size - both :]]
    shuffled = rng.permutation(len(right))
    place = {int(was): now for now, was in enumerate(shuffled)}
    truth = {(size - both + i, place[i]) for i in range(both)}
    return Overlapping(left, [right[i] for i in shuffled], truth)


def _name(rng: np.random.Generator, different: int, flat: int) -> str:
    """Of so many names one: the n-th most common with a chance of 1 / (n + flat), by the law of Zipf and Mandelbrot.

    With 20,000 and 10 the most common is borne by 1 in 90 people, with 1,500 and 5 by 1 in 30, about as in the US.
    """
    rank = int((flat * ((different + flat) / flat) ** rng.random()) - flat)
    return _spelled(rank, different)


@cache
def _spelled(rank: int, different: int) -> str:
    own = np.random.default_rng([rank, different])
    return "".join(own.choice(SYLLABLES, 2 + rank % 2)).capitalize() + "nlsr"[rank % 4]


FAMILY, WOMEN, MEN = (20_000, 10), (1_500, 5), (1_501, 5)


def _person(rng: np.random.Generator) -> Person:
    male = bool(rng.random() < 0.55)
    born = date(1925, 1, 1) + timedelta(days=int(rng.integers(0, 365 * 65)))
    return {
        "given_name": _name(rng, *(MEN if male else WOMEN)),
        "family_name": _name(rng, *FAMILY),
        "middle_name": chr(65 + int(rng.integers(0, 20))),
        "birth_date": born.isoformat(),
        "sex": "Male" if male else "Female",
        "city": f"Town {chr(97 + min(int(rng.zipf(1.3)), 25))}ville",
    }


def _changed(rng: np.random.Generator, person: Person) -> Person:
    own = dict(person)
    chance = iter(rng.random(12))
    if next(chance) < 0.03:
        own["family_name"] = _name(rng, *FAMILY)
    if next(chance) < 0.04:
        own["given_name"] = _name(rng, *(MEN if own["sex"] == "Male" else WOMEN))
    for fact in ("family_name", "given_name"):
        if next(chance) < 0.03:
            own[fact] = _mistyped(rng, str(own[fact]))
    year, month, day = str(own["birth_date"]).split("-")
    if next(chance) < 0.03:
        day = f"{int(rng.integers(1, 29)):02}"
    if next(chance) < 0.015 and int(day) <= 12:
        month, day = day, month
    own["birth_date"] = f"{year}-{month}-{day}"
    for fact, share in (("middle_name", 0.08), ("birth_date", 0.01), ("sex", 0.01)):
        if next(chance) < share:
            own[fact] = None
    if next(chance) < 0.25:
        own["city"] = _person(rng)["city"]
    return own


def _mistyped(rng: np.random.Generator, name: str) -> str:
    at = int(rng.integers(0, len(name)))
    return name[:at] + chr(97 + int(rng.integers(0, 26))) + name[at + 1 :]
