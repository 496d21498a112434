"""What can become of a release, as one table."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How far a release is. One that is built is a folder only; from registered on it is a row."""

    BUILT = "built"
    REGISTERED = "registered"
    PUBLISHED = "published"
    RETRACTED = "retracted"


@dataclass(frozen=True)
class Step:
    """By ``action`` a release goes from one state to another."""

    source: State
    action: str
    target: State


STEPS = (
    Step(State.BUILT, "release.register", State.REGISTERED),
    Step(State.REGISTERED, "release.take_back", State.BUILT),
    Step(State.REGISTERED, "release.publish", State.PUBLISHED),
    Step(State.PUBLISHED, "release.retract", State.RETRACTED),
)


def source(action: str) -> State:
    """The state in which a release must be for the action. Raises KeyError for an action that changes no state."""
    return {step.action: step.source for step in STEPS}[action]


def target(action: str) -> State:
    """The state that the action leads to. Raises KeyError for an action that changes no state."""
    return {step.action: step.target for step in STEPS}[action]
