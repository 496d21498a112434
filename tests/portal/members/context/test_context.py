from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.reference_sample import sample_reference

from openpals.portal.common.access.actor import command
from openpals.portal.common.audit.models import Event
from openpals.portal.members.care.models import CareGrant
from openpals.portal.members.context.curves import Own, context_charts, context_finding, own_scores
from openpals.portal.members.context.models import ContextChoice, Publication
from openpals.portal.members.context.publication import AlreadyShown, load, shown
from openpals.portal.members.course.rows import Scores
from openpals.portal.members.journal.models import journal_of
from openpals.release.statistics.reading import ReferenceRefused, as_text
from openpals.release.statistics.reference import EVERYONE, Point, Reference, Release

from ..journal.specimens import insert
from ..years import answered, fill, onset

POINTS = (
    Point(10, 150, (20.0, 25.5, 32.0, 40.0, 44.0)),
    Point(11, 150, (19.0, 24.5, 31.0, 39.0, 43.0)),
    Point(13, 45, (None, 22.0, 30.0, 38.0, None)),
)
TINY = Reference(
    Release("Synthetic pool", "2026.1", "Synthetic pool, release 2026.1. Contains synthetic data.", True),
    "strict-counts-1",
    0.8,
    {EVERYONE: 150},
    {("total", EVERYONE): POINTS},
    (),
)
ONSET = dt.date(2025, 1, 1)


def scored(days: int, each: int) -> Scores:
    day = ONSET + dt.timedelta(days=days)
    return Scores(day, dict.fromkeys(("bulbar", "fine_motor", "gross_motor", "respiratory"), each))


def test_own_score_stands_in_the_month_of_the_statistics() -> None:
    found = own_scores([scored(-5, 12), scored(314, 10), scored(315, 9)], "total", ONSET)
    assert [(one.days, one.month, one.score) for one in found] == [(314, 10, 40), (315, 11, 36)]


def test_finding_tells_of_others_at_that_time_and_of_nothing_later() -> None:
    told = context_finding(POINTS, [Own(300, 33)], 48)
    assert told == (
        "The latest score here is 33 of 48, in month 10. Among people alive and reporting at that time, the middle "
        "half had 25.5 to 40. That rests on about 150 people."
    )


def test_where_too_few_people_reported_nothing_is_said_of_them() -> None:
    told = context_finding(POINTS, [Own(360, 33)], 48)
    assert "Too few people reported in that month" in told


def test_chart_by_hand() -> None:
    total = context_charts(TINY, EVERYONE, [scored(360, 9)], ONSET)[0]
    assert [tick.text for tick in total.ticks] == ["0", "12", "24"]
    # Month 12 is in the middle of 24 months; 36 of 48 is a quarter below the top.
    assert total.lines[0].path == "50.00,25.00"
    # Months 10 and 11 make one stretch; over month 12, which is hidden, nothing is drawn.
    assert [(band.tone, len(band.points)) for band in total.bands] == [("outer", 2), ("inner", 2), ("inner", 1)]
    assert total.table.rows[2] == ("12", "36", "–", "–", "–", "–", "–", "–")
    assert total.table.rows[3] == ("13", "", "45", "–", "22", "30", "38", "–")


def test_nothing_is_drawn_after_the_last_answer() -> None:
    total = context_charts(TINY, EVERYONE, [scored(150, 11), scored(300, 10)], ONSET)[0]
    assert max(across for across, _ in total.lines[0].points) == pytest.approx(10 / 24)


@pytest.fixture
def file(tmp_path: Path) -> Callable[..., Path]:
    """Writes statistics of a release into a file."""

    def write(version: str = "2026.1") -> Path:
        path = tmp_path / f"{version}.json"
        path.write_text(as_text(sample_reference(version)), "utf-8")
        return path

    return write


def page(client: Client, owner: Any) -> str:
    answer = client.get(f"/journal/{journal_of(owner).pk}/course/context/")
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def choose(client: Client, owner: Any, **sent: str) -> int:
    return client.post(f"/journal/{journal_of(owner).pk}/course/context/choose/", sent).status_code


@pytest.fixture
def member(db: None, build_account: Any, file: Any) -> Any:
    """Somebody two years after onset, on a site that has statistics."""
    made = build_account()
    today = timezone.localdate()
    onset(made, today - dt.timedelta(days=720))
    answered(made, today, 33)
    load(file(), by=command("context"))
    return made


def test_nothing_of_others_is_shown_to_who_has_not_asked(log_in: Any, member: Any) -> None:
    told = page(log_in(member), member)
    assert "only if you ask for it" in told
    assert "polygon" not in told
    assert "of 48" not in told


