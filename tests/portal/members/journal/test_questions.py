from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from openpals.portal.members.journal.answers import save
from openpals.portal.members.journal.models import Answer, Response, Revision
from openpals.portal.members.journal.questions import ALSFRS_R, askable, score
from openpals.portal.members.profile.models import Equipment

pytestmark = pytest.mark.django_db

ITEMS = [question.item for question in askable()[ALSFRS_R].asked(False)]
TODAY = dt.date.today()


def begun(member: Any, **sent: str) -> Response:
    member.post("ask/alsfrs-r/", **{"tube": "no", **sent})
    found: Response = Response.objects.filter(owner=member.account).latest("pk")
    return found


def press(member: Any, response: Response, item: str, **sent: str) -> Any:
    return member.post(f"answers/{response.key}/{item}/", **sent)


def answered(member: Any, values: dict[str, int], day: dt.date) -> Response:
    """An earlier time of answering."""
    row = Response(owner=member.account, author=member.account, day=day, instrument=ALSFRS_R, wording="w")
    if len(values) == len(ITEMS):
        row.finished_at = timezone.now()
    row.save()
    for item, value in values.items():
        Answer(response=row, item=item, value=value, author=member.account).save()
    return row


def given_in(response: Response) -> dict[str, int]:
    return dict(response.answers.values_list("item", "value"))


def test_rule_1_one_question_a_screen_with_five_buttons_and_the_last_answer_marked(member: Any) -> None:
    answered(member, {"speech": 3}, TODAY - dt.timedelta(days=30))
    response = begun(member)
    page = member.get(f"answers/{response.key}/speech/").content.decode()
    assert page.count('name="value"') == 5
    assert "A change can be heard – same as last time" in page
    assert page.count("same as last time") == 1
    assert page.count("<h1") == 1


def test_rule_1_one_press_says_that_nothing_changed_in_a_domain(member: Any) -> None:
    before = dict.fromkeys(ITEMS, 2)
    answered(member, before, TODAY - dt.timedelta(days=30))
    response = begun(member)
    page = member.get(f"answers/{response.key}/speech/").content.decode()
    assert "Nothing has changed: speaking and swallowing" in page
    to = press(member, response, "speech", nothing="bulbar").headers["Location"]
    assert to.endswith(f"/{response.key}/handwriting/")
    assert given_in(response) == {"speech": 2, "salivation": 2, "swallowing": 2}
    assert all(row.carried for row in response.answers.all())


def test_rule_2_nothing_changed_takes_three_presses_from_the_home_page(member: Any) -> None:
    answered(member, dict.fromkeys(ITEMS, 3), TODAY - dt.timedelta(days=30))
    begin = member.at("ask/alsfrs-r/")
    assert begin in member.get("").content.decode()
    assert "Nothing has changed since last time" in member.client.get(begin).content.decode()
    response = begun(member, nothing="all")
    assert given_in(response) == dict.fromkeys(ITEMS, 3)
    response.refresh_from_db()
    assert response.finished_at is not None


def test_rule_2_whole_scale_takes_fourteen_presses_the_first_time(member: Any) -> None:
    presses = 1  # the link on the home page
    where = member.post("ask/alsfrs-r/", tube="no").headers["Location"]
    presses += 1
    while "/answers/" in where and not where.endswith(f"{Response.objects.get().key}/"):
        where = member.client.post(where, {"value": "4"}).headers["Location"]
        presses += 1
    assert presses == 14
    page = member.client.get(where).content.decode()
    assert "48 of 48" in page


