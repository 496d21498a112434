"""The list of people is checked before anything is made of it; no message repeats a value."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.privacy.linkage.made import facts

from openpals.privacy.linkage.facts import FactsRefused, date_parts, read_facts
from openpals.privacy.linkage.features import features

TODAY = date(2026, 6, 30)
HEADER = "id,given_name,family_name,birth_date,sex\n"


def write(folder: Path, text: str) -> Path:
    path = folder / "people.csv"
    path.write_text(text, "utf-8")
    return path


def refusal(path: Path, **columns: str) -> str:
    with pytest.raises(FactsRefused) as refused:
        read_facts(path, columns, TODAY)
    return str(refused.value)


def test_list_is_read(tmp_path: Path) -> None:
    read = read_facts(write(tmp_path, f"{HEADER}7,Ann, Lee ,1957-03-12,Female\n8,Bo,,,\n"), today=TODAY)

    assert read.ids.to_pylist() == ["7", "8"]
    assert read.columns["family_name"].to_pylist() == ["Lee", None]
    assert read.columns["birth_date"].to_pylist() == ["1957-03-12", None]
    assert read.columns["city"].to_pylist() == [None, None]


def test_columns_with_names_of_their_own(tmp_path: Path) -> None:
    path = write(tmp_path, "nr,vorname,nachname,geboren\n1,Ann,Lee,1957-03-12\n")
    told = {"id": "nr", "given_name": "vorname", "family_name": "nachname", "birth_date": "geboren"}

    assert read_facts(path, told, TODAY).columns["given_name"].to_pylist() == ["Ann"]


def test_whole_name_is_parted(tmp_path: Path) -> None:
    read = read_facts(write(tmp_path, "member_id,name,birth_date\n1,Ann Maria Lee,1957-03-12\n2,Cher,1946-05-20\n"))

    assert read.columns["given_name"].to_pylist() == ["Ann", None]
    assert read.columns["family_name"].to_pylist() == ["Lee", "Cher"]


def test_empty_file_is_refused(tmp_path: Path) -> None:
    assert "the file is empty" in refusal(write(tmp_path, ""))


def test_list_of_nobody_is_refused(tmp_path: Path) -> None:
    assert "lists nobody" in refusal(write(tmp_path, HEADER))


def test_missing_column_is_named(tmp_path: Path) -> None:
    message = refusal(write(tmp_path, "id,given_name,family_name\n1,Ann,Lee\n"))
    assert "birth_date is missing" in message
    assert "--column birth_date=NAME" in message


def test_named_column_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert "no column 'nr'" in refusal(write(tmp_path, f"{HEADER}1,Ann,Lee,1957-03-12,\n"), id="nr")


def test_fact_that_is_none_is_refused(tmp_path: Path) -> None:
    assert "shoe_size is no fact" in refusal(write(tmp_path, f"{HEADER}1,Ann,Lee,1957-03-12,\n"), shoe_size="sex")


@pytest.mark.parametrize(
    "birth",
    ["1957-02-30", "1957-13-01", "12.03.1957", "1889-12-31", "2026-07-01", "57-03-12", "yesterday", "---12", "-"],
)
def test_birth_date_that_is_none_is_refused_by_row_alone(tmp_path: Path, birth: str) -> None:
    message = refusal(write(tmp_path, f"{HEADER}1,Ann,Lee,1957-03-12,\n2,Bo,Ray,{birth},\n"))
    assert "birth_date is no date of birth in row 3." in message
    assert f" {birth} " not in message
    assert "Ray" not in message


@pytest.mark.parametrize("birth", ["1957-03", "1957", "1957---12", "--03-12", "--02-29", "2024-02-29"])
def test_date_known_in_part_is_taken(tmp_path: Path, birth: str) -> None:
    assert len(read_facts(write(tmp_path, f"{HEADER}1,Ann,Lee,{birth},\n"), today=TODAY)) == 1


def test_several_faults_are_told_at_once(tmp_path: Path) -> None:
    message = refusal(write(tmp_path, f"{HEADER}1,Ann,Lee,x,\n1,Bo,Ray,1957-03-12,\n,Cy,Fox,1957-03-12,\n"))
    assert "the id is empty in row 4" in message
    assert "an id stands in several rows" in message
    assert "birth_date is no date of birth in row 2" in message


def test_file_that_is_no_csv_is_refused(tmp_path: Path) -> None:
    assert "no CSV" in refusal(write(tmp_path, "id,given_name\n1,2,3\n"))


@given(st.dates(date(1890, 1, 1), date(2020, 12, 31)))
def test_date_comes_apart_and_together(day: date) -> None:
    assert "-".join(date_parts(day.isoformat())) == day.isoformat()


def test_features_of_a_person() -> None:
    made = features(
        facts(
            [
                {
                    "given_name": "Bill James",
                    "family_name": "O'Brien",
                    "birth_date": "1957-03-12",
                    "middle_name": "Q.",
                    "sex": "Male",
                    "city": "New York",
                }
            ]
        )
    )
    assert {name: column.to_pylist()[0] for name, column in made.items()} == {
        "family": "obrien",
        "family_sound": "o165",
        "family_prefix": "obr",
        "family_suffix": "ien",
        "given": "bill",
        "given_sound": "w450",  # as William
        "given_prefix": "bil",
        "given_suffix": "ill",
        "middle": "q",
        "sex": "m",
        "birth": "1957-03-12",
        "birth_swapped": "1957-12-03",
        "birth_year": "1957",
        "birth_year_month": "1957-03",
        "birth_day_tens": "1957-03-1",
        "birth_day_ones": "1957-03-2",
        "birth_year_day": "1957-12",
        "birth_month_day": "03-12",
        "city": "newyork",
    }


def test_date_known_in_part_has_the_features_that_are_known() -> None:
    made = features(facts([{"birth_date": "1957---12"}, {"birth_date": "1957"}, {"birth_date": "1957-03-30"}]))
    assert made["birth_year_day"].to_pylist() == ["1957-12", None, "1957-30"]
    assert made["birth_year"].to_pylist() == ["1957", "1957", "1957"]
    assert made["birth"].to_pylist() == [None, None, "1957-03-30"]
    assert made["birth_swapped"].to_pylist() == [None, None, None]  # there is no month 30
