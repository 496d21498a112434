"""Ordinary words, and the names of people and places: two general lists, either of which is only a help.

Ordinary are the words of our own vocabularies, of the ICD-10-CM (CMS, a work of the US government) and of the generic
names of drugs (DrugBank's open vocabulary, CC0, and NLM's). People's names are those of mimesis, in all its languages;
places are mimesis's and GeoNames's of more than 15,000 people (CC BY 4.0). A word that is in both is ordinary, unless a
title stands before it.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

import pyarrow as pa

from ...model.instruments import instruments
from ...model.vocabulary import vocabularies
from .normal import is_name_like, normal, words_of

_WORDS = tomllib.loads(files(__package__).joinpath("data/words.toml").read_text("utf-8"))

TITLES = frozenset(_WORDS["titles"])

# What is called after people, as Wilson's disease is: a name shortly before such a word is part of a term.
CALLED_AFTER = frozenset(_WORDS["called_after"])
SHORTLY = 3


@dataclass(frozen=True)
class Names:
    """In normal form: people's given and family names, and places (of one word or several)."""

    people: frozenset[str]
    places: frozenset[str]


@cache
def ordinary_words() -> frozenset[str]:
    """Words that say nothing about who somebody is, as far as terms go."""
    listed = files(__package__).joinpath("data/medical_words.txt").read_text("utf-8").split()
    return frozenset(listed) | frozenset(words_of(normal(pa.array(list(_own_texts())))).to_pylist())


def _own_texts() -> Iterator[str]:
    for vocabulary in vocabularies().values():
        for term in vocabulary.terms:
            yield from (term.code, term.label, *term.also)
    for name, instrument in instruments().items():
        yield from (name, *(item["id"] for item in instrument.get("items", ())))


@cache
def names() -> Names:
    """64,000 names of people and 58,000 of places."""
    people, places = list[str](), list[str]()
    for folder in files("mimesis").joinpath("datasets").iterdir():
        person, address = folder.joinpath("person.json"), folder.joinpath("address.json")
        if person.is_file():
            listed = json.loads(person.read_text("utf-8"))
            people += [*_texts(listed.get("names")), *_texts(listed.get("surnames"))]
        if address.is_file():
            places += _texts(json.loads(address.read_text("utf-8")).get("city"))
    listed = files(__package__).joinpath("data/places.txt").read_text("utf-8").splitlines()
    return Names(_set(people), _set(places) | {line for line in listed if not line.startswith("#")})


def _set(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(
        text
        for text in normal(pa.array(sorted(set(texts)), pa.string())).to_pylist()
        if re.search(r"[^\W\d_]{2}", text)
    )


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif value:
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts(one)


def eponyms(words: Sequence[str]) -> list[bool]:
    """For each word, whether one of CALLED_AFTER stands within the next three."""
    return [not CALLED_AFTER.isdisjoint(words[at + 1 : at + 1 + SHORTLY]) for at in range(len(words))]


def named(words: Sequence[str], ordinary: frozenset[str]) -> tuple[bool, bool]:
    """Whether the words of one text name a person, and whether a place, as far as the general lists know.

    One of their names is enough, unless it is an ordinary word or something is called after it; behind a title any will
    do. Of places, several words that are not all ordinary are enough as well.
    """
    strange = [
        is_name_like(word) and word not in ordinary and not eponym
        for word, eponym in zip(words, eponyms(words), strict=True)
    ]
    if not any(strange) and TITLES.isdisjoint(words):
        return False, False  # before the lists are read: most columns never need them
    known = names()
    titled = [
        title in TITLES and is_name_like(word) and (word in known.people or word not in ordinary)
        for title, word in pairwise(words)
    ]
    several = [
        any(strange[start:end]) and " ".join(words[start:end]) in known.places
        for start in range(len(words))
        for end in range(start + 2, min(len(words), start + 4) + 1)
    ]
    person = any(odd and word in known.people for word, odd in zip(words, strange, strict=True))
    place = any(odd and word in known.places for word, odd in zip(words, strange, strict=True))
    return person or any(titled), place or any(several)
