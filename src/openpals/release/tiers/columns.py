"""The open tables, declared: their columns, and what each says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa

from ...model.parquet import ARROW_TYPES
from ...model.tables import Subject


@dataclass(frozen=True)
class Column:
    """A column of an open table: its type, and what it says."""

    type: pa.DataType
    says: str


SYNTHETIC = Column(pa.bool_(), "Whether the row was made up by a program, and describes nobody.")
DATASET = Column(pa.string(), "The contribution that the row came from.")
SEX = Column(pa.string(), "Sex; empty where it is not known, or would point at few people.")
CONDITION = Column(pa.string(), "The disease; empty where it would point at few people.")

COURSE: Mapping[str, Column] = {
    "person": Column(pa.string(), "Which rows are of the same person. The id occurs in no other table or release."),
    "synthetic": SYNTHETIC,
    "sex": SEX,
    "day_from": Column(pa.int32(), "First day of the period, counted from the person's day 0."),
    "day_to": Column(pa.int32(), "Last day of the period."),
    "total_from": Column(pa.int32(), "Lowest ALSFRS-R total of the band in which the mean total of the period lies."),
    "total_to": Column(pa.int32(), "Highest ALSFRS-R total of the band."),
}

SURVIVAL: Mapping[str, Column] = {
    "dataset": DATASET,
    "synthetic": SYNTHETIC,
    "condition": CONDITION,
    "sex": SEX,
    "died": Column(pa.bool_(), "Whether the person died then, or was last known to be alive."),
    "day_from": Column(pa.int32(), "First day of the quarters in which that was, counted from the person's day 0."),
    "day_to": Column(pa.int32(), "Last day of these quarters."),
}


def people_columns(printed: tuple[str, ...]) -> dict[str, Column]:
    """The columns of the table of people; ``printed``: the quasi-identifiers of ``subject`` that are among them."""
    found = {"dataset": DATASET, "synthetic": SYNTHETIC, "condition": CONDITION}
    for name in printed:
        variable = Subject.variables[name]
        says = f"{variable.label}, as in the release; empty where it is not known, or would point at few people."
        found.setdefault(name, Column(ARROW_TYPES[variable.type], says))
    return found


def schema(columns: Mapping[str, Column]) -> pa.Schema:
    """The Parquet schema."""
    return pa.schema([pa.field(name, column.type) for name, column in columns.items()])
