from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from openpals.portal.common.access.actor import Actor, ActorKind
from openpals.portal.common.audit.job import verify_log
from openpals.portal.common.audit.models import Event
from openpals.portal.common.jobs.models import Job
from openpals.portal.common.jobs.start import (
    MOST_ATTEMPTS,
    NotAJob,
    report,
    run,
    start_again,
    start_job,
    take_from_silent_workers,
)

pytestmark = pytest.mark.django_db

BY = Actor(ActorKind.COMMAND)


def half_done(job: Job) -> None:
    report(job, 1, 2)
    raise ValueError("Ada Lovelace")


def count_calls(job: Job, upto: int) -> None:
    report(job, upto, upto)


def attempt(job: Job) -> None:
    """One attempt, as a worker makes it."""
    try:
        run.call(str(job.pk))
    finally:
        job.refresh_from_db()


def test_job_is_done_with_its_progress_and_its_start_logged() -> None:
    job = start_job(count_calls, "Counting", {"upto": 3}, by=BY, why="for a test")
    assert (job.state, DBTaskResult.objects.count()) == ("waiting", 1)
    attempt(job)
    assert (job.state, job.done, job.total, job.percent, job.attempts) == ("done", 3, 3, 100, 1)
    assert Event.objects.get(action="job.start").why == "for a test"


def test_failing_job_is_tried_again_and_then_seen_as_failed() -> None:
    job = start_job(half_done, "Failing", {}, by=BY, why="for a test")
    for number in range(1, MOST_ATTEMPTS + 1):
        assert job.state == "waiting"
        with pytest.raises(ValueError, match="Ada"):
            attempt(job)
        assert job.attempts == number
    assert (job.state, job.problem) == ("failed", "ValueError")
    assert DBTaskResult.objects.count() == MOST_ATTEMPTS


def test_each_attempt_waits_longer() -> None:
    job = start_job(half_done, "Failing", {}, by=BY, why="for a test")
    for _ in range(2):
        with pytest.raises(ValueError, match="Ada"):
            attempt(job)
    waits = [row.run_after - row.enqueued_at for row in DBTaskResult.objects.order_by("enqueued_at")[1:]]
    assert waits[0] < waits[1]


def test_failed_job_can_be_started_again_by_an_administrator_only(build_account: Any, log_in: Any) -> None:
    job = start_job(half_done, "Failing", {}, by=BY, why="for a test")
    for _ in range(MOST_ATTEMPTS):
        with pytest.raises(ValueError, match="Ada"):
            attempt(job)
    assert log_in(build_account()).post(f"/jobs/{job.pk}/again/").status_code == 404
    keeper = log_in(build_account("administrator"))
    page = keeper.get(f"/jobs/{job.pk}/").content.decode()
    assert "ValueError" in page
    assert "Ada" not in page
    keeper.post(f"/jobs/{job.pk}/again/")
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("waiting", 0)


def test_job_that_is_not_failed_is_not_started_again() -> None:
    job = start_job(count_calls, "Counting", {"upto": 1}, by=BY, why="for a test")
    start_again(job, by=BY, why="for a test")
    assert DBTaskResult.objects.count() == 1


def test_same_word_twice_is_one_job() -> None:
    first = start_job(count_calls, "Counting", {"upto": 1}, by=BY, why="for a test", once="count 1")
    second = start_job(count_calls, "Counting", {"upto": 1}, by=BY, why="for a test", once="count 1")
    assert first.pk == second.pk
    assert DBTaskResult.objects.count() == 1


def test_job_taken_by_two_workers_runs_once() -> None:
    job = start_job(count_calls, "Counting", {"upto": 1}, by=BY, why="for a test")
    attempt(job)
    attempt(job)
    assert job.attempts == 1


def test_job_of_a_silent_worker_is_taken_from_it() -> None:
    job = start_job(half_done, "Slow", {}, by=BY, why="for a test")
    Job.objects.update(state="running", attempts=1, heard_at=timezone.now() - timedelta(hours=1))
    assert take_from_silent_workers() == 1
    job.refresh_from_db()
    assert (job.state, job.problem) == ("waiting", "WorkerGone")
    assert sorted(DBTaskResult.objects.values_list("status", flat=True)) == ["FAILED", "READY"]
    assert take_from_silent_workers() == 0


def taken_while_it_ran(job: Job) -> None:
    Job.objects.update(heard_at=timezone.now() - timedelta(hours=1))
    assert take_from_silent_workers() == 1


def test_late_end_of_a_worker_that_was_given_up_counts_no_more() -> None:
    job = start_job(taken_while_it_ran, "Slow", {}, by=BY, why="for a test")
    attempt(job)
    assert (job.state, job.attempts) == ("waiting", 1)


def test_job_of_a_living_worker_is_left_to_it() -> None:
    start_job(half_done, "Slow", {}, by=BY, why="for a test")
    Job.objects.update(state="running", attempts=1, heard_at=timezone.now())
    assert take_from_silent_workers() == 0


def test_function_that_no_worker_can_find_is_refused() -> None:
    with pytest.raises(NotAJob, match="function of a module"):
        start_job(lambda job: None, "Lambda", {}, by=BY, why="for a test")


def test_check_of_the_log_is_a_job_that_fails_on_a_broken_log(build_account: Any, log_in: Any) -> None:
    keeper = log_in(build_account("administrator"))
    answer = keeper.post("/audit/check/")
    job = Job.objects.get()
    assert answer.headers["Location"] == f"/jobs/{job.pk}/"
    attempt(job)
    assert (job.state, job.done) == ("done", Event.objects.count())


def test_page_of_a_job_asks_again_only_while_it_moves(build_account: Any, log_in: Any) -> None:
    account = build_account()
    job = start_job(verify_log, "Check", {}, by=Actor(ActorKind.ACCOUNT, account.pk), why="for a test")
    client = log_in(account)
    assert b"hx-get" in client.get(f"/jobs/{job.pk}/").content
    part = client.get(f"/jobs/{job.pk}/", headers={"HX-Request": "true"})
    assert b"<html" not in part.content
    attempt(job)
    assert b"hx-get" not in client.get(f"/jobs/{job.pk}/").content
