"""The generated pages about layouts and words leave nothing out."""

from __future__ import annotations

import re

import pytest

from openpals.model.layout_reader import BUILT_IN, built_in
from openpals.model.layout_tables import layouts_as_markdown, words_as_markdown
from openpals.model.tables import ALL
from openpals.model.vocabulary import vocabularies

LAYOUTS = layouts_as_markdown()
WORDS = words_as_markdown()


def section(text: str, heading: str) -> str:
    """What stands under a heading, up to the next of the same or a higher level."""
    level = heading.split(" ")[0]
    after = text.split(f"\n{heading}\n")[1]
    return re.split(rf"^#{{1,{len(level)}}} ", after, flags=re.MULTILINE)[0]


@pytest.mark.parametrize("name", BUILT_IN)
def test_layouts_page_names_every_file_and_column(name: str) -> None:
    layout = built_in(name)
    for source in layout.sources.values():
        told = section(LAYOUTS, f"### {name} {source.name}")
        named = {*source.files, *layout.columns[source.name], *source.left_behind, *(source.required or ())}
        # Day 0 is told of the layout as a whole.
        named -= {column.rpartition(".")[2] for column in layout.time_zero if isinstance(layout.time_zero, tuple)}
        assert [name for name in named if f"`{name}`" not in told] == []


@pytest.mark.parametrize(
    ("heading", "line"),
    [
        ("proact DEMOGRAPHICS", "| `Age` | `age` | years, 0 to 120; from 90 on they become 90 |  |  |"),
        (
            "proact DEMOGRAPHICS",
            "| `Race_Asian` | `race` | [race](words.md#race) |  | ticked → `asian`; with others → ",
        ),
        ("proact ALSFRS", "| `ALSFRS_R_Total`, else `ALSFRS_Total` | `source_total` | number 0 to 48 |  |  |"),
        ("proact ALSFRS", "| `ALSFRS_Delta` | `day` | whole days from day 0 | yes |  |"),
        ("proact FVC", "To [vital_capacity](dictionary.md#vital_capacity), with `manoeuvre` = `fvc`."),
        ("proact VITALSIGNS", "| `Supine_Pulse` | `result` | The measured number. | yes | `sign` = `pulse`, "),
        ("proact MUSCLESTRENGTH", "| yes | what `,\\s*(.+)$` finds |"),
        ("proact CONMEDS", "; one row for each part of `name` between `;`."),
        ("proact NEUROFILAMENT", "| empty → `nfl` |"),
        ("sdtm DM", "`placebo` → `placebo`, `pbo` → `placebo`"),
        ("sdtm DM", "any other word → `active` |"),
        ("sdtm DS", "; where `DSDECOD` is one of `death`."),
        (
            "sdtm RE",
            "| `RESTRESN`, else `REORRES` | `percent_1` | number 3 to 150 % |  | "
            "where `RETESTCD` with `REREPNUM` is `FVCPP` or `FVCPP 1` |",
        ),
        ("members symptom_reports", "| `date` | `day` | date | yes |  |"),
    ],
)
def test_layouts_page_says_how_a_column_is_read(heading: str, line: str) -> None:
    assert line in section(LAYOUTS, f"### {heading}")


def test_words_page_lists_every_code_and_spelling() -> None:
    for name, found in vocabularies().items():
        told = section(WORDS, f"## {name}").lower()
        assert [word for word in found.words if f"`{word}`" not in told] == []


def test_words_page_lists_every_input() -> None:
    assert [name for table in ALL for name in table.inputs if f"`{name}`: " not in WORDS] == []
