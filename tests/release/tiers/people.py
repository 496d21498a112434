"""Invented people with courses, as a release's folder of tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from openpals.model.parquet import parquet_schema
from openpals.model.tables import TABLES
from openpals.privacy.trajectory.courses import ITEMS

DATASET = "trial"
MANIFEST: dict[str, Any] = {
    "title": "A pool",
    "version": "2026.1",
    "synthetic": False,
    "citation": "A pool, release 2026.1.",
    "versions": {"openpals": "0", "model": "0", "policy": "strict-3"},
    "datasets": [{"dataset": DATASET, "synthetic": False}, {"dataset": "made-up", "synthetic": True}],
}


def write_tables(folder: Path, tables: dict[str, list[dict[str, Any]]]) -> Path:
    """Rows by table; the dataset is ``DATASET`` and what is required is filled in where a row does not say it."""
    usual = {"dataset": DATASET, "condition": "als", "index_event": "first_visit", "scale": "alsfrs_r"}
    folder.mkdir(parents=True)
    for name, rows in tables.items():
        schema = parquet_schema(TABLES[name])
        full = [{column: row.get(column, usual.get(column)) for column in schema.names} for row in rows]
        pq.write_table(pa.Table.from_pylist(full, schema), folder / f"{name}.parquet")
    return folder


def pseudonym(number: int) -> str:
    return f"p{number:015d}".translate(str.maketrans("0189", "abcd"))


def crowd(people: int, visits: int, spread: float, seed: int = 1, dataset: str = DATASET) -> dict[str, list[Any]]:
    """People whose slopes differ by ``spread``; a visit a month; half of them die at their end."""
    rng = np.random.default_rng(seed)
    tables: dict[str, list[Any]] = {"subject": [], "alsfrs": [], "vital_status": []}
    for number in range(people):
        who = {"subject_id": pseudonym(number), "dataset": dataset}
        slope = 1 + spread * float(rng.normal())
        days = [30 * visit + int(rng.integers(0, 28)) for visit in range(visits)]
        for day in days:
            total = int(np.clip(round(44 - slope * day / 30), 0, 48))
            tables["alsfrs"].append({**who, "day": day, "alsfrs_r_total": total, **items(total)})
        sex = ("female", "male")[number % 2]
        tables["subject"].append({**who, "sex": sex, "age": 55, "onset_day": -300, "last_contact_day": days[-1]})
        status = {"status": "died", "day": days[-1] + 5} if number % 2 else {"status": "alive", "day": days[-1]}
        tables["vital_status"].append({**who, **status})
    return tables


def items(total: int) -> dict[str, int]:
    """Twelve items that make a total."""
    return {name: total // 12 + (i < total % 12) for i, name in enumerate(ITEMS)}
