"""What lasts, and what happens, over time: a lane each, with bars and marks, on the axis of the charts above."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.utils.safestring import SafeString, mark_safe

from .axis import Tick
from .table import Table

# Marks closer than one part of so many cannot be told apart; the gravest stands for them.
PARTS: Final = 48


@dataclass(frozen=True)
class Bar:
    """From where to where, 0 to 1. ``begins`` and ``ends``: whether that is its own beginning and end."""

    start: float
    stop: float
    begins: bool = True
    ends: bool = True


@dataclass(frozen=True)
class Dot:
    """A mark at a place, 0 to 1, of a grade from 0 to 3: larger, darker and of another shape the graver it is."""

    at: float
    grade: int


@dataclass(frozen=True)
class Lane:
    """One thing over time; ``note`` is said beside its name."""

    name: str
    note: str = ""
    bars: tuple[Bar, ...] = ()
    dots: tuple[Dot, ...] = ()

    @property
    def drawn(self) -> SafeString:
        """Its bars and marks, as SVG writes them."""
        bars = "".join(
            f'<line class="bar" x1="{100 * bar.start:.2f}%" x2="{100 * bar.stop:.2f}%" y1="50%" y2="50%"/>'
            + (f'<use href="#op-begin" class="end" x="{100 * bar.start:.2f}%" y="50%"/>' if bar.begins else "")
            + (f'<use href="#op-stop" class="end" x="{100 * bar.stop:.2f}%" y="50%"/>' if bar.ends else "")
            for bar in self.bars
        )
        dots = "".join(
            f'<use href="#op-grade{dot.grade}" class="g{dot.grade}" x="{100 * dot.at:.2f}%" y="50%"/>'
            for dot in self.dots
        )
        return mark_safe(bars + dots)


@dataclass(frozen=True)
class Lanes:
    """A chart of lanes; ``finding`` says in one sentence what it shows. ``key``: grade -> its word, where marks have
    grades."""

    id: str
    title: str
    finding: str
    lanes: tuple[Lane, ...]
    ticks: tuple[Tick, ...]
    table: Table
    key: tuple[tuple[int, str], ...] = ()


def gravest(dots: Iterable[Dot]) -> tuple[Dot, ...]:
    """Of the marks that stand too close to be told apart the gravest; by grade, the graver drawn over the milder."""
    kept: dict[int, Dot] = {}
    for dot in dots:
        part = int(dot.at * PARTS)
        if part not in kept or dot.grade > kept[part].grade:
            kept[part] = dot
    return tuple(sorted(kept.values(), key=lambda dot: dot.grade))
