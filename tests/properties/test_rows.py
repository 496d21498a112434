"""What must not matter to a deposit: the order of rows, and that some come twice. And no row is lost in silence."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from random import Random

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from tests.contributions import Made
from tests.properties.exports import MEMBERS, SDTM, SHAPES, Files, Shape, deposited, export

from openpals.model.tables import TABLES

# An example is a contribution of hundreds of rows and takes seconds: few of them, and none made smaller.
few_but_large = settings(max_examples=2, phases=[Phase.explicit, Phase.reuse, Phase.generate])
in_every_layout = pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.layout)
seeds = st.integers(0, 2**32 - 1)

# Rows of questionnaires are gathered into assessments before anything else.
GATHERED = "qs.csv"


def kinds_of_findings(made: Made) -> Counter[tuple[str, ...]]:
    names = ("file", "table", "column", "rule", "effect", "value_class")
    return Counter(tuple(line[name] for name in names) for line in made.listed())


def written(files: Files) -> dict[str, int]:
    return {file: len(rows) for file, rows in files.items()}


@in_every_layout
@few_but_large
@given(seed=seeds)
def test_order_of_rows_changes_nothing(tmp_path_factory: pytest.TempPathFactory, shape: Shape, seed: int) -> None:
    files = export(shape, seed, bad=0.1, others=1)
    shuffled = {file: Random(seed + 1).sample(rows, len(rows)) for file, rows in files.items()}

    one = deposited(tmp_path_factory.mktemp("one"), shape, files)
    other = deposited(tmp_path_factory.mktemp("other"), shape, shuffled)

    assert other.tables == one.tables
    assert kinds_of_findings(other) == kinds_of_findings(one)
    # Of rows with several facts the first to state a fact is kept, so that kept and merged may change places.
    assert {file: other.fates(file)["rejected"] for file in files} == {
        file: one.fates(file)["rejected"] for file in files
    }


@in_every_layout
@few_but_large
@given(seed=seeds)
def test_copies_of_rows_are_merged_and_change_nothing(
    tmp_path_factory: pytest.TempPathFactory, shape: Shape, seed: int
) -> None:
    files = export(shape, seed, bad=0, others=1)
    dice = Random(seed + 1)
    copies = {file: dice.choices(rows, k=20) if file != GATHERED else [] for file, rows in files.items()}

    once = deposited(tmp_path_factory.mktemp("once"), shape, files)
    twice = deposited(
        tmp_path_factory.mktemp("twice"), shape, {file: [*rows, *copies[file]] for file, rows in files.items()}
    )

    assert twice.tables == once.tables
    fates = {file: once.fates(file) for file in files}
    assert {file: twice.fates(file) for file in files} == {
        file: {**counts, "merged": counts["merged"] + len(copies[file])} for file, counts in fates.items()
    }


def test_copies_of_questionnaire_rows_are_merged(tmp_path: Path) -> None:
    answer = {"USUBJID": "P-1", "QSDTC": "2021-03-01", "QSTESTCD": "ALSFR101", "QSORRES": "3"}
    files = {"dm.csv": [{"USUBJID": "P-1", "RFSTDTC": "2021-03-01"}], GATHERED: [answer, answer, answer]}

    made = deposited(tmp_path, SDTM, files)

    assert made.row("alsfrs", "P-1")["speech"] == 3
    assert made.fates(GATHERED) == {"kept": 1, "merged": 2, "rejected": 0}


@in_every_layout
@few_but_large
@given(seed=seeds, bad=st.sampled_from([0.3, 0.05, 0.9]))
def test_every_row_has_one_fate(tmp_path_factory: pytest.TempPathFactory, shape: Shape, seed: int, bad: float) -> None:
    files = export(shape, seed, bad)

    made = deposited(tmp_path_factory.mktemp("fates"), shape, files)

    assert {file: made.account(file)["read"] for file in files} == written(files)
    assert {file: sum(made.fates(file).values()) for file in files} == written(files)
    assert sum(entry["read"] for entry in made.quality["files"]) == sum(written(files).values())
    assert facts_stated_twice(made) == {}


def facts_stated_twice(made: Made) -> dict[str, list[tuple[object, ...]]]:
    """The keys that several rows of one table share, by table."""
    found = {}
    for name, rows in made.tables.items():
        times = Counter((row["subject_id"], *(row[part] for part in TABLES[name].key)) for row in rows)
        if repeated := [key for key, count in times.items() if count > 1]:
            found[name] = repeated
    return found


def test_doses_that_are_published_alike_are_one_fact(tmp_path: Path) -> None:
    """Three decimals of a dose are kept; what differs beyond them is no second course of the treatment."""
    courses = [{"member_id": "P-1", "treatment": "riluzole", "dose": dose} for dose in ("50.0001", "50.0004")]

    made = deposited(tmp_path, MEMBERS, {"members.csv": [{"member_id": "P-1"}], "treatments.csv": courses})

    assert [row["dose"] for row in made.rows("treatment")] == [50]
    assert facts_stated_twice(made) == {}
