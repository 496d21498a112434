"""A release's people as integer codes, one row a person: all that counting looks at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import ibis
import ibis.expr.types as ir
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ...engine import Engine
from ...model.refused import Refused
from ...model.table import Table
from ...model.variable import Type
from .dimension import SEVERAL, Declared, Dimension
from .policy import CountPolicy

Codes = npt.NDArray[np.int16]


class PeopleRefused(Refused):
    """The people of a folder cannot be counted; the message says why."""


@dataclass(frozen=True)
class People:
    """``codes``: people x dimensions, each the number of a band of its dimension. Who a row is, is not kept."""

    dimensions: tuple[Dimension, ...]
    codes: Codes

    def __len__(self) -> int:
        return len(self.codes)


def read_people(engine: Engine, tables: Path, policy: CountPolicy) -> People:
    """The people of the Parquet tables in a folder; see ``read_persons``."""
    return read_persons(engine, tables, policy)[0]


def read_persons(engine: Engine, tables: Path, policy: CountPolicy) -> tuple[People, pa.Array]:
    """The people of the Parquet tables in a folder, and who each of them is, for what is not counted. Raises
    PeopleRefused.

    Somebody in several datasets (with one ``person_id``) is one person: the value of the first of them that has one
    counts, in the order of their names. Of several values of a day the smallest counts.
    """
    opened = {path.stem: engine.scan_parquet(path) for path in sorted(tables.glob("*.parquet"))}
    if "subject" not in opened:
        raise PeopleRefused(f"{tables} has no subject.parquet: give the tables of a deposit or a release.")
    subject = opened["subject"]
    linked = [subject["person_id"]] if "person_id" in subject.columns else []
    known = subject.select("subject_id", person=ibis.coalesce(*linked, subject["subject_id"])).distinct()
    persons = known.select("person").distinct()
    for one in policy.dimensions:
        values = _values(opened.get(one.table.name), one, known)
        if values is not None:
            joined = persons.left_join(values, "person")
            persons = joined.select(*persons.columns, **{one.name: joined[one.name]})
    found = engine.result(persons)
    datasets = [line["dataset"] for line in engine.rows(subject.select("dataset").distinct())]
    dimensions = tuple(one.dimension(datasets) for one in policy.dimensions)
    codes = np.empty((found.num_rows, len(dimensions)), np.int16)
    for i, (one, dimension) in enumerate(zip(policy.dimensions, dimensions, strict=True)):
        missing = len(dimension.bands) - 1
        column = found[one.name] if one.name in found.column_names else None
        codes[:, i] = missing if column is None else _codes(column.combine_chunks(), one, dimension)
    return People(dimensions, codes), found["person"].combine_chunks()


def people_of(dimensions: Sequence[Dimension], columns: Mapping[str, npt.NDArray[np.integer]]) -> People:
    """People out of columns of band numbers, one a dimension."""
    return People(tuple(dimensions), np.stack([columns[one.name] for one in dimensions], axis=1).astype(np.int16))


def _values(rows: ir.Table | None, one: Declared, known: ir.Table) -> ir.Table | None:
    """The person and the value that counts, of those who have one. ``known``: the person of each subject."""
    if rows is None or one.name not in rows.columns:
        return None
    rows = rows.join(known, "subject_id")
    value = rows[one.name]
    if one.variable is Table.dataset:
        several = (value.nunique() > 1).ifelse(SEVERAL, value.min())
        return rows.group_by("person").agg(**{one.name: several})
    stated = rows.filter(value.notnull())
    order = "dataset" if one.take is None else "day"
    smallest = stated.group_by("person", order).agg(**{one.name: stated[one.name].min()})
    chosen = smallest[one.name].argmax(smallest[order]) if one.take == "last" else None
    chosen = smallest[one.name].argmin(smallest[order]) if chosen is None else chosen
    return smallest.group_by("person").agg(**{one.name: chosen})


def _codes(column: pa.Array, one: Declared, dimension: Dimension) -> Codes:
    """The number of each value's band; the missing one where there is no value, or none that a band holds."""
    missing = len(dimension.bands) - 1
    if one.variable.bands:
        numbers = pc.fill_null(column.cast(pa.float64()), -np.inf).to_numpy(zero_copy_only=False)
        band = np.searchsorted(np.array(one.variable.bands), numbers, side="right") - 1
        return np.where(band < 0, missing, band).astype(np.int16)
    if one.variable.type is Type.FLAG:
        column = pc.if_else(column, "yes", "no")
    place = pc.index_in(column.cast(pa.string()), value_set=pa.array(dimension.codes))
    return np.asarray(pc.fill_null(place, missing).to_numpy(zero_copy_only=False)).astype(np.int16)
