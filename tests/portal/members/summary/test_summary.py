from __future__ import annotations

import datetime as dt
import io
import json
import logging
import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from openpals.portal.common.audit.models import Event
from openpals.portal.common.design.axis import Axis
from openpals.portal.common.design.lanes import Bar, Dot, Lane, Lanes
from openpals.portal.common.design.lines import Line, Lines, fixed_scale
from openpals.portal.common.design.print import lanes_svg, lines_svg
from openpals.portal.common.design.table import Table
from openpals.portal.common.operation.logs import JsonLines
from openpals.portal.members.care.models import CareGrant
from openpals.portal.members.journal.models import Note, SymptomReport, TrackedSymptom, journal_of
from openpals.portal.members.summary.models import Share
from openpals.portal.members.summary.shares import hash_of, token_of

from ..journal.specimens import insert
from ..years import answered, fill, lasting, onset

ALL = ("about", "abilities", "measured", "taken", "used", "symptoms", "private", "notes")


@pytest.fixture
def member(db: None, build_account: Callable[..., Any]) -> Any:
    """Somebody with something in every section, one symptom of which is private."""
    made = build_account(name="Ada Example")
    today = timezone.localdate()
    fill(made, today, 4, every_days=30)
    lasting(made, today - dt.timedelta(days=40))
    onset(made, today - dt.timedelta(days=800))
    symptom = TrackedSymptom(owner=made, author=made, words="Feeling blue", mapped_concept="depressed_mood")
    symptom.save()
    SymptomReport(owner=made, author=made, day=today, symptom=symptom, severity=2).save()
    Note(owner=made, author=made, day=today, text="A quiet day.").save()
    return made


def address(owner: Any, path: str = "") -> str:
    return f"/journal/{journal_of(owner).pk}/summary/{path}"


def read(client: Client, owner: Any, *sections: str, period: str = "6m", **more: str) -> str:
    answer = client.get(address(owner), {"period": period, "sections": list(sections), **more})
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def make_link(client: Client, owner: Any, *sections: str, **more: Any) -> str:
    sent = {"period": "6m", "sections": list(sections), "days_open": 7, "key": uuid.uuid4(), **more}
    answer = client.post(address(owner, "give/"), sent)
    assert answer.status_code == 200, answer.content
    found = re.search(r"http://testserver(/shared/[\w-]+/)", answer.content.decode())
    assert found is not None
    return found.group(1)


def test_summary_has_the_chosen_sections_and_no_other(log_in: Any, member: Any) -> None:
    told = read(log_in(member), member, "measured", "taken")
    assert "Weight" in told
    assert "Riluzole" in told
    for other in ("of 48", "Fatigue", "Feeling blue", "A quiet day", "Diagnosis", "Ada Example"):
        assert other not in told, other


def test_summary_of_everything_has_every_section(log_in: Any, member: Any) -> None:
    told = read(log_in(member), member, *ALL, named="on")
    for one in ("of 48", "Weight", "Riluzole", "Fatigue", "Feeling blue", "A quiet day", "Diagnosis", "Ada Example"):
        assert one in told, one


def test_private_symptoms_stand_in_their_own_section_only(log_in: Any, member: Any) -> None:
    client = log_in(member)
    assert "Feeling blue" not in read(client, member, "symptoms")
    private = read(client, member, "private")
    assert "Feeling blue" in private
    assert "Fatigue" not in private


def test_private_sections_and_a_hidden_score_are_not_ticked_beforehand(log_in: Any, member: Any) -> None:
    journal = journal_of(member)
    journal.score_hidden = True
    journal.save()
    told = log_in(member).get(address(member)).content.decode()
    ticked = [name for name in ALL if re.search(f'<input[^>]*value="{name}"[^>]*checked', told)]
    assert ticked == ["about", "measured", "taken", "used", "symptoms"]


def test_summary_shows_its_period_only(log_in: Any, member: Any) -> None:
    answered(member, timezone.localdate() - dt.timedelta(days=170), 17)
    client = log_in(member)
    assert "Score 17 of 48" not in read(client, member, "abilities", period="3m")
    assert "Score 17 of 48" in read(client, member, "abilities", period="6m")


@pytest.mark.parametrize("query", ["period=6m", "period=6m&sections=everything", "period=ever&sections=symptoms"])
def test_choice_that_is_none_is_asked_again(log_in: Any, member: Any, query: str) -> None:
    answer = log_in(member).get(f"{address(member)}?{query}")
    assert answer.status_code == 422
    assert "Please look at this again" in answer.content.decode()


