"""What agreement and disagreement are worth: Fellegi and Sunter's weights, fitted by expectation and maximisation.

I. P. Fellegi, A. B. Sunter, A theory for record linkage, J. Am. Stat. Assoc. 64 (1969) 1183-1210; W. E. Winkler, using
the EM algorithm for weight computation in the Fellegi-Sunter model of record linkage (1988).

Only some pairs are looked at, but which ones follows from a pair's levels, and how many pairs there are is known. So
the pairs that are not looked at enter the fit as one observation, "none of the patterns that are", as many times as
there are: fitted on candidates alone, agreement in what makes a candidate would look worthless.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .codes import Codes, joined
from .comparison import FIELDS, shares
from .patterns import NUMBER, SIZES, blocked, grid

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

MOST_ROUNDS = 500
ENOUGH = 1e-9  # change of the log likelihood, as a share of it

# Where the fit begins: agreement of the same person in the best level, and the rest evenly.
_AGREEMENT = 0.9
# Every level gets as much as if half a pair had been seen in it: nothing that is rare becomes impossible. So what rises
# in every round is the likelihood times this prior (Dirichlet's, of 1.5 in each level).
_UNSEEN = 0.5
# As many pairs are added on both sides of a ratio that is counted, so that chance alone does not move it.
_FEW = 50
# At most half of all pairs are of one person.
_MOST = 0.5


@dataclass(frozen=True)
class Kind:
    """What two people of a pair can be to each other.

    ``alike``: fields in which they agree as one person does; in the others they agree by chance. ``resembling``: fields
    in which they agree nearly (not fully) more often than by chance. ``share``: of them, for each pair of one person;
    None for all the rest.
    """

    name: str
    alike: frozenset[str]
    share: float | None
    resembling: frozenset[str] = frozenset()


# The shares of kin are assumed. 3 in 100 people are twins (1 birth in 60 is of twins), and 1 in 1,000 is confused with
# a relative of the same names who is in the data too: of families in which names are passed on few have two patients.
KINDS = (
    Kind("one person", frozenset(field.name for field in FIELDS), 1.0),
    Kind("two people", frozenset(), None),
    Kind(
        "twins",
        frozenset(("family name", "birth date", "part of birth date", "city")),
        0.03,
        frozenset(("given name",)),
    ),
    Kind("namesakes", frozenset(("family name", "given name", "sex", "middle initial", "city")), 0.001),
)
_SHARES = sum(kind.share or 0.0 for kind in KINDS)
# Twins' names begin or sound alike so much more often than any two people's.
RESEMBLANCE = 5.0


@dataclass(frozen=True)
class Chance:
    """How two people agree by chance. ``levels[f]``: shares of a field's levels, of pairs in which it is not missing.

    ``missing[f]``: share of pairs in which it is. ``together``: of each pattern, by how much it occurs more often than
    if fields were independent, for fields that go together in everybody, such as given name and sex.
    """

    levels: tuple[Floats, ...]
    missing: tuple[float, ...]
    together: Floats


@dataclass(frozen=True)
class Model:
    """``same[f]``: shares of a field's levels among pairs of one person, of those in which it is not missing.

    ``classes``: of each pattern, the share of pairs that have it and are of one person, of two, or of kin, in the order
    of KINDS. ``matches``: how many pairs of one person there should be. ``likelihood``: its logarithm before every
    round, prior included.
    """

    same: tuple[Floats, ...]
    chance: Chance
    classes: tuple[Floats, ...]
    matches: float
    likelihood: tuple[float, ...]


def chance(left: Codes, right: Codes) -> Chance:
    """Counted from how often each token occurs, over all pairs, nearly all of which are of two people."""
    found = [shares(field, left, right) for field in FIELDS]
    together = np.ones(NUMBER)
    for place, field in enumerate(FIELDS):
        if field.beside:
            beside = _place(field.beside)
            here, there = (_only(codes, codes[field.beside] >= 0) for codes in (left, right))
            both = shares(field, here, there, also=field.beside).levels
            ratio = _dependence(both, shares(field, here, there).levels, found[beside].levels)
            together = together * ratio[grid()[:, place], grid()[:, beside]]
    return Chance(
        tuple(own.levels for own in found),
        tuple(own.missing for own in found),
        np.where(_same_name_and_year(), together * _fashion(left, right), together),
    )


def _same_name_and_year() -> npt.NDArray[np.bool_]:
    """Patterns that agree in given name and year of birth."""
    agree = np.zeros(NUMBER, bool)
    for place, field in enumerate(FIELDS):
        if field.feature.startswith("birth"):
            years = [place for place, level in enumerate(field.levels) if "birth_month_day" not in level.agrees]
            agree |= np.isin(grid()[:, place], years)
    given = grid()[:, _place("given")]
    return np.asarray(agree & (given == 0))


def _fashion(left: Codes, right: Codes) -> float:
    """By how much people of one given name are born in one year more often than if names had no fashion.

    Counted within each dataset, where no two people should be one; taken for 1 as far as too few are there to tell.
    """
    met = expected = float(_FEW)
    for codes in (left, right):
        known = (codes["given"] >= 0) & (codes["birth_year"] >= 0)
        given, year = codes["given"][known], codes["birth_year"][known]
        pairs = len(given) * (len(given) - 1.0)
        met += _pairs_alike(joined([given, year]))
        expected += _pairs_alike(given) * _pairs_alike(year) / pairs if pairs > 0 else 0.0
    return met / expected


def _pairs_alike(codes: npt.NDArray[np.integer]) -> float:
    """Ordered pairs of different people with one value."""
    _, people = np.unique(codes, return_counts=True)
    return float((people * (people - 1.0)).sum())


def _only(codes: Codes, people: npt.NDArray[np.bool_]) -> Codes:
    return {name: column[people] for name, column in codes.items()}


def _place(feature: str) -> int:
    return next(i for i, field in enumerate(FIELDS) if field.feature == feature)


def _dependence(both: Floats, one: Floats, other: Floats) -> Floats:
    """Levels of one field (and missing) x agreement, disagreement (and missing) of the other."""
    ratio = np.ones((len(one) + 1, 3))
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio[:-1, 0] = both / (one * other[0])
        ratio[:-1, 1] = (one - both) / (one * other[1])
    # What never occurs says nothing; what occurs in one way only is never quite impossible in the other.
    return np.maximum(np.where(np.isfinite(ratio), ratio, 1.0), 1e-6)


def fit(counts: Ints, pairs: float, people: int, by_chance: Chance) -> Model:
    """EM over patterns.

    ``counts``: candidate pairs of each pattern; ``pairs``: of all people; ``people``: in the smaller dataset.
    """
    seen = blocked()
    weight = np.append(counts[seen].astype(float), max(pairs - float(counts[seen].sum()), 0.0))
    same = [_start(size - 1) for size in SIZES]
    prior = min(_MOST, 0.1 * people / pairs)
    likelihood: list[float] = []
    for step in range(MOST_ROUNDS):
        classes = _classes(same, by_chance, prior)
        observed = np.array([np.append(own[seen], own[~seen].sum()) for own in classes])
        mixed = observed.sum(axis=0)
        rise = _UNSEEN * sum(float(np.log(own).sum()) for own in same)
        filled = weight > 0
        likelihood.append(rise + float(weight[filled] @ np.log(mixed[filled])))
        if step and likelihood[-1] - likelihood[-2] <= ENOUGH * abs(likelihood[-1]):
            break
        expected = [_expected(own, row, weight, mixed, seen) for own, row in zip(classes, observed, strict=True)]
        known = sum(float(own.sum()) for own, kind in zip(expected, KINDS, strict=True) if kind.share is not None)
        prior = min(known / (pairs * _SHARES), _MOST)
        same = [_levels(place, expected) for place in range(len(FIELDS))]
    return Model(tuple(same), by_chance, tuple(_classes(same, by_chance, prior)), prior * pairs, tuple(likelihood))


def _start(size: int) -> Floats:
    return np.array([_AGREEMENT, *([(1 - _AGREEMENT) / (size - 1)] * (size - 1))])


def _classes(same: list[Floats], by_chance: Chance, prior: float) -> list[Floats]:
    """Of each pattern, the share of pairs that have it and are of the kind, in the order of KINDS."""
    return [
        (1 - prior * _SHARES if kind.share is None else prior * kind.share) * _pattern_shares(same, by_chance, kind)
        for kind in KINDS
    ]


def _pattern_shares(same: list[Floats], by_chance: Chance, kind: Kind) -> Floats:
    """Of each pattern, its share among pairs of the kind. A value is missing whoever the two are."""
    share = np.ones(NUMBER)
    for place, field in enumerate(FIELDS):
        levels = same[place] if field.name in kind.alike else by_chance.levels[place]
        if field.name in kind.resembling:
            levels = _resembling(levels)
        gone = by_chance.missing[place]
        share = share * np.append(levels * (1 - gone), gone)[grid()[:, place]]
    together = {name for field in FIELDS if field.beside for name in (field.name, FIELDS[_place(field.beside)].name)}
    return np.maximum(share if together & kind.alike else share * by_chance.together, 1e-300)


def _resembling(levels: Floats) -> Floats:
    factor = np.ones(len(levels))
    factor[1:-1] = RESEMBLANCE
    return np.asarray(levels * factor / (levels @ factor))


def _expected(own: Floats, observed: Floats, weight: Floats, mixed: Floats, seen: npt.NDArray[np.bool_]) -> Floats:
    """How many pairs of each pattern are of one class; those not looked at are spread as the class itself is."""
    mine = weight * observed / mixed
    found = np.zeros(NUMBER)
    found[seen] = mine[:-1]
    found[~seen] = mine[-1] * own[~seen] / observed[-1]
    return found


def _levels(place: int, expected: list[Floats]) -> Floats:
    """A field's levels among all who agree in it as one person does."""
    who = [own for own, kind in zip(expected, KINDS, strict=True) if FIELDS[place].name in kind.alike]
    found = np.bincount(grid()[:, place], sum(who), SIZES[place])[:-1] + _UNSEEN
    return np.asarray(found / found.sum())
