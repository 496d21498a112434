"""Random histories of projects: whatever people try, in whatever order, what must hold holds."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from tests.portal.host.proposals import walk

from openpals.model.refused import Refused
from openpals.portal.common.access.decide import decide, visible
from openpals.portal.common.audit.models import Event
from openpals.portal.common.audit.verify import verify
from openpals.portal.host.agreement.models import Signature, current_text
from openpals.portal.host.agreement.signing import publish, sign
from openpals.portal.host.form.spec import Purpose
from openpals.portal.host.grants.granting import close, end_passed, revoke
from openpals.portal.host.grants.models import Grant
from openpals.portal.host.proposals.drafting import follow, submit, withdraw
from openpals.portal.host.proposals.models import Proposal, Revision
from openpals.portal.host.proposals.people import accept, invite, leave, remove
from openpals.portal.host.proposals.states import MOVES, State
from openpals.portal.host.review.deciding import Draft, confirm, find_met, find_not_met, meet, open_decision, propose
from openpals.portal.host.review.models import Advice, Decision, Opinion, Question
from openpals.portal.host.review.reviewing import answer, ask, begin_review, declare_interest, write_opinion

WHO = st.integers(0, 7)

# HISTORIES asks for more, when there is time.
EXAMPLES, STEPS = int(os.environ.get("HISTORIES", "8")), 20

# Moves that were made in any history: a test that never came far would prove little.
made: set[str] = set()
ARROWS = {(source.value, move.target.value) for move in MOVES for source in move.sources}


class Histories(RuleBasedStateMachine):
    """People press whatever they like; only what `decide` allows reaches an action, as on the site."""

    def __init__(self) -> None:
        super().__init__()
        self.people = walk.People()
        self.double = walk.account("double", "steward", "reviewer", at="University 9")
        self.insider = walk.account("insider", "steward", "reviewer", at="Institute of the lead")
        self.everybody = [
            self.people.lead,
            self.people.colleague,
            *self.people.reviewers,
            *self.people.stewards,
            self.double,
            self.insider,
        ]
        walk.terms()
        walk.release()
        self.first = walk.draft(self.people)
        self.answers: dict[int, Any] = {}
        self.words: dict[int, str] = {}
        self.looked: dict[str, Any] = {}

    def attempt(self, who: int, action: str, act: Callable[[Any, Any], object], target: Any = None) -> None:
        """As a request does: decided first; then it may still be refused, and changes nothing."""
        person = self.everybody[who]
        found = target or self.newest()
        if found is None or not decide(walk.by(person), action, found).allowed:
            return
        before = Proposal.objects.get(pk=found.pk).state if isinstance(found, Proposal) else None
        try:
            act(found, walk.by(person))
        except Refused:
            if before is not None:
                assert Proposal.objects.get(pk=found.pk).state == before

    def changed(self, invariant_: str) -> bool:
        """Whether anything was written since that invariant was looked at: every write has its event."""
        last = Event.objects.order_by("-sequence").values_list("sequence", flat=True).first()
        if self.looked.get(invariant_) == last:
            return False
        self.looked[invariant_] = last
        return True

    def newest(self) -> Proposal:
        return Proposal.objects.order_by("-pk")[0]

    @initialize(steps=st.integers(0, 8))
    def begins_somewhere(self, steps: int) -> None:
        """Histories part at any step of a project's usual way."""
        for _ in range(steps):
            self.as_it_should_be(1)

    @rule(steps=st.integers(1, 3))
    def as_it_should_be(self, steps: int) -> None:
        """The next steps that bring a project towards its grant, so that histories come far."""
        for _ in range(steps):
            one = self.newest()
            lead, first, second = 0, 4, 5
            if one.state in (State.DRAFT, State.QUESTIONS):
                self.answer(lead)
                self.submit(lead)
            elif one.state == State.CHECK:
                self.begin_review(first, (0, 1))
            elif one.state == State.REVIEW:
                for reviewer in (2, 3, 6):
                    self.write(reviewer, Advice.APPROVE)
            elif one.state == State.DECISION:
                self.propose(first, Advice.APPROVE)
            elif one.state == State.CONFIRMATION:
                self.confirm(second)
                self.confirm(first)
            elif one.state == State.CONDITIONS:
                self.meet(lead)
            elif one.state == State.PROOF:
                self.prove(first, True)
            elif one.state in (State.AGREEMENT, State.GRANTED):
                self.sign(0, "Ina Invented")
                self.sign(1, "Cora Colleague")

    @rule(who=WHO)
    def submit(self, who: int) -> None:
        self.attempt(who, "proposal.submit", lambda one, by: submit(one, by=by))

    @rule(who=WHO, pair=st.sampled_from([(0, 1), (0, 2), (1, 2), (0, 3), (0, 0)]))
    def begin_review(self, who: int, pair: tuple[int, int]) -> None:
        able = [*self.people.reviewers, self.double, self.insider]
        self.attempt(who, "review.begin", lambda one, by: begin_review(one, [able[at] for at in pair], by=by))

    @rule(who=WHO, advice=st.sampled_from(list(Advice)))
    def write(self, who: int, advice: Advice) -> None:
        self.attempt(
            who, "review.write", lambda one, by: write_opinion(one, one.revisions.count(), advice, f"{who}", by=by)
        )

    @rule(who=WHO)
    def ask(self, who: int) -> None:
        self.attempt(who, "review.ask", lambda one, by: ask(one, "Why?", by=by))

    @rule(who=WHO)
    def answer(self, who: int) -> None:
        self.attempt(
            who,
            "proposal.edit",
            lambda one, by: answer(one, {row.pk: "Because." for row in Question.objects.filter(proposal=one)}, by=by),
        )

    @rule(who=WHO, advice=st.sampled_from([Advice.APPROVE, Advice.APPROVE, Advice.CONDITIONS, Advice.DECLINE]))
    def propose(self, who: int, advice: Advice) -> None:
        draft = Draft(advice, "Words.", "Do it." if advice is Advice.CONDITIONS else "")
        self.attempt(who, "decision.propose", lambda one, by: propose(one, draft, by=by))

    @rule(who=WHO)
    def confirm(self, who: int) -> None:
        def act(one: Any, by: Any) -> None:
            decision = open_decision(one)
            confirm(one, decision.pk if decision else 0, by=by)

        self.attempt(who, "decision.confirm", act)

    @rule(who=WHO)
    def meet(self, who: int) -> None:
        self.attempt(who, "proposal.meet", lambda one, by: meet(one, "Done.", by=by))

    @rule(who=WHO, met=st.booleans())
    def prove(self, who: int, met: bool) -> None:
        self.attempt(
            who,
            "decision.prove",
            lambda one, by: find_met(one, by=by) if met else find_not_met(one, "Not yet.", by=by),
        )

    @rule(who=WHO, name=st.sampled_from(["Ina Invented", "Cora Colleague"]))
    def sign(self, who: int, name: str) -> None:
        text = current_text()
        assert text is not None
        self.attempt(who, "agreement.sign", lambda one, by: sign(one, text.hash, name, by=by))

    @rule(number=st.integers(1, 3))
    def new_terms(self, number: int) -> None:
        try:
            publish(f"Terms, version {number}.", by=walk.SITE)
        except Refused:
            return

    @rule(who=WHO)
    def declare(self, who: int) -> None:
        self.attempt(who, "review.declare", lambda one, by: declare_interest(one, by=by))

    @rule(who=WHO)
    def withdraw(self, who: int) -> None:
        self.attempt(who, "proposal.withdraw", lambda one, by: withdraw(one, "No more.", by=by))

    @rule(who=WHO, purpose=st.sampled_from([Purpose.AMENDMENT, Purpose.RENEWAL]))
    def follow(self, who: int, purpose: Purpose) -> None:
        def act(one: Any, by: Any) -> None:
            made = follow(one, purpose, by=by)
            walk.fill(made, self.everybody[who])

        self.attempt(who, "proposal.follow", act)

    @rule(who=WHO)
    def colleague_goes_or_comes(self, who: int) -> None:
        one = self.newest()
        place = one.members.filter(email=self.people.colleague.email).first()
        if place is None or place.standing in ("left", "removed"):
            self.attempt(who, "proposal.invite", lambda row, by: invite(row, self.people.colleague.email, by=by))
        elif place.standing == "invited":
            self.attempt(
                who,
                "member.accept",
                lambda row, by: accept(row, self.everybody[who], "Cora Colleague", "Institute of the colleague", by=by),
                place,
            )
        elif who % 2:
            self.attempt(who, "member.leave", lambda row, by: leave(row, by=by), place)
        else:
            self.attempt(who, "member.remove", lambda row, by: remove(row, by=by), place)

    @rule(who=WHO, how=st.sampled_from(["revoke", "close", "time"]))
    def end(self, who: int, how: str) -> None:
        grant = Grant.objects.order_by("-pk").first()
        if grant is None:
            return
        if how == "time":
            if grant.ended_at is None:
                grant.ends_at = timezone.now()
                grant.write(by=walk.SITE, action="grant.end", why="for a test", fields=("ends_at",))
                end_passed(by=walk.SITE)
        elif how == "revoke":
            self.attempt(who, "grant.revoke", lambda row, by: revoke(row, "Why.", by=by), grant)
        else:
            self.attempt(who, "grant.close", lambda row, by: close(row, "Ina Invented", "All.", "", by=by), grant)

    @invariant()
    def nobody_uses_data_without_a_live_grant(self) -> None:
        if not self.changed("nobody_uses_data_without_a_live_grant"):
            return
        text = current_text()
        for grant in Grant.objects.select_related("proposal", "decision"):
            for person in self.everybody:
                if decide(walk.by(person), "grant.use", grant).allowed:
                    assert grant.ended_at is None
                    assert grant.ends_at > timezone.now()
                    assert grant.proposal.state == State.GRANTED
                    assert grant.proposal.members.filter(account=person, standing="accepted").exists()
                    assert text is not None
                    assert Signature.objects.filter(
                        text_hash=text.hash, account_id=person.pk, proposal_id=grant.proposal_id
                    ).exists()

    @invariant()
    def nobody_judges_their_own_and_no_one_decides_alone(self) -> None:
        if not self.changed("nobody_judges_their_own_and_no_one_decides_alone"):
            return
        near = {self.people.lead.pk, self.people.colleague.pk, self.insider.pk}
        assert not Opinion.objects.filter(reviewer__in=near).exists()
        for decision in Decision.objects.all():
            assert not {decision.proposed_by_id, decision.confirmed_by_id} & near
            assert decision.confirmed_by_id is None or decision.confirmed_by_id != decision.proposed_by_id
            reviewers = set(decision.proposal.assignments.values_list("reviewer_id", flat=True))
            assert not {decision.proposed_by_id, decision.confirmed_by_id} & reviewers
        for grant in Grant.objects.select_related("decision"):
            assert grant.decision.confirmed_at is not None
            wrote = set(Opinion.objects.filter(revision=grant.decision.revision).values_list("reviewer_id", flat=True))
            assert len(wrote) >= 2

    @invariant()
    def nothing_that_was_written_is_lost(self) -> None:
        if not self.changed("nothing_that_was_written_is_lost"):
            return
        for revision in Revision.objects.all():
            assert self.answers.setdefault(revision.pk, (revision.answers, revision.sha256)) == (
                revision.answers,
                revision.sha256,
            )
        for opinion in Opinion.objects.all():
            assert self.words.setdefault(opinion.pk, opinion.words) == opinion.words
        assert set(self.answers) == set(Revision.objects.values_list("pk", flat=True))
        assert set(self.words) == set(Opinion.objects.values_list("pk", flat=True))
        assert Proposal.objects.get(pk=self.first.pk).answers["title"] == walk.ANSWERS["title"]

    @invariant()
    def every_step_is_an_arrow_of_the_table(self) -> None:
        if not self.changed("every_step_is_an_arrow_of_the_table"):
            return
        for proposal in Proposal.objects.all():
            made.update(proposal.steps.values_list("name", flat=True))
            steps = list(proposal.steps.values_list("source", "target"))
            assert set(steps) <= ARROWS
            assert [source for source, _ in steps] == ["draft", *(target for _, target in steps)][: len(steps)]
            assert proposal.state == (steps[-1][1] if steps else "draft")

    @invariant()
    def lists_are_what_decide_allows(self) -> None:
        if not self.changed("lists_are_what_decide_allows"):
            return
        rows = {
            "proposal.see": Proposal.objects.all(),
            "decision.confirm": Proposal.objects.all(),
            "opinion.see": Opinion.objects.all(),
            "grant.use": Grant.objects.all(),
        }
        for person in self.everybody:
            who = walk.by(person)
            for action, found in rows.items():
                listed = set(visible(who, action, found).values_list("pk", flat=True))
                assert listed == {row.pk for row in found if decide(who, action, row).allowed}

    def teardown(self) -> None:
        assert verify().broken is None


class TestHistories(TestCase):
    @pytest.mark.slow
    def test_random_histories_break_nothing(self) -> None:
        from django.db import transaction

        class InTransaction(Histories):
            """Each history starts from an empty database and leaves it so."""

            def __init__(self) -> None:
                self.around = transaction.atomic()
                self.around.__enter__()
                super().__init__()

            def teardown(self) -> None:
                super().teardown()
                transaction.set_rollback(True)
                self.around.__exit__(None, None, None)

        run_state_machine_as_test(
            InTransaction,
            settings=settings(
                max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None, suppress_health_check=list(HealthCheck)
            ),
        )
        assert made >= {"submit", "begin_review", "both_written", "propose", "approve", "grant"}
