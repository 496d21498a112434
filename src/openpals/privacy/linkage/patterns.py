"""Every combination of levels that a pair can have, and which of them are looked at."""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

from .comparison import FIELDS

Ints = npt.NDArray[np.int64]

# With a missing value as a level of its own.
SIZES = tuple(field.size + 1 for field in FIELDS)
NUMBER = int(np.prod(SIZES))


@cache
def grid() -> npt.NDArray[np.int8]:
    """One row a pattern, one column a field: its level."""
    return np.stack(np.unravel_index(np.arange(NUMBER), SIZES), axis=1).astype(np.int8)


def pattern(levels: list[npt.NDArray[np.int8]]) -> Ints:
    """The number of each pair's pattern, from its level in every field."""
    return np.asarray(np.ravel_multi_index(tuple(level.astype(np.int64) for level in levels), SIZES))


@cache
def blocked() -> npt.NDArray[np.bool_]:
    """Which patterns are of pairs that share one of the combinations in ``candidates.BLOCKS``."""
    level = dict(zip((field.name for field in FIELDS), grid().T, strict=True))
    names = {field.name: {label: i for i, label in enumerate(field.labels)} for field in FIELDS}
    family, given, birth = level["family name"], level["given name"], level["birth date"]
    part = level["part of birth date"]

    def agrees(*labels: str) -> npt.NDArray[np.bool_]:
        """In which of these, in the whole date or in what is known of it."""
        known = names["part of birth date"]
        return np.asarray(
            np.isin(birth, [names["birth date"][label] for label in labels])
            | np.isin(part, [known[label] for label in labels if label in known])
        )

    same_date = agrees("exact")
    same_month = ("all but tens of day", "all but ones of day", "year and month")
    nearly = agrees("month and day swapped", *same_month, "year and day", "month and day")
    same_year = agrees("exact", "month and day swapped", *same_month, "year and day", "year")
    same_family, same_given = (field == 0 for field in (family, given))
    sounds = (family <= names["family name"]["sound"]) & (given <= names["given name"]["sound"])
    return np.asarray(
        same_date | (same_family & same_given) | ((same_family | same_given) & nearly) | (sounds & same_year)
    )