def test_who_asks_sees_bands_people_and_release(log_in: Any, member: Any) -> None:
    client = log_in(member)
    assert choose(client, member, show="yes") == 302
    told = page(client, member)
    assert told.count('<polygon class="band outer"') == 5
    assert "about 300 people in Synthetic pool, release 2026.1" in told
    assert "alive and reporting at that time" in told
    assert "invented people" in told
    assert "33 of 48, in month 24" in told
    assert "Half a year without a change is common: of about 170 people asked again after six months, 25 in" in told


def test_words_are_neutral(log_in: Any, member: Any) -> None:
    client = log_in(member)
    choose(client, member, show="yes")
    told = page(client, member).lower()
    for word in ("worse", "better", "bad", "fast", "slow", "predict", "expect", "prognos", "decline"):
        assert word not in re.sub(r"<[^>]*>", " ", told), word


def test_people_with_the_same_site_of_onset_are_shown_on_request(log_in: Any, member: Any) -> None:
    client = log_in(member)
    choose(client, member, show="yes", beside="same_site")
    assert "those of: Limb onset" in page(client, member)
    choose(client, member, show="yes", beside="nobody")
    assert "those of: Limb onset" in page(client, member)


def test_hidden_again_is_gone(log_in: Any, member: Any) -> None:
    client = log_in(member)
    choose(client, member, show="yes")
    choose(client, member, show="no")
    assert "polygon" not in page(client, member)


def test_hidden_score_hides_the_context_too(log_in: Any, member: Any) -> None:
    client = log_in(member)
    choose(client, member, show="yes")
    journal = journal_of(member)
    journal.score_hidden = True
    journal.save()
    told = page(client, member)
    assert "polygon" not in told
    assert "33" not in re.sub(r"<[^>]*>", " ", told)


def test_without_a_day_of_onset_or_statistics_the_page_says_what_is_missing(log_in: Any, build_account: Any) -> None:
    mine = build_account()
    client = log_in(mine)
    choose(client, mine, show="yes")
    assert "no numbers of others" in page(client, mine)


def test_without_a_day_of_onset_the_page_asks_for_it(log_in: Any, build_account: Any, file: Any) -> None:
    mine = build_account()
    load(file(), by=command("context"))
    client = log_in(mine)
    choose(client, mine, show="yes")
    assert "when the disease began" in page(client, mine)


def test_caregiver_sees_what_the_member_asked_for_and_cannot_ask(log_in: Any, build_account: Any, member: Any) -> None:
    caregiver = build_account("caregiver")
    insert(CareGrant(member=member, caregiver=caregiver))
    client = log_in(caregiver)
    assert "Only the person whose journal it is" in page(client, member)
    assert choose(client, member, show="yes") == 404
    assert not ContextChoice.objects.exists()


def test_queries_do_not_grow_with_entries(log_in: Any, build_account: Any, file: Any) -> None:
    load(file(), by=command("context"))
    shown()  # is read once a process
    today = timezone.localdate()

    def queries(entries: int) -> int:
        mine = build_account()
        onset(mine, today - dt.timedelta(days=900))
        fill(mine, today, entries)
        client = log_in(mine)
        choose(client, mine, show="yes")
        with CaptureQueriesContext(connection) as asked:
            page(client, mine)
        return len(asked)

    assert queries(2) == queries(40)


@pytest.mark.django_db
def test_newer_release_takes_the_place_of_the_older_which_is_kept(file: Any) -> None:
    load(file("2026.1"), by=command("context"))
    load(file("2026.2"), by=command("context"))
    now = shown()
    assert now is not None
    assert now.release.version == "2026.2"
    assert [one.version for one in Publication.objects.order_by("pk")] == ["2026.1", "2026.2"]
    assert Event.objects.filter(action="context.load", actor="command").count() == 2


@pytest.mark.django_db
def test_file_that_is_shown_already_changes_nothing(file: Any) -> None:
    load(file(), by=command("context"))
    with pytest.raises(AlreadyShown, match=r"2026\.1"):
        load(file(), by=command("context"))
    assert Publication.objects.count() == 1


@pytest.mark.django_db
def test_damaged_file_is_refused_and_the_older_stays(file: Any, tmp_path: Path) -> None:
    load(file(), by=command("context"))
    broken = tmp_path / "broken.json"
    broken.write_text(file("2026.2").read_text("utf-8").replace('"fewest":20', '"fewest":5'), "utf-8")
    with pytest.raises(ReferenceRefused):
        load(broken, by=command("context"))
    now = shown()
    assert now is not None
    assert now.release.version == "2026.1"
