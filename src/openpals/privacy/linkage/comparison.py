"""How two people are compared: fields, each with levels from the best agreement to none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from .codes import Codes, joined

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Level:
    """``agrees``: the feature of one person that equals the other feature of the other."""

    name: str
    agrees: tuple[str, str]


def _same(feature: str, name: str = "") -> Level:
    return Level(name or feature, (feature, feature))


@dataclass(frozen=True)
class Field:
    """``levels``: the first that agrees counts; the last one is that none does. No evidence where the value is missing:
    where either has no ``feature``.

    ``rest_of``: the field takes the pairs which that field, being missing, leaves, and is missing itself where the two
    have none of its features in common. ``frequent``: agreement in the first level says more the fewer people carry the
    value. ``beside``: a field that goes with this one in everybody, so that their agreements are no independent
    evidence.
    """

    name: str
    feature: str
    levels: tuple[Level, ...]
    frequent: bool = False
    beside: str = ""
    rest_of: str = ""

    @property
    def features(self) -> list[str]:
        """All that is compared."""
        return sorted({name for level in self.levels for name in level.agrees})

    @property
    def labels(self) -> tuple[str, ...]:
        """The names of all levels, the last two being disagreement and a missing value."""
        return (*(level.name for level in self.levels), "else", "missing")

    @property
    def size(self) -> int:
        """Number of levels, with disagreement, without a missing value."""
        return len(self.levels) + 1


FIELDS: tuple[Field, ...] = (
    Field(
        "family name",
        "family",
        (
            _same("family", "exact"),
            _same("family_sound", "sound"),
            _same("family_prefix", "prefix"),
            _same("family_suffix", "suffix"),
        ),
        frequent=True,
    ),
    Field(
        "given name",
        "given",
        (
            _same("given", "exact"),
            _same("given_sound", "sound"),
            _same("given_prefix", "prefix"),
            _same("given_suffix", "suffix"),
        ),
        frequent=True,
        beside="sex",
    ),
    Field(
        "birth date",
        "birth",
        (
            _same("birth", "exact"),
            Level("month and day swapped", ("birth", "birth_swapped")),
            _same("birth_day_ones", "all but tens of day"),
            _same("birth_day_tens", "all but ones of day"),
            _same("birth_year_month", "year and month"),
            _same("birth_year_day", "year and day"),
            _same("birth_month_day", "month and day"),
            _same("birth_year", "year"),
        ),
    ),
    # Dates of which a part is not known, against whole ones or one another.
    Field(
        "part of birth date",
        "birth_year",
        (
            _same("birth_year_month", "year and month"),
            _same("birth_year_day", "year and day"),
            _same("birth_month_day", "month and day"),
            _same("birth_year", "year"),
        ),
        rest_of="birth",
    ),
    Field("sex", "sex", (_same("sex", "exact"),)),
    Field("middle initial", "middle", (_same("middle", "exact"),)),
    Field("city", "city", (_same("city", "exact"),), frequent=True),
)


# Levels at which two facts that both are whole cannot be explained by one mistake: most mistyped dates have one part
# wrong, and a wrong day has one of its digits right.
_CONTRADICTORY = {"birth date": ("year and month", "year", "else")}


def contradictory(each: Sequence[npt.NDArray[np.int8]]) -> npt.NDArray[np.bool_]:
    """Of each pair whether a fact speaks against one person, however much else agrees; ``each``: its level by field."""
    found = np.zeros(len(each[0]), bool)
    for field, level in zip(FIELDS, each, strict=True):
        against = [i for i, label in enumerate(field.labels) if label in _CONTRADICTORY.get(field.name, ())]
        found |= np.isin(level, against)
    return found


def levels(field: Field, left: Codes, right: Codes, pairs: tuple[Ints, Ints]) -> npt.NDArray[np.int8]:
    """The level of each pair (rows of ``left`` and ``right``): 0 is the best, ``field.size`` a missing value."""
    one, other = pairs
    found = np.full(len(one), len(field.levels), np.int8)
    for level in reversed(range(len(field.levels))):
        here, there = field.levels[level].agrees
        codes = left[here][one]
        found[(codes == right[there][other]) & (codes >= 0)] = level
    if field.rest_of:
        whole = (left[field.rest_of][one] >= 0) & (right[field.rest_of][other] >= 0)
        comparable = np.any([(left[name][one] >= 0) & (right[name][other] >= 0) for name in field.features], axis=0)
        found[whole | ~comparable] = field.size
    else:
        found[(left[field.feature][one] < 0) | (right[field.feature][other] < 0)] = field.size
    return found


@dataclass(frozen=True)
class Shares:
    """``levels``: of pairs in which the field is not missing, the share in each; ``missing``: of all, where it is."""

    levels: Floats
    missing: float


# Features that must be equal in a pair: of the one person, of the other.
Agreement = tuple[str, str]


def shares(field: Field, left: Codes, right: Codes, also: str = "") -> Shares:
    """The exact shares over all pairs, counted from the values' frequencies without making a pair.

    A level's share is that of pairs that agree in it and in none before, by inclusion and exclusion. With ``also``,
    a pair counts in a level only where it agrees in that feature as well, and the shares do not add up to 1.
    """
    here, there = (_distinct(codes, field, also) for codes in (left, right))

    def pairs(*agree: Agreement) -> float:
        everybody = _meetings(here, there, agree)
        return everybody - (_meetings(here.whole(), there.whole(), agree) if field.rest_of else 0.0)

    must = [(also, also)] if also else []
    if field.rest_of:
        known = [(_known(name), _known(name)) for name in field.features]
        compared = sum(_first_to_agree(known, place, pairs, []) for place in range(len(known)))
    else:
        compared = pairs()
    if not compared:
        return Shares(np.array([0.0] * len(field.levels) + [1.0]), 1.0)
    agree = [level.agrees for level in field.levels]
    found = [_first_to_agree(agree, place, pairs, must) / compared for place in range(len(agree))]
    rest = (pairs(*must) / compared if must else 1.0) - sum(found)
    people = float(len(left[field.feature])) * float(len(right[field.feature]))
    return Shares(np.array([*found, max(rest, 0.0)]), 1 - compared / people if not also else 0.0)


def _first_to_agree(
    agree: Sequence[Agreement], place: int, pairs: Callable[..., float], must: Sequence[Agreement]
) -> float:
    """Number of pairs that agree in this one and in none before it."""
    found = sum(
        (-1.0) ** count * pairs(agree[place], *earlier, *must)
        for count in range(place + 1)
        for earlier in combinations(agree[:place], count)
    )
    return max(found, 0.0)


def _known(feature: str) -> str:
    """A feature of its own: that the other one is known."""
    return f"{feature} known"


@dataclass(frozen=True)
class _Distinct:
    """Combinations of a field's features, and how many people carry each."""

    features: dict[str, Ints]
    people: Ints
    whole_only: str = ""

    def whole(self) -> _Distinct:
        """Those of people in whom the field of which this one is the rest is not missing."""
        whole = self.features[self.whole_only] >= 0
        return _Distinct({name: column[whole] for name, column in self.features.items()}, self.people[whole])


