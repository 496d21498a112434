"""Releases of a few invented people, written as real files, each with one fault or none."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from openpals.model.parquet import parquet_schema
from openpals.model.tables import TABLES
from openpals.privacy.attacks.held import Held
from openpals.privacy.attacks.named import Named, Truth

Row = Mapping[str, Any]
Hold = Callable[..., Held]

ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"


def pseudonym(number: int) -> str:
    """A pseudonym of the right shape, in the order of the numbers."""
    text = ""
    for _ in range(16):
        number, digit = divmod(number, 32)
        text = ALPHABET[digit] + text
    return text


def person(number: int, **facts: Any) -> dict[str, Any]:
    """A row of ``subject``."""
    usual = {"dataset": "trial", "condition": "als", "index_event": "first_report", "sex": "female"}
    return {"subject_id": pseudonym(number), **usual, **facts}


def row(number: int, **facts: Any) -> dict[str, Any]:
    """A row of another table."""
    return {"subject_id": pseudonym(number), "dataset": "trial", **facts}


def total(number: int, day: int, points: int) -> dict[str, Any]:
    """An ALSFRS-R total."""
    return row(number, day=day, scale="alsfrs_r", alsfrs_r_total=points)


@pytest.fixture
def hold(tmp_path: Path) -> Hold:
    """Writes a release's tables, and gives it as an attacker holds it."""
    made = iter(range(100))

    def write(
        people: Sequence[Row],
        classes: Sequence[str] = ("sex",),
        manifest: Row | None = None,
        levels: Mapping[str, int] | None = None,
        **tables: Sequence[Row],
    ) -> Held:
        folder = tmp_path / str(next(made))
        folder.mkdir()
        for name, rows in {"subject": people, **tables}.items():
            schema = parquet_schema(TABLES[name])
            filled = [{field.name: one.get(field.name) for field in schema} for one in rows]
            pq.write_table(pa.Table.from_pylist(filled, schema=schema), folder / f"{name}.parquet")
        columns = {name: {"level": level} for name, level in (levels or {}).items()}
        return Held(
            folder,
            {"version": "2026.1", "versions": {"policy": "strict-3"}, **(manifest or {})},
            {"protected": {"quasi_identifiers": list(classes)}, "protection": {"columns": columns}},
        )

    return write


def known(held: Held, facts: Sequence[Row], index: Sequence[date] | None = None) -> Truth:
    """People with names, the first of whom has the first row of the release, and so on."""
    days = np.array(index or [date(2024, 1, 1)] * len(facts), "datetime64[D]")
    rows = [{"dataset": "trial", "condition": "als", **one} for one in facts]
    names = list(dict.fromkeys(name for one in rows for name in one))
    table = pa.table({name: [one.get(name) for one in rows] for name in names})
    ids = tuple(f"P{number}" for number in range(len(facts)))
    return Truth(Named("trial", ids, table, days, date(2026, 6, 30)), np.arange(len(facts)))
