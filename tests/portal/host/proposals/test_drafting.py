from __future__ import annotations

from typing import Any

import pytest
from tests.portal.host.proposals import walk

from openpals.portal.common.audit.verify import verify
from openpals.portal.host.form import published
from openpals.portal.host.form.asking import fingerprint
from openpals.portal.host.form.spec import Field, Form, Purpose, Section
from openpals.portal.host.proposals.drafting import (
    ChangedMeanwhile,
    Incomplete,
    NotToFollow,
    begin,
    follow,
    latest,
    save_section,
    sections_of,
    submit,
)
from openpals.portal.host.proposals.models import Proposal
from openpals.portal.host.proposals.people import invite, remove
from openpals.portal.host.proposals.states import NotNow, State

pytestmark = pytest.mark.django_db


def test_page_is_saved_with_its_mistakes_and_they_are_shown(log_in: Any) -> None:
    lead = walk.account("lead")
    made = begin(lead, "Ina Invented", "Institute", by=walk.by(lead))
    page = sections_of(made)[0]
    sent = {**walk.ANSWERS, "orcid": "0000-0002-1825-0098", "seen": fingerprint(page, made.answers)}
    answer = log_in(lead).post(f"/proposals/{made.pk}/form/people/", sent)
    assert answer.status_code == 422
    assert b"This is no ORCID" in answer.content
    assert walk.fresh(made).answers["orcid"] == "0000-0002-1825-0098"


def test_page_may_be_left_half_empty(log_in: Any) -> None:
    lead = walk.account("lead")
    made = begin(lead, "Ina Invented", "Institute", by=walk.by(lead))
    seen = fingerprint(sections_of(made)[0], made.answers)
    answer = log_in(lead).post(f"/proposals/{made.pk}/form/people/", {"position": "Professor", "seen": seen})
    assert answer.status_code == 302
    assert walk.fresh(made).answers["position"] == "Professor"


def test_form_changed_between_opening_and_sending_overwrites_nothing_unseen(log_in: Any) -> None:
    people = walk.People()
    made = walk.draft(people)
    page = next(one for one in sections_of(made) if one.name == "project")
    opened = fingerprint(page, walk.fresh(made).answers)
    save_section(made, page, {**walk.ANSWERS, "title": "Hers"}, opened, by=walk.by(people.colleague))
    client = log_in(people.lead)
    answer = client.post(f"/proposals/{made.pk}/form/project/", {**walk.ANSWERS, "title": "Mine", "seen": opened})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Hers" in text
    assert "Mine" in text
    assert walk.fresh(made).answers["title"] == "Hers"
    again = {**walk.ANSWERS, "title": "Mine", "seen": answer.context["seen"]}
    assert client.post(f"/proposals/{made.pk}/form/project/", again).status_code == 302
    assert walk.fresh(made).answers["title"] == "Mine"
    with pytest.raises(ChangedMeanwhile):
        save_section(made, page, {"title": "Hers"}, opened, by=walk.by(people.colleague))


def test_draft_keeps_the_version_of_the_form_that_it_began_with(monkeypatch: pytest.MonkeyPatch) -> None:
    lead = walk.account("lead")
    made = begin(lead, "Ina Invented", "Institute", by=walk.by(lead))
    second = Form(2, (Section("people", "People", "", (Field("investigator", "Name"),)),))
    monkeypatch.setitem(published.FORMS, 2, second)
    walk.fill(made, lead)
    revision = submit(made, by=walk.by(lead))
    assert (revision.form_version, revision.answers["orcid"]) == (1, "0000-0002-1825-0097")
    assert begin(lead, "Ina Invented", "Institute", by=walk.by(lead)).form_version == 2


def test_incomplete_proposal_is_not_sent_and_everything_missing_is_named() -> None:
    lead = walk.account("lead")
    made = begin(lead, "Ina Invented", "Institute", by=walk.by(lead))
    with pytest.raises(Incomplete) as refused:
        submit(made, by=walk.by(lead))
    assert "Title: This field is required." in refused.value.problems
    assert walk.fresh(made).state == State.DRAFT
    assert not made.revisions.exists()


