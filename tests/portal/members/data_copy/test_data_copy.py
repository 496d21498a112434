from __future__ import annotations

import csv
import datetime as dt
import io
import json
import uuid
import zipfile
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from fhir.resources.R4B.bundle import Bundle
from hypothesis import given
from hypothesis import strategies as st

from openpals.portal.common.jobs.models import Job
from openpals.portal.common.jobs.start import run
from openpals.portal.members.care.models import CareGrant
from openpals.portal.members.consent.purposes import RESEARCH, current_text
from openpals.portal.members.consent.say import say
from openpals.portal.members.data_copy import make
from openpals.portal.members.data_copy.archive import harmless
from openpals.portal.members.data_copy.fhir import HELPER, LOINC, PATIENT, bundle_entries
from openpals.portal.members.data_copy.make import PART_BYTES
from openpals.portal.members.data_copy.models import KEPT, CopyPart, DataCopy
from openpals.portal.members.data_copy.tables import models_of_a_person
from openpals.portal.members.journal.models import (
    Answer,
    Feeling,
    Measurement,
    Note,
    Photo,
    Response,
    SymptomReport,
    TrackedSymptom,
)
from openpals.portal.members.journal.questions import askable
from openpals.portal.members.profile.models import Profile

from ..journal.entries import one_of_each

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 3, 4)


def filled(build_account: Any, actor: Any) -> Any:
    mine = build_account("member", name="Ada", email="ada@example.org")
    one_of_each(mine, uuid.uuid4(), DAY)
    say(mine.pk, RESEARCH, True, current_text(RESEARCH).hash, by=actor(mine), why="for a test")
    note = Note.objects.get(owner=mine)
    picture = {"data": b"\xff\xd8 a picture", "width": 1, "height": 1, "described": "a tree"}
    Photo.objects.update_or_create(note=note, defaults=picture)
    return mine


def opened(data: bytes) -> zipfile.ZipFile:
    archive = zipfile.ZipFile(io.BytesIO(data))
    assert archive.testzip() is None
    return archive


def table(archive: zipfile.ZipFile, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(archive.read(name).decode("utf-8-sig"))))


def resources(account_id: int, kind: str) -> list[dict[str, Any]]:
    found = [entry["resource"] for entry in bundle_entries(account_id)]
    return [resource for resource in found if resource["resourceType"] == kind]


def test_small_copy_comes_at_once_with_a_table_a_model(build_account: Any, log_in: Any, actor: Any) -> None:
    mine, other = filled(build_account, actor), build_account("member")
    one_of_each(other, uuid.uuid4(), DAY)
    Note.objects.filter(owner=other).update(text="not yours")
    answer = log_in(mine).post("/my-data/copy/")
    assert answer.headers["Content-Type"] == "application/zip"
    assert "openpals-my-data.zip" in answer.headers["Content-Disposition"]
    archive = opened(answer.content)
    tables = {name for name in archive.namelist() if name.startswith("tables/")}
    assert {f"tables/{model._meta.app_label}_{model._meta.model_name}.csv" for model in models_of_a_person()} == tables
    assert [row["text"] for row in table(archive, "tables/journal_note.csv")] == ["A quiet day."]
    (weight,) = table(archive, "tables/journal_measurement.csv")
    assert (weight["code"], Decimal(weight["value"]), weight["unit"], weight["author"]) == ("weight", 70, "kg", "me")
    assert [row["value"] for row in table(archive, "account.csv")][:1] == ["Ada"]
    assert archive.read(f"photos/{Note.objects.get(owner=mine).pk}.jpg") == b"\xff\xd8 a picture"
    everything = b"".join(archive.read(name) for name in archive.namelist())
    assert b"not yours" not in everything
    assert b"ada@example.org" in everything


def test_caregivers_are_not_named_in_a_copy(build_account: Any, log_in: Any, actor: Any) -> None:
    mine, caregiver = filled(build_account, actor), build_account(name="Secret Helper", email="helper@example.org")
    CareGrant(member=mine, caregiver=caregiver).write(by=actor(mine), action="care.give", why="for a test")
    Feeling.objects.filter(owner=mine).update(author=caregiver)
    archive = opened(log_in(mine).post("/my-data/copy/").content)
    assert [row["author"] for row in table(archive, "tables/journal_feeling.csv")] == ["somebody else"]
    assert not [
        name for name in archive.namelist() if b"helper" in archive.read(name).lower().replace(b"relatedperson", b"")
    ]


