"""What of a person is compared: nineteen features, each of which becomes a token of its own.

Tokens of equal features are equal, so the host can compare; it joins several of them where it looks for candidates. A
feature that is made of others needs no token: everybody who sees the tokens of the others can make it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from . import normalise
from .facts import Facts, date_parts
from .nicknames import full_name
from .soundex import soundex

# Of the rules in this room, and of ``normalise``: tokens that were made under different rules are not compared.
RULES = "2"

_LETTERS = 3


@dataclass(frozen=True)
class Feature:
    """``of``: the fact, or the feature, it is made of; ``space``: features of one space can be compared."""

    name: str
    of: str
    make: Callable[[str], str]
    space: str


def _prefix(name: str) -> str:
    return name[:_LETTERS]


def _suffix(name: str) -> str:
    return name[-_LETTERS:]


def _parts(*places: int) -> Callable[[str], str]:
    """Some of year, month and day of a date as of ``facts.DATE``; empty where one of them is not known."""

    def make(date: str) -> str:
        parts = date_parts(date)
        chosen = [parts[place] for place in places]
        return "-".join(chosen) if all(chosen) else ""

    return make


def _swapped(date: str) -> str:
    """Month and day exchanged; empty where that is no other date."""
    year, month, day = date_parts(date)
    return f"{year}-{day}-{month}" if year and month and day and int(day) <= 12 and day != month else ""


def _digit_of_day(place: int) -> Callable[[str], str]:
    """Year, month and one digit of the day, as most mistyped days have one right."""

    def make(date: str) -> str:
        year, month, day = date_parts(date)
        return f"{year}-{month}-{day[place]}" if year and month and day else ""

    return make


def _feature(name: str, of: str, make: Callable[[str], str], space: str = "") -> Feature:
    return Feature(name, of, make, space or name)


FEATURES: dict[str, Feature] = {
    feature.name: feature
    for feature in (
        _feature("family", "family_name", normalise.proper_name),
        _feature("family_sound", "family", soundex),
        _feature("family_prefix", "family", _prefix),
        _feature("family_suffix", "family", _suffix),
        _feature("given", "given_name", normalise.given_name),
        _feature("given_sound", "given", lambda name: soundex(full_name(name))),
        _feature("given_prefix", "given", _prefix),
        _feature("given_suffix", "given", _suffix),
        _feature("middle", "middle_name", lambda text: normalise.name(text)[:1]),
        _feature("sex", "sex", normalise.sex),
        _feature("birth", "birth_date", _parts(0, 1, 2)),
        _feature("birth_swapped", "birth_date", _swapped, "birth"),
        _feature("birth_year", "birth_date", _parts(0)),
        _feature("birth_year_month", "birth_date", _parts(0, 1)),
        _feature("birth_day_tens", "birth_date", _digit_of_day(0)),
        _feature("birth_day_ones", "birth_date", _digit_of_day(1)),
        _feature("birth_year_day", "birth_date", _parts(0, 2)),
        _feature("birth_month_day", "birth_date", _parts(1, 2)),
        _feature("city", "city", normalise.name),
    )
}


def features(facts: Facts) -> dict[str, pa.DictionaryArray]:
    """Feature -> its value for each person, as codes into its distinct values; null where the fact is missing.

    Each distinct value is worked on once, whoever carries it.
    """
    made: dict[str, pa.DictionaryArray] = {}
    for feature in FEATURES.values():
        source = made[feature.of] if feature.of in made else facts.columns[feature.of]
        made[feature.name] = _each(source, feature.make)
    return made


def _each(column: pa.DictionaryArray, make: Callable[[str], str]) -> pa.DictionaryArray:
    values = pa.array([make(value) or None for value in column.dictionary.to_pylist()], pa.string())
    # Several values may have become the same one.
    codes = pc.dictionary_encode(values.take(column.indices), null_encoding="mask")
    return codes
