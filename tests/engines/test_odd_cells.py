"""Cells that engines read in ways of their own: numbers, dates and words, alike on DuckDB and on Spark."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import product
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest
from tests.engines.spark_engine import SparkEngine

from openpals.engine import Engine
from openpals.harmonise.rules import alsfrs, measurements
from openpals.harmonise.rules.cells import to_integer, to_number
from openpals.harmonise.rules.codes import to_code, to_flag, word_positions
from openpals.harmonise.rules.days import to_day
from openpals.harmonise.rules.medication import medication, split_ingredients
from openpals.harmonise.work import Effect, Settings, Work
from openpals.model.layout_reader import built_in

if TYPE_CHECKING:
    from ibis.backends.pyspark import Backend

Cells = Sequence[str | None]
Row = tuple[str | None, ...]


def listed(text: str) -> list[str]:
    return text.split()


NUMBERS = listed("""
    1 1.5 -3 .5 5. +7 1e3 1E-3 1e19 1e400 -1e400 1e-400 0x10 Infinity -inf NaN 1d 1f 1_000 1,000 ٣ ½ --1 1e e5 .
    2147483647 2147483648 -2147483648 -2147483649 99999999999999999999 0.1 4.0 4.5 -0 -0.0 1e2147483648 NULL
""")
DAYS = listed("0 -90 -91 10950 10951 73299 9999 1.5 1e2 36525 36526 -36526 99999 5.")
DATES = listed("""
    2024-02-29 2023-02-29 2024-2-9 2024-02-30 2024-13-01 2024-00-10 2024-01-00 0000-01-01 0001-01-01 1582-10-10
    1582-10-15 1500-02-29 1899-12-31 1900-01-01 1900-01-02 9999-12-31 2024 2024-03 2024-03- 2024-03--T 2024-03-1O
    2024-03-01T10:00 2024-03-01T 2024-03-01X 2024-03-01Z 2024-3-1T10:00 2024/03/01 01.02.2024 1.2.2024 13.12.2024
    12/13/2024 1-2-2024 01.02.24 31.02.2024 20240301 -2024-01-01 +2024-01-01 12024-01-01 today now epoch infinity
    1111-11-11 1700-01-01 2026-02-01
""")
WORDS = listed("yes Yes Y n NO ja TRUE 1 0 FALSE straße ÄRGER")
SIGNS = [word for known in list(word_positions("vital_sign"))[:30] for word in (known, known.upper(), f"{known}x")]
RESULTS = [*listed("5 <5 >5 4,750 3,5 1,234,567.5 1,2345 Trace < 1e400"), "<= 5", "> =5", "<\t5", None]
UNITS = [*listed("mg/dL MG/DL mmol/L furlong C"), None]
MORE_UNITS = [*UNITS, *listed("% LBS in F pg/mL")]


@dataclass(frozen=True)
class Case:
    """Rows of cells, and the rule that reads their columns."""

    columns: Sequence[str]
    rows: Sequence[Row]
    rule: Callable[[Work], None]
    dates: tuple[str, ...] = ("ymd",)


def one(rule: Callable[[Work], None], cells: Cells, *dates: str) -> Case:
    return Case(["cell"], [(cell,) for cell in (*cells, None)], rule, dates or ("ymd",))


def day(absolute: bool) -> Callable[[Work], None]:
    return lambda work: to_day(work, "cell", absolute=absolute, effect=Effect.LOST)


def names(separator: str) -> Case:
    def rule(work: Work) -> None:
        work.table = split_ingredients(work.table, "name", separator)
        medication(work)

    cells = ("A;B", "a; b ;", ";;", " ;", "riluzole;Edaravone", "x;;y", "a\nb;c", None)
    return Case(["name"], [(cell and cell.replace(";", separator),) for cell in cells], rule)


def measured(rule: Callable[[Work], None], *values: Cells) -> Case:
    columns = ["result", "unit", "analyte" if rule is measurements.lab_result else "sign"][: len(values)]
    return Case(columns, list(product(*values)), rule)


CASES = {
    "numbers": one(lambda work: to_number(work, "cell"), NUMBERS),
    "whole numbers": one(lambda work: to_integer(work, "cell"), NUMBERS),
    "days": one(day(absolute=False), [*DAYS, *NUMBERS]),
    "dates": one(day(absolute=True), DATES),
    "dates, day first": one(day(absolute=True), DATES, "dmy"),
    "dates, year or month first": one(day(absolute=True), DATES, "ymd", "mdy"),
    "yes and no": one(lambda work: to_flag(work, "cell"), WORDS),
    "words of a long list": one(lambda work: to_code(work, "cell", "vital_sign"), SIGNS),
    "names joined by semicolons": names(";"),
    "names joined by a sign of patterns": names("+"),
    "laboratory": measured(
        measurements.lab_result, RESULTS, UNITS, ["creatinine", "Glucose", "HEMOGLOBIN", "nonsense", None]
    ),
    "vital signs": measured(
        measurements.body_measure,
        ["5", "70", "98.6", "1e400", "x", None],
        MORE_UNITS,
        ["weight", "temperature", "x", None],
    ),
    "biomarkers": measured(measurements.biomarker, RESULTS, MORE_UNITS),
    "vital capacity": Case(
        ["litres_1", "predicted_litres", "percent_1", "unit"],
        list(product(["3.2", "0", "1e400", None], ["4", "0.0", None], ["80", "0.8", None], ["L", "ml", "x", None])),
        measurements.vital_capacity,
    ),
    "assessments": Case(
        alsfrs.ITEMS, [(cell,) * len(alsfrs.ITEMS) for cell in ("0", "4", "5", "2.5", "x", None)], alsfrs.assessment
    ),
}


def read(case: Case, engine: Any) -> list[dict[str, Any]]:
    """The variables and the findings of each row, in the order of rows."""
    layout = replace(built_in("members"), date_formats=case.dates)
    cells = [pa.array(column, pa.string()) for column in zip(*case.rows, strict=True)]
    numbers = pa.array(range(len(case.rows)), pa.int64())
    table = engine.table(pa.table([numbers, *cells], ["_row", *case.columns]))
    work = Work(table, Settings(engine, layout, "dataset", "als", date(2026, 1, 31)))
    case.rule(work)
    bits = work.finding_bits()
    made = [name for name in work.table.columns if not name.startswith("_")]
    found = engine.result(work.table.select("_row", *made, _bits=bits)).to_pylist()
    rounded = [{name: round(v, 6) if type(v) is float else v for name, v in row.items()} for row in found]
    return sorted(rounded, key=repr)


@pytest.fixture
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with Engine(tmp_path_factory.mktemp("engine"), threads=1) as engine:
        yield engine


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_odd_cells_are_read_alike(case: Case, engine: Engine, spark: Backend) -> None:
    ours, theirs = read(case, engine), read(case, SparkEngine(spark))
    assert [row for row in theirs if row not in ours] == []
    assert theirs == ours
