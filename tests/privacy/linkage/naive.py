"""Linkage one pair at a time, in plain Python: what the vectorised code must agree with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import exp, log

from openpals.privacy.linkage.candidates import BLOCKS
from openpals.privacy.linkage.comparison import FIELDS, Field
from openpals.privacy.linkage.weights import KINDS, RESEMBLANCE

Features = Mapping[str, str | None]
Pair = tuple[int, int]


def level(field: Field, one: Features, other: Features) -> int:
    """0 is the best; ``field.size`` a missing value."""
    if field.rest_of:
        whole = one[field.rest_of] is not None and other[field.rest_of] is not None
        if whole or not any(one[name] is not None and other[name] is not None for name in field.features):
            return field.size
    elif one[field.feature] is None or other[field.feature] is None:
        return field.size
    for place, compared in enumerate(field.levels):
        here, there = compared.agrees
        if one[here] is not None and one[here] == other[there]:
            return place
    return len(field.levels)


def pattern(one: Features, other: Features) -> tuple[int, ...]:
    """The level of every field."""
    return tuple(level(field, one, other) for field in FIELDS)


def candidates(left: Sequence[Features], right: Sequence[Features]) -> set[Pair]:
    """Pairs that share all features of a block."""
    return {
        (i, j)
        for i, one in enumerate(left)
        for j, other in enumerate(right)
        if any(all(one[a] is not None and one[a] == other[b] for a, b in block) for block in BLOCKS)
    }


def shares(field: Field, left: Sequence[Features], right: Sequence[Features]) -> tuple[list[float], float]:
    """Of the pairs that can be compared, the share in each level; and the share of those that cannot."""
    counts = [0] * (field.size + 1)
    for one in left:
        for other in right:
            counts[level(field, one, other)] += 1
    compared = sum(counts[:-1])
    found = [count / compared for count in counts[:-1]] if compared else [0.0] * (field.size - 1) + [1.0]
    return found, counts[-1] / sum(counts)


def together(left: Sequence[Features], right: Sequence[Features], kind: tuple[int, ...]) -> float:
    """By how much given name and sex occur in these levels more often than if they were independent."""
    names = [field.name for field in FIELDS]
    given, sex = FIELDS[names.index("given name")], FIELDS[names.index("sex")]
    at = kind[names.index("given name")], kind[names.index("sex")]
    if at[0] == given.size or at[1] == sex.size:
        return 1.0
    pairs = [(level(given, one, other), level(sex, one, other)) for one in left for other in right]
    complete = [pair for pair in pairs if pair[1] < sex.size and pair[0] < given.size]
    one = sum(pair[0] == at[0] for pair in complete) / len(complete)
    other = sum(pair[1] == at[1] for pair in pairs) / sum(pair[1] < sex.size for pair in pairs)
    both = sum(pair == at for pair in complete) / len(complete)
    return max(both / (one * other), 1e-6) if one * other else 1.0


def fashion(left: Sequence[Features], right: Sequence[Features]) -> float:
    """By how much people of one given name are born in one year more often than if names had no fashion."""
    met = expected = 50.0
    for people in (left, right):
        known = [(one["given"], one["birth_year"]) for one in people if one["given"] and one["birth_year"]]
        pairs = [(a, b) for i, a in enumerate(known) for j, b in enumerate(known) if i != j]
        met += sum(a == b for a, b in pairs)
        names, years = (sum(a[at] == b[at] for a, b in pairs) for at in (0, 1))
        expected += names * years / len(pairs)
    return met / expected


def same_name_and_year(kind: tuple[int, ...]) -> bool:
    """Whether a pair agrees in given name and year of birth."""
    labels = {field.name: field.labels[at] for field, at in zip(FIELDS, kind, strict=True)}
    with_year = {"exact", "month and day swapped", "year and month", "year and day", "year"}
    with_year |= {"all but tens of day", "all but ones of day"}
    return labels["given name"] == "exact" and bool({labels["birth date"], labels["part of birth date"]} & with_year)


def log_odds(
    left: Sequence[Features],
    right: Sequence[Features],
    pairs: Sequence[Pair],
    same: Sequence[Sequence[float]],
    prior: float,
) -> dict[Pair, float]:
    """Of each pair, by the levels' shares among pairs of one person (``same``), and the share of those (``prior``)."""
    chance = [shares(field, left, right) for field in FIELDS]
    found = {}
    for i, j in pairs:
        kind = pattern(left[i], right[j])
        weights = {}
        for what in KINDS:
            weight = prior * what.share if what.share is not None else 1 - prior * sum(k.share or 0 for k in KINDS)
            dependent = {"given name", "sex"} & what.alike
            if not dependent:
                weight *= together(left, right, kind)
                weight *= fashion(left, right) if same_name_and_year(kind) else 1.0
            for field, at, own, (levels, _) in zip(FIELDS, kind, same, chance, strict=True):
                if at == field.size:
                    continue
                if field.name in what.alike:
                    weight *= own[at]
                    continue
                if field.name in what.resembling:
                    factor = [RESEMBLANCE if 0 < place < len(levels) - 1 else 1.0 for place in range(len(levels))]
                    total = sum(a * b for a, b in zip(levels, factor, strict=True))
                    levels = [a * b / total for a, b in zip(levels, factor, strict=True)]
                weight *= levels[at]
                if field.frequent and at < len(field.levels):
                    weight /= exp(rarity(field.levels[at].agrees[0], left, right, left[i]))
            weights[what.name] = weight
        against = sum(weight for name, weight in weights.items() if name != "one person")
        found[i, j] = log(weights["one person"]) - log(against)
    return found


def rarity(feature: str, left: Sequence[Features], right: Sequence[Features], person: Features) -> float:
    """How much rarer the person's value is than those in which two people agree by chance, as a logarithm."""
    ours = [one[feature] for one in left if one[feature] is not None]
    theirs = [one[feature] for one in right if one[feature] is not None]
    mean = sum(ours.count(value) * theirs.count(value) for value in set(ours)) / (len(ours) * len(theirs))
    value = person[feature]
    return log(mean) - log((ours.count(value) + theirs.count(value)) / (len(ours) + len(theirs)))


def one_to_one(odds: Mapping[Pair, float], least: float) -> dict[Pair, float]:
    """The pairs that stand, with their probability against their rivals."""
    size = {pair: exp(min(value, 60)) for pair, value in odds.items()}
    probability = {}
    for i, j in odds:
        rivals = sum(other for (a, b), other in size.items() if (a == i) != (b == j))
        probability[i, j] = size[i, j] / (1 + size[i, j] + rivals)
    stands: dict[Pair, float] = {}
    for i, j in sorted((p for p in odds if probability[p] >= least), key=lambda pair: (-probability[pair], pair)):
        if all(i != a and j != b for a, b in stands):
            stands[i, j] = probability[i, j]
    return stands
