"""PRO-ACT's releases: the facts that are public, and complaints about a declaration that cannot be right."""

from __future__ import annotations

from datetime import date

import pytest

from openpals.model.editions import COLUMNS, EDITIONS, SUBJECT, parse_editions
from openpals.model.entry import LayoutError
from openpals.model.layout_reader import built_in

GOOD = """
[edition.2022]
folder = "ALL"
extracted = 2022-07-29
file = "X_{}.csv"
without = ["SECOND"]
named = { FIRST = "First" }
bom = false
digits = 6
spelled = { b = "B" }
words.side = { left = "L" }

[columns]
FIRST = ["subject_id", "a", "b"]
SECOND = ["subject_id"]
"""


def test_edition_is_read() -> None:
    columns, editions = parse_editions(GOOD, "here")
    assert columns == {"FIRST": ("subject_id", "a", "b"), "SECOND": ("subject_id",)}
    edition = editions[2022]
    assert (edition.year, edition.folder, edition.extracted) == (2022, "ALL", date(2022, 7, 29))
    assert edition.files == {"FIRST": "X_First.csv"}
    assert edition.words == {"side": {"left": "L"}}


@pytest.mark.parametrize(
    ("old", "new", "place", "what"),
    [
        ("bom = false", 'bom = "no"', "[edition.2022]", "`bom` must be true or false"),
        ("bom = false", "", "[edition.2022]", "`bom` is missing"),
        ("digits = 6", "digits = true", "[edition.2022]", "`digits` must be a whole number"),
        ("digits = 6", "digits = 6\ndigit = 7", "[edition.2022]", "unknown key digit"),
        ("2022-07-29", '"2022-07-29"', "[edition.2022]", "`extracted` must be a day"),
        ('["SECOND"]', '["THIRD"]', "[edition.2022]", "`THIRD` is no table"),
        ("FIRST = \"First\"", "Third = \"First\"", "[edition.2022]", "`Third` is no table"),
        ('{ b = "B" }', '{ c = "C" }', "[edition.2022]", "`c` is no column"),
        ('["subject_id", "a", "b"]', '["a", "subject_id"]', "columns", "`FIRST` must begin with subject_id"),
        ('["subject_id", "a", "b"]', '["subject_id", "a", "a"]', "columns", "`FIRST` names a column twice"),
        ("[columns]", "[more]\n[columns]", "top", "unknown key more"),
    ],
)  # fmt: skip
def test_declaration_that_cannot_be_right_is_refused(old: str, new: str, place: str, what: str) -> None:
    assert GOOD.count(old) == 1
    with pytest.raises(LayoutError) as refused:
        parse_editions(GOOD.replace(old, new), "here")
    assert str(refused.value).startswith(f"here, {place}: ")
    assert what in str(refused.value)


@pytest.mark.parametrize(
    ("table", "columns"),
    [("ALSFRS", 20), ("ALSHISTORY", 16), ("DEATHDATA", 3), ("DEMOGRAPHICS", 14), ("ELESCORIAL", 3),
     ("FAMILYHISTORY", 39), ("FVC", 10), ("SVC", 10), ("HANDGRIPSTRENGTH", 11), ("MUSCLESTRENGTH", 10), ("LABS", 5),
     ("VITALSIGNS", 36), ("RILUZOLE", 3), ("TREATMENT", 3), ("ADVERSEEVENTS", 12), ("CONMEDS", 8),
     ("NEUROFILAMENT", 6)],
)  # fmt: skip
def test_table_has_its_columns(table: str, columns: int) -> None:
    assert len(COLUMNS[table]) == columns
    assert COLUMNS[table][0] == SUBJECT


@pytest.mark.parametrize(
    ("year", "tables", "file"), [(2016, 13, "Fvc.csv"), (2022, 16, "PROACT_FVC.csv"), (2026, 17, "F_PROACT_FVC.csv")]
)
def test_edition_has_its_files(year: int, tables: int, file: str) -> None:
    assert len(EDITIONS[year].files) == tables
    assert EDITIONS[year].files["FVC"] == file


def test_edition_spells_some_names_in_its_own_way() -> None:
    assert EDITIONS[2026].files["NEUROFILAMENT"] == "F_PROACT_Neurofilament.csv"
    assert EDITIONS[2016].header("FVC")["subject_normal"] == "Subject_Normal"
    assert EDITIONS[2022].header("FVC")["subject_normal"] == "subject_normal"
    assert (EDITIONS[2022].bom, EDITIONS[2026].bom) == (False, True)
    assert (EDITIONS[2022].digits, EDITIONS[2026].digits) == (6, 7)


def test_folder_of_invented_people_says_so() -> None:
    assert EDITIONS[2022].folder_of(synthetic=True) == "SYNTHETIC_2022_07_29_PROACT_ALL_FORMS"
    assert EDITIONS[2022].folder_of(synthetic=False) == "2022_07_29_PROACT_ALL_FORMS"


def test_every_column_that_is_read_is_a_column_of_the_table() -> None:
    """But for spellings of the same column that some release had."""
    layout = built_in("proact")
    others = {"Subject_Liters_Trial_2", "Subject_Liters_Trial_3"}
    for source, read in layout.columns.items():
        assert read <= {*COLUMNS[source], *others}, source
        assert set(layout.sources[source].left_behind) <= set(COLUMNS[source])
