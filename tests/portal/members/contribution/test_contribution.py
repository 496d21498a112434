from __future__ import annotations

import csv
import datetime as dt
import json
import tomllib
import uuid
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from tests.contributions import TO_THE_END

from openpals.model.layout_reader import built_in
from openpals.portal.common.access.actor import Actor, ActorKind
from openpals.portal.members.consent.purposes import RESEARCH, STUDIES, current_text
from openpals.portal.members.consent.say import live, say
from openpals.portal.members.contribution.load import RealPeople, load
from openpals.portal.members.contribution.models import Contributed, Contribution, Participant
from openpals.portal.members.contribution.told import ReleaseRefused, tell_release
from openpals.portal.members.contribution.write import COLUMNS, About, write
from openpals.portal.members.farewell.models import HOLD, Deletion
from openpals.portal.members.journal.models import (
    Answer,
    Evaluation,
    Feeling,
    Measurement,
    Note,
    Response,
    SymptomReport,
    TrackedSymptom,
)
from openpals.portal.members.journal.models.journal import Journal
from openpals.portal.members.profile.models import Profile
from openpals.privacy.keys import Key
from openpals.release.deposit import make_deposit
from openpals.release.folders import TargetRefused
from openpals.simulate.members import write_members

from ..farewell.test_farewell import delete_now
from ..journal.entries import one_of_each

pytestmark = pytest.mark.django_db

ABOUT = About("members-platform", "A platform", "Reports", "Under an agreement.")
BY = Actor(ActorKind.COMMAND)
DAY = dt.date(2026, 3, 4)


