"""The example of the members' export, run as it stands in the guide to the layouts."""

from __future__ import annotations

import pytest
from tests.contributions import Made, deposit
from tests.docs.guide import DOCS, example_files, found_rows, stated_tables, write_example

from openpals.model.layout_reader import built_in

GUIDE = (DOCS / "layouts.md").read_text("utf-8")
EXPORT = example_files(GUIDE)["export"]
TABLES = {table: rows for (_, table), rows in stated_tables(GUIDE).items()}
MEMBERS = ["m-1", "m-2"]

# One process makes each deposit once.
pytestmark = pytest.mark.xdist_group("layouts_guide")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("layouts")
    return deposit(write_example(folder / "export", EXPORT), folder / "deposit")


@pytest.mark.parametrize("table", TABLES)
def test_export_gives_the_table_that_the_guide_states(made: Made, table: str) -> None:
    header, *stated = TABLES[table]
    assert found_rows(made, table, header, MEMBERS) == sorted(map(tuple, stated))


def test_export_fills_no_table_that_the_guide_passes_over(made: Made) -> None:
    assert set(made.tables) == set(TABLES)


def test_export_loses_nothing_and_tells_nobody(made: Made) -> None:
    assert {file["rows_with_losses"] for file in made.quality["files"]} == {0}
    assert made.holding("Eve Example", "example.org", "Exampleton", "her own", "1961", "2024-", "m-1", "s-1") == []


def test_export_has_every_file_and_column_of_the_layout() -> None:
    layout = built_in("members")
    for name, columns in layout.columns.items():
        header = EXPORT[f"{name}.csv"].splitlines()[0].split(",")
        assert set(header) == columns | set(layout.sources[name].left_behind)
    assert set(EXPORT) == {"contribution.toml", *(f"{name}.csv" for name in layout.sources)}


def test_layout_has_its_section_in_the_guide_and_in_the_tables() -> None:
    tables = (DOCS / "dictionary" / "layouts.md").read_text("utf-8")
    for name in ("proact", "sdtm", "members"):
        assert f"\n## {name}: " in GUIDE
        assert f"\n## {name}: " in tables
