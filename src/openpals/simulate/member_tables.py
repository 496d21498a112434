"""The columns of the members' platform's export, and the cells that all its tables share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from ..model.layout import written_columns
from ..model.layout_reader import built_in
from .calendar_days import Days
from .columns import Given, table, word
from .disease import Flags, Ints
from .identities import Identities

Tables = dict[str, pa.Table]

_LAYOUT = built_in("members")


COLUMNS: dict[str, tuple[str, ...]] = {name: written_columns(_LAYOUT, name) for name in _LAYOUT.sources}
# Columns that number the rows of a table.
NUMBERED = {"report_id", "course_id"}

_RACES = {"white": 0.945, "black": 0.020, "asian": 0.015, "other": 0.010, "unknown": 0.010}
ANSWERED_BY = ("person", "caregiver_writing", "caregiver_answering")


def member_ids(numbers: Ints) -> pa.Array:
    """SYN-0000001 and so on."""
    digits = pc.utf8_lpad(pa.array(numbers).cast(pa.string()), 7, "0")
    return pc.binary_join_element_wise("SYN", digits, "-")


def of_members(who: NDArray[np.integer[Any]], ids: pa.Array) -> pa.DictionaryArray:
    """The column member_id: positions in a list of ids."""
    return pa.DictionaryArray.from_arrays(pa.array(who.astype(np.int32)), ids)


def dates(days: Days, given: Given = None) -> pa.Array:
    """Dates of the calendar; empty where not ``given``."""
    return pa.array(days.astype("datetime64[D]"), pa.date32(), mask=None if given is None else ~given)


def coded(positions: np.ndarray, words: tuple[str | None, ...], given: Given = None) -> pa.DictionaryArray:
    """Words as positions in a list, for columns with many rows; None among the words is an empty cell."""
    empty = np.array([word is None for word in words])[positions]
    mask = empty if given is None else empty | ~given
    return pa.DictionaryArray.from_arrays(
        pa.array(positions.astype(np.int8), mask=mask), pa.array([word or "" for word in words])
    )


def written(name: str, columns: Mapping[str, pa.Array]) -> pa.Table:
    """Rows of a table of the export; its running numbers are given when it is written."""
    return table([column for column in COLUMNS[name] if column not in NUMBERED], columns)


def profile(rng: np.random.Generator, who: Identities, birth: Days, male: Flags) -> dict[str, pa.Array]:
    """What every member is asked for on joining: the identity, and what people are."""
    count = len(male)
    return {
        "name": who.name,
        "email": who.email,
        "city": who.city,
        "postcode": who.postcode,
        "birth_date": dates(birth),
        "country": who.country,
        "sex": word(male, ["Female", "Male"]),
        "race": word(rng.choice(len(_RACES), count, p=list(_RACES.values())), list(_RACES)),
        "ethnicity": word(rng.random(count) < 0.06, ["not_hispanic", "hispanic"]),
    }
