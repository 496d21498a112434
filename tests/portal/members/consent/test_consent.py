from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openpals.portal.common.audit.append import Unexplained
from openpals.portal.common.audit.models import Event
from openpals.portal.common.audit.verify import verify
from openpals.portal.members.consent.models import ConsentChange, ConsentFixed
from openpals.portal.members.consent.purposes import PURPOSES, RESEARCH, STUDIES, current_text, texts
from openpals.portal.members.consent.say import end_all, given_by, live, say

pytestmark = pytest.mark.django_db

# The texts that were published. A line is never changed: a new wording is a new file and a new line.
PUBLISHED = {
    ("research", 1, "de"): "740f53c74a0ebf46e0c5ba7a7418b6442434f83a01296145cc0c249fcd673cf2",
    ("research", 1, "en"): "95abc5fe8b728de80ac1ca802da060d5df0707885dfb3ed3f06cf9b16fae9fe9",
    ("statistics", 1, "de"): "b6af1e0b17962d55eb51b317b8c277d07a17c1728fccc285d3c286e0b81816fc",
    ("statistics", 1, "en"): "7ac44e968ec23c061ffe3c61086645f88054d606f99c3d34cb1801370be42f7d",
    ("studies", 1, "de"): "a6141ec097823991ab7ac2be9a30c0d127e9d1ec5b3af27283ffd8db06e4b63c",
    ("studies", 1, "en"): "9d150a1f214b07b214d5813bb85fe71d1c2757a4cdcb7cf03bc12d0ca22e2c81",
}


def press(client: Any, purpose: str, answer: str, text: str | None = None) -> Any:
    sent = {"purpose": purpose, "answer": answer, "text": current_text(purpose).hash if text is None else text}
    return client.post("/consent/", sent, follow=True)


def test_published_texts_are_as_they_were() -> None:
    assert {(text.purpose, text.version, text.language): text.hash for text in texts().values()} == PUBLISHED


def test_yes_is_a_row_with_the_text_that_was_shown(build_account: Any, log_in: Any) -> None:
    mine = build_account()
    page = press(log_in(mine), RESEARCH, "yes")
    assert "Saved: yes." in page.content.decode()
    change = ConsentChange.objects.get()
    assert (change.owner, change.by, change.given, change.text) == (mine, mine, True, current_text(RESEARCH).hash)
    assert Event.objects.filter(action="consent.say").count() == 1


def test_no_after_yes_leaves_both_rows(build_account: Any, log_in: Any) -> None:
    client = log_in(build_account())
    press(client, RESEARCH, "yes")
    press(client, RESEARCH, "no")
    assert list(ConsentChange.objects.values_list("given", flat=True)) == [True, False]
    assert not live(RESEARCH).exists()


def test_second_press_writes_nothing(build_account: Any, log_in: Any) -> None:
    client = log_in(build_account())
    for _ in range(2):
        press(client, STUDIES, "yes")
    assert ConsentChange.objects.count() == 1


def test_yes_to_a_text_that_has_changed_is_not_saved(build_account: Any, log_in: Any) -> None:
    page = press(log_in(build_account()), RESEARCH, "yes", text="0" * 64)
    assert "Please read it again" in page.content.decode()
    assert not ConsentChange.objects.exists()


def test_yes_in_another_language_is_the_same_yes(build_account: Any, log_in: Any) -> None:
    client = log_in(build_account())
    press(client, RESEARCH, "yes")
    german = current_text(RESEARCH, "de")
    page = press(client, RESEARCH, "yes", text=german.hash)
    assert ConsentChange.objects.count() == 1
    assert "newer than the one" not in page.content.decode()
    press(client, STUDIES, "yes", text=current_text(STUDIES, "de").hash)
    assert ConsentChange.objects.get(purpose=STUDIES).text == current_text(STUDIES, "de").hash


def test_texts_are_there_in_every_language_of_the_site() -> None:
    for purpose in PURPOSES:
        found = {text.language for text in texts().values() if text.purpose == purpose}
        assert found == {code for code, _ in django_settings.LANGUAGES}


