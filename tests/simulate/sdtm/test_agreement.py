"""A trial says the same in SDTM, in either format, as in PRO-ACT's files; what differs is in docs/sdtm.md."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from tests.contributions import KEY, Made, deposit, pseudonym, write_contribution
from tests.docs.guide import DOCS
from tests.simulate.sdtm.made import EXTRACTED

from openpals.simulate.sdtm import FOLDERS, Study
from openpals.simulate.sdtm.roster import Roster
from openpals.simulate.sdtm.variables import DATASETS

Row = dict[str, Any]
DATASET = "synthetic-trial"

# One process makes each deposit once.
pytestmark = pytest.mark.xdist_group("sdtm agreement")


def deposited(folder: Path, layout: str, files: str) -> Made:
    source = write_contribution(
        folder / "contribution",
        {},
        named={"folder": files},
        layout=layout,
        dataset=DATASET,
        extracted=EXTRACTED,
        accept_losses=0.0,
    )
    return deposit(source, folder / "deposit")


@pytest.fixture(scope="module")
def xpt(written: Path, tmp_path_factory: pytest.TempPathFactory) -> Made:
    return deposited(tmp_path_factory.mktemp("xpt"), "sdtm", str(written / FOLDERS["xpt"]))


@pytest.fixture(scope="module")
def json(written: Path, tmp_path_factory: pytest.TempPathFactory) -> Made:
    return deposited(tmp_path_factory.mktemp("json"), "sdtm", str(written / FOLDERS["json"]))


@pytest.fixture(scope="module")
def proact(tables: dict[str, pa.Table], tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("proact")
    (folder / "files").mkdir()
    for name, table in tables.items():
        (folder / "files" / f"{name}.csv").write_text(csv_of(table), "utf-8")
    return deposited(folder, "proact", str(folder / "files"))


def csv_of(table: pa.Table) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(table.column_names)
    writer.writerows(zip(*table.to_pydict().values(), strict=True))
    return text.getvalue()


@pytest.fixture(scope="module")
def people(trial_study: Study) -> dict[str, str]:
    """The pseudonym of each person in either deposit -> one name."""
    roster = Roster(trial_study)
    names = zip(roster.usubjid.to_pylist(), roster.subjid.to_pylist(), strict=True)
    return {pseudonym(KEY, DATASET, name): subject for pair in names for name in pair for subject in pair[1:]}


def plain(made: Made, table: str, people: Mapping[str, str]) -> list[Row]:
    return [{**row, "subject_id": people[row["subject_id"]]} for row in made.rows(table)]


def without(*columns: str) -> Callable[[list[Row]], list[Row]]:
    return lambda rows: [{name: value for name, value in row.items() if name not in columns} for row in rows]


def same(rows: list[Row]) -> list[Row]:
    return rows


def put(rows: list[Row], **changes: Callable[[Row], Any]) -> list[Row]:
    return [{**row, **{name: change(row) for name, change in changes.items()}} for row in rows]


def visits_only(rows: list[Row]) -> list[Row]:
    """A value of the baseline's or end point's own column counts where the visit has none of its own."""

    def about(row: Row) -> tuple[Any, ...]:
        return tuple(row[name] for name in ("subject_id", "day", "sign", "position"))

    at_visit = {about(row) for row in rows if row["phase"] == "visit"}
    kept = [row for row in rows if row["phase"] == "visit" or about(row) not in at_visit]
    return put(kept, phase=lambda row: "visit")


def grades_of_cdisc(rows: list[Row]) -> list[Row]:
    graver = {"life_threatening": "severe", "fatal": "severe"}
    return put(rows, severity=lambda row: graver.get(row["severity"], row["severity"]))


def without_answers(rows: list[Row]) -> list[Row]:
    """Without what somebody answered when asked for riluzole."""
    return [row for row in rows if row["ingredient"] != "RILUZOLE"]


def assigned(rows: list[Row]) -> list[Row]:
    return [row for row in rows if row["arm"] != "not_assigned"]


# Table -> what is done to the rows out of PRO-ACT's files, and to those out of SDTM, before they are compared.
COMPARED: dict[str, tuple[Callable[[list[Row]], list[Row]], Callable[[list[Row]], list[Row]]]] = {
    "subject": (without("region", "birth_decade", "race"),) * 2,
    "vital_status": (same, same),
    "alsfrs": (without("mode"),) * 2,
    "vital_capacity": (same, same),
    "lab": (same, same),
    "biomarker": (same, same),
    "vital_sign": (visits_only, same),
    "grip_strength": (without("dominant_side"),) * 2,
    "muscle_strength": (without("gave_way"),) * 2,
    "adverse_event": (grades_of_cdisc, same),
    "concomitant_medication": (same, without_answers),
    "trial_arm": (same, assigned),
}
ONLY_IN_PROACT, ONLY_IN_SDTM = {"el_escorial", "family_history"}, {"treatment"}


def ordered(rows: list[Row]) -> list[list[tuple[str, Any]]]:
    return sorted((sorted(row.items()) for row in rows), key=repr)


def test_both_formats_give_the_same_deposit(xpt: Made, json: Made) -> None:
    assert xpt.tables == json.tables
    assert xpt.findings() == json.findings()


@pytest.mark.parametrize("table", COMPARED)
def test_table_agrees_with_proact(table: str, xpt: Made, proact: Made, people: dict[str, str]) -> None:
    of_proact, of_sdtm = COMPARED[table]
    expected, found = of_proact(plain(proact, table, people)), of_sdtm(plain(xpt, table, people))
    assert len(expected) > 0
    assert ordered(found) == ordered(expected)


def test_every_table_is_compared_or_known_to_be_missing(xpt: Made, proact: Made) -> None:
    assert set(proact.tables) == set(COMPARED) | ONLY_IN_PROACT
    assert set(xpt.tables) == set(COMPARED) | ONLY_IN_SDTM


def test_race_agrees_where_one_is_named(xpt: Made, proact: Made, people: dict[str, str]) -> None:
    told = {row["subject_id"]: row["race"] for row in plain(xpt, "subject", people)}
    ticked = {row["subject_id"]: row["race"] for row in plain(proact, "subject", people)}
    pairs = {(ticked[person], told[person]) for person in told}
    # Two boxes are "other" there; the supplement names both, and the first of them counts here.
    assert pairs == {("white", "white"), ("other", "asian"), (None, None)}


def test_nothing_is_lost(xpt: Made, proact: Made) -> None:
    lost = {file["file"]: file["rejected"] - file["out_of_scope"] for file in xpt.quality["files"]}
    assert set(lost.values()) == {0}
    assert {file["rows_with_losses"] for file in xpt.quality["files"]} == {0}
    assert set(xpt.findings()) == set(proact.findings())


def test_rows_out_of_scope_are_those_that_the_model_has_no_place_for(xpt: Made) -> None:
    assert {file["source"] for file in xpt.quality["files"] if file["out_of_scope"]} == {"DS", "MH"}


def test_page_names_every_dataset_and_every_table_that_differs() -> None:
    page = (DOCS / "sdtm.md").read_text("utf-8")
    datasets, differences = page.split("## What the two layouts tell differently")
    assert [name for name in DATASETS if f"`{name}`" not in datasets] == []
    differing = {name for name, changes in COMPARED.items() if changes != (same, same)}
    listed = set(re.findall(r"`(\w+)`", " ".join(re.findall(r"^\| (`[^|]*) \|", differences, re.MULTILINE))))
    assert listed == differing | ONLY_IN_PROACT | ONLY_IN_SDTM