def test_large_copy_is_made_by_a_worker_and_fetched(
    build_account: Any, log_in: Any, actor: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(make, "SMALL_ROWS", 3)
    mine, other = filled(build_account, actor), build_account("member")
    Photo.objects.update(data=bytes(range(256)) * 8_200)  # two parts and a piece
    client = log_in(mine)
    client.post("/my-data/copy/")
    client.post("/my-data/copy/")
    assert DataCopy.objects.count() == Job.objects.count() == 1
    assert "See how far it is" in client.get("/my-data/copy/").content.decode()
    copy = DataCopy.objects.get()
    assert client.get(f"/my-data/copy/{copy.pk}/").status_code == 404
    job = Job.objects.get()
    run.call(str(job.pk))
    job.refresh_from_db()
    assert (job.state, job.done, job.total) == ("done", job.total, len(models_of_a_person()) + 3)
    assert max(len(bytes(part.data)) for part in CopyPart.objects.all()) == PART_BYTES
    answer = client.get(f"/my-data/copy/{copy.pk}/")
    data = b"".join(answer.streaming_content)
    assert len(data) == int(answer.headers["Content-Length"])
    assert "fhir.json" in opened(data).namelist()
    assert log_in(other).get(f"/my-data/copy/{copy.pk}/").status_code == 404


def test_old_copy_is_not_given_and_goes_with_the_next(build_account: Any, log_in: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(make, "SMALL_ROWS", -1)
    mine = build_account()
    old = DataCopy.objects.create(owner=mine, ready_at=timezone.now(), asked_at=timezone.now() - KEPT)
    client = log_in(mine)
    assert client.get(f"/my-data/copy/{old.pk}/").status_code == 404
    client.post("/my-data/copy/")
    assert not DataCopy.objects.filter(pk=old.pk).exists()


def test_bundle_is_valid_fhir(build_account: Any, log_in: Any, actor: Any) -> None:
    mine = filled(build_account, actor)
    own = TrackedSymptom(owner=mine, words="a buzzing")
    own.save()
    SymptomReport(owner=mine, symptom=own, day=DAY, severity=1).save()
    capacity = {"kind": "vital_capacity", "code": "fvc", "percent_predicted": Decimal("71.5")}
    Measurement(owner=mine, day=DAY, value=Decimal("3.2"), unit="L", **capacity).save()
    Profile.objects.filter(owner=mine).update(
        sex="female", birth_year=1961, onset_date=DAY, onset_precision="month", onset_site="bulbar", died_on=DAY
    )
    bundle = json.loads(opened(log_in(mine).post("/my-data/copy/").content).read("fhir.json"))
    Bundle.model_validate(bundle)
    kinds = {entry["resource"]["resourceType"] for entry in bundle["entry"]}
    assert kinds == {
        *("Patient", "RelatedPerson", "Condition", "Questionnaire", "QuestionnaireResponse", "Observation"),
        *("MedicationStatement", "Device", "Consent"),
    }
    urls = [entry["fullUrl"] for entry in bundle["entry"]]
    assert len(urls) == len(set(urls))
    told = set(references(bundle))
    assert told <= set(urls)


def references(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [value["reference"]] if "reference" in value else []
        return own + [one for part in value.values() for one in references(part)]
    return [one for part in value for one in references(part)] if isinstance(value, list) else []


@pytest.mark.parametrize(
    ("answered_by", "source", "author"),
    [
        ("person", PATIENT, PATIENT),
        ("caregiver_writing", PATIENT, HELPER),
        ("caregiver_answering", HELPER, HELPER),
    ],
)
def test_bundle_tells_who_answered_from_who_typed(
    build_account: Any, actor: Any, answered_by: str, source: str, author: str
) -> None:
    mine = filled(build_account, actor)
    Response.objects.filter(owner=mine).update(answered_by=answered_by)
    (response,) = resources(mine.pk, "QuestionnaireResponse")
    assert (response["source"]["reference"], response["author"]["reference"]) == (source, author)


def test_total_is_the_sum_and_absent_where_an_answer_is_missing(build_account: Any) -> None:
    mine = build_account()
    instrument = askable()["alsfrs-r"]
    for day, left_out in ((DAY, 0), (DAY + dt.timedelta(days=1), 1)):
        response = Response(owner=mine, day=day, instrument=instrument.id, wording="x")
        response.save()
        asked = instrument.asked(False)
        for question in asked[left_out:]:
            Answer(response=response, item=question.item, value=3).save()
    totals = [one for one in resources(mine.pk, "Observation") if "derivedFrom" in one]
    assert totals[0]["valueInteger"] == 36
    assert ("valueInteger" in totals[1], totals[1]["dataAbsentReason"]["coding"][0]["code"]) == (False, "not-asked")


def test_our_codes_come_first_and_every_loinc_code_has_its_check_digit(build_account: Any, actor: Any) -> None:
    mine = filled(build_account, actor)
    lists = [value for value in codings([*bundle_entries(mine.pk)]) if len(value) > 1]
    assert lists
    assert all(one[0]["system"].startswith("https://openpals.org/fhir/CodeSystem/") for one in lists)
    loinc = {coding["code"] for one in lists for coding in one if coding["system"] == LOINC}
    assert {"29463-7", "82940-8", "82953-1"} <= loinc
    for code in loinc:
        digits, check = code.split("-")
        assert mod10(digits) == int(check), code


def codings(value: Any) -> list[list[dict[str, str]]]:
    if isinstance(value, dict):
        return [one for part in value.values() for one in codings(part)]
    if isinstance(value, list) and value and isinstance(value[0], dict) and "system" in value[0]:
        return [value]
    return [one for part in value for one in codings(part)] if isinstance(value, list) else []


def mod10(digits: str) -> int:
    """The check digit of LOINC: every second digit from the right is doubled."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return -total % 10


def test_copy_does_not_ask_more_often_for_more_entries(
    build_account: Any, log_in: Any, django_assert_max_num_queries: Any
) -> None:
    mine = build_account()
    for number in range(120):
        Feeling(owner=mine, day=DAY - dt.timedelta(days=number), value=3).save()
        response = Response(owner=mine, day=DAY - dt.timedelta(days=number), instrument="alsfrs-r", wording="x")
        response.save()
        Answer(response=response, item="speech", value=3).save()
    client = log_in(mine)
    with django_assert_max_num_queries(110):
        client.post("/my-data/copy/")


@given(st.text(min_size=1))
def test_no_cell_begins_a_formula(cell: str) -> None:
    made = harmless(cell)
    assert made[0] not in "=@\t\r"
    assert made[0] not in "+-" or made[1:2].isdigit()
    assert made in (cell, f"'{cell}")
