from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping

import pytest

from openpals.model.instruments import instruments
from openpals.model.tables import ALL
from openpals.model.variable import Type
from openpals.model.vocabulary import GRADES, countries, normal_form, vocabularies, vocabulary


def check_digit(loinc: str) -> int:
    """Luhn's check digit, as LOINC uses it (LOINC Users' Guide, appendix C)."""
    digits = [int(digit) for digit in reversed(loinc)]
    doubled = [2 * digit if place % 2 == 0 else digit for place, digit in enumerate(digits)]
    return -sum(digit // 10 + digit % 10 for digit in doubled) % 10


def shipped_loinc() -> set[str]:
    """Every LOINC code in vocabularies and instruments."""
    facts = [term.facts for found in vocabularies().values() for term in found.terms]
    return {text for text in _texts([*facts, instruments()]) if re.fullmatch(r"\d{3,5}-\d", text)}


def _texts(value: object) -> list[str]:
    if isinstance(value, Mapping):
        return [text for found in value.values() for text in _texts(found)]
    if isinstance(value, list):
        return [text for found in value for text in _texts(found)]
    return [value] if isinstance(value, str) else []


@pytest.mark.parametrize(("code", "digit"), [("1751", 7), ("2160", 0), ("82953", 1), ("89261", 2), ("718", 7)])
def test_check_digit_of_known_codes(code: str, digit: int) -> None:
    assert check_digit(code) == digit


def test_loinc_codes_are_shipped_and_have_their_check_digits() -> None:
    codes = shipped_loinc()
    assert "2160-0" in codes
    assert [code for code in codes if check_digit(code[:-2]) != int(code[-1])] == []


@pytest.mark.parametrize("name", sorted(vocabularies()))
def test_vocabulary_words_mean_one_code(name: str) -> None:
    meanings = defaultdict(set)
    for term in vocabulary(name).terms:
        for word in (term.code, term.label, *term.also):
            meanings[normal_form(word)].add(term.code)
    assert {word: codes for word, codes in meanings.items() if len(codes) > 1} == {}


def test_vocabulary_of_grades_goes_from_the_least_to_the_greatest() -> None:
    assert vocabulary("severity").codes == ("none", "mild", "moderate", "severe")


@pytest.mark.parametrize("name", sorted(vocabularies()))
def test_vocabulary_codes_are_sorted_unique_and_plain(name: str) -> None:
    codes = vocabulary(name).codes
    assert sorted(codes) == sorted(set(codes))
    assert name in GRADES or list(codes) == sorted(codes)
    assert [code for code in codes if not re.fullmatch(r"[A-Za-z0-9_.-]+", code)] == []


def test_vocabulary_of_every_coded_variable_exists() -> None:
    named = {
        variable.vocabulary for table in ALL for variable in table.variables.values() if variable.type is Type.CODE
    }
    assert named <= set(vocabularies())


def test_vocabulary_words_are_found_in_any_case() -> None:
    assert vocabulary("sex").words["woman"] == "female"
    assert vocabulary("lab_text").words["wnl"] == "normal"


def test_countries_lie_in_known_regions_and_come_in_two_lengths() -> None:
    assert set(countries().values()) == set(vocabulary("region").codes)
    assert (countries()["fr"], countries()["fra"], countries()["mex"]) == (
        "europe",
        "europe",
        "south_america",
    )
    assert len([code for code in countries() if len(code) == 2]) == len(
        [code for code in countries() if len(code) == 3]
    )
