from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from openpals.model.vocabulary import vocabulary
from openpals.portal.members.journal.keep import history
from openpals.portal.members.profile.equipment import has_tube, in_use
from openpals.portal.members.profile.models import Equipment, Profile, Relative, SectionVisibility
from openpals.portal.members.profile.words import ONSET_SITES, PROFILE_GENES

pytestmark = pytest.mark.django_db

TODAY = dt.date.today()


def test_codes_of_the_profile_are_words_that_the_model_knows() -> None:
    assert not [code for code, _words in ONSET_SITES if code not in vocabulary("onset_site").words]
    assert not [code for code, _words in PROFILE_GENES if code not in vocabulary("gene").codes]


def test_sections_are_filled_in_one_by_one_with_history(member: Any) -> None:
    member.post("profile/about/", sex="female", birth_year="1961", country="IE")
    member.post("profile/diagnosis/", diagnosis="als", onset_site="arm_hand", onset_0="2023", onset_1="4")
    member.post("profile/family/", gene="not_tested", family_history="no")
    row = Profile.objects.get()
    assert (row.sex, row.birth_year, row.country, row.diagnosis) == ("female", 1961, "IE", "als")
    assert (row.onset_date, row.onset_precision) == (dt.date(2023, 4, 1), "month")
    assert (row.gene, row.family_history) == ("not_tested", "no")
    page = member.get("profile/").content.decode()
    for words in ("Ireland", "April 2023", "An arm or a hand", "Not tested"):
        assert words in page
    member.post("profile/about/", sex="female", birth_year="1962", country="IE")
    assert history(row)[-1].before == {"birth_year": 1961}
    assert "What it was before" in member.get("profile/about/").content.decode()


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (("2023", "", ""), (dt.date(2023, 1, 1), "year")),
        (("2024", "2", ""), (dt.date(2024, 2, 1), "month")),
        (("2024", "2", "29"), (dt.date(2024, 2, 29), "day")),
        (("", "", ""), (None, "")),
    ],
)
def test_onset_is_as_exact_as_it_is_known(member: Any, parts: tuple[str, ...], expected: Any) -> None:
    member.post("profile/diagnosis/", diagnosis="als", **{f"onset_{n}": part for n, part in enumerate(parts)})
    row = Profile.objects.get()
    assert (row.onset_date, row.onset_precision) == expected
    shown = member.get("profile/diagnosis/").context["form"]["onset"].value()
    assert shown == expected or expected[0] is None


@pytest.mark.parametrize(
    ("parts", "word"),
    [
        (("2023", "2", "29"), "no such day"),
        (("2023", "13", ""), "from 1 to 12"),
        (("2023", "", "4"), "the month too"),
        (("", "4", ""), "the year too"),
        (("23", "", ""), "four numbers"),
        (("99999", "", ""), "four numbers"),
        ((str(TODAY.year + 1), "", ""), "still to come"),
        (("1950", "", ""), "before the year of birth"),
    ],
)
def test_onset_that_cannot_be_is_refused_in_a_clear_word(member: Any, parts: tuple[str, ...], word: str) -> None:
    Profile(owner=member.account, birth_year=1960).save()
    answer = member.post("profile/diagnosis/", **{f"onset_{n}": part for n, part in enumerate(parts)})
    assert answer.status_code == 422
    assert word in answer.content.decode()
    assert Profile.objects.get().onset_date is None


def test_diagnosis_before_onset_is_refused(member: Any) -> None:
    answer = member.post("profile/diagnosis/", onset_0="2023", found_0="2021")
    assert answer.status_code == 422
    assert "before it began" in answer.content.decode()


@pytest.mark.parametrize("year", ["1899", str(TODAY.year + 1), "60"])
def test_year_of_birth_that_cannot_be_is_refused(member: Any, year: str) -> None:
    assert member.post("profile/about/", birth_year=year).status_code == 422
    assert not Profile.objects.exists()


def test_everything_is_seen_by_nobody_else_until_its_owner_says_so(member: Any) -> None:
    page = member.get("profile/").content.decode()
    assert page.count("Seen by: only me") == 3
    chosen = {"about": "members", "diagnosis": "public", "family": "only_me", "equipment": "my_care_team"}
    member.post("profile/seen-by/", **chosen, course="only_me", treatments="members")
    assert SectionVisibility.objects.get(section="diagnosis").seen_by == "public"
    assert member.post("profile/seen-by/", **chosen, course="the world", treatments="members").status_code == 422


def test_relatives_are_added_and_deleted(member: Any) -> None:
    member.post("relatives/add/", relative="father", disease="ftd")
    row = Relative.objects.get()
    assert "Father: Frontotemporal dementia" in member.get("profile/").content.decode()
    member.post(f"relatives/{row.key}/delete/")
    assert not Relative.objects.exists()


def test_equipment_is_added_changed_and_ends(member: Any) -> None:
    since = TODAY - dt.timedelta(days=90)
    member.post("equipment/add/", equipment="gastrostomy", start_day=since.isoformat())
    assert has_tube(member.account.pk, TODAY) is True
    assert has_tube(member.account.pk, since - dt.timedelta(days=1)) is False
    assert in_use(member.account.pk, TODAY) == ["gastrostomy"]
    row = Equipment.objects.get()
    answer = member.post(
        f"equipment/{row.key}/change/", equipment="gastrostomy", start_day=since.isoformat(), stop_day="2001-01-01"
    )
    assert answer.status_code == 422
    member.post(
        f"equipment/{row.key}/change/", equipment="gastrostomy", start_day=since.isoformat(), stop_day=TODAY.isoformat()
    )
    assert has_tube(member.account.pk, TODAY) is False
    assert "No longer in use" in member.get("equipment/").content.decode()


def test_tube_is_not_known_without_a_record(member: Any) -> None:
    assert has_tube(member.account.pk, TODAY) is None