def test_rule_3_skipped_question_stays_open_and_is_found_weeks_later(member: Any) -> None:
    response = begun(member)
    page = member.get(f"answers/{response.key}/speech/").content.decode()
    assert f"/answers/{response.key}/salivation/" in page
    for item in ITEMS[1:]:
        press(member, response, item, value="3")
    Response.objects.update(day=TODAY - dt.timedelta(days=40))
    page = member.get("").content.decode()
    assert "not all answered" in page
    assert member.at(f"answers/{response.key}/") in page
    page = member.get(f"answers/{response.key}/").content.decode()
    assert "1 question is open" in page
    assert "not known until all is answered" in page
    assert press(member, response, "speech", value="3").headers["Location"].endswith(f"/{response.key}/")
    assert "36 of 48" in member.get(f"answers/{response.key}/").content.decode()


def test_rule_5_who_answers_is_remembered_on_the_device_and_stored_with_the_answers(member: Any) -> None:
    member.post("answering/", who="caregiver_answering")
    assert begun(member).answered_by == "caregiver_answering"
    member.client.cookies.clear()
    member.client.force_login(member.account)
    assert begun(member).answered_by == "person"


def test_start_pressed_twice_is_one_time_of_answering(member: Any) -> None:
    key = str(uuid.uuid4())
    first = member.post("ask/alsfrs-r/", tube="no", key=key).headers["Location"]
    assert member.post("ask/alsfrs-r/", tube="no", key=key).headers["Location"] == first
    assert Response.objects.count() == 1


def test_answer_pressed_twice_or_sent_again_is_one_answer(member: Any) -> None:
    response = begun(member)
    for _ in range(3):
        press(member, response, "speech", value="3")
    assert given_in(response) == {"speech": 3}
    assert not Revision.objects.exists()


def test_answer_after_the_back_button_takes_its_place_and_the_first_is_kept(member: Any) -> None:
    response = begun(member)
    press(member, response, "speech", value="3")
    press(member, response, "salivation", value="3")
    press(member, response, "speech", value="2")
    assert given_in(response) == {"speech": 2, "salivation": 3}
    kept = Revision.objects.get()
    assert (kept.before["item"], kept.before["value"], kept.by) == ("speech", 3, member.account)


def test_two_devices_at_once_the_last_press_stands_and_the_other_is_kept(member: Any, actor: Any) -> None:
    response = begun(member)
    one, two = Response.objects.get(), Response.objects.get()
    save(one, {"speech": 4}, by=actor(member.account))
    save(two, {"speech": 1}, by=actor(member.account))
    assert given_in(response) == {"speech": 1}
    assert Revision.objects.get().before["value"] == 4


@pytest.mark.parametrize("value", ["5", "-1", "", "3.5", "four", "\uff19", "3" * 400])
def test_answer_that_is_none_of_the_five_is_refused_in_a_clear_word(member: Any, value: str) -> None:
    response = begun(member)
    answer = press(member, response, "speech", value=value)
    assert answer.status_code == 422
    assert "none of the answers" in answer.content.decode()
    assert not Answer.objects.exists()


def test_question_5b_is_asked_of_those_with_a_feeding_tube(member: Any) -> None:
    Equipment(owner=member.account, equipment="gastrostomy", start_day=TODAY - dt.timedelta(days=9)).save()
    page = member.get("ask/alsfrs-r/").content.decode()
    assert "I have no feeding tube" not in page
    response = begun(member)
    press(member, response, "handwriting", value="1")
    assert press(member, response, "handwriting", value="1").headers["Location"].endswith("/cutting_tube/")
    gone = member.get(f"answers/{response.key}/cutting_no_tube/")
    assert gone.headers["Location"].endswith("/cutting_tube/")


def test_question_5a_is_asked_once_the_tube_is_gone(member: Any) -> None:
    gone = TODAY - dt.timedelta(days=1)
    Equipment(owner=member.account, equipment="gastrostomy", stop_day=gone).save()
    response = begun(member)
    assert press(member, response, "handwriting", value="1").headers["Location"].endswith("/cutting_no_tube/")


def test_tube_said_at_the_start_is_recorded_and_not_asked_again(member: Any) -> None:
    response = begun(member, tube="yes")
    assert Equipment.objects.get().equipment == "gastrostomy"
    assert press(member, response, "handwriting", value="1").headers["Location"].endswith("/cutting_tube/")
    assert "I have no feeding tube" not in member.get("ask/alsfrs-r/").content.decode()


