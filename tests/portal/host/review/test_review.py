from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from tests.portal.host.proposals import walk

from openpals.portal.common.access.decide import decide, visible
from openpals.portal.host.institutions.models import declare, institution_named, key_of
from openpals.portal.host.proposals.drafting import submit
from openpals.portal.host.proposals.models import Proposal
from openpals.portal.host.proposals.states import NotNow, State
from openpals.portal.host.review.deciding import (
    DecisionRefused,
    Draft,
    confirm,
    find_met,
    find_not_met,
    meet,
    open_decision,
    propose,
    send_back,
    standing_decision,
)
from openpals.portal.host.review.models import Advice, Decision, Opinion
from openpals.portal.host.review.reviewing import (
    ReviewRefused,
    answer,
    ask,
    begin_review,
    change_reviewers,
    declare_interest,
    open_questions,
    reviewers_for,
    write_opinion,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The University of Invention", "university  of invention"),
        ("Universität Erfurt-Süd", "UNIVERSITAT ERFURT SUD"),
        ("Institute, of X.", "institute of x"),
    ],
)
def test_two_spellings_of_a_name_are_one_institution(one: str, other: str) -> None:
    assert key_of(one) == key_of(other)
    assert institution_named(one, by=walk.SITE) == institution_named(other, by=walk.SITE)


def test_reviewers_are_blind_to_each_other_until_both_have_written() -> None:
    people = walk.People()
    made = walk.in_review(people)
    first, second = people.reviewers
    opinion = write_opinion(made, 1, Advice.DECLINE, "I doubt it.", by=walk.by(first))
    assert decide(walk.by(first), "opinion.see", opinion).allowed
    for other in (second, *people.stewards, people.lead):
        assert not decide(walk.by(other), "opinion.see", opinion).allowed
        assert not visible(walk.by(other), "opinion.see", Opinion.objects.all()).exists()
    write_opinion(made, 1, Advice.APPROVE, "It is sound.", by=walk.by(second))
    for reader in (first, second, *people.stewards):
        assert visible(walk.by(reader), "opinion.see", Opinion.objects.all()).count() == 2
    assert not visible(walk.by(people.lead), "opinion.see", Opinion.objects.all()).exists()
    assert walk.fresh(made).state == State.DECISION


def test_reviewer_named_later_is_as_blind() -> None:
    people = walk.People()
    made = walk.in_review(people)
    third = walk.account("reviewer3", "reviewer", at="University 3")
    write_opinion(made, 1, Advice.APPROVE, "Words.", by=walk.by(people.reviewers[0]))
    change_reviewers(made, [people.reviewers[1], third], by=walk.by(people.stewards[0]))
    write_opinion(made, 1, Advice.APPROVE, "Words.", by=walk.by(people.reviewers[1]))
    assert not visible(walk.by(third), "opinion.see", Opinion.objects.all()).exists()
    assert walk.fresh(made).state == State.REVIEW
    write_opinion(made, 1, Advice.APPROVE, "Words.", by=walk.by(third))
    assert walk.fresh(made).state == State.DECISION


def test_only_who_may_judge_is_offered_and_named() -> None:
    people = walk.People()
    near = walk.account("near", "reviewer", at="the institute of the LEAD")
    homeless = walk.account("homeless", "reviewer")
    made = walk.sent(people)
    assert reviewers_for(made) == people.reviewers
    for wrong in (near, homeless, people.lead):
        with pytest.raises(ReviewRefused, match="may not judge"):
            begin_review(made, [people.reviewers[0], wrong], by=walk.by(people.stewards[0]))
    with pytest.raises(ReviewRefused, match="two different"):
        begin_review(made, [people.reviewers[0]] * 2, by=walk.by(people.stewards[0]))
    assert walk.fresh(made).state == State.CHECK
    assert not made.assignments.exists()


def test_steward_who_reviews_does_not_decide() -> None:
    people = walk.People()
    both = walk.account("both", "steward", "reviewer", at="University 9")
    made = walk.sent(people)
    with pytest.raises(ReviewRefused, match="Nobody names themselves"):
        begin_review(made, [both, people.reviewers[0]], by=walk.by(both))
    begin_review(made, [both, people.reviewers[0]], by=walk.by(people.stewards[0]))
    for action in ("decision.propose", "decision.confirm", "review.begin", "decision.prove"):
        assert not decide(walk.by(both), action, made).allowed
    assert decide(walk.by(both), "review.write", made).allowed


def test_questions_come_back_as_a_new_revision_that_is_judged_anew() -> None:
    people = walk.People()
    made = walk.in_review(people)
    write_opinion(made, 1, Advice.APPROVE, "Words.", by=walk.by(people.reviewers[0]))
    question = ask(made, "Why these?", by=walk.by(people.reviewers[1]))
    answer(made, {question.pk: "Because."}, by=walk.by(people.lead))
    submit(made, by=walk.by(people.lead))
    begin_review(made, people.reviewers, by=walk.by(people.stewards[0]))
    assert walk.fresh(question).answer == "Because."
    assert not open_questions(made).exists()
    write_opinion(made, 2, Advice.APPROVE, "Words.", by=walk.by(people.reviewers[1]))
    assert walk.fresh(made).state == State.REVIEW
    write_opinion(made, 2, Advice.APPROVE, "Words.", by=walk.by(people.reviewers[0]))
    assert walk.fresh(made).state == State.DECISION
    assert Opinion.objects.count() == 3


