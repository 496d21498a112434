from __future__ import annotations

import datetime as dt
import io
import uuid
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from openpals.portal.members.care.models import CareGrant
from openpals.portal.members.journal.models import (
    Evaluation,
    Feeling,
    Kept,
    Measurement,
    Note,
    Photo,
    Revision,
    Treatment,
    TreatmentReport,
)
from openpals.portal.members.profile.models import Profile

from .entries import one_of_each
from .specimens import insert

pytestmark = pytest.mark.django_db

TODAY = dt.date.today()
NOW = TODAY.isoformat()


def picture(side: int = 40, kind: str = "JPEG", **about: Any) -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (side, side // 2), "teal").save(out, kind, **about)
    return SimpleUploadedFile("holiday.jpg", out.getvalue(), "image/jpeg")


def test_treatment_of_the_vocabulary_is_coded_and_another_is_kept_in_own_words(member: Any) -> None:
    member.post("treatments/add/", name="rilutek", kind="drug", dose="50", dose_unit="mg", doses_per_day="2")
    member.post("treatments/add/", name="Aunt Mary's tea", kind="supplement", purpose="general_health")
    coded, own = Treatment.objects.order_by("pk")
    assert (coded.code, coded.words, coded.dose, coded.doses_per_day) == ("riluzole", "", Decimal(50), Decimal(2))
    assert (own.code, own.words, own.purpose) == ("", "Aunt Mary's tea", "general_health")
    page = member.get("treatments/").content.decode()
    assert "Riluzole (50 mg, 2 a day)" in page
    assert "Aunt Mary&#x27;s tea" in page


def test_decimal_may_be_written_with_a_comma(member: Any) -> None:
    member.post("weight/add/", day=NOW, value="71,5", unit="kg")
    assert Measurement.objects.get().value == Decimal("71.5")


def test_treatment_ends_with_a_reason(member: Any) -> None:
    treatment = Treatment(owner=member.account, kind="drug", code="riluzole", start_day=dt.date(2026, 1, 1))
    treatment.save()
    sent = {"name": "Riluzole", "kind": "drug", "start_day": "2026-01-01", "stop_reason": "side_effects"}
    assert member.post(f"treatments/{treatment.key}/change/", **sent, stop_day="2025-12-31").status_code == 422
    member.post(f"treatments/{treatment.key}/change/", **sent, stop_day="2026-02-01")
    treatment.refresh_from_db()
    assert (treatment.stop_day, treatment.stop_reason) == (dt.date(2026, 2, 1), "side_effects")
    assert "Ended" in member.get("treatments/").content.decode()


def test_what_was_taken_is_offered_again(member: Any) -> None:
    treatment = Treatment(owner=member.account, kind="drug", code="riluzole", dose=Decimal(50), dose_unit="mg")
    treatment.save()
    assert member.get(f"treatments/{treatment.key}/taken/").context["form"].initial["dose"] == Decimal(50)
    member.post(f"treatments/{treatment.key}/taken/", day=NOW, doses_per_day="0", dose="25", dose_unit="mg")
    row = TreatmentReport.objects.get()
    assert (row.doses_per_day, row.treatment) == (Decimal(0), treatment)
    assert member.get(f"treatments/{treatment.key}/taken/").context["form"].initial["dose"] == Decimal(25)


def test_evaluation_keeps_the_purpose_it_was_given_for_and_offers_it_again(member: Any) -> None:
    treatment = Treatment(owner=member.account, kind="drug", code="riluzole", purpose="slow_disease")
    treatment.save()
    member.post(
        f"treatments/{treatment.key}/judged/",
        **{"day": NOW, "effectiveness": "slight", "side_effects": "mild", "burden": "a_little"},
        **{"main_side_effect": "nausea", "main_side_effect_severity": "2", "adherence": "always"},
        **{"cost_band": "under_25", "advice": "Take it with food."},
    )
    row = Evaluation.objects.get()
    assert (row.purpose, row.effectiveness, row.main_side_effect_severity) == ("slow_disease", "slight", 2)
    page = member.get(f"treatments/{treatment.key}/judged/")
    assert page.context["form"].initial["effectiveness"] == "slight"
    assert "Take it with food" not in page.content.decode()
    assert "findahelpline.com" in page.content.decode()


def test_feeling_is_one_press_and_a_second_one_takes_its_place(member: Any) -> None:
    assert 'name="value" value="4"' in member.get("").content.decode()
    for value in ("4", "4", "2"):
        member.post("feelings/today/", value=value)
    row = Feeling.objects.get()
    assert row.value == 2
    assert Revision.objects.get().before == {"value": 4}
    assert "Bad – your answer now" in member.get("").content.decode()
    assert member.post("feelings/today/", value="6").status_code == 422
    member.post(f"feelings/{row.key}/change/", value="3", reason="The sun came out.")
    row.refresh_from_db()
    assert (row.value, row.reason) == (3, "The sun came out.")


@pytest.mark.parametrize(
    ("path", "sent", "word"),
    [
        ("weight/add/", {"value": "700", "unit": "kg"}, "cannot be a weight"),
        ("weight/add/", {"value": "", "unit": "kg"}, "Write your weight"),
        ("weight/add/", {"value": "seventy", "unit": "kg"}, "number"),
        ("weight/add/", {"value": "70", "unit": "stone"}, "valid choice"),
        ("breathing/add/", {"code": "fvc"}, "the litres, the percent, or both"),
        ("breathing/add/", {"code": "fvc", "value": "80"}, "less than or equal to 8"),
        ("breathing/add/", {"code": "peak", "value": "3"}, "valid choice"),
        ("labs/add/", {"code": "creatinine", "unit": "mg/dL"}, "Write the value"),
        ("labs/add/", {"code": "magic", "unit": "mg/dL", "value": "1"}, "valid choice"),
        ("notes/add/", {"text": ""}, "Write something"),
        ("treatments/add/", {"name": "", "kind": "drug"}, "required"),
        ("treatments/add/", {"name": "x", "kind": "drug", "dose": "-1"}, "greater than or equal to 0"),
    ],
)
def test_value_that_cannot_be_is_refused_in_a_clear_word(
    member: Any, path: str, sent: dict[str, str], word: str
) -> None:
    answer = member.post(path, day=NOW, **sent)
    assert answer.status_code == 422
    assert word in answer.content.decode()
    assert not Measurement.objects.exists()
    assert not Treatment.objects.exists()
    assert not Note.objects.exists()


DATED = [
    ("weight/add/", {"value": "70", "unit": "kg"}, "day"),
    ("breathing/add/", {"code": "svc", "percent_predicted": "80"}, "day"),
    ("labs/add/", {"code": "creatinine", "value": "0.7", "unit": "mg/dL"}, "day"),
    ("notes/add/", {"text": "Hello"}, "day"),
    ("treatments/add/", {"name": "Riluzole", "kind": "drug"}, "start_day"),
    ("equipment/add/", {"equipment": "niv"}, "start_day"),
]


@pytest.mark.parametrize(("path", "sent", "day"), DATED)
def test_date_to_come_or_before_birth_is_refused_in_every_form(
    member: Any, path: str, sent: dict[str, str], day: str
) -> None:
    Profile(owner=member.account, birth_year=1960).save()
    future = (TODAY + dt.timedelta(days=2)).isoformat()
    assert "still to come" in member.post(path, **sent, **{day: future}).content.decode()
    assert "before the year of birth" in member.post(path, **sent, **{day: "1959-06-01"}).content.decode()
    assert member.post(path, **sent, **{day: NOW}).status_code == 302


@pytest.mark.parametrize(("path", "sent", "day"), DATED)
def test_form_sent_twice_makes_one_entry(member: Any, path: str, sent: dict[str, str], day: str) -> None:
    key = str(uuid.uuid4())
    for _ in range(2):
        assert member.post(path, **sent, **{day: NOW}, key=key).status_code == 302
    made = [model.objects.count() for model in Kept.__subclasses__()[0].__subclasses__()]
    assert Measurement.objects.count() + Note.objects.count() + Treatment.objects.count() <= 1
    assert max(made) <= 1


def test_form_with_a_mistake_brings_its_key_back(member: Any) -> None:
    key = str(uuid.uuid4())
    assert key in member.post("weight/add/", day=NOW, value="", unit="kg", key=key).content.decode()


def test_rule_6_caregivers_words_bear_their_name_and_closed_parts_stay_closed(member: Any, build_member: Any) -> None:
    helper = build_member()
    insert(CareGrant(member=member.account, caregiver=helper.account, may_answer_for=True))
    helper.client.post(member.at("weight/add/"), {"day": NOW, "value": "70", "unit": "kg"})
    row = Measurement.objects.get()
    assert (row.owner, row.author, row.answered_by) == (member.account, helper.account, "caregiver_answering")
    one_of_each(member.account, key := uuid.uuid4(), TODAY)
    for path in ("notes/", "notes/add/", f"notes/{key}/change/", "feelings/", "feelings/today/"):
        assert helper.client.get(member.at(path)).status_code == 404
    page = helper.client.get(member.at("")).content.decode()
    assert "The journal of" in page
    assert "How do you feel" not in page
    assert "My notes" not in page


def test_rule_10_free_text_shows_help_lines_at_once_and_promises_no_alert(member: Any) -> None:
    Profile(owner=member.account, country="DE").save()
    for path in ("notes/add/", "feelings/today/"):
        page = member.get(path).content.decode()
        assert "0800 111 0 111" in page
        assert "Nobody is told what you write here" in page


def test_photo_is_drawn_anew_without_place_or_time(member: Any) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Secret camera"
    exif[0x0112] = 6  # lying on its side
    sent = picture(side=4000, exif=exif)
    assert b"Secret camera" in sent.read()
    sent.seek(0)
    member.client.post(member.at("notes/add/"), {"day": NOW, "text": "", "photo": sent, "described": "A field"})
    kept = Photo.objects.get()
    assert b"Secret" not in bytes(kept.data)
    with Image.open(io.BytesIO(bytes(kept.data))) as drawn:
        assert drawn.size == (kept.width, kept.height) == (1024, 2048)
        assert not drawn.getexif()
    page = member.get("notes/").content.decode()
    assert 'alt="A field"' in page
    answer = member.get(f"notes/{kept.note.key}/photo/")
    assert (answer.headers["Content-Type"], answer.content) == ("image/jpeg", bytes(kept.data))
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    "sent",
    [
        SimpleUploadedFile("photo.jpg", b"<script>alert(1)</script>", "image/jpeg"),
        SimpleUploadedFile("photo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml"),
        SimpleUploadedFile("photo.jpg", b"\xff\xd8\xff\xe0 cut off", "image/jpeg"),
    ],
    ids=["script", "drawing", "cut off"],
)
def test_file_that_is_no_photo_is_refused_and_the_words_stay(member: Any, sent: SimpleUploadedFile) -> None:
    sent.seek(0)
    answer = member.client.post(member.at("notes/add/"), {"day": NOW, "text": "My words", "photo": sent})
    assert answer.status_code == 422
    assert "not a photo that we can read" in answer.content.decode()
    assert "My words" in answer.content.decode()
    assert not Note.objects.exists()


