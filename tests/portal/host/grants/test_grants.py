from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone
from tests.portal.host.proposals import walk

from openpals.portal.common.access.decide import decide
from openpals.portal.host.catalogue.models import Release
from openpals.portal.host.form.spec import Purpose
from openpals.portal.host.grants.granting import (
    GrantRefused,
    close,
    end_after,
    end_passed,
    grant_if_signed,
    release_of,
    revoke,
)
from openpals.portal.host.grants.models import Ending, Grant
from openpals.portal.host.notices.daily import daily, start_daily
from openpals.portal.host.proposals.drafting import follow, submit
from openpals.portal.host.proposals.people import InvitationRefused, leave, remove
from openpals.portal.host.proposals.states import NotNow, State
from openpals.portal.host.review.deciding import Draft, confirm, open_decision, propose
from openpals.portal.host.review.models import Advice
from openpals.portal.host.review.reviewing import begin_review

pytestmark = pytest.mark.django_db


def usable(grant: Grant, who: Any) -> bool:
    return decide(walk.by(who), "grant.use", grant).allowed


@pytest.mark.parametrize(
    ("begin", "months", "end"),
    [
        (datetime(2026, 11, 24, 15, tzinfo=UTC), 12, datetime(2027, 11, 25, tzinfo=UTC)),
        (datetime(2027, 1, 31, tzinfo=UTC), 1, datetime(2027, 3, 1, tzinfo=UTC)),
        (datetime(2028, 2, 29, 23, 59, tzinfo=UTC), 12, datetime(2029, 3, 1, tzinfo=UTC)),
        (datetime(2026, 12, 1, tzinfo=UTC), 24, datetime(2028, 12, 2, tzinfo=UTC)),
    ],
)
def test_case_26_last_day_is_a_whole_day_in_utc(begin: datetime, months: int, end: datetime) -> None:
    assert end_after(begin, months) == end


def test_case_26_grant_lives_to_the_second_and_no_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    people = walk.People()
    grant = walk.granted(people)
    for seconds, alive in ((-1, True), (0, False), (1, False)):
        moment = grant.ends_at + timedelta(seconds=seconds)
        monkeypatch.setattr("openpals.portal.host.standing.timezone.now", lambda moment=moment: moment)
        assert usable(grant, people.lead) is alive
    monkeypatch.setattr("openpals.portal.host.standing.timezone.now", lambda: grant.begins_at - timedelta(seconds=1))
    assert not usable(grant, people.lead)


def run_daily() -> None:
    daily(start_daily(walk.SITE))


def passed(grant: Grant) -> None:
    """Its last day was yesterday."""
    row = walk.fresh(grant)
    row.begins_at, row.ends_at = row.begins_at - timedelta(days=400), timezone.now() - timedelta(seconds=1)
    row.write(by=walk.SITE, action="grant.begin", why="for a test", fields=("begins_at", "ends_at"))


def test_grant_ends_by_itself_and_the_day_asks_for_the_statement() -> None:
    people = walk.People()
    grant = walk.granted(people)
    passed(grant)
    assert not usable(grant, people.lead)
    assert walk.fresh(grant.proposal).state == State.GRANTED
    run_daily()
    assert walk.fresh(grant.proposal).state == State.CLOSING
    assert walk.fresh(grant).ending == Ending.TIME
    assert end_passed(by=walk.SITE) == 0


def test_warnings_are_sent_once_each_and_name_nobody() -> None:
    people = walk.People()
    grant = walk.granted(people)
    row = walk.fresh(grant)
    for days, letters in ((90, 0), (59, 2), (45, 0), (29, 2), (6, 2), (0.5, 2)):
        row.ends_at = timezone.now() + timedelta(days=days)
        row.write(by=walk.SITE, action="grant.begin", why="for a test", fields=("ends_at",))
        mail.outbox.clear()
        for _ in range(2):
            daily(start_daily(walk.SITE))
        sent = [one for one in mail.outbox if one.subject == "Your access ends soon"]
        assert len(sent) == letters, days
        assert not [one for one in sent if "Ina" in one.body or walk.ANSWERS["title"] in one.body]


def test_case_33_day_is_one_job_however_often_it_is_asked_for() -> None:
    assert start_daily(walk.SITE).pk == start_daily(walk.SITE).pk


def test_who_is_waited_for_too_long_is_reminded_each_time_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    people = walk.People()
    made = walk.in_review(people)
    job = start_daily(walk.SITE)
    for days, letters in ((20, 0), (22, 2), (23, 0), (43, 2)):
        moment = made.since + timedelta(days=days)
        monkeypatch.setattr("openpals.portal.host.notices.daily.timezone.now", lambda moment=moment: moment)
        mail.outbox.clear()
        daily(job)
        assert [one.subject for one in mail.outbox] == ["A project still waits for you"] * letters, days


