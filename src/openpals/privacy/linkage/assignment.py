"""Of many possible pairs those that are believed: everybody is at most one person of another dataset."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


def probabilities(left: Ints, right: Ints, log_odds: Floats) -> Floats:
    """The probability of each pair, given that nobody has two partners.

    ``left`` and ``right``: rows of the two datasets; ``log_odds`` of each pair by itself. A pair's odds are held
    against those of all pairs with which it competes: of two equal partners, such as twins, neither gets above a half.
    """
    odds = np.exp(np.clip(log_odds, -700, 60))
    rivals = np.bincount(left, odds)[left] + np.bincount(right, odds)[right] - 2 * odds if len(left) else odds
    return np.asarray(odds / (1 + odds + np.maximum(rivals, 0)))


def one_to_one(left: Ints, right: Ints, probability: Floats) -> npt.NDArray[np.bool_]:
    """Which pairs stand: the most probable first, each row once; of equal ones the first rows."""
    stands = np.zeros(len(left), bool)
    taken: tuple[set[int], set[int]] = (set(), set())
    for pair in np.lexsort((right, left, -probability)):
        one, other = int(left[pair]), int(right[pair])
        if one not in taken[0] and other not in taken[1]:
            stands[pair] = True
            taken[0].add(one)
            taken[1].add(other)
    return stands
