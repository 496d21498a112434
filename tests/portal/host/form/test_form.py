from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.portal.host.proposals import walk

from openpals.portal.host.form import published
from openpals.portal.host.form.asking import in_words, problems
from openpals.portal.host.form.orcid import check_digit, is_orcid
from openpals.portal.host.form.published import FORMS, HASHES, check_forms
from openpals.portal.host.form.spec import Purpose, form_hash


def test_every_published_form_is_as_it_was() -> None:
    assert check_forms() == []
    assert {version: form_hash(form) for version, form in FORMS.items()} == HASHES


def test_site_with_a_changed_form_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    first = FORMS[1].sections[0]
    changed = replace(FORMS[1], sections=(replace(first, title="Another"), *FORMS[1].sections[1:]))
    monkeypatch.setitem(published.FORMS, 1, changed)
    assert [error.id for error in check_forms()] == ["openpals.E010"]


# ORCID's own examples.
@pytest.mark.parametrize("text", ["0000-0002-1825-0097", "0000-0001-5109-3700", "0000-0002-1694-233X"])
def test_orcid_with_its_check_digit_is_one(text: str) -> None:
    assert is_orcid(text)


@pytest.mark.parametrize(
    "text", ["0000-0002-1825-0098", "0000000218250097", "0000-0002-1694-233x", "", "\u0660000-0002-1825-0097"]
)
def test_what_is_no_orcid_is_none(text: str) -> None:
    assert not is_orcid(text)


@given(st.text(alphabet="0123456789", min_size=15, max_size=15), st.integers(0, 14), st.integers(1, 9))
def test_any_one_wrong_digit_is_seen(digits: str, place: int, by: int) -> None:
    wrong = digits[:place] + str((int(digits[place]) + by) % 10) + digits[place + 1 :]
    assert check_digit(wrong) != check_digit(digits)


def test_complete_answers_have_no_problem_and_each_missing_one_is_named() -> None:
    form = FORMS[1]
    assert problems(form, Purpose.NEW, walk.ANSWERS) == {}
    for section in form.asked(Purpose.NEW):
        for field in section.fields:
            told = problems(form, Purpose.NEW, {**walk.ANSWERS, field.name: [] if field.choices else ""})
            assert (section.name in told) == field.required, field.name


def test_progress_is_asked_of_amendments_and_renewals_only() -> None:
    names = {purpose: [one.name for one in FORMS[1].asked(purpose)] for purpose in Purpose}
    assert "progress" not in names[Purpose.NEW]
    assert "progress" in names[Purpose.AMENDMENT]
    assert "progress" in names[Purpose.RENEWAL]


def test_choices_are_read_by_their_words() -> None:
    field = next(one for section in FORMS[1].sections for one in section.fields if one.name == "data_use")
    assert in_words(field, {"data_use": ["DUO:0000007"]}) == "Research on one disease (ALS)"
