"""The table of losses is complete: what is told nowhere is said to be lost, and only that."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest
from tests.exchange.conftest import YEARS

from openpals.engine import Engine
from openpals.exchange.losses import Loss, losses, of_table
from openpals.model.inversion import outlines
from openpals.model.tables import TABLES
from openpals.model.vocabulary import vocabulary

# The variables that rules make of an input, or of others that are told.
MADE_OF = {
    "onset": ("onset_day",),
    "diagnosis": ("diagnosis_day",),
    "died": ("status",),
    "death": ("day",),
    "cutting_without": ("cutting", "gastrostomy"),
    "dyspnea": ("scale", "alsfrs_total", "alsfrs_r_total", "source_total"),
    "litres_1": ("best_litres",),
    "percent_1": ("best_percent",),
    "analyte": ("specimen",),
    "result": ("value", "comparator", "value_text", "kilograms"),
    "name": ("ingredient", "treatment"),
}


def told(table: str, year: int) -> set[str]:
    """The variables of one of our tables that the columns of an edition tell."""
    found: set[str] = set()
    for outline in outlines(year).values():
        if outline.target == table:
            found |= {filling.value for filling in outline.columns.values()} | set(outline.where)
            for fact in outline.facts:
                found |= set(fact.codes) | {filling.value for filling in fact.columns.values()}
    return found.union(*(MADE_OF.get(name, ()) for name in found))


@pytest.mark.parametrize("year", YEARS)
def test_variable_that_no_column_tells_is_declared_lost(year: int) -> None:
    for name, table in TABLES.items():
        lost = {loss.variable for loss in of_table(name, year)}
        whole = any(loss.which.startswith("all: ") for loss in of_table(name, year))
        silent = set(table.own_variables()) - told(name, year) - lost
        assert whole or not silent, f"{name}: {silent}"


@pytest.mark.parametrize("year", YEARS)
def test_variable_that_is_lost_wholly_is_told_by_no_column(year: int) -> None:
    for name in TABLES:
        emptied = {loss.variable for loss in of_table(name, year) if (loss.which, loss.becomes) == ("all", "empty")}
        assert not emptied & told(name, year), name


def one(table: str, variable: str | None, year: int = 2026) -> list[tuple[str, str]]:
    return [(loss.which, loss.becomes) for loss in of_table(table, year) if loss.variable == variable]


@pytest.mark.parametrize(
    ("table", "variable", "loss"),
    [
        ("symptom_report", None, ("all: PRO-ACT has no table for them", "left out")),
        ("el_escorial", None, ("`category` `suspected`", "left out")),
        ("trial_arm", None, ("`arm` `not_assigned`", "left out")),
        ("vital_sign", None, ("`sign` `bmi`, `oxygen_saturation`", "left out")),
        ("vital_capacity", None, ("`posture` `supine`", "left out")),
        ("subject", "sex", ("`other`", "empty")),
        ("subject", "gene", ("all", "empty")),
        ("family_history", "disease", ("`ftd`", "`other`")),
        ("muscle_strength", "gave_way", ("`no`", "empty")),
        ("adverse_event", "severity", ("`unknown`", "empty")),
    ],
)
def test_loss_is_told_to_people(table: str, variable: str | None, loss: tuple[str, str]) -> None:
    assert loss in one(table, variable)


@pytest.mark.parametrize(("year", "lost"), [(2016, True), (2022, True), (2026, False)])
def test_table_that_an_edition_does_not_have_yet_is_lost_in_it(year: int, lost: bool) -> None:
    whole = ("all: this edition has no table for them", "left out")
    assert (whole in one("biomarker", None, year)) is lost


def test_what_silence_says_is_no_loss() -> None:
    assert one("subject", "riluzole_use") == []
    assert [which for which, _ in one("subject", "onset_site")] == ["suppressed, as it was rare"]


def test_site_of_onset_that_was_suppressed_is_read_as_unknown(tmp_path: Path) -> None:
    (loss,) = (loss for loss in of_table("subject", 2026) if loss.variable == "onset_site")
    assert loss.where
    assert loss.again
    with Engine(tmp_path, threads=1) as engine:
        rows = engine.table(pa.table({"onset_site": [None, "limb"]}))
        met = engine.rows(rows.select(where=loss.where(rows), again=loss.again(rows)))
    assert met == [{"where": True, "again": "unknown"}, {"where": False, "again": "unknown"}]


def test_whole_rows_come_before_cells_and_no_loss_comes_twice() -> None:
    for year in YEARS:
        found = losses(year)
        keys = [(loss.table, loss.variable, loss.which) for loss in found]
        assert len(set(keys)) == len(keys)
        for name in TABLES:
            cells = [loss.variable is not None for loss in found if loss.table == name]
            assert cells == sorted(cells)


def test_codes_that_are_named_are_codes() -> None:
    def named(loss: Loss) -> list[str]:
        return loss.which.split("`")[1::2]

    for loss in losses(2026):
        variables = TABLES[loss.table].variables
        words = named(loss)
        if loss.variable is None and words and words[0] in variables:
            vocabulary_name = variables[words[0]].vocabulary
            assert vocabulary_name
            assert set(words[1:]) <= set(vocabulary(vocabulary_name).codes)
