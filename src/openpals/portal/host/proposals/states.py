"""What can become of a proposal, as one table: states with whose turn it is, and the moves between them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_noop as _

from ....model.refused import Refused


class State(StrEnum):
    """How far a proposal is."""

    DRAFT = "draft"
    CHECK = "check"
    QUESTIONS = "questions"
    REVIEW = "review"
    DECISION = "decision"
    CONFIRMATION = "confirmation"
    CONDITIONS = "conditions"
    PROOF = "proof"
    AGREEMENT = "agreement"
    GRANTED = "granted"
    CLOSING = "closing"
    CLOSED = "closed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"


class Turn(StrEnum):
    """Who has it now."""

    LEAD = _("the lead investigator")
    TEAM = _("everybody on the project")
    STEWARD = _("a steward")
    SECOND_STEWARD = _("a second steward")
    REVIEWERS = _("the two reviewers")
    NOBODY = _("nobody")


@dataclass(frozen=True)
class Stage:
    """A state for people: its title, whose turn it is, how many days that should take (None: as long as they like),
    and what happens in it. Words are marked for translation."""

    title: str
    turn: Turn
    days: int | None
    told: str


STAGES: dict[State, Stage] = {
    State.DRAFT: Stage(_("Draft"), Turn.LEAD, None, _("The form is being filled in.")),
    State.CHECK: Stage(_("Completeness check"), Turn.STEWARD, 7, _("A steward looks whether everything is there.")),
    State.QUESTIONS: Stage(
        _("Questions to you"), Turn.LEAD, 30, _("Answer the questions, change the form, send it again.")
    ),
    State.REVIEW: Stage(
        _("In review"), Turn.REVIEWERS, 21, _("Two reviewers write, each without knowing the other's view.")
    ),
    State.DECISION: Stage(_("To be decided"), Turn.STEWARD, 7, _("A steward writes the decision.")),
    State.CONFIRMATION: Stage(
        _("Second signature"), Turn.SECOND_STEWARD, 7, _("Another steward confirms the decision.")
    ),
    State.CONDITIONS: Stage(
        _("Conditions"), Turn.LEAD, 60, _("It is approved if you meet the conditions: say how you do.")
    ),
    State.PROOF: Stage(
        _("Conditions looked at"), Turn.STEWARD, 7, _("A steward looks whether the conditions are met.")
    ),
    State.AGREEMENT: Stage(_("To be signed"), Turn.TEAM, 30, _("Everybody on the project signs the agreement.")),
    State.GRANTED: Stage(_("Granted"), Turn.NOBODY, None, _("The data can be used until the grant ends.")),
    State.CLOSING: Stage(_("To be closed"), Turn.LEAD, 30, _("Destroy all copies, and say so.")),
    State.CLOSED: Stage(_("Closed"), Turn.NOBODY, None, _("The project is over, its data are destroyed.")),
    State.DECLINED: Stage(_("Declined"), Turn.NOBODY, None, _("The letter says why. You may propose anew.")),
    State.WITHDRAWN: Stage(_("Withdrawn"), Turn.NOBODY, None, _("The lead investigator took it back.")),
    State.REPLACED: Stage(_("Replaced"), Turn.NOBODY, None, _("An amendment or a renewal was granted instead.")),
}


@dataclass(frozen=True)
class Move:
    """One arrow: by ``name`` a proposal goes from one of the ``sources`` to ``target``. ``who``: who does it, in
    words."""

    name: str
    sources: tuple[State, ...]
    target: State
    who: str
    title: str


BEFORE_GRANT = (
    State.DRAFT,
    State.CHECK,
    State.QUESTIONS,
    State.REVIEW,
    State.DECISION,
    State.CONFIRMATION,
    State.CONDITIONS,
    State.PROOF,
    State.AGREEMENT,
)

MOVES = (
    Move("submit", (State.DRAFT, State.QUESTIONS), State.CHECK, "lead investigator", "send"),
    Move("withdraw", BEFORE_GRANT, State.WITHDRAWN, "lead investigator", "withdraw"),
    Move("send_back", (State.CHECK,), State.QUESTIONS, "steward", "ask"),
    Move("begin_review", (State.CHECK,), State.REVIEW, "steward", "complete: name two reviewers"),
    Move("ask", (State.REVIEW,), State.QUESTIONS, "reviewer", "ask"),
    Move("both_written", (State.REVIEW,), State.DECISION, "the site", "both reviewers have written"),
    Move("propose", (State.DECISION,), State.CONFIRMATION, "steward", "write the decision"),
    Move("reconsider", (State.CONFIRMATION,), State.DECISION, "second steward", "send back"),
    Move("approve", (State.CONFIRMATION,), State.AGREEMENT, "second steward", "confirm an approval"),
    Move("impose", (State.CONFIRMATION,), State.CONDITIONS, "second steward", "confirm an approval with conditions"),
    Move("decline", (State.CONFIRMATION,), State.DECLINED, "second steward", "confirm a refusal"),
    Move("meet", (State.CONDITIONS,), State.PROOF, "lead investigator", "say how the conditions are met"),
    Move("not_met", (State.PROOF,), State.CONDITIONS, "steward", "not met"),
    Move("met", (State.PROOF,), State.AGREEMENT, "steward", "met"),
    Move("grant", (State.AGREEMENT,), State.GRANTED, "the site", "everybody has signed"),
    Move("end", (State.GRANTED,), State.CLOSING, "the site, lead investigator or steward", "the grant ends"),
    Move("close", (State.CLOSING,), State.CLOSED, "lead investigator", "say that all copies are destroyed"),
    Move(
        "replace",
        (State.GRANTED, State.CLOSING),
        State.REPLACED,
        "the site",
        "its amendment or renewal is granted",
    ),
)

BY_NAME = {move.name: move for move in MOVES}

# States in which the form, its people and its documents can be changed.
OPEN_TO_CHANGE = (State.DRAFT, State.QUESTIONS)

# States of a project that the open register shows: a grant was given.
ONCE_GRANTED = (State.GRANTED, State.CLOSING, State.CLOSED, State.REPLACED)


class NotNow(Refused):
    """What was asked for cannot be done to the proposal as it is now."""


def target_of(name: str, state: str) -> State:
    """Where the move leads from ``state``. Raises NotNow if it does not start there."""
    move = BY_NAME[name]
    if state not in move.sources:
        raise not_now(state)
    return move.target


def not_now(state: str) -> NotNow:
    """What somebody is told whose button came too late, or from nowhere."""
    stage = STAGES[State(state)]
    return NotNow(
        f"This cannot be done now: the project is at the step “{stage.title}”, and {stage.turn} has the next turn. "
        "Nothing was changed. Look at the project's page for what comes next."
    )
