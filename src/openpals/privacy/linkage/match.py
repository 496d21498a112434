"""Two datasets' tokens become pairs of people with the probability that they are one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .assignment import one_to_one, probabilities
from .candidates import candidates
from .codes import Codes
from .comparison import FIELDS, contradictory, levels
from .patterns import NUMBER, pattern
from .weights import KINDS, Model, chance, fit

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

# From this probability on two are taken for one person.
ACCEPTED = 0.99
# Pairs below this are as good as certainly two people; they are not kept.
LEAST = 0.01


@dataclass(frozen=True)
class Pairs:
    """Rows of both datasets and the probability of each pair; everybody at most once, the most probable first.

    ``contradictory``: pairs in which a fact speaks against one person, so that somebody must look.
    """

    left: Ints
    right: Ints
    probability: Floats
    contradictory: npt.NDArray[np.bool_]
    model: Model
    compared: int
    left_out: int

    @property
    def accepted(self) -> npt.NDArray[np.bool_]:
        """Which pairs are taken for one person."""
        return (self.probability >= ACCEPTED) & ~self.contradictory


def match(left: Codes, right: Codes) -> Pairs:
    """The likely pairs of two datasets, whose tokens are numbered alike.

    ``compared``: how many pairs were looked at; ``left_out``: how many were not, as what they share is too common.
    """
    found = candidates(left, right)
    each = [levels(field, left, right, (found.left, found.right)) for field in FIELDS]
    kinds = pattern(each)
    people = [len(codes["birth"]) for codes in (left, right)]
    model = fit(np.bincount(kinds, minlength=NUMBER), float(people[0]) * people[1], min(people), chance(left, right))
    log_odds = _log_odds(model, kinds, _rarities(left, right, found.left, each))
    probability = probabilities(found.left, found.right, log_odds)
    likely = probability >= LEAST
    one, other, probability = found.left[likely], found.right[likely], probability[likely]
    stands = np.flatnonzero(one_to_one(one, other, probability))
    order = stands[np.lexsort((other[stands], one[stands], -probability[stands]))]
    apart = contradictory(each)[likely][order]
    return Pairs(one[order], other[order], probability[order], apart, model, len(kinds), found.left_out)


def _log_odds(model: Model, kinds: Ints, rarities: dict[str, Floats]) -> Floats:
    """Of each pair, the logarithm of the odds that the two are one person rather than any two people, or kin.

    That a value is rare speaks against agreement by chance, not against kin who share it.
    """
    against = np.zeros(len(kinds))
    for share, kind in zip(model.classes[1:], KINDS[1:], strict=True):
        by_chance = sum((rarity for name, rarity in rarities.items() if name not in kind.alike), np.zeros(len(kinds)))
        against += share[kinds] * np.exp(-by_chance)
    return np.asarray(np.log(model.classes[0][kinds]) - np.log(against))


def _rarities(left: Codes, right: Codes, row: Ints, each: list[npt.NDArray[np.int8]]) -> dict[str, Floats]:
    """Field -> how much rarer than the mean that is in which a pair agrees, as a logarithm; 0 where it does not agree.

    Two people agree by chance in a name, or in how it sounds, as often as it occurs; the weights know only the mean
    over all names.
    """
    found = {}
    for field, level in zip(FIELDS, each, strict=True):
        if field.frequent:
            found[field.name] = np.zeros(len(row))
            for place, compared in enumerate(field.levels):
                feature, _ = compared.agrees
                agree = level == place
                found[field.name][agree] = _rarity(left[feature], right[feature])[left[feature][row[agree]]]
    return found


def _rarity(left: npt.NDArray[np.int32], right: npt.NDArray[np.int32]) -> Floats:
    """Of each value, the logarithm of how much rarer it is than those in which two people agree by chance."""
    values = max(int(left.max(initial=-1)), int(right.max(initial=-1))) + 1
    counts = [np.bincount(codes[codes >= 0], minlength=values).astype(float) for codes in (left, right)]
    people = [max(count.sum(), 1.0) for count in counts]
    mean = float(counts[0] @ counts[1]) / (people[0] * people[1])
    share = np.maximum(counts[0] + counts[1], 1.0) / (people[0] + people[1])
    return np.log(mean) - np.log(share) if mean else np.zeros(values)
