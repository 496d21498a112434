from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from openpals.model import units
from openpals.model.units import conversion, ucum_code, unit_words
from openpals.model.vocabulary import vocabulary

CREATININE = 113.12
GLUCOSE = 180.156


@pytest.mark.parametrize(
    ("source", "target", "mass", "value", "expected"),
    [
        ("mg/dL", "umol/L", CREATININE, 1, 88.4017),  # 10 mg/L / 113.12 g/mol
        ("mg/dL", "mmol/L", GLUCOSE, 100, 5.55074),  # 1000 mg/L / 180.156 g/mol
        ("mmol/L", "mg/dL", GLUCOSE, 5.55074, 100),
        ("g/dL", "g/L", None, 14.5, 145),
        ("mmol/L", "g/L", 16114, 9, 145.026),  # haemoglobin by the monomer, 16114 g/mol
        ("[degF]", "Cel", None, 98.6, 37),  # (98.6 - 32) / 1.8
        ("[degF]", "Cel", None, 32, 0),
        ("[lb_av]", "kg", None, 100, 45.359237),
        ("[in_i]", "cm", None, 70, 177.8),
        ("m", "cm", None, 1.78, 178),
        ("1", "%", None, 0.42, 42),
        ("10*3/uL", "10*9/L", None, 7, 7),
        ("/uL", "10*9/L", None, 7000, 7),
        ("ukat/L", "U/L", None, 1, 60),  # a katal is a mole a second, a unit a micromole a minute
        ("ng/mL", "pg/mL", None, 0.0785, 78.5),
        ("kg", "kg", None, 80, 80),
    ],
)
def test_conversion_by_hand(source: str, target: str, mass: float | None, value: float, expected: float) -> None:
    found = conversion(source, target, mass)
    assert found is not None
    assert value * found.factor + found.offset == pytest.approx(expected, rel=1e-5, abs=1e-9)


@pytest.mark.parametrize(
    ("source", "target", "mass"),
    [
        ("kg", "cm", None),
        ("mg/dL", "umol/L", None),
        ("%", "g/L", CREATININE),
        ("[pH]", "mmol/L", None),
        ("furlong", "m", None),
        ("m", "furlong", None),
        ("Cel", "umol/L", CREATININE),
    ],
)
def test_conversion_of_what_does_not_measure_the_same_is_none(source: str, target: str, mass: float | None) -> None:
    assert conversion(source, target, mass) is None


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("Pounds", "[lb_av]"),
        (" lbs ", "[lb_av]"),
        ("Liters", "L"),
        ("IU/L", "U/L"),
        ("µmol/L", "umol/L"),
        ("μmol/L", "umol/L"),
        ("THOU/uL", "10*3/uL"),
        ("mmol/L", "mmol/L"),
        ("F", "[degF]"),
        ("kg/m2", "kg/m2"),
    ],
)
def test_unit_words_are_ucum(word: str, code: str) -> None:
    assert ucum_code(word) == code


@pytest.mark.parametrize("word", ["furlong", "", "mg/", "5", "x" * 200])
def test_unit_words_unknown_are_none(word: str) -> None:
    assert ucum_code(word) is None


def test_unit_words_all_lead_to_units_that_exist() -> None:
    assert {code: conversion(code, code) for code in unit_words().values() if ucum_code(code) is None} == {}


@pytest.mark.parametrize("name", ["analyte", "vital_sign"])
def test_units_of_a_vocabulary_exist_and_their_bands_are_in_order(name: str) -> None:
    for term in vocabulary(name).terms:
        low, high = term.facts["band"]
        assert low < high, term.code
        assert ucum_code(term.facts["unit"]) is not None, term.code


def test_units_are_known_to_files_that_are_read_side_by_side() -> None:
    """Two registries made at the same time used to spoil each other."""
    units._only_registry.cache_clear()
    conversion.cache_clear()
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda mass: conversion("mg/dL", "umol/L", mass), range(100, 116)))
    assert all(one is not None for one in found)
