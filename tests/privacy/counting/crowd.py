"""Invented people for tests of counting: codes out of a seed, with a secret that nothing tells of."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from openpals.privacy.counting.dimension import Dimension
from openpals.privacy.counting.people import People, people_of

SECRET = "secret"
SIZES = {"sex": 2, "age": 6, "region": 5, "onset": 4, "score": 6, "month": 60}


def dimension(name: str, size: int) -> Dimension:
    return Dimension(name, name.capitalize(), tuple((f"{name}{i}", f"{name.capitalize()} {i}") for i in range(size)))


DIMENSIONS = tuple(dimension(name, size) for name, size in {**SIZES, SECRET: 2}.items())


def crowd(people: int, seed: int) -> People:
    """People whose bands are uneven and depend on each other a little; the secret is a coin."""
    rng = np.random.default_rng(seed)
    common = rng.random(people)
    columns: dict[str, npt.NDArray[np.integer]] = {}
    for name, size in SIZES.items():
        at = np.where(rng.random(people) < 0.3, common, rng.random(people))
        columns[name] = (size * at**1.7).astype(np.int16)
    columns[SECRET] = rng.integers(0, 2, people)
    return people_of(DIMENSIONS, columns)