def test_tube_said_at_question_5_changes_the_question_and_keeps_the_answer_given(member: Any) -> None:
    response = begun(member)
    press(member, response, "cutting_no_tube", value="3")
    to = press(member, response, "cutting_no_tube", tube="yes").headers["Location"]
    assert to.endswith("/cutting_tube/")
    assert given_in(response) == {}
    assert Revision.objects.get().before == {"item": "cutting_no_tube", "value": 3}


def test_score_can_be_hidden(member: Any) -> None:
    response = begun(member)
    for item in ITEMS:
        press(member, response, item, value="2")
    assert "24 of 48" in member.get(f"answers/{response.key}/").content.decode()
    member.journal.score_hidden = True
    member.journal.save()
    page = member.get(f"answers/{response.key}/").content.decode()
    assert "of 48" not in page
    assert "of 12" not in page


def test_total_that_rises_by_four_within_a_month_is_asked_about_and_kept(member: Any) -> None:
    answered(member, dict.fromkeys(ITEMS, 2), TODAY - dt.timedelta(days=20))
    response = begun(member)
    for item in ITEMS:
        press(member, response, item, value="3")
    page = member.get(f"answers/{response.key}/").content.decode()
    assert "much higher than a short while ago" in page
    assert "36 of 48" in page


def test_every_instrument_with_words_and_answers_is_asked_by_the_same_screens(member: Any) -> None:
    member.post("ask/alsfrs-ex/")
    response = Response.objects.get()
    page = member.get(f"answers/{response.key}/ex_fingers/").content.decode()
    assert page.count('name="value"') == 5
    for item in ("ex_fingers", "ex_face", "ex_indoors"):
        press(member, response, item, value="1")
    assert "3 of 12" in member.get(f"answers/{response.key}/").content.decode()
    assert "not the validated wording" in member.get("ask/alsfrs-ex/").content.decode()


def test_instrument_that_does_not_exist_is_not_found(member: Any) -> None:
    assert member.get("ask/no-such/").status_code == 404
    response = begun(member)
    assert member.get(f"answers/{response.key}/no_such/").status_code == 404


def test_answers_of_another_person_are_not_found(member: Any, build_member: Any) -> None:
    response = begun(member)
    other = build_member()
    assert other.client.get(member.at(f"answers/{response.key}/speech/")).status_code == 404
    assert other.get(f"answers/{response.key}/speech/").status_code == 404
    assert other.client.post(member.at(f"answers/{response.key}/speech/"), {"value": "0"}).status_code == 404
    assert not Answer.objects.exists()


def test_number_of_queries_does_not_grow_with_earlier_answers(member: Any) -> None:
    def queries(path: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            member.get(path)
        return len(seen)

    response = begun(member)
    answered(member, dict.fromkeys(ITEMS, 2), TODAY - dt.timedelta(days=20))
    paths = ("", "ask/alsfrs-r/", f"answers/{response.key}/", f"answers/{response.key}/speech/")
    few = [queries(path) for path in paths]
    for days in range(30, 60):
        answered(member, dict.fromkeys(ITEMS, 2), TODAY - dt.timedelta(days=days))
    assert [queries(path) for path in paths] == few
    assert max(few) <= 14


@given(st.dictionaries(st.sampled_from(ITEMS), st.integers(0, 4)))
def test_total_is_the_sum_of_the_domains_or_not_known(answers: dict[str, int]) -> None:
    found = score(askable()[ALSFRS_R], answers, tube=False)
    points = [domain.points for domain in found.domains]
    if len(answers) == 12:
        assert found.total == sum(answers.values()) == sum(point for point in points if point is not None)
    else:
        assert found.total is None
        assert None in points
    assert (found.top, [domain.top for domain in found.domains]) == (48, [12, 12, 12, 12])
