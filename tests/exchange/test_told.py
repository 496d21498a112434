"""Rules turned round: what is told is read back as what it was told of."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from openpals.engine import Engine
from openpals.exchange.told import told
from openpals.model.inversion import outlines
from openpals.model.parquet import parquet_schema
from openpals.model.tables import TABLES
from openpals.model.units import conversion
from openpals.model.written import written

POUND = conversion("[lb_av]", "kg")


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return Engine(tmp_path_factory.mktemp("engine"), threads=1)


def tell(engine: Engine, source: str, *rows: dict[str, Any]) -> list[dict[str, Any]]:
    """The inputs that are told of rows of our table; what a row does not name is empty."""
    outline = outlines(2026)[source]
    schema = pa.schema([field.with_nullable(True) for field in parquet_schema(TABLES[outline.target])])
    filled = [{name: row.get(name) for name in schema.names} for row in rows]
    table = engine.table(pa.Table.from_pylist(filled, schema))
    return engine.rows(table.select(**told(outline, table, written("proact"))))


@pytest.mark.parametrize(("source", "most"), [("HANDGRIPSTRENGTH", 120), ("MUSCLESTRENGTH", 200)])
def test_strength_in_pounds_is_read_back_as_the_same_kilograms(engine: Engine, source: str, most: int) -> None:
    """Every value that a release can hold."""
    assert POUND is not None
    kilograms = [n / 100 for n in range(100 * most + 1)]
    pounds = [row["result"] for row in tell(engine, source, *({"kilograms": value} for value in kilograms))]
    again = [float(f"{value:.2f}") * POUND.factor for value in pounds]
    assert [value for value in again if value > most] == []  # else it would be refused
    assert [round(value, 2) for value in again] == kilograms
    assert pounds[1000] == 22.05  # 10 kg


@pytest.mark.parametrize(
    ("row", "result", "unit"),
    [
        ({"analyte": "creatinine", "value": 88.4017}, "88.4017", "umol/L"),
        ({"analyte": "crp", "value": 5.0, "comparator": "below"}, "<5", "mg/L"),
        ({"analyte": "crp", "value": 0.5, "comparator": "at_least"}, ">=0.5", "mg/L"),
        ({"analyte": "urine_protein", "value_text": "plus_1"}, "1+", None),
        ({"analyte": "rbc", "value": 4.7}, "4.7", "10*12/L"),
    ],
)
def test_laboratory_result_is_a_number_a_limit_or_a_word(
    engine: Engine, row: dict[str, Any], result: str, unit: str | None
) -> None:
    assert tell(engine, "LABS", row) == [{"result": result, "unit": unit}]


@pytest.mark.parametrize(
    ("row", "old", "revised"),
    [
        ({"scale": "alsfrs_r", "alsfrs_r_total": 39, "source_total": 40.0}, None, 39),
        ({"scale": "alsfrs_r", "source_total": 40.0}, None, 40),
        ({"scale": "alsfrs_r", "source_total": 31.5}, None, None),
        ({"scale": "alsfrs", "source_total": 30.0}, 30, None),
        ({"scale": "both", "alsfrs_total": 31, "alsfrs_r_total": 39, "source_total": 39.0}, 31, 39),
        ({"scale": "both", "source_total": 39.0}, None, None),
        ({"scale": "unknown", "source_total": 20.0}, None, None),
        ({"scale": "alsfrs_r"}, None, None),
    ],
)
def test_total_is_recomputed_or_the_sources(
    engine: Engine, row: dict[str, Any], old: int | None, revised: int | None
) -> None:
    (said,) = tell(engine, "ALSFRS", row)
    assert (said["alsfrs_total"], said["alsfrs_r_total"]) == (old, revised)


@pytest.mark.parametrize(("tube", "without", "with_tube"), [(True, None, 3), (False, 3, None), (None, 3, None)])
def test_item_5_stands_in_one_of_two_columns(
    engine: Engine, tube: bool | None, without: int | None, with_tube: int | None
) -> None:
    (said,) = tell(engine, "ALSFRS", {"cutting": 3, "gastrostomy": tube})
    assert (said["cutting_without"], said["cutting_with"]) == (without, with_tube)


def test_death_is_told_of_the_dead_and_life_of_the_living_alone(engine: Engine) -> None:
    rows = [{"status": "died", "day": 90}, {"status": "died"}, {"status": "alive", "day": 30}, {"status": "unknown"}]
    told_of = [(said["died"], said["death"]) for said in tell(engine, "DEATHDATA", *rows)]
    assert told_of == [("yes", 90), ("yes", None), ("no", None), (None, None)]


def test_limit_of_a_biomarker_is_no_number(engine: Engine) -> None:
    said = tell(engine, "NEUROFILAMENT", {"value": 61.25}, {"value": 12.0, "comparator": "below"})
    assert [one["result"] for one in said] == [61.25, None]


def test_litres_are_named_where_litres_stand(engine: Engine) -> None:
    rows = [{"litres_2": 2.1}, {"predicted_litres": 4.0}, {"percent_1": 58.0}]
    assert [one["unit"] for one in tell(engine, "FVC", *rows)] == ["L", "L", None]