def test_pdf_is_tagged_and_holds_the_same(log_in: Any, member: Any) -> None:
    answer = log_in(member).get(address(member, "pdf/"), {"period": "6m", "sections": list(ALL)})
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="summary.pdf"'
    content = answer.content
    assert content.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in content or b"/ObjStm" in content


def test_words_in_a_pdf_are_never_commands(log_in: Any, member: Any) -> None:
    Note(
        owner=member, author=member, day=timezone.localdate(), text='#read("/etc/passwd") $ ] #panic("x") \u4e2d\u6587'
    ).save()
    answer = log_in(member).get(address(member, "pdf/"), {"period": "6m", "sections": ["notes"]})
    assert answer.status_code == 200
    assert answer.content.startswith(b"%PDF-")


NAMES = st.text(min_size=1, max_size=30)
PARTS = st.floats(0, 1)
AXIS = Axis(dt.date(2026, 1, 1), dt.date(2026, 7, 1))


@given(NAMES, st.lists(st.tuples(PARTS, PARTS), min_size=1, max_size=9).map(sorted))
def test_printed_lines_are_sound_whatever_they_are_called(name: str, points: list[tuple[float, float]]) -> None:
    lines = (Line(name, "a", tuple(points)), Line(name, "d", tuple(points)))
    chart = Lines("x", name, name, lines, fixed_scale(48).rules, AXIS.ticks, Table((), ()))
    assert sound(lines_svg(chart)).count("polyline") == 2


@given(NAMES, PARTS, st.integers(0, 3))
def test_printed_lanes_are_sound_whatever_they_are_called(name: str, at: float, grade: int) -> None:
    lane = Lane(name, name, (Bar(0, at),), (Dot(at, grade),))
    svg = lanes_svg(Lanes("x", name, name, (lane,), AXIS.ticks, Table((), ()), tuple(enumerate("abcd"))))
    assert [text for text in texts(sound(svg)) if text in "abcd"] == list("abcd")


def texts(svg: str) -> list[str]:
    from xml.etree import ElementTree

    return [one.text or "" for one in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]


def sound(svg: str) -> str:
    from xml.etree import ElementTree

    ElementTree.parse(io.StringIO(svg))
    return svg


def test_queries_do_not_grow_with_entries(log_in: Any, build_account: Any) -> None:
    def queries(entries: int) -> int:
        mine = build_account()
        fill(mine, timezone.localdate(), entries)
        client = log_in(mine)
        journal_of(mine)
        with CaptureQueriesContext(connection) as asked:
            read(client, mine, *ALL)
        return len(asked)

    assert queries(2) == queries(40)


def test_link_is_read_without_an_account(log_in: Any, member: Any) -> None:
    link = make_link(log_in(member), member, "symptoms", "private", named="on")
    answer = Client().get(link)
    told = answer.content.decode()
    assert answer.status_code == 200
    assert "Fatigue" in told
    assert "Feeling blue" in told
    assert "Ada Example" in told
    assert "of 48" not in told
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow, noarchive"
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert '<meta name="robots" content="noindex' in told
    assert Client().get(f"{link}pdf/").content.startswith(b"%PDF-")


def test_each_opening_is_logged_and_counted_for_the_member(log_in: Any, member: Any) -> None:
    client = log_in(member)
    link = make_link(client, member, "symptoms")
    for _ in range(2):
        Client().get(link)
    share = Share.objects.get()
    assert share.openings == 2
    events = Event.objects.filter(action="share.open", target_id=str(share.pk))
    assert [event.actor for event in events] == ["visitor", "visitor"]
    assert "Opened 2 times" in client.get(address(member)).content.decode()


def ended(answer: Any) -> bool:
    return answer.status_code == 404 and b"This link opens nothing" in answer.content


def test_link_that_was_taken_back_opens_nothing(log_in: Any, member: Any) -> None:
    client = log_in(member)
    link = make_link(client, member, "symptoms")
    assert client.post(f"/shares/{Share.objects.get().pk}/end/").status_code == 302
    assert ended(Client().get(link))
    assert ended(Client().get(f"{link}pdf/"))
    assert "No link is open now" in client.get(address(member)).content.decode()