def test_interest_that_is_declared_ends_reviewing_and_takes_an_open_decision_back() -> None:
    people = walk.People()
    made = walk.in_review(people)
    declare_interest(made, by=walk.by(people.reviewers[0]))
    assert not decide(walk.by(people.reviewers[0]), "proposal.see", made).allowed
    made = walk.proposed(walk.People(account_("b"), account_("c"), *pairs("d")))
    writer = made.decisions.get().proposed_by
    declare_interest(made, by=walk.by(writer))
    assert walk.fresh(made).state == State.DECISION
    assert open_decision(made) is None
    assert not decide(walk.by(writer), "proposal.see", made).allowed


def account_(name: str) -> Any:
    return walk.account(f"lead-{name}")


def pairs(name: str) -> tuple[list[Any], list[Any]]:
    reviewers = [walk.account(f"{name}-r{n}", "reviewer", at=f"U {name} {n}") for n in (1, 2)]
    return reviewers, [walk.account(f"{name}-s{n}", "steward", at=f"H {name} {n}") for n in (1, 2)]


def test_decision_sent_back_is_written_anew() -> None:
    people = walk.People()
    made = walk.proposed(people)
    first = open_decision(made)
    assert first is not None
    send_back(made, first.pk, "Too long.", by=walk.by(people.stewards[1]))
    again = propose(made, Draft(Advice.APPROVE, "Shorter.", months=6), by=walk.by(people.stewards[1]))
    with pytest.raises(DecisionRefused, match="changed after you opened"):
        confirm(made, first.pk, by=walk.by(people.stewards[0]))
    confirm(made, again.pk, by=walk.by(people.stewards[0]))
    assert walk.fresh(made).state == State.AGREEMENT


def test_conditions_are_met_and_looked_at() -> None:
    people = walk.People()
    made = walk.confirmed(people, Draft(Advice.CONDITIONS, "Nearly.", "Send the letter."))
    assert made.state == State.CONDITIONS
    meet(made, "Here it is.", by=walk.by(people.lead))
    find_not_met(made, "Another one.", by=walk.by(people.stewards[0]))
    meet(made, "This one.", by=walk.by(people.lead))
    find_met(made, by=walk.by(people.stewards[1]))
    decision = standing_decision(made)
    assert decision is not None
    assert (decision.met, decision.not_met) == ("This one.", "Another one.")
    assert walk.fresh(made).state == State.AGREEMENT


@pytest.mark.parametrize(("outcome", "conditions"), [(Advice.CONDITIONS, " "), (Advice.APPROVE, "Send it.")])
def test_conditions_stand_exactly_where_they_are_spoken_of(outcome: Advice, conditions: str) -> None:
    people = walk.People()
    made = walk.to_decide(people)
    with pytest.raises(DecisionRefused, match="Say the conditions"):
        propose(made, Draft(outcome, "Words.", conditions), by=walk.by(people.stewards[0]))


def test_declined_proposal_has_its_letter_and_no_access(log_in: Any) -> None:
    people = walk.People()
    made = walk.confirmed(people, Draft(Advice.DECLINE, "The plan does not fit the question."))
    assert made.state == State.DECLINED
    page = log_in(people.lead).get(f"/proposals/{made.pk}/letter/").content.decode()
    assert "The plan does not fit the question." in page
    assert not [one.name for one in (*people.reviewers, *people.stewards) if one.name in page]


def test_database_itself_refuses_one_steward_alone() -> None:
    people = walk.People()
    made = walk.proposed(people)
    decision = Decision.objects.get(proposal=made)
    decision.confirmed_by = decision.proposed_by
    with pytest.raises(IntegrityError), transaction.atomic():
        decision.write(by=walk.SITE, action="decision.confirm", why="for a test")


def test_officer_who_has_not_said_where_they_work_sees_nothing(log_in: Any) -> None:
    people = walk.People()
    made = walk.sent(people)
    newcomer = walk.account("newcomer", "steward")
    client = log_in(newcomer)
    assert client.get(f"/proposals/{made.pk}/").status_code == 404
    assert b"Say where you work first" in client.get("/desk/").content
    assert client.post("/institutions/", {"name": "Host 9"}).status_code == 302
    assert client.get(f"/proposals/{made.pk}/").status_code == 200


def test_colleague_of_a_collaborator_judges_nothing() -> None:
    people = walk.People()
    made = walk.sent(people)
    declare(people.stewards[0].pk, "institute of the colleague", by=walk.SITE)
    assert not visible(walk.by(people.stewards[0]), "proposal.see", Proposal.objects.all()).exists()
    assert decide(walk.by(people.stewards[1]), "proposal.see", made).allowed


def test_project_page_never_names_reviewers_to_the_applicant(log_in: Any) -> None:
    people = walk.People()
    made = walk.to_decide(people)
    page = log_in(people.lead).get(f"/proposals/{made.pk}/").content.decode()
    assert "To be decided" in page
    assert "Words of" not in page
    assert not [one.name for one in people.reviewers if one.name in page]


def test_move_from_the_wrong_state_says_who_has_it() -> None:
    people = walk.People()
    made = walk.sent(people)
    with pytest.raises(NotNow, match="a steward has the next turn"):
        propose(made, Draft(Advice.APPROVE, "Words."), by=walk.by(people.stewards[0]))


def test_desk_of_a_reviewer_lists_what_waits_for_them_until_they_wrote(log_in: Any) -> None:
    people = walk.People()
    made = walk.in_review(people)
    first = people.reviewers[0]
    assert b"Waits for your opinion" in log_in(first).get("/desk/").content
    write_opinion(made, 1, Advice.APPROVE, "Words.", by=walk.by(first))
    assert b"Waits for your opinion" not in log_in(first).get("/desk/").content
    assert b"Waits for your opinion" in log_in(people.reviewers[1]).get("/desk/").content