def test_proposal_waits_for_invitations_and_for_the_letter_of_ethics() -> None:
    people = walk.People()
    made = walk.draft(people)
    member = invite(made, "nobody@example.org", by=walk.by(people.lead))
    with pytest.raises(Incomplete, match="has not answered yet"):
        submit(made, by=walk.by(people.lead))
    remove(member, by=walk.by(people.lead))
    submit(made, by=walk.by(people.lead))
    assert walk.fresh(made).state == State.CHECK


def test_case_22_double_sending_makes_one_revision() -> None:
    people = walk.People()
    made = walk.sent(people)
    with pytest.raises(NotNow, match="Completeness check"):
        submit(made, by=walk.by(people.lead))
    assert made.revisions.count() == 1


def test_revision_keeps_answers_people_and_documents() -> None:
    revision = latest(walk.sent(walk.People()))
    assert revision is not None
    progress = ("done", "changes", "publications")
    assert revision.answers == {name: given for name, given in walk.ANSWERS.items() if name not in progress}
    assert revision.people == ["Ina Invented", "Cora Colleague"]
    assert list(revision.documents) == ["letter.pdf"]


def test_renewal_begins_with_all_answers_and_the_team_and_only_once() -> None:
    people = walk.People()
    grant = walk.granted(people)
    renewal = follow(grant.proposal, Purpose.RENEWAL, by=walk.by(people.lead))
    assert renewal.answers["title"] == walk.ANSWERS["title"]
    assert renewal.members.count() == 2
    with pytest.raises(NotToFollow):
        follow(grant.proposal, Purpose.AMENDMENT, by=walk.by(people.lead))
    assert walk.fresh(grant.proposal).state == State.GRANTED


def test_pdf_is_tagged_and_takes_no_answer_for_markup(log_in: Any) -> None:
    people = walk.People()
    made = walk.draft(people)
    page = next(one for one in sections_of(made) if one.name == "project")
    evil = {**walk.ANSWERS, "background": '#read("/etc/passwd") $x$ \\ 中'}
    save_section(
        made,
        page,
        {one.name: evil[one.name] for one in page.fields},
        fingerprint(page, walk.fresh(made).answers),
        by=walk.by(people.lead),
    )
    answer = log_in(people.lead).get(f"/proposals/{made.pk}/pdf/")
    assert answer.content.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in answer.content or b"/MarkInfo" in answer.content
    assert answer.headers["Content-Disposition"] == f'attachment; filename="project-{made.pk}.pdf"'


def test_desk_and_project_need_no_more_queries_for_more_projects(
    log_in: Any, django_assert_max_num_queries: Any
) -> None:
    people = walk.People()
    walk.sent(people)
    client = log_in(people.stewards[0])
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as few:
        assert client.get("/desk/").status_code == 200
    for number in range(4):
        lead = walk.account(f"lead{number}")
        made: Proposal = begin(lead, "Ina Invented", f"Institute {number}", by=walk.by(lead))
        walk.fill(made, lead)
        submit(made, by=walk.by(lead))
    with CaptureQueriesContext(connection) as many:
        assert client.get("/desk/").content.count(b"Completeness check") == 5
    assert len(many) == len(few)


def test_register_needs_no_more_queries_for_more_uses(client: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    people = walk.People()
    walk.granted(people)
    with CaptureQueriesContext(connection) as few:
        page = client.get("/register/").content.decode()
    assert walk.ANSWERS["plain_summary"] in page
    assert "Cora Colleague" not in page
    assert "example.org" not in page
    walk.granted(people)
    with CaptureQueriesContext(connection) as many:
        client.get("/register/")
    assert len(many) == len(few)


def test_log_holds_after_a_whole_course() -> None:
    walk.granted(walk.People())
    assert verify().broken is None