def _distinct(codes: Codes, field: Field, also: str) -> _Distinct:
    """Of the people in whom the feature, and ``also``, are not missing; of the rest of a field, of everybody."""
    names = [*field.features, *(name for name in (also, field.rest_of) if name)]
    present = np.all(
        [codes[name] >= 0 for name in ([] if field.rest_of else [field.feature]) + ([also] if also else [])]
        or [np.ones(len(codes[field.feature]), bool)],
        axis=0,
    )
    columns = [codes[name][present] for name in names]
    _, places, people = np.unique(joined(columns), return_index=True, return_counts=True)
    found = {name: column[places].astype(np.int64) for name, column in zip(names, columns, strict=True)}
    known = {_known(name): np.where(found[name] >= 0, 0, -1) for name in field.features} if field.rest_of else {}
    return _Distinct(found | known, people, field.rest_of)


def _meetings(here: _Distinct, there: _Distinct, agree: Sequence[Agreement]) -> float:
    """Number of pairs that agree in all of these."""
    if not agree:
        return float(here.people.sum()) * float(there.people.sum())
    ours = [here.features[name] for name, _ in agree]
    theirs = [there.features[name] for _, name in agree]
    whole = [np.all([column >= 0 for column in columns], axis=0) for columns in (ours, theirs)]
    people = np.concatenate([here.people[whole[0]], there.people[whole[1]]]).astype(float)
    first = int(whole[0].sum())
    both = [np.concatenate([a[whole[0]], b[whole[1]]]) for a, b in zip(ours, theirs, strict=True)]
    _, value = np.unique(joined(both), return_inverse=True)
    size = int(value.max(initial=-1)) + 1
    counts = [np.bincount(value[part], people[part], size) for part in (slice(0, first), slice(first, None))]
    return float(counts[0] @ counts[1])
