from __future__ import annotations

from pathlib import Path

import pytest

from openpals.portal.host.proposals.page import BEGIN, END, NoPlace, with_states
from openpals.portal.host.proposals.states import MOVES, STAGES, State, Turn

PAGE = Path(__file__).parents[4] / "docs/portal/proposals.md"


def test_page_is_as_the_table_is() -> None:
    text = PAGE.read_text("utf-8")
    assert with_states(text) == text, "run `make docs`"


def test_page_without_its_marks_is_refused() -> None:
    with pytest.raises(NoPlace):
        with_states(f"{END} {BEGIN}")


def test_every_state_has_a_stage_and_is_reached() -> None:
    assert set(STAGES) == set(State)
    assert {move.target for move in MOVES} | {State.DRAFT} == set(State)


def test_whoever_has_a_turn_has_a_move_and_a_time() -> None:
    moving = {source for move in MOVES for source in move.sources}
    for state, stage in STAGES.items():
        assert (stage.turn is not Turn.NOBODY) <= (state in moving), state
        assert (stage.days is None) == (stage.turn is Turn.NOBODY or state is State.DRAFT), state


def test_nothing_leads_to_a_grant_but_signatures_after_two_stewards() -> None:
    into = {(source, move.name) for move in MOVES for source in move.sources if move.target is State.GRANTED}
    assert into == {(State.AGREEMENT, "grant")}
    before = {(source, move.name) for move in MOVES for source in move.sources if move.target is State.AGREEMENT}
    assert before == {(State.CONFIRMATION, "approve"), (State.PROOF, "met")}
    conditions = {source for move in MOVES for source in move.sources if move.target is State.CONDITIONS}
    assert conditions == {State.CONFIRMATION, State.PROOF}