def test_revoked_grant_is_of_no_use_at_once_and_says_why(log_in: Any) -> None:
    people = walk.People()
    grant = walk.granted(people)
    revoke(grant, "Data were passed on.", by=walk.by(people.stewards[0]))
    assert not usable(grant, people.lead)
    client = log_in(people.lead)
    assert client.get(f"/grants/{grant.pk}/data/").status_code == 404
    assert b"Data were passed on." in client.get(f"/grants/{grant.pk}/").content
    with pytest.raises(NotNow):
        revoke(grant, "Again.", by=walk.by(people.stewards[0]))


def test_closing_needs_the_leads_name_and_ends_a_grant_that_lives() -> None:
    people = walk.People()
    grant = walk.granted(people)
    with pytest.raises(GrantRefused, match="Type your name"):
        close(grant, "Cora Colleague", "All gone.", "", by=walk.by(people.lead))
    assert usable(grant, people.lead)
    close(grant, "Ina Invented", "All gone.", "A paper.", by=walk.by(people.lead))
    assert walk.fresh(grant.proposal).state == State.CLOSED
    assert walk.fresh(grant).ending == Ending.CLOSED
    assert not usable(grant, people.lead)


def renewed(grant: Grant, people: walk.People) -> Grant:
    renewal = follow(grant.proposal, Purpose.RENEWAL, by=walk.by(people.lead))
    walk.fill(renewal, people.lead)
    submit(renewal, by=walk.by(people.lead))
    begin_review(renewal, people.reviewers, by=walk.by(people.stewards[0]))
    walk.write_both(walk.fresh(renewal), people)
    propose(renewal, Draft(Advice.APPROVE, "Go on."), by=walk.by(people.stewards[0]))
    decision = open_decision(renewal)
    assert decision is not None
    confirm(renewal, decision.pk, by=walk.by(people.stewards[1]))
    walk.sign_all(walk.fresh(renewal))
    made: Grant = Grant.objects.get(proposal=renewal)
    return made


@pytest.mark.parametrize("late", [False, True])
def test_case_26_renewal_takes_the_place_of_a_grant_that_lives_or_ended_meanwhile(late: bool) -> None:
    people = walk.People()
    grant = walk.granted(people)
    if late:
        passed(grant)
        run_daily()
    new = renewed(grant, people)
    assert usable(new, people.lead)
    assert not usable(grant, people.lead)
    assert walk.fresh(grant.proposal).state == State.REPLACED
    assert walk.fresh(grant).ending == (Ending.TIME if late else Ending.REPLACED)


def test_case_25_removed_collaborator_has_no_access_from_then_on() -> None:
    people = walk.People()
    grant = walk.granted(people)
    place = grant.proposal.members.get(account=people.colleague)
    assert usable(grant, people.colleague)
    remove(place, by=walk.by(people.lead))
    assert not usable(grant, people.colleague)
    assert usable(grant, people.lead)
    with pytest.raises(InvitationRefused):
        remove(place, by=walk.by(people.lead))


def test_lead_cannot_leave_and_without_a_lead_nobody_has_access() -> None:
    people = walk.People()
    grant = walk.granted(people)
    with pytest.raises(InvitationRefused, match="cannot leave"):
        leave(grant.proposal.members.get(account=people.lead), by=walk.by(people.lead))
    people.lead.delete()
    assert not usable(grant, people.colleague)


def test_case_27_second_project_is_refused_and_the_first_grant_still_lives() -> None:
    people = walk.People()
    grant = walk.granted(people)
    second = walk.confirmed(people, Draft(Advice.DECLINE, "No."))
    assert second.state == State.DECLINED
    assert usable(grant, people.lead)
    assert not Grant.objects.filter(proposal=second).exists()


def test_grant_of_one_release_opens_that_one_only_and_not_when_it_is_retracted() -> None:
    people = walk.People()
    first = walk.release()
    grant = walk.granted(people, Draft(Advice.APPROVE, "Sound.", release=first))
    walk.release("2.0")
    assert release_of(grant) == first
    row = Release.objects.get(pk=first.pk)
    row.state, row.retracted_at, row.reason = "retracted", timezone.now(), "A mistake."
    row.write(by=walk.SITE, action="release.retract", why="for a test")
    assert release_of(grant) is None
    assert not usable(grant, people.lead)


def test_grant_without_a_release_opens_the_newest() -> None:
    grant = walk.granted(walk.People())
    newest = walk.release("2.0")
    assert release_of(grant) == newest


def test_grant_is_not_given_before_everybody_signed() -> None:
    walk.terms()
    made = walk.confirmed(walk.People())
    assert grant_if_signed(made, by=walk.SITE) is None
    assert walk.fresh(made).state == State.AGREEMENT


def test_months_of_the_decision_are_those_of_the_grant() -> None:
    grant = walk.granted(walk.People(), Draft(Advice.APPROVE, "Sound.", months=3))
    assert grant.ends_at == end_after(grant.begins_at.astimezone(UTC), 3)
