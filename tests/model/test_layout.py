"""The language of layouts: every complaint says where it is and what is expected."""

from __future__ import annotations

from pathlib import Path

import pytest

from openpals.model.entry import LayoutError
from openpals.model.layout_reader import BUILT_IN, built_in, parse_layout, read_layout
from openpals.model.table import Table
from openpals.model.tables import ALL

# A layout that is in order. Each test breaks one place.
GOOD = """
name = "registry"
time = "dates"
people = "patients"
time_zero = ["patients.enrolled"]

[source.patients]
subject = "id"

[source.visits]
subject = "id"

[[feed]]
from = "patients"
to = "subject"
sex = "gender"

[[feed]]
from = "visits"
to = "lab"
day = "on"
analyte = "test"
result = "value"
"""


def complaint(text: str) -> str:
    with pytest.raises(LayoutError) as refused:
        parse_layout(text, "registry.toml")
    return str(refused.value)


def changed(old: str, new: str) -> str:
    assert GOOD.count(old) == 1
    return GOOD.replace(old, new)


def with_lab(line: str) -> str:
    return GOOD + line + "\n"


def test_layout_in_order_is_read() -> None:
    layout = parse_layout(GOOD, "registry.toml")
    assert layout.columns == {
        "patients": {"id", "gender", "enrolled"},
        "visits": {"id", "on", "test", "value"},
    }
    assert layout.time_zero == ("patients.enrolled",)


@pytest.mark.parametrize("name", BUILT_IN)
def test_layout_built_in_is_in_order(name: str) -> None:
    assert built_in(name).name == name


