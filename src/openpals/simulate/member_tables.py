"""The columns of the members' platform's export, and the cells that all its tables share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from .calendar_days import Days
from .columns import Given, table
from .disease import Ints

Tables = dict[str, pa.Table]

COLUMNS: dict[str, tuple[str, ...]] = {
    name: tuple(columns.split())
    for name, columns in {
        "members": """
            member_id name email city postcode birth_date country sex race ethnicity condition
            onset_site onset_date diagnosis_date gene
        """,
        "symptom_reports": "report_id member_id date symptom severity attributed_to answered_by words",
        "treatments": """
            course_id member_id treatment purpose start_date stop_date stop_reason dose dose_unit
            words
        """,
        "treatment_reports": """
            report_id member_id date treatment purpose doses_per_day dose dose_unit effectiveness
            side_effects adherence burden cost_band main_side_effect main_side_effect_severity
            answered_by advice
        """,
        "alsfrs": """
            report_id member_id date speech salivation swallowing handwriting cutting_without
            cutting_with dressing turning_in_bed walking climbing_stairs dyspnea orthopnea
            respiratory_insufficiency answered_by
        """,
        "outcomes": "report_id member_id date instrument item score answered_by",
        "measurements": "member_id date sign position value unit",
        "vital_capacity": "member_id date manoeuvre posture measured_by litres percent_predicted",
        "labs": "member_id date analyte specimen result unit",
        "equipment": "member_id equipment start_date stop_date",
        "family_history": "member_id relative disease",
        "deaths": "member_id died death_date",
    }.items()
}
# Columns that number the rows of a table.
NUMBERED = {"report_id", "course_id"}

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