def test_text_that_was_agreed_to_is_found_in_its_language(client: Any) -> None:
    german = current_text(RESEARCH, "de")
    assert german.title in client.get(f"/consent/texts/?text={german.hash}").content.decode()
    assert german.title not in client.get("/consent/texts/").content.decode()


def test_no_counts_whatever_text_was_shown(build_account: Any, log_in: Any) -> None:
    client = log_in(build_account())
    press(client, RESEARCH, "yes")
    press(client, RESEARCH, "no", text="old")
    assert not live(RESEARCH).exists()


def test_unknown_purpose_is_not_found(build_account: Any, log_in: Any) -> None:
    answer = log_in(build_account()).post("/consent/", {"purpose": "everything", "answer": "yes"})
    assert (answer.status_code, ConsentChange.objects.count()) == (404, 0)


def test_consent_cannot_be_edited(build_account: Any, actor: Any) -> None:
    mine = build_account()
    say(mine.pk, RESEARCH, True, current_text(RESEARCH).hash, by=actor(mine), why="for a test")
    change = ConsentChange.objects.get()
    change.given = False
    with pytest.raises(ConsentFixed):
        change.write(by=actor(mine), action="consent.say", why="for a test")
    with pytest.raises(Unexplained):
        ConsentChange.objects.update(given=False)
    assert ConsentChange.objects.get().given


def test_page_shows_each_change_and_its_version(build_account: Any, log_in: Any) -> None:
    client = log_in(build_account())
    press(client, RESEARCH, "yes")
    page = press(client, RESEARCH, "no").content.decode()
    assert page.count("Version 1") == 2
    assert "You said no" in page


def test_page_asks_as_often_with_many_changes(build_account: Any, log_in: Any, actor: Any) -> None:
    mine = build_account()
    client = log_in(mine)
    counts = []
    for times in (2, 20):
        for number in range(times):
            say(mine.pk, RESEARCH, number % 2 == 0, current_text(RESEARCH).hash, by=actor(mine), why="for a test")
        counts.append(queries_of(client, "/consent/"))
    assert counts[0] == counts[1]


def queries_of(client: Any, address: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


def test_all_yeses_end_at_once(build_account: Any, actor: Any) -> None:
    mine, other = build_account(), build_account()
    for who in (mine, other):
        for purpose in PURPOSES:
            say(who.pk, purpose, True, current_text(purpose).hash, by=actor(who), why="for a test")
    end_all(mine.pk, by=actor(mine), why="for a test")
    assert [list(live(purpose)) for purpose in PURPOSES] == [[{"owner_id": other.pk}]] * 3


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(words=st.lists(st.tuples(st.integers(0, 2), st.sampled_from(PURPOSES), st.booleans()), max_size=12))
def test_last_word_of_each_person_and_purpose_holds(build_account: Any, actor: Any, words: list[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM consent_consentchange")
    people = [build_account(email=f"person-{number}@example.org") for number in range(3)]
    last: dict[tuple[int, str], bool] = {}
    for who, purpose, yes in words:
        say(people[who].pk, purpose, yes, current_text(purpose).hash, by=actor(people[who]), why="for a test")
        last[people[who].pk, purpose] = yes
    for purpose in PURPOSES:
        expected = {person for (person, of), yes in last.items() if of == purpose and yes}
        assert set(live(purpose).values_list("owner_id", flat=True)) == expected
    assert verify().broken is None


def test_condition_is_met_by_rows_of_those_who_agree(build_account: Any, actor: Any) -> None:
    yes, no = build_account(), build_account()
    say(yes.pk, RESEARCH, True, current_text(RESEARCH).hash, by=actor(yes), why="for a test")
    say(no.pk, STUDIES, True, current_text(STUDIES).hash, by=actor(no), why="for a test")
    rows = ConsentChange.objects.filter(given_by(RESEARCH))
    assert {row.owner for row in rows} == {yes}