@pytest.mark.parametrize(
    ("text", "place", "what"),
    [
        ("name = ", "", "not valid TOML"),
        (changed('name = "registry"', ""), "top", "`name` is missing"),
        (changed('time = "dates"', ""), "top", "`time` is missing"),
        (changed('people = "patients"', ""), "top", "`people` is missing"),
        (changed('time = "dates"', 'time = "dates"\ntimezone = "UTC"'), "top", "unknown key timezone"),
        (
            changed('people = "patients"', 'people = "persons"'),
            "people",
            "must name one of the sources: patients, visits",
        ),
        (changed('time = "dates"', 'time = "hours"'), "time", 'must be "days"'),
        (
            changed('time = "dates"', 'time = "dates"\ndate_formats = ["ydm"]'),
            "date_formats",
            "must be of ymd, mdy, dmy",
        ),
        (
            changed('time = "dates"', 'time = "dates"\ndate_formats = ["mdy", "dmy"]'),
            "date_formats",
            "split the file",
        ),
        (
            changed('time_zero = ["patients.enrolled"]', 'time_zero = ["nobody.enrolled"]'),
            "time_zero",
            "SOURCE.COLUMN",
        ),
        (
            changed('time_zero = ["patients.enrolled"]', 'time_zero = "first"'),
            "time_zero",
            '"earliest report"',
        ),
        (changed('time_zero = ["patients.enrolled"]', ""), "time_zero", "dates need a day 0"),
        (changed('time_zero = ["patients.enrolled"]', "time_zero = []"), "time_zero", "dates need a day 0"),
        (
            changed('time = "dates"', 'time = "dates"\nindex_event = "birth"'),
            "index_event",
            "must be one of first_report",
        ),
        (
            changed('[source.visits]\nsubject = "id"', "[source.visits]"),
            "[source.visits]",
            "`subject` is missing",
        ),
        (
            changed("[source.visits]", "[source.visits]\nrequire = []"),
            "[source.visits]",
            "unknown key require",
        ),
        (changed("[source.visits]", '[source.visits]\nfiles = "v"'), "[source.visits]", "a list of texts"),
        (
            changed('from = "visits"', 'from = "visit"'),
            "[[feed]] from visit to lab",
            "`from` must name one of the sources",
        ),
        (
            changed('to = "lab"', 'to = "labs"'),
            "[[feed]] from visits to labs",
            "`to` must name one of the tables: subject",
        ),
        (
            changed('day = "on"', ""),
            "[[feed]] from visits to lab",
            "day is missing: without it no row is a fact",
        ),
        (changed('result = "value"', ""), "[[feed]] from visits to lab", "result is missing"),
        (
            with_lab('colour = "x"'),
            "[[feed]] from visits to lab",
            "lab has no variable or input `colour`; it has day",
        ),
        (with_lab("unit = 5"), "[[feed]] from visits to lab, unit", "a column's name in quotes"),
        (with_lab('unit = { colum = "u" }'), "unit", "unknown key colum; known are column"),
        (
            with_lab('unit = { column = "u", constant = "g" }'),
            "unit",
            "give one of column, first, constant or flags",
        ),
        (with_lab("unit = {}"), "unit", "give one of column, first, constant or flags"),
        (with_lab("unit = { constant = 5 }"), "unit", "`constant` must be a text in quotes"),
        (with_lab('unit = { first = "u" }'), "unit", "a list of texts"),
        (with_lab('unit = { column = "u", pattern = "(" }'), "unit", "`pattern` is no regular expression"),
        (with_lab('unit = { column = "u", pattern = "a" }'), "unit", "exactly one group"),
        (with_lab('unit = { column = "u", pattern = "(?=a)(b)" }'), "unit", "may not look ahead"),
        (with_lab('unit = { column = "u", time = "date" }'), "unit", '`time` must be "days" or "dates"'),
        (
            with_lab('where = [{ column = "x" }]'),
            "[[feed]] from visits to lab",
            "`where` needs a column, and the words",
        ),
        (with_lab('where = [{ column = "x", is = ["a"] }]'), "where", "unknown key is"),
        (with_lab('where = [{ column = "x", in = [1] }]'), "[[feed]] from visits to lab", "a list of texts"),
        (with_lab('split = { input = "result" }'), "split", "`by` is missing"),
        (with_lab('split = { input = "unit", by = ";" }'), "split", "the feed has no input `unit`"),
        (with_lab('pivot = { item = "x", value = "y" }'), "pivot", "`items` is missing"),
        (
            with_lab('pivot = { item = "x", value = "y", items = { colour = ["a"] } }'),
            "pivot",
            "no variable or input `colour`",
        ),
        (
            changed('time = "dates"', 'time = "days"')
            .replace('time_zero = ["patients.enrolled"]', "")
            .replace('day = "on"', 'day = { column = "on", time = "dates" }'),
            "[[feed]] from visits to lab, day",
            "a date has no place",
        ),
        (changed('time = "dates"', 'time = "days"'), "time_zero", "days count from a baseline already"),
        ('name = "r"\nsource = 3', "top", "`source` must be a table"),
        (changed('people = "patients"', "people = 3"), "top", "`people` must be a text"),
        (changed('time = "dates"', 'time = "dates"\nunits = ["mmol"]'), "top", "`units`: a table of texts"),
        (
            changed('time = "dates"', 'time = "dates"\nunits = { u = "furlong" }'),
            "units",
            "`furlong`, given for u, is no",
        ),
        (changed('time = "dates"', 'time = "dates"\ndate_formats = 3'), "top", "`date_formats`: a list of texts"),
        (GOOD.replace("[[feed]]", "[feed]", 1).split("[[feed]]")[0], "top", "write [[feed]]"),
        (with_lab('where = { column = "x", in = ["a"] }'), "[[feed]] from visits to lab", "a list of tables"),
        (with_lab('where = [{ column = "x", in = ["a"], not_in = ["b"] }]'), "where", "not both"),
        (with_lab('where = ["x"]'), "where", "a table of keys and values"),
        (with_lab('split = ";"'), "split", "a table of keys and values"),
        (with_lab('split = { input = "result", by = ";", at = 1 }'), "split", "unknown key at"),
        (with_lab('specimen = { column = "s", codes = ["a"] }'), "specimen", "a table of texts"),
        (with_lab('specimen = { column = "s", codes = { b = 1 } }'), "specimen", "a table of texts"),
        (
            with_lab('specimen = { column = "s", codes = { b = "bloood" } }'),
            "specimen",
            "'bloood' is no code of specimen",
        ),
        (with_lab('specimen = { constant = "bloood" }'), "specimen", "'bloood' is no code of specimen"),
        (with_lab('specimen = { column = "s", default = "bloood" }'), "specimen", "'bloood' is no code of specimen"),
        (with_lab('pivot = { item = "x", value = "y", items = { unit = "F1" } }'), "pivot", "a list of texts"),
        (with_lab('pivot = { item = "x", value = "y", items = {}, value_of = "z" }'), "pivot", "unknown key value_of"),
        (with_lab('fact = [{ unit = { constant = "g" } }]'), "fact", "at least one column"),
        (with_lab('fact = [{ unit = { column = "u", time = "days" } }]'), "fact", "`time` has no effect in a fact"),
        (
            with_lab('fact = [{ unit = "u" }]\npivot = { item = "x", value = "y", items = {} }'),
            "[[feed]] from visits to lab",
            "`fact` or `pivot`, not both",
        ),
        (with_lab('value = "v"'), "[[feed]] from visits to lab", "lab.value is made by the rules"),
    ],
)
def test_layout_complaint_names_the_place_and_what_is_expected(text: str, place: str, what: str) -> None:
    said = complaint(text)
    assert said.startswith("registry.toml")
    assert place in said
    assert what in said


@pytest.mark.parametrize(("table", "name"), [(table, name) for table in ALL for name in table.made])
def test_layout_that_fills_what_rules_make_is_refused(table: type[Table], name: str) -> None:
    feed = f'[[feed]]\nfrom = "visits"\nto = "{table.name}"\n{name} = "x"\n'
    assert f"{table.name}.{name} is made by the rules; a source gives" in complaint(GOOD + feed)


def test_layout_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    (tmp_path / "latin.toml").write_bytes('name = "Malm\xf6"'.encode("latin-1"))
    with pytest.raises(LayoutError, match=r"absent.toml: cannot be read .* contribution.toml"):
        read_layout(tmp_path / "absent.toml")
    with pytest.raises(LayoutError, match=r"latin\.toml: is not in UTF-8"):
        read_layout(tmp_path / "latin.toml")


def test_layout_of_open_ended_reports_says_so() -> None:
    assert built_in("members").open_ended
    assert not built_in("proact").open_ended
    assert parse_layout("open_ended = true\n" + GOOD, "registry.toml").open_ended


def test_open_ended_reports_need_dates_and_a_plain_yes_or_no() -> None:
    days = changed('time = "dates"', 'time = "days"').replace('time_zero = ["patients.enrolled"]\n', "")
    assert complaint("open_ended = true\n" + days) == (
        "registry.toml, open_ended: needs dates: from days nobody can tell how near to the extraction a history ends."
    )
    assert "`open_ended` must be true or false" in complaint('open_ended = "yes"\n' + GOOD)
