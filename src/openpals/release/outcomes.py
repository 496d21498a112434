"""What became of a release's people, as arrays in the order in which they are counted."""

from __future__ import annotations

from pathlib import Path

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..engine import Engine
from ..model.tables import Alsfrs, Subject, VitalStatus
from ..privacy.counting.cube import Ints
from ..privacy.counting.strata import COURSE_QUARTERS, QUARTER, Outcomes
from .page.survival import leaving_times

TOTAL = "alsfrs_r_total"


def read_outcomes(engine: Engine, tables: Path, persons: pa.Array) -> Outcomes:
    """The outcomes of ``persons`` (as ``read_persons`` names them) out of the Parquet files in ``tables``.

    Somebody in several datasets has days of several axes, so what became of them is told by one dataset: the first by
    name that tells of it.
    """
    subject = engine.scan_parquet(tables / f"{Subject.name}.parquet")
    linked = [subject["person_id"]] if "person_id" in subject.columns else []
    known = subject.select("subject_id", person=ibis.coalesce(*linked, subject["subject_id"])).distinct()
    quarter, died = np.zeros(len(persons), np.int64), np.zeros(len(persons), bool)
    status = tables / f"{VitalStatus.name}.parquet"
    if status.exists():
        left = leaving_times(subject, engine.scan_parquet(status)).join(known, "subject_id")
        person, rows = _of_one_dataset(engine, left.select("person", "dataset", "died", "time"), persons)
        quarter[person] = _ints(rows["time"]) // QUARTER
        died[person] = _ints(rows["died"]) == 1
    scores = np.full((len(persons), COURSE_QUARTERS), np.nan)
    courses = tables / f"{Alsfrs.name}.parquet"
    if courses.exists():
        person, rows = _of_one_dataset(engine, _quarters(engine.scan_parquet(courses), known), persons)
        scores[person, _ints(rows["quarter"])] = _ints(rows["sum"]) / _ints(rows["times"])
    return Outcomes(quarter, died, scores)


def _quarters(alsfrs: ir.Table, known: ir.Table) -> ir.Table:
    """Sum and number of each person's totals by quarter, from day 0 on; the sum is of whole numbers, in any order."""
    told = alsfrs.filter(
        alsfrs[TOTAL].notnull() & (alsfrs["day"] >= 0) & (alsfrs["day"] < COURSE_QUARTERS * QUARTER)
    ).join(known, "subject_id")
    quarter = (told["day"].cast("int64") // QUARTER).cast("int64")
    rows = told.select("person", "dataset", quarter=quarter, total=told[TOTAL].cast("int64"))
    return rows.group_by("person", "dataset", "quarter").agg(sum=rows["total"].sum(), times=rows.count())


def _of_one_dataset(engine: Engine, rows: ir.Table, persons: pa.Array) -> tuple[Ints, pa.Table]:
    """Of each person the rows of the first dataset that has any: the places of the persons, and the rows."""
    found = engine.result(rows)
    person = _ints(pc.index_in(found["person"].combine_chunks(), value_set=persons))
    dataset = found["dataset"].combine_chunks()
    names = pc.unique(dataset).sort()
    place = _ints(pc.index_in(dataset, value_set=names))
    first = np.full(len(persons), len(names), np.int64)
    np.minimum.at(first, person, place)
    kept = first[person] == place
    return person[kept], found.filter(pa.array(kept))


def _ints(column: pa.Array | pa.ChunkedArray) -> Ints:
    return np.asarray(column.cast(pa.int64()).to_numpy()).astype(np.int64)