def test_photo_of_too_many_points_is_refused_before_it_is_drawn(member: Any) -> None:
    out = io.BytesIO()
    Image.new("1", (9000, 9000)).save(out, "PNG")
    sent = SimpleUploadedFile("bomb.png", out.getvalue(), "image/png")
    answer = member.client.post(member.at("notes/add/"), {"day": NOW, "text": "", "photo": sent})
    assert answer.status_code == 422
    assert "too many points" in answer.content.decode()


def test_body_of_200_mb_is_refused_unread(member: Any) -> None:
    answer = member.client.post(
        member.at("notes/add/"), b"x", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH=str(200 * 2**20)
    )
    assert answer.status_code == 413
    assert "too large" in answer.content.decode()


def test_photo_is_not_there_for_anybody_else(member: Any, build_member: Any) -> None:
    member.client.post(member.at("notes/add/"), {"day": NOW, "text": "", "photo": picture()})
    address = member.at(f"notes/{Note.objects.get().key}/photo/")
    assert build_member().client.get(address).status_code == 404
    member.post(f"notes/{Note.objects.get().key}/change/", day=NOW, text="Without", drop="on")
    assert not Photo.objects.exists()
    assert member.client.get(address).status_code == 404


def test_number_of_queries_does_not_grow_with_entries(member: Any) -> None:
    def queries(path: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            member.get(path)
        return len(seen)

    key = uuid.uuid4()
    one_of_each(member.account, key, TODAY)
    paths = (
        *("", "treatments/", f"treatments/{key}/", "measurements/", "notes/", "feelings/", "profile/", "equipment/"),
        *("weight/add/", f"treatments/{key}/judged/", f"notes/{key}/change/"),
    )
    few = {path: queries(path) for path in paths}
    treatment = Treatment.objects.get()
    for days in range(1, 30):
        day = TODAY - dt.timedelta(days=days)
        who: dict[str, Any] = {"owner": member.account, "author": member.account}
        Treatment(**who, kind="drug", words=f"tea {days}").save()
        Evaluation(**who, treatment=treatment, day=day).save()
        TreatmentReport(**who, treatment=treatment, day=day).save()
        Feeling(**who, day=day, value=3).save()
        Note(**who, day=day, text="x").save()
        Measurement(**who, day=day, kind="sign", code="weight", value=Decimal(70), unit="kg").save()
    assert {path: queries(path) for path in paths} == few
    assert max(few.values()) <= 14
