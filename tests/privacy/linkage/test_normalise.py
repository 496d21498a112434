"""However a fact was written, it has one form; what differs, differs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openpals.privacy.linkage import normalise
from openpals.privacy.linkage.soundex import soundex


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("O'Brien", "obrien"),
        ("  Müller ", "muller"),
        ("MÜLLER", "muller"),
        ("Mu\u0308ller", "muller"),
        ("Garc\u00eda-L\u00f3pez", "garcialopez"),
        ("Garcia Lopez", "garcialopez"),
        ("Stra\u00dfer", "strasser"),
        ("S\u00f8rensen", "sorensen"),
        ("\u0141uk\u00e1\u0161", "lukas"),
        ("Dr. Smith Jr.", "smith"),
        ("Smith 2nd", "smithnd"),
        ("\u5c71\u672c", "\u5c71\u672c"),
        ("-", ""),
    ],
)
def test_name_has_one_form(written: str, name: str) -> None:
    assert normalise.name(written) == name


def test_name_that_is_a_title_is_kept() -> None:
    assert normalise.name("Prof") == "prof"


@given(st.text(max_size=20))
def test_name_in_its_form_keeps_it(text: str) -> None:
    once = normalise.name(text)
    assert normalise.name(once) == once


@given(st.text(max_size=20))
def test_proper_name_in_its_form_keeps_it(text: str) -> None:
    once = normalise.proper_name(text)
    assert normalise.proper_name(once) == once


@given(st.text(st.characters(categories=["L"]), min_size=1, max_size=12))
def test_case_and_spaces_around_do_not_count(text: str) -> None:
    assert normalise.name(f" {text} ") == normalise.name(text)


@pytest.mark.parametrize("written", ["Male Child", "Mr", "Boy", "Minor", "House", "Unknown", "Lady of the House"])
def test_what_is_no_given_name_is_missing(written: str) -> None:
    assert normalise.given_name(written) == ""


@pytest.mark.parametrize(
    ("written", "name"), [("Anna Maria", "anna"), ("Mr John", "john"), ("Dr. Mary", "mary"), ("Zo\u00eb", "zoe")]
)
def test_first_of_given_names_is_taken_without_titles(written: str, name: str) -> None:
    assert normalise.given_name(written) == name


@pytest.mark.parametrize("written", ["House", "Child", "Boy", "Minor"])
def test_family_names_that_say_something_stay(written: str) -> None:
    assert normalise.proper_name(written) == written.lower()


@pytest.mark.parametrize("written", ["Unknown", "wife", "J", "j.", "Baby", "Lady of the House", "Don't Know"])
def test_what_is_no_name_is_missing(written: str) -> None:
    assert normalise.proper_name(written) == ""


def test_name_of_one_character_of_another_script_is_a_name() -> None:
    assert normalise.proper_name("\u6797") == "\u6797"


@pytest.mark.parametrize(
    ("written", "sex"),
    [("Male", "m"), ("F", "f"), ("female", "f"), ("w", "f"), ("Hombre", "m"), ("unknown", ""), ("", "")],
)
def test_sex_has_one_form(written: str, sex: str) -> None:
    assert normalise.sex(written) == sex


# Examples of the National Archives (archives.gov/research/census/soundex) and of Knuth, vol. 3.
@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("robert", "r163"),
        ("rupert", "r163"),
        ("rubin", "r150"),
        ("ashcraft", "a261"),
        ("tymczak", "t522"),
        ("pfister", "p236"),
        ("honeyman", "h555"),
        ("lee", "l000"),
        ("washington", "w252"),
        ("vandeusen", "v532"),
        ("jackson", "j250"),
    ],
)
def test_soundex_of_known_names(name: str, code: str) -> None:
    assert soundex(name) == code


def test_soundex_of_another_script_is_the_name() -> None:
    assert soundex("\u5c71\u672c") == "\u5c71\u672c"
