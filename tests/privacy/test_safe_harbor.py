"""The 18 identifiers of Safe Harbor: each once, and nothing that the model or the guard does not have."""

from __future__ import annotations

from importlib.resources import files

import pytest

from openpals.model.tables import ALL
from openpals.model.variable import Sensitivity
from openpals.privacy.safe_harbor import MappingRefused, parse_safe_harbor, safe_harbor
from openpals.privacy.text import KINDS, TALK

TEXT = files("openpals.privacy").joinpath("safe_harbor.toml").read_text("utf-8")


def test_identifiers_are_those_of_the_regulation() -> None:
    assert [one.paragraph for one in safe_harbor()] == list("ABCDEFGHIJKLMNOPQR")
    assert safe_harbor()[2].name == "Dates but the year; ages over 89"


def test_every_shape_of_the_guard_belongs_to_an_identifier() -> None:
    assert {shape for one in safe_harbor() for shape in one.shapes} == set(KINDS) - {TALK}


def test_model_declares_no_identifier_and_no_free_text() -> None:
    forbidden = {Sensitivity.IDENTIFIER, Sensitivity.FREE_TEXT}
    assert [v.name for table in ALL for v in table.variables.values() if v.sensitivity in forbidden] == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("number = 7\n", "number = 8\n", "not 1"),
        ('paragraph = "G"', 'paragraph = "H"', "not 1"),
        ('["subject.region"]', '["subject.city"]', r"Identifier 2: the model has no variable subject\.city"),
        ('["a date"]', '["a birthday"]', "Identifier 3: the guard does not look for a birthday"),
    ],
)
def test_mapping_that_does_not_fit_is_refused(old: str, new: str, told: str) -> None:
    assert TEXT.count(old) == 1
    with pytest.raises(MappingRefused, match=told):
        parse_safe_harbor(TEXT.replace(old, new))