def agree(account: Any, purpose: str = RESEARCH, given: bool = True) -> None:
    by = Actor(ActorKind.ACCOUNT, account.pk)
    say(account.pk, purpose, given, current_text(purpose).hash, by=by, why="for a test")


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / "export" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def sent(folder: Path, name: str) -> list[dict[str, str]]:
    """What the simulator wrote."""
    with (folder / f"SYNTHETIC_members_export/{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def receipts(folder: Path) -> list[tuple[str, str]]:
    with (folder / "withdrawals.csv").open(encoding="utf-8", newline="") as file:
        return [(row["member_id"], row["reason"]) for row in csv.DictReader(file)]


def number_of(account: Any) -> str:
    return str(Participant.objects.get(owner=account).number)


def poison(owner: Any) -> None:
    """Makes the owner's rows unreadable, where the database lets one: whoever reads one of them fails."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("UPDATE journal_measurement SET value = 'trap' WHERE owner_id = %s", [owner.pk])
            cursor.execute("UPDATE journal_treatment SET dose = 'trap' WHERE owner_id = %s", [owner.pk])
            cursor.execute("UPDATE journal_treatmentreport SET doses_per_day = 'trap' WHERE owner_id = %s", [owner.pk])


def test_only_those_who_agree_are_read(build_account: Any, tmp_path: Path) -> None:
    yes, never, withdrew, other_purpose, leaving = (build_account() for _ in range(5))
    for person in (yes, never, withdrew, other_purpose, leaving):
        one_of_each(person, uuid.uuid4(), DAY)
    for person in (yes, withdrew, leaving):
        agree(person)
    agree(withdrew, given=False)
    agree(other_purpose, STUDIES)
    by = Actor(ActorKind.ACCOUNT, leaving.pk)
    deletion = Deletion(account=leaving, due_at=dt.datetime.now(dt.UTC) + HOLD)
    deletion.write(by=by, action="farewell.delete", why="for a test")
    for person in (never, withdrew, other_purpose, leaving):
        poison(person)
    told = write(tmp_path / "out", ABOUT, by=BY)
    assert told.people == 1
    for name in COLUMNS:
        assert {row["member_id"] for row in rows(tmp_path / "out", name)} <= {number_of(yes)}, name


def test_trap_rows_would_be_noticed(build_account: Any, tmp_path: Path) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite keeps a value that its column does not allow")
    yes = build_account()
    one_of_each(yes, uuid.uuid4(), DAY)
    agree(yes)
    poison(yes)
    with pytest.raises(Exception, match=r"trap|float|convert"):
        write(tmp_path / "out", ABOUT, by=BY)
    assert not (tmp_path / "out").exists()
    assert not Contribution.objects.exists()


def test_cells_are_as_they_were_reported(build_account: Any, tmp_path: Path) -> None:
    yes = build_account(name="Not for the pool")
    one_of_each(yes, uuid.uuid4(), DAY)
    Profile.objects.filter(owner=yes).update(
        birth_year=1961,
        onset_date=dt.date(2024, 5, 1),
        onset_precision="month",
        diagnosis_date=dt.date(2025, 2, 3),
        diagnosis_precision="day",
    )
    SymptomReport.objects.filter(owner=yes).update(answered_by="caregiver_answering")
    own_words = TrackedSymptom(owner=yes, words="a secret of mine")
    own_words.save()
    SymptomReport(owner=yes, symptom=own_words, day=DAY, severity=1).save()
    Evaluation.objects.filter(owner=yes).update(advice="secret advice", main_side_effect_severity=2)
    agree(yes)
    write(tmp_path / "out", ABOUT, by=BY)
    out = tmp_path / "out"
    (member,) = rows(out, "members")
    assert (member["birth_date"], member["onset_date"], member["diagnosis_date"]) == ("1961", "2024-05", "2025-02-03")
    (symptom,) = rows(out, "symptom_reports")
    assert (symptom["symptom"], symptom["severity"], symptom["date"]) == ("fatigue", "moderate", "2026-03-04")
    assert symptom["answered_by"] == "caregiver_answering"
    (scale,) = rows(out, "alsfrs")
    assert (scale["speech"], scale["walking"], scale["answered_by"]) == ("3", "", "person")
    taken, judged = rows(out, "treatment_reports")
    assert (taken["treatment"], taken["doses_per_day"]) == ("riluzole", "2")
    assert (judged["effectiveness"], judged["main_side_effect_severity"]) == ("slight", "2")
    (course,) = rows(out, "treatments")
    assert (course["dose"], course["dose_unit"], course["start_date"]) == ("50", "mg", "2026-03-04")
    (weight,) = rows(out, "measurements")
    assert (weight["sign"], weight["value"], weight["unit"]) == ("weight", "70", "kg")
    (feeling,) = rows(out, "outcomes")
    assert (feeling["instrument"], feeling["item"], feeling["score"]) == ("feeling-now", "feeling", "4")
    text = "".join(path.read_text("utf-8") for path in out.rglob("*.csv"))
    assert not [word for word in ("secret", "A quiet day") if word in text]


def test_columns_and_files_are_those_of_the_layout(build_account: Any, tmp_path: Path) -> None:
    agree(build_account())
    write(tmp_path / "out", ABOUT, by=BY)
    layout = built_in("members")
    assert {path.stem for path in (tmp_path / "out/export").iterdir()} == set(layout.sources)
    facts = tomllib.loads((tmp_path / "out/contribution.toml").read_text())["contribution"]
    assert (facts["layout"], facts["dataset"], facts["synthetic"]) == ("members", "members-platform", False)


def test_numbers_of_people_stay_the_same_from_one_contribution_to_the_next(build_account: Any, tmp_path: Path) -> None:
    yes = build_account()
    agree(yes)
    write(tmp_path / "first", ABOUT, by=BY)
    write(tmp_path / "second", ABOUT, by=BY)
    assert rows(tmp_path / "first", "members") == rows(tmp_path / "second", "members")
    assert Contribution.objects.count() == 2


def test_withdrawal_and_deletion_leave_one_receipt_each_in_the_next_contribution(
    build_account: Any, tmp_path: Path
) -> None:
    withdraws, deletes, stays = (build_account() for _ in range(3))
    for person in (withdraws, deletes, stays):
        agree(person)
    assert write(tmp_path / "first", ABOUT, by=BY).receipts == 0
    numbers = number_of(withdraws), number_of(deletes)
    agree(withdraws, given=False)
    delete_now(deletes)
    assert not Contributed.objects.filter(participant__owner=None).exists()
    assert write(tmp_path / "second", ABOUT, by=BY).receipts == 2
    assert set(receipts(tmp_path / "second")) == {
        (numbers[0], "consent withdrawn"),
        (numbers[1], "account deleted"),
    }
    assert receipts_of_third(tmp_path) == []
    assert set(Participant.objects.values_list("owner_id", flat=True)) == {withdraws.pk, stays.pk}


def receipts_of_third(tmp_path: Path) -> list[tuple[str, str]]:
    write(tmp_path / "third", ABOUT, by=BY)
    return receipts(tmp_path / "third")


def test_folder_that_is_not_empty_is_refused_and_nothing_is_recorded(build_account: Any, tmp_path: Path) -> None:
    agree(build_account())
    (tmp_path / "kept.txt").write_text("there")
    with pytest.raises(TargetRefused):
        write(tmp_path, ABOUT, by=BY)
    assert not Contribution.objects.exists()


def test_queries_do_not_grow_with_entries(
    build_account: Any, tmp_path: Path, django_assert_max_num_queries: Any
) -> None:
    yes = build_account()
    agree(yes)
    write(tmp_path / "first", ABOUT, by=BY)
    for number in range(300):
        day = DAY - dt.timedelta(days=number)
        Feeling(owner=yes, day=day, value=3).save()
        response = Response(owner=yes, day=day, instrument="alsfrs-r", wording="x")
        response.save()
        Answer(response=response, item="speech", value=3).save()
    with django_assert_max_num_queries(60):
        told = write(tmp_path / "second", ABOUT, by=BY)
    assert (told.rows["outcomes"], told.rows["alsfrs"]) == (300, 300)


def test_member_sees_what_was_shared_and_in_which_release(build_account: Any, log_in: Any, tmp_path: Path) -> None:
    yes, no = build_account(), build_account()
    one_of_each(yes, uuid.uuid4(), DAY)
    agree(yes)
    write(tmp_path / "out", ABOUT, by=BY)
    tell_release(release(tmp_path / "release", "members-platform"), None, by=BY)
    tell_release(tmp_path / "release", None, by=BY)
    page = " ".join(log_in(yes).get("/consent/shared/").content.decode().split())
    assert "ALSFRS-R: 1" in page
    assert page.count("In release 2026.1, The pool, with data of 1,234 people.") == 1
    assert "Nothing of yours was shared" in log_in(no).get("/consent/shared/").content.decode()


def test_release_of_other_data_is_refused(build_account: Any, tmp_path: Path) -> None:
    agree(build_account())
    write(tmp_path / "out", ABOUT, by=BY)
    with pytest.raises(ReleaseRefused, match="trial-a"):
        tell_release(release(tmp_path / "release", "trial-a"), None, by=BY)


def release(folder: Path, dataset: str) -> Path:
    folder.mkdir()
    facts = {"kind": "release", "format": 1, "version": "2026.1", "title": "The pool", "people": 1234}
    (folder / "manifest.json").write_text(json.dumps({**facts, "datasets": [{"dataset": dataset}], "files": {}}))
    return folder


@pytest.fixture(scope="module")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("simulated") / "members"
    write_members(folder, members=120, als=60, people=160, trials=6)
    return folder


def test_invented_members_come_back_as_they_went_in_and_can_be_deposited(simulated: Path, tmp_path: Path) -> None:
    """The circle: simulator, tables of the site, contribution, deposit."""
    told = load(simulated)
    assert told["members"] == 120
    written = write(tmp_path / "out", ABOUT, by=BY)
    assert (written.people, written.synthetic) == (108, True)
    made = make_deposit(
        tmp_path / "out",
        tmp_path / "deposit",
        lambda dataset: Key("contributor", bytes(range(32))),
        TO_THE_END,
        lambda step: None,
        1,
        "500MB",
    )
    assert made.people == 108
    manifest = json.loads((tmp_path / "deposit/manifest.json").read_text())
    assert manifest["synthetic"] is True
    agreed = set(live(RESEARCH).values_list("owner_id", flat=True))
    emails = set(get_user_model()._default_manager.filter(pk__in=agreed).values_list("email", flat=True))
    source = sent(simulated, "members")
    inside = {row["member_id"] for row in source if row["email"] in emails}
    for name in ("alsfrs", "symptom_reports", "measurements", "vital_capacity", "labs", "equipment", "deaths"):
        before = sent(simulated, name)
        expected = [row for row in before if row["member_id"] in inside]
        assert written.rows[name] == len(expected), name
    scale = rows(tmp_path / "out", "alsfrs")
    before = sent(simulated, "alsfrs")
    items = [column for column in COLUMNS["alsfrs"] if column not in ("report_id", "member_id")]
    assert sorted([row[item] for item in items] for row in scale) == sorted(
        [row[item] for item in items] for row in before if row["member_id"] in inside
    )


def test_invented_members_take_the_places_of_the_demonstrations_first(
    simulated: Path, build_account: Any, log_in: Any
) -> None:
    ines = build_account("member", email="ines@example.org", name="Ines")
    load(simulated)
    assert Profile.objects.get(owner=ines).diagnosis == "als"
    assert Response.objects.filter(owner=ines).exists()
    assert Journal.objects.count() == 119
    fresh = build_account()  # numbers go on after the loaded ones
    Note(owner=fresh, day=DAY, text="x").save()
    Measurement(owner=fresh, day=DAY, kind="sign", code="weight", value=Decimal(70), unit="kg").save()


def test_invented_members_are_not_put_among_people_who_may_be_real(simulated: Path, build_account: Any) -> None:
    build_account(email="somebody@mail.example")
    with pytest.raises(RealPeople, match="real people"):
        load(simulated)


def test_folder_that_is_not_synthetic_is_not_loaded(build_account: Any, tmp_path: Path) -> None:
    agree(build_account())
    write(tmp_path / "out", ABOUT, by=BY)
    with pytest.raises(RealPeople, match="synthetic"):
        load(tmp_path / "out")