def test_link_ends_by_itself(log_in: Any, member: Any) -> None:
    link = make_link(log_in(member), member, "symptoms", days_open=1)
    share = Share.objects.get()
    assert share.expires_at - share.made_at == dt.timedelta(days=1)
    past = timezone.now() - dt.timedelta(days=2)
    with connection.cursor() as cursor:  # a day later, as the table has it
        cursor.execute("UPDATE summary_share SET made_at = %s, expires_at = %s", [past, past + dt.timedelta(days=1)])
    assert ended(Client().get(link))
    assert Share.objects.get().openings == 0


def test_guessed_link_is_answered_as_one_that_ended(log_in: Any, member: Any) -> None:
    client = log_in(member)
    link = make_link(client, member, "symptoms")
    client.post(f"/shares/{Share.objects.get().pk}/end/")
    guessed = Client().get(f"/shared/{token_of(member.pk + 1, uuid.uuid4())}/")
    assert ended(guessed)
    plain = re.sub(r"/shared/[\w-]+/|%2Fshared%2F[\w-]+%2F", "", guessed.content.decode())
    assert plain == re.sub(r"/shared/[\w-]+/|%2Fshared%2F[\w-]+%2F", "", Client().get(link).content.decode())


def test_secret_of_a_link_is_in_no_table_and_in_no_log(
    log_in: Any, member: Any, caplog: pytest.LogCaptureFixture
) -> None:
    logging.getLogger("openpals").addHandler(caplog.handler)
    try:
        client = log_in(member)
        link = make_link(client, member, "symptoms")
        Client().get(link)
        Client().get(f"{link}pdf/")
    finally:
        logging.getLogger("openpals").removeHandler(caplog.handler)
    token = link.split("/")[2]
    lines = [JsonLines().format(record) for record in caplog.records]
    assert {json.loads(line).get("route") for line in lines} >= {"shared", "shared_pdf"}
    assert not any(token in line for line in lines)
    assert Share.objects.get().token_hash == hash_of(token)
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{table}"')
            assert token not in str(cursor.fetchall()), table


def test_press_sent_twice_makes_one_link(log_in: Any, member: Any) -> None:
    client, key = log_in(member), uuid.uuid4()
    first = make_link(client, member, "symptoms", key=key)
    assert make_link(client, member, "symptoms", key=key) == first
    assert Share.objects.count() == 1


def test_key_of_another_person_makes_another_link(log_in: Any, member: Any, build_account: Any) -> None:
    key, other = uuid.uuid4(), build_account()
    first = make_link(log_in(member), member, "symptoms", key=key)
    assert make_link(log_in(other), other, "symptoms", key=key) != first


def test_link_of_another_cannot_be_taken_back(log_in: Any, member: Any, build_account: Any) -> None:
    make_link(log_in(member), member, "symptoms")
    assert log_in(build_account()).post(f"/shares/{Share.objects.get().pk}/end/").status_code == 404
    assert Share.objects.get().opens


def test_caregiver_prints_what_is_open_to_them_and_makes_no_link(log_in: Any, member: Any, build_account: Any) -> None:
    caregiver = build_account("caregiver")
    insert(CareGrant(member=member, caregiver=caregiver))
    client = log_in(caregiver)
    told = read(client, member, *ALL)
    assert "Fatigue" in told
    assert "Feeling blue" not in told
    assert "A quiet day" not in told
    assert client.post(address(member, "give/"), {"period": "6m"}).status_code == 404


def test_caregiver_cannot_print_a_hidden_score(log_in: Any, member: Any, build_account: Any) -> None:
    caregiver = build_account("caregiver")
    insert(CareGrant(member=member, caregiver=caregiver))
    journal = journal_of(member)
    journal.score_hidden = True
    journal.save()
    client = log_in(caregiver)
    answer = client.get(address(member), {"period": "6m", "sections": ["abilities"]})
    assert answer.status_code == 422
    assert b"of 48" not in answer.content
    answer = client.get(address(member, "pdf/"), {"period": "6m", "sections": ["abilities"]})
    assert answer.status_code == 302


def test_summary_of_another_is_not_there(log_in: Any, member: Any, build_account: Any) -> None:
    client = log_in(build_account())
    for path in ("", "pdf/", "give/"):
        answer = client.get(address(member, path), {"period": "6m", "sections": ["symptoms"]})
        assert answer.status_code == 404, path
