"""The attacks on access, by their numbers in docs/portal/attack-cases.md."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from tests.portal.host.proposals import walk

from openpals.portal.common.access.decide import access_table, decide, visible
from openpals.portal.common.accounts.models import appoint
from openpals.portal.common.audit.alias import alias_of
from openpals.portal.common.audit.models import Event
from openpals.portal.host.agreement.models import Signature
from openpals.portal.host.form.asking import fingerprint
from openpals.portal.host.notices.telling import tell_invited
from openpals.portal.host.proposals.drafting import begin, save_section, sections_of, submit
from openpals.portal.host.proposals.models import Member, Proposal
from openpals.portal.host.proposals.people import InvitationRefused, accept, invite, remove
from openpals.portal.host.proposals.states import NotNow, State
from openpals.portal.host.review.deciding import DecisionRefused, confirm, open_decision
from openpals.portal.host.review.models import Advice, Opinion
from openpals.portal.host.review.reviewing import ReviewRefused, ask, begin_review, write_opinion

pytestmark = pytest.mark.django_db


def test_case_19_grant_is_hidden_from_visitor_other_applicant_suspended_expired_and_wrong_number(
    client: Any, log_in: Any
) -> None:
    people = walk.People()
    grant = walk.granted(people)
    page = f"/grants/{grant.pk}/data/"
    assert client.get(page).status_code == 302
    assert log_in(walk.account("another")).get(page).status_code == 404
    for officer in (*people.stewards, *people.reviewers):
        assert log_in(officer).get(page).status_code == 404
    mine = log_in(people.lead)
    assert mine.get(page).status_code == 200
    for wrong in (0, grant.pk + 1, "x", "-1", f"{grant.pk}%00"):
        assert mine.get(f"/grants/{wrong}/data/").status_code == 404
    people.lead.is_active = False
    people.lead.save(update_fields=["is_active"])
    assert mine.get(page).status_code == 302


@pytest.mark.parametrize("page", ["check", "ask", "decide", "confirm", "proof"])
def test_case_20_draft_is_neither_seen_nor_moved_by_any_officer(log_in: Any, page: str) -> None:
    people = walk.People()
    made = walk.draft(people)
    for officer in (people.stewards[0], people.reviewers[0]):
        client = log_in(officer)
        assert client.get(f"/proposals/{made.pk}/").status_code == 404
        assert client.post(f"/proposals/{made.pk}/{page}/", {"agree": "yes", "seen": 1}).status_code == 404
    assert walk.fresh(made).state == State.DRAFT


def test_case_20_step_out_of_turn_changes_nothing_and_says_so(log_in: Any) -> None:
    people = walk.People()
    made = walk.sent(people)
    form = {"outcome": "approve", "words": "Yes.", "release": "newest", "months": "12"}
    answer = log_in(people.stewards[0]).post(f"/proposals/{made.pk}/decide/", form)
    assert answer.status_code == 422
    assert "This cannot be done now" in answer.content.decode()
    assert walk.fresh(made).state == State.CHECK
    assert not made.decisions.exists()


def test_case_21_author_never_judges_their_own_by_any_role() -> None:
    people = walk.People()
    for who in (people.lead, people.colleague):
        for role in ("steward", "reviewer"):
            appoint(who, role, by=walk.SITE, why="for a test")
    made = walk.sent(people)
    actions = ("review.begin", "review.write", "review.ask", "decision.propose", "decision.confirm", "decision.prove")
    for who in (people.lead, people.colleague):
        assert not [action for action in actions if decide(walk.by(who), action, made).allowed]
        with pytest.raises(ReviewRefused):
            begin_review(made, [who, people.reviewers[0]], by=walk.by(people.stewards[0]))


@pytest.mark.parametrize("standing", ["invited", "refused", "removed"])
def test_case_21_who_was_named_as_a_collaborator_judges_nothing(standing: str) -> None:
    people = walk.People()
    steward = people.stewards[0]
    made = walk.draft(people)
    member = invite(made, steward.email.upper(), by=walk.by(people.lead))
    if standing != "invited":
        member.standing = standing
        member.write(by=walk.SITE, action="member.remove", why="for a test")
        submit(made, by=walk.by(people.lead))
    assert not decide(walk.by(steward), "review.begin", made).allowed


def test_case_22_reviewer_writes_once() -> None:
    people = walk.People()
    made = walk.in_review(people)
    write_opinion(made, 1, Advice.APPROVE, "First.", by=walk.by(people.reviewers[0]))
    with pytest.raises(ReviewRefused, match="written once"):
        write_opinion(made, 1, Advice.DECLINE, "Second.", by=walk.by(people.reviewers[0]))
    assert Opinion.objects.get().words == "First."


def test_case_23_nothing_is_edited_after_sending(log_in: Any) -> None:
    people = walk.People()
    made = walk.sent(people)
    page = sections_of(made)[0]
    with pytest.raises(NotNow):
        save_section(made, page, {"position": "X"}, fingerprint(page, made.answers), by=walk.by(people.lead))
    client = log_in(people.lead)
    sent = {**walk.ANSWERS, "position": "X", "seen": fingerprint(page, made.answers)}
    assert client.post(f"/proposals/{made.pk}/form/people/", sent).status_code == 302
    assert client.post(f"/proposals/{made.pk}/team/", {"email": "late@example.org"}).status_code == 422
    assert walk.fresh(made).answers["position"] == "Professor"


def test_case_23_change_after_one_review_voids_it() -> None:
    people = walk.People()
    made = walk.in_review(people)
    write_opinion(made, 1, Advice.APPROVE, "First.", by=walk.by(people.reviewers[0]))
    ask(made, "Why?", by=walk.by(people.reviewers[1]))
    submit(made, by=walk.by(people.lead))
    begin_review(made, people.reviewers, by=walk.by(people.stewards[0]))
    with pytest.raises(ReviewRefused, match="sent anew"):
        write_opinion(made, 1, Advice.APPROVE, "Of the old one.", by=walk.by(people.reviewers[1]))
    write_opinion(made, 2, Advice.APPROVE, "Of the new one.", by=walk.by(people.reviewers[1]))
    assert walk.fresh(made).state == State.REVIEW


@pytest.mark.parametrize("field", ["state", "applicant", "confirmed_by", "proposed_by", "is_staff", "release_id"])
def test_case_30_post_sets_only_what_the_form_asks(log_in: Any, field: str) -> None:
    people = walk.People()
    made = walk.draft(people)
    page = sections_of(made)[0]
    sent = {**walk.ANSWERS, field: "granted", "seen": fingerprint(page, walk.fresh(made).answers)}
    assert log_in(people.lead).post(f"/proposals/{made.pk}/form/people/", sent).status_code == 302
    row = walk.fresh(made)
    assert (row.state, row.applicant_id, field in row.answers) == ("draft", people.lead.pk, False)


def test_case_31_lists_are_what_decide_allows_at_every_step() -> None:
    people = walk.People()
    everybody = [people.lead, people.colleague, *people.reviewers, *people.stewards, walk.account("another")]
    for step in (walk.sent, walk.in_review, walk.proposed):
        step(people)
    for who in everybody:
        for action in ("proposal.see", "review.write", "decision.confirm"):
            listed = set(visible(walk.by(who), action, Proposal.objects.all()))
            assert listed == {one for one in Proposal.objects.all() if decide(walk.by(who), action, one).allowed}


def test_case_32_invitation_is_for_one_address_and_one_use(log_in: Any) -> None:
    people = walk.People()
    made = walk.draft(people)
    guest, other = walk.account("guest"), walk.account("other")
    member = invite(made, guest.email, by=walk.by(people.lead))
    page = f"/invitations/{member.pk}/"
    form = {"full_name": "Greta Guest", "institution": "Elsewhere"}
    assert log_in(other).post(page, form).status_code == 404
    EmailAddress.objects.create(user=other, email="guest2@example.org", verified=False)
    second = invite(made, "guest2@example.org", by=walk.by(people.lead))
    assert log_in(other).get(f"/invitations/{second.pk}/").status_code == 404
    client = log_in(guest)
    assert client.post(page, form).status_code == 302
    assert client.post(page, form).status_code == 404
    remove(Member.objects.get(pk=member.pk), by=walk.by(people.lead))
    with pytest.raises(InvitationRefused):
        accept(member, guest, "Greta Guest", "Elsewhere", by=walk.by(guest))


def test_case_32_letter_of_invitation_holds_no_secret_and_no_name() -> None:
    people = walk.People()
    made = walk.draft(people)
    member = invite(made, "guest@example.org", by=walk.by(people.lead))
    mail.outbox.clear()
    for _ in range(2):
        tell_invited(None, member.pk)  # type: ignore[arg-type]
    assert [one.to for one in mail.outbox] == [["guest@example.org"]]
    assert f"/invitations/{member.pk}/" in mail.outbox[0].body
    assert "Ina" not in mail.outbox[0].body


def test_case_33_administrator_grants_nothing_and_one_steward_not_alone() -> None:
    people = walk.People()
    made = walk.proposed(people)
    keeper = walk.account("keeper", "administrator")
    table = [
        one.action
        for one in access_table().permissions
        if one.action.split(".")[0] in ("proposal", "review", "decision") and one.action != "proposal.begin"
    ]
    assert not [action for action in table if decide(walk.by(keeper), action, made).allowed]
    decision = open_decision(made)
    assert decision is not None
    writer = decision.proposed_by
    assert not decide(walk.by(writer), "decision.confirm", made).allowed
    with pytest.raises(DecisionRefused, match="their own decision"):
        confirm(made, decision.pk, by=walk.by(writer))


def test_case_33_every_step_to_a_grant_is_in_the_log_with_who_did_it() -> None:
    people = walk.People()
    grant = walk.granted(people)
    target = {"target_type": "review.decision", "target_id": str(grant.decision_id)}
    wrote = Event.objects.get(action="decision.propose", **target)
    signed = Event.objects.get(action="decision.confirm", **target)
    assert {wrote.actor, signed.actor} == {f"account:{alias_of(one.pk)}" for one in people.stewards}
    assert Event.objects.filter(action="grant.begin", target_type="grants.grant").exists()
    assert Event.objects.filter(action="agreement.sign").count() == Signature.objects.count()


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}"])
def test_case_36_text_of_people_stays_text(log_in: Any, client: Any, text: str) -> None:
    people = walk.People()
    made = begin(people.lead, text, text, by=walk.by(people.lead))
    page = next(one for one in sections_of(made) if one.name == "project")
    sent = {one.name: text for one in page.fields if not one.choices}
    save_section(made, page, sent, fingerprint(page, made.answers), by=walk.by(people.lead))
    mine = log_in(people.lead)
    for place in ("", "preview/", "form/project/", "form/people/", "team/"):
        shown = mine.get(f"/proposals/{made.pk}/{place}").content.decode()
        assert "<script>alert" not in shown
        assert "<img src=x" not in shown


def test_case_39_and_40_letters_take_no_header_and_no_host_from_anybody(log_in: Any) -> None:
    people = walk.People()
    made = walk.draft(people)
    client = log_in(people.lead)
    answer = client.post(f"/proposals/{made.pk}/team/", {"email": "a@example.org\nBcc: b@example.org"})
    assert answer.status_code == 422
    forged = {"X-Forwarded-Host": "evil.example"}
    client.post(f"/proposals/{made.pk}/team/", {"email": "guest@example.org"}, headers=forged)
    mail.outbox.clear()
    tell_invited(None, Member.objects.get(email="guest@example.org").pk)  # type: ignore[arg-type]
    assert "http://localhost:8000/invitations/" in mail.outbox[0].body


def test_case_44_private_pages_are_kept_by_no_cache(log_in: Any) -> None:
    people = walk.People()
    grant = walk.granted(people)
    client = log_in(people.lead)
    for page in (f"/proposals/{grant.proposal_id}/", f"/grants/{grant.pk}/data/", "/desk/"):
        assert client.get(page).headers["Cache-Control"] == "no-store, private"


def test_case_51_log_holds_no_answer_name_or_address() -> None:
    walk.granted(walk.People())
    kept = " ".join(f"{one.why} {one.fields} {one.target_id}" for one in Event.objects.all())
    assert not [word for word in ("Ina", "example.org", "slope", "Words of") if word in kept]
