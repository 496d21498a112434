"""Every example of the guide to the mapping language, run as it stands there."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.contributions import Made, deposit
from tests.docs.guide import DOCS, as_text, example_files, found_rows, markdown_rows, stated_tables, write_example

from openpals.cli.main import main

GUIDE = (DOCS / "mapping.md").read_text("utf-8")
SOURCE = DOCS.parent / "src" / "openpals"
FILES = example_files(GUIDE)
TABLES = stated_tables(GUIDE)

KEYS = (
    *("name", "time", "time_zero", "index_event", "people", "date_formats", "units"),
    *(
        "files",
        "subject",
        "required",
        "left_behind",
        "identity",
        "from",
        "to",
        "fact",
        "pivot",
        "repetition",
        "where",
        "split",
    ),
    *("column", "first", "constant", "flags", "several", "codes", "otherwise", "default", "pattern"),
)

# One process makes each deposit once.
pytestmark = pytest.mark.xdist_group("mapping_guide")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Made]:
    """Makes the deposit of one of the guide's contributions, once."""

    @cache
    def make(name: str) -> Made:
        folder = tmp_path_factory.mktemp(name)
        return deposit(write_example(folder / name, FILES[name]), folder / "deposit")

    return make


def test_guide_has_the_examples_that_are_tested() -> None:
    assert {"registry", "days", "keys", "faulty"} == set(FILES)
    assert {folder for folder, _ in TABLES} == {"registry", "days", "keys"}
    assert set(FILES["faulty"]) < set(FILES["registry"])


@pytest.mark.parametrize(("folder", "table"), TABLES)
def test_example_gives_the_table_that_the_guide_states(made: Callable[[str], Made], folder: str, table: str) -> None:
    header, *stated = TABLES[folder, table]
    people = [row[0] for row in stated]
    assert found_rows(made(folder), table, header, people) == sorted(map(tuple, stated))


@pytest.mark.parametrize("folder", ["registry", "days", "keys"])
def test_example_states_every_table_but_who_lives(made: Callable[[str], Made], folder: str) -> None:
    stated = {table for owner, table in TABLES if owner == folder}
    assert set(made(folder).tables) - stated <= {"vital_status"}


@pytest.mark.parametrize("folder", ["registry", "days", "keys"])
def test_example_loses_nothing(made: Callable[[str], Made], folder: str) -> None:
    assert {file["rows_with_losses"] for file in made(folder).quality["files"]} == {0}


def test_registry_has_the_people_and_rows_that_the_guide_counts(made: Callable[[str], Made]) -> None:
    tables = made("registry").tables
    people, rows, count = re.findall(r"It makes (\d+) people, (\d+) rows in (\d+) tables", GUIDE)[0]
    assert (len(tables["subject"]), sum(map(len, tables.values())), len(tables)) == (int(people), int(rows), int(count))


def test_registry_leaves_names_and_dates_behind(made: Callable[[str], Made]) -> None:
    assert made("registry").account("patients.csv")["columns_left_behind"] == ["Born", "Name"]
    assert made("registry").holding("Anna Example", "1958", "2024") == []


def test_faulty_example_is_refused_with_the_message_that_the_guide_states(tmp_path: Path) -> None:
    stated = re.search(r"^Message of `faulty`:\n\n```text\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
    source = write_example(tmp_path / "faulty", FILES["registry"], FILES["faulty"])

    result = CliRunner().invoke(
        main, ["deposit", str(source), "--out", str(tmp_path / "deposit"), "--key", str(tmp_path / "key")]
    )

    assert result.exit_code == 3
    assert stated is not None
    assert " ".join(stated[1].split()) in " ".join(result.stderr.split())


def test_faulty_example_is_taken_with_the_losses_that_the_guide_accepts(tmp_path: Path) -> None:
    found = re.search(r"^Findings of `faulty` with `(.*)`:\n\n((?:\|[^\n]*\n)+)", GUIDE, re.MULTILINE)
    assert found is not None
    source = write_example(tmp_path / "faulty", FILES["registry"], FILES["faulty"])
    with (source / "contribution.toml").open("a") as file:
        file.write(found[1] + "\n")

    made = deposit(source, tmp_path / "deposit")

    header, *stated = markdown_rows(found[2])
    assert [[as_text(line[name]) for name in header] for line in made.listed()] == stated


@pytest.mark.parametrize("section", ["Kinds of findings", "Before any row is read"])
def test_message_of_the_guide_is_one_of_the_code(section: str) -> None:
    table = GUIDE.split(f"### {section}\n\n")[1].split("\n\n")[0]
    code = "".join(path.read_text("utf-8") for path in SOURCE.rglob("*.py"))
    told = [text for row in markdown_rows(table)[1:] for text in re.findall(r"`([^`]+)`", row[0])]
    assert len(told) > 5
    assert [text for text in told if text not in code] == []


def test_key_of_the_language_has_an_example() -> None:
    mappings = "".join(files["mapping.toml"] for files in FILES.values() if "mapping.toml" in files)
    assert [key for key in KEYS if not re.search(rf"\b{key}\b", mappings)] == []
