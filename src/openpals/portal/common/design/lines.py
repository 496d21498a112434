"""Values over time as lines, placed in parts of the picture's size, so that letters keep the reader's own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import Final

from django.utils.safestring import SafeString, mark_safe

from .axis import Tick
from .table import Table

# As many shapes and strokes as one chart has lines; each differs from the others without colour.
STYLES: Final = ("a", "b", "c", "d")

# A line is drawn of at most four points in each of so many parts of its width: its first, last, lowest and highest,
# which no screen tells from the whole line.
PARTS: Final = 60

# Points are marked as well, unless they stand closer than this many to the picture's width: they would cover the line.
# So few are marked anyway.
MOST_MARKS: Final = 40
FEW: Final = 4


@dataclass(frozen=True)
class Line:
    """A line of ``points``: across and up, each from 0 to 1, by ascending time. ``style`` is one of `STYLES`."""

    name: str
    style: str
    points: tuple[tuple[float, float], ...]

    @property
    def path(self) -> SafeString:
        """Its points, as SVG writes them in a picture of 100 by 100."""
        return mark_safe(" ".join(f"{100 * x:.2f},{100 * (1 - y):.2f}" for x, y in self.points))

    @property
    def marked(self) -> tuple[tuple[float, float], ...]:
        """The points that are marked by a shape: all of them; where they stand close, the last."""
        wide = self.points[-1][0] - self.points[0][0] if self.points else 0.0
        return self.points if len(self.points) <= max(MOST_MARKS * wide, FEW) else self.points[-1:]

    @property
    def marks(self) -> SafeString:
        """The shapes, as SVG writes them."""
        return mark_safe(
            "".join(
                f'<use href="#op-{self.style}" class="{self.style}" x="{100 * x:.2f}%" y="{100 * (1 - y):.2f}%"/>'
                for x, y in self.marked
            )
        )


@dataclass(frozen=True)
class Band:
    """An area between two lines over the same places; ``tone`` is `outer` or `inner`."""

    tone: str
    points: tuple[tuple[float, float, float], ...]

    @property
    def outline(self) -> SafeString:
        """Its edge, as SVG writes it in a picture of 100 by 100."""
        there = [f"{100 * x:.2f},{100 * (1 - low):.2f}" for x, low, _ in self.points]
        back = [f"{100 * x:.2f},{100 * (1 - high):.2f}" for x, _, high in reversed(self.points)]
        return mark_safe(" ".join(there + back))


@dataclass(frozen=True)
class Lines:
    """A chart of lines; ``finding`` says in one sentence what it shows, ``table`` holds the same values."""

    id: str
    title: str
    finding: str
    lines: tuple[Line, ...]
    rules: tuple[Tick, ...]
    ticks: tuple[Tick, ...]
    table: Table
    bands: tuple[Band, ...] = ()
    middle: tuple[tuple[float, float], ...] = ()
    key: str = ""  # what the bands are

    @property
    def middle_path(self) -> SafeString:
        """The line through the middle of the bands."""
        return Line("", "", self.middle).path


@dataclass(frozen=True)
class Scale:
    """The values from ``bottom`` to ``top``, in steps that are easy to read."""

    bottom: float
    top: float
    step: float

    def up(self, value: float) -> float:
        """Where a value stands, from 0 to 1."""
        return (value - self.bottom) / (self.top - self.bottom)

    @property
    def rules(self) -> tuple[Tick, ...]:
        """The lines across the picture."""
        count = round((self.top - self.bottom) / self.step)
        values = [self.bottom + number * self.step for number in range(count + 1)]
        return tuple(Tick(self.up(value), f"{round(value, 6):g}") for value in values)


def scale_of(values: Iterable[float], unit: float = 1.0) -> Scale:
    """A scale that holds the values, at least one, in two to six steps of 1, 2 or 5 times a power of ten, none of them
    finer than a tenth of ``unit``."""
    told = list(values)
    low, high = min(told), max(told)
    step = _step(max(high - low, unit))
    bottom, top = floor(low / step) * step, ceil(high / step) * step
    if top - bottom < 1.5 * step:  # one value, or two on both sides of one step
        top += step
        bottom -= step if bottom >= step else 0
    if top - bottom < 1.5 * step:
        top += step
    return Scale(bottom, top, step)


def _step(extent: float) -> float:
    power = 10.0 ** floor(log10(extent / 5))
    return next(times * power for times in (1, 2, 5, 10) if extent / (times * power) <= 5 + 1e-9)


def fixed_scale(top: int, steps: int = 4) -> Scale:
    """A scale from 0 to ``top``."""
    return Scale(0.0, float(top), top / steps)


def thinned(points: Sequence[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    """The points that a screen can tell apart, by ascending place."""
    if len(points) <= 4 * PARTS:
        return tuple(points)
    kept: dict[int, list[int]] = {}
    for number, (x, _) in enumerate(points):
        kept.setdefault(int(x * PARTS), []).append(number)
    chosen: set[int] = set()
    for numbers in kept.values():
        by_height = sorted(numbers, key=lambda number: points[number][1])
        chosen |= {numbers[0], numbers[-1], by_height[0], by_height[-1]}
    return tuple(points[number] for number in sorted(chosen))
