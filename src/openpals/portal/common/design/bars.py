"""Bars as a picture that the server draws, with the same numbers as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 640
LABEL, BAR, GAP = 24, 20, 12  # of each bar its label's height, its own, and the room below
NUMBER = 90  # the room to the right in which the number stands


@dataclass(frozen=True)
class Bar:
    """``number`` is None where there is nothing to draw."""

    label: str
    number: int | None
    width: float
    y: int

    @property
    def label_y(self) -> int:
        """The line on which the label stands."""
        return self.y - 6


@dataclass(frozen=True)
class Bars:
    """What the template draws; ``nothing`` stands where there is no number."""

    title: str
    up: str
    nothing: str
    bars: tuple[Bar, ...]
    width: int = WIDTH
    thick: int = BAR

    @property
    def height(self) -> int:
        """Of the whole picture."""
        return len(self.bars) * (LABEL + BAR + GAP)


def bar_chart(numbers: Sequence[tuple[str, int | None]], *, title: str, nothing: str, up: str) -> Bars:
    """A bar a label, in the order given, the longest as wide as the picture. Numbers are 0 or more."""
    most = max((number for _, number in numbers if number is not None), default=0) or 1
    return Bars(
        title,
        up,
        nothing,
        tuple(
            Bar(label, number, (WIDTH - NUMBER) * (number or 0) / most, LABEL + i * (LABEL + BAR + GAP))
            for i, (label, number) in enumerate(numbers)
        ),
    )
