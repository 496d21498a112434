"""A course as a picture that the server draws: readable without JavaScript, by keyboard as a table, on paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import number_format

WIDTH, HEIGHT = 640, 320
LEFT, RIGHT, TOP, BOTTOM = 56, 16, 16, 48


@dataclass(frozen=True)
class Mark:
    """A point in the picture's units, with what it stands for."""

    x: float
    y: float
    across: float
    up: float


@dataclass(frozen=True)
class Chart:
    """What the template draws; ``finding`` says in a sentence what the picture shows."""

    title: str
    finding: str
    across: str
    up: str
    marks: tuple[Mark, ...]
    rules: tuple[tuple[float, str], ...]
    ticks: tuple[tuple[float, str], ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    bottom: int = HEIGHT - BOTTOM

    @property
    def line(self) -> str:
        """The points of the line, as SVG writes them."""
        return " ".join(f"{mark.x:.1f},{mark.y:.1f}" for mark in self.marks)


def course_chart(points: Sequence[tuple[float, float]], *, title: str, across: str, up: str, top: float) -> Chart:
    """A line through ``points`` (at least one; across ascending, up from 0 to ``top``)."""
    last = points[-1][0] or 1.0
    height, width = HEIGHT - TOP - BOTTOM, WIDTH - LEFT - RIGHT

    def x(value: float) -> float:
        return LEFT + width * value / last

    def y(value: float) -> float:
        return TOP + height * (1 - value / top)

    first, final = points[0], points[-1]
    return Chart(
        title=title,
        finding=f"{up}: {_number(first[1])} → {_number(final[1])} ({_number(final[0])} {across})",
        across=across,
        up=up,
        marks=tuple(Mark(x(a), y(b), a, b) for a, b in points),
        rules=tuple((y(top * part / 4), _number(top * part / 4)) for part in range(5)),
        ticks=tuple((x(last * part / 5), _number(last * part / 5)) for part in range(6)),
    )


def _number(value: float) -> str:
    return number_format(f"{value:g}")
