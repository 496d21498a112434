"""PRO-ACT's layout turned round: what is read out of a column is what fills it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from openpals.model.editions import COLUMNS, EDITIONS, SUBJECT
from openpals.model.entry import LayoutError
from openpals.model.inversion import Filling, outlines, turned_round
from openpals.model.layout import Cell
from openpals.model.layout_reader import built_in
from openpals.model.units import ucum_code
from openpals.model.vocabulary import normal_form, vocabulary
from openpals.model.written import parse_written, written

LAYOUT, WRITTEN = built_in("proact"), written("proact")
YEARS = tuple(EDITIONS)


@pytest.mark.parametrize("year", YEARS)
def test_every_table_of_an_edition_has_an_outline(year: int) -> None:
    assert set(outlines(year)) == set(EDITIONS[year].files)


@pytest.mark.parametrize("source", COLUMNS)
def test_column_is_filled_or_said_to_stay_empty(source: str) -> None:
    outline, sheet = outlines(2026)[source], WRITTEN.sheet(source)
    filled = {*outline.columns, *(column for fact in outline.facts for column in fact.columns)}
    assert {SUBJECT, *filled, *outline.if_empty, *sheet.left_empty} == set(COLUMNS[source])
    assert not filled & set(sheet.left_empty)


@pytest.mark.parametrize("source", COLUMNS)
def test_column_that_is_read_is_filled_with_what_is_read(source: str) -> None:
    """The one exception each: a birth that releases do not keep, a site told in words, totals told by scale."""
    excepted = {"birth", "onset_site", "source_total"}
    outline = outlines(2026)[source]
    for feed in (feed for feed in LAYOUT.feeds if feed.source == source):
        for name, cell in feed.cells.items():
            if cell.columns and name not in excepted:
                assert any(
                    outline.columns[column].value == name for column in cell.columns if column in outline.columns
                )


@pytest.mark.parametrize(
    ("source", "column", "filling"),
    [
        ("DEMOGRAPHICS", "Race_Asian", Filling("race", ticked="asian")),
        ("DEMOGRAPHICS", "Demographics_Delta", Filling(constant="0")),
        ("ALSHISTORY", "Onset_Delta", Filling("onset")),
        ("ALSFRS", "ALSFRS_R_Total", Filling("alsfrs_r_total")),
        ("SVC", "Subject_Liters__Trial_2_", Filling("litres_2")),
        ("DEATHDATA", "Subject_Died", Filling("died", words={"yes": "Yes", "no": "No"})),
    ],
)
def test_column_is_filled_so(source: str, column: str, filling: Filling) -> None:
    assert outlines(2026)[source].columns[column] == filling


def test_words_of_a_table_and_of_an_edition_come_before_the_layouts() -> None:
    assert outlines(2022)["HANDGRIPSTRENGTH"].columns["Test_Laterality"].words == WRITTEN.words["side"]
    assert (outlines(2022)["MUSCLESTRENGTH"].columns["Test_Laterality"].words or {})["left"] == "LEFT"
    ck = [(outlines(year)["LABS"].columns["Test_Name"].words or {})["ck"] for year in YEARS]
    assert ck == ["CK", "Creatine Kinase", "Creatine Kinase"]


def test_movement_stands_behind_the_name_of_the_test() -> None:
    filling = outlines(2026)["MUSCLESTRENGTH"].columns["Test_Name"]
    assert (filling.value, filling.around) == ("movement", "Isometric Muscle Strength, {}")


@pytest.mark.parametrize(
    ("sign", "phase", "position", "column"),
    [
        ("pulse", "", "", "Pulse"),
        ("pulse", "visit", "sitting", "Pulse"),
        ("pulse", "", "supine", "Supine_Pulse"),
        ("systolic_bp", "baseline", "standing", "Baseline_Standing_BP_Systolic"),
        ("diastolic_bp", "endpoint", "supine", "Endpoint_Supine_BP_Diastolic"),
        ("diastolic_bp", "endpoint", "sitting", "Blood_Pressure_Diastolic"),
        ("weight", "baseline", "standing", "Baseline_Weight"),
        ("weight", "endpoint", "", "Endpoint_Weight"),
        ("height", "baseline", "", "Height"),
        ("temperature", "", "unknown", "Temperature"),
        ("bmi", "", "", None),
    ],
)
def test_vital_sign_has_its_place(sign: str, phase: str, position: str, column: str | None) -> None:
    outline = outlines(2026)["VITALSIGNS"]
    assert outline.fact_variables() == ("sign", "phase", "position")
    place = outline.places().get((sign, phase, position))
    assert (None if place is None else next(iter(outline.facts[place].columns))) == column


def test_every_relative_has_a_box() -> None:
    outline = outlines(2026)["FAMILYHISTORY"]
    assert {codes[0] for codes in outline.places()} == set(vocabulary("relative").codes)
    assert outline.needs == ("Neurological_Disease",)


def test_every_word_is_read_back() -> None:
    coarser = {
        (name, code)
        for name, words in WRITTEN.words.items()
        for code, word in words.items()
        if word and vocabulary(name).words[normal_form(word)] != code
    }
    assert coarser == {("family_disease", "ftd")}
    assert all(ucum_code(word) == unit for unit, word in WRITTEN.units.items() if word)


GOOD = """
not_recorded = "Not recorded"
[words.side]
left = "Left"
right = "Right"
both = ""
[units]
"kg" = "Kilograms"
[table.FIRST]
constants = { a = "0" }
let_go = [["one"]]
"""


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ('both = ""', "", "here, words: `side`: every code needs a word, and no other; see both"),
        ('both = ""', 'both = ""\nneither = "N"', "see neither"),
        ('both = ""', 'both = "Zwei"', "`side.both`: 'Zwei' is not read back"),
        ("[words.side]", "[words.sides]", "here, words: `sides` is no vocabulary"),
        ('"Kilograms"', '"Pounds"', "here, units: 'Pounds' is not read back as kg"),
        ('not_recorded = "Not recorded"', "", "`not_recorded` is missing"),
        ('constants = { a = "0" }', "constants = { a = 0 }", "[table.FIRST]: `constants`: a table of texts"),
        ('let_go = [["one"]]', 'let_go = ["one"]', "`let_go`: a list of lists"),
        ('let_go = [["one"]]', "let = []", "unknown key let"),
    ],
)
def test_words_that_cannot_be_right_are_refused(old: str, new: str, what: str) -> None:
    assert GOOD.count(old) == 1
    parse_written(GOOD, "here")
    with pytest.raises(LayoutError) as refused:
        parse_written(GOOD.replace(old, new), "here")
    assert what in str(refused.value)


@pytest.mark.parametrize(
    ("source", "changed", "what"),
    [
        ("CONMEDS", {"says_not_recorded": ()}, "nothing fills Frequency, and nothing says that they stay empty"),
        ("CONMEDS", {"left_empty": ("Frequenz",)}, "Frequenz: the table has no such column"),
        ("RILUZOLE", {"left_empty": ("Riluzole_use_Delta",)}, "Riluzole_use_Delta: is filled, and said to stay empty"),
        ("MUSCLESTRENGTH", {"templates": {}}, "`Test_Name` is read by a pattern: a template is needed"),
        ("LABS", {"templates": {"Test_Name": "Test: {}"}}, "`Test_Name` is read by a pattern"),
    ],
)
def test_declaration_that_does_not_fit_the_feeds_is_refused(source: str, changed: dict[str, object], what: str) -> None:
    sheets = {**WRITTEN.sheets, source: replace(WRITTEN.sheet(source), **changed)}  # type: ignore[arg-type]
    with pytest.raises(LayoutError, match=f"layout proact, {source}: ") as refused:
        turned_round(LAYOUT, replace(WRITTEN, sheets=sheets), EDITIONS[2026])
    assert what in str(refused.value)


def test_word_without_a_vocabulary_of_words_is_refused() -> None:
    words = {name: one for name, one in WRITTEN.words.items() if name != "arm"}
    with pytest.raises(LayoutError, match="no words are declared for the vocabulary arm"):
        turned_round(LAYOUT, replace(WRITTEN, words=words), EDITIONS[2026])


def test_feed_with_words_of_its_own_cannot_be_turned_round() -> None:
    (feed,) = (feed for feed in LAYOUT.feeds if feed.source == "TREATMENT")
    own = replace(feed, cells={**feed.cells, "arm": Cell(columns=("Study_Arm",), codes=(("a", "active"),))})
    feeds = tuple(own if one is feed else one for one in LAYOUT.feeds)
    with pytest.raises(LayoutError, match="`arm` maps words of its own"):
        turned_round(replace(LAYOUT, feeds=feeds), WRITTEN, EDITIONS[2026])
