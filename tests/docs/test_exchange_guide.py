"""What the page about exports states, checked against the command, the declarations and an export."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest
from tests.contributions import csv_text, write_contribution
from tests.docs.guide import DOCS, markdown_rows
from tests.exchange.conftest import deposited, released

from openpals.cli.export import export
from openpals.exchange.export import export_proact
from openpals.exchange.losses import losses
from openpals.exchange.pages import export_as_markdown
from openpals.model.editions import COLUMNS, EDITIONS
from openpals.model.inversion import outlines
from openpals.model.written import written

GUIDE = (DOCS / "exchange.md").read_text("utf-8")
WRITTEN = written("proact")
PAGE = export_as_markdown()


def rows_under(header: str) -> list[list[str]]:
    table = re.search(rf"^\| {re.escape(header)} \|.*\n(?:\|[^\n]*\n)+", GUIDE, re.MULTILINE)
    assert table is not None
    return markdown_rows(table[0])[1:]


def named(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def test_every_option_is_explained() -> None:
    told = "".join(row[0] for row in rows_under("option"))
    options = [name for one in export.params if isinstance(one, click.Option) for name in one.opts]
    assert [name for name in options if name not in told] == []


def test_every_key_of_the_manifest_is_explained(tmp_path: Path) -> None:
    people = csv_text([{"subject_id": n, "Sex": "Male"} for n in range(12)])
    source = write_contribution(tmp_path / "source", {"DEMOGRAPHICS.csv": people})
    release = released([deposited(source, tmp_path / "deposit")], tmp_path / "2026.1")
    export_proact(release, tmp_path / "out", lambda _: None)
    keys = set(re.findall(r'^  "(\w+)":', (tmp_path / "out" / "manifest.json").read_text("utf-8"), re.MULTILINE))
    assert {name for row in rows_under("key") for name in named(row[0])} == keys


def test_columns_that_nobody_fills_are_those_that_are_declared() -> None:
    stated = {named(file)[0]: (set(named(words)), set(named(boxes))) for file, words, boxes in rows_under("file")}
    declared = {
        name: (set(sheet.says_not_recorded), set(sheet.says_zero))
        for name, sheet in WRITTEN.sheets.items()
        if sheet.says_not_recorded or sheet.says_zero
    }
    assert stated == declared
    assert f"`{WRITTEN.not_recorded}`" in GUIDE


def test_days_of_forms_are_those_that_are_declared() -> None:
    days = {name for sheet in WRITTEN.sheets.values() for name, text in sheet.constants.items() if text == "0"}
    (told,) = re.findall(r"Onset and diagnosis are negative days\.(.*?)are 0 in every row", GUIDE, re.DOTALL)
    assert set(named(told)) == days


def test_digits_and_folder_are_those_of_the_editions() -> None:
    assert {year: edition.digits for year, edition in EDITIONS.items()} == {2016: 6, 2022: 6, 2026: 7}
    assert f"`{EDITIONS[2022].folder}`" in GUIDE
    assert f"`{EDITIONS[2022].folder_of(synthetic=True)}`" in GUIDE


@pytest.mark.parametrize("source", COLUMNS)
def test_generated_page_tells_every_column(source: str) -> None:
    section = PAGE.split(f"\n### export {source}\n")[1].split("\n### ")[0].split("\n## ")[0]
    assert [name for name in COLUMNS[source] if f"\n| `{name}` | " not in section] == []
    outline = outlines(2026)[source]
    for name, filling in outline.columns.items():
        said = re.search(rf"^\| `{name}` \| (.*) \|$", section, re.MULTILINE)
        assert said is not None
        words = [word for word in (filling.words or {}).values() if word] if filling.value != "unit" else []
        assert [word for word in words if word not in said[1]] == []


def test_generated_page_tells_every_loss() -> None:
    for loss in losses(2026):
        variable = f"`{loss.variable}`" if loss.variable else "rows"
        assert f"| `{loss.table}` | {variable} | {loss.which} | {loss.becomes} |" in PAGE
