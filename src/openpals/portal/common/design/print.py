"""Charts as pictures for paper: the same places as on the screen, with sizes of their own and no style sheet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final
from xml.sax.saxutils import escape

from .axis import Tick
from .lanes import Lane, Lanes
from .lines import Band, Line, Lines

# Signs that no XML may hold; somebody's own words may.
NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

WIDTH: Final = 680
LEFT: Final = 34
RIGHT: Final = 14
TOP: Final = 10
HEIGHT: Final = 150
BELOW: Final = 34
LANE: Final = 40

# Style of a line -> its colour and dashes; shapes are those of the screen.
STROKES: Final = {"a": ("#0b5ea8", ""), "b": ("#8a4b00", "8 4"), "c": ("#7a2a78", "2 4"), "d": ("#14130f", "10 3 2 3")}
SHAPES: Final = {
    "a": "M-4,0a4,4 0 1,0 8,0a4,4 0 1,0 -8,0z",
    "b": "M-4,-4h8v8h-8z",
    "c": "M0,-5l5,9h-10z",
    "d": "M0,-5l5,5l-5,5l-5,-5z",
}
GRADES: Final = (
    "M-3,0a3,3 0 1,0 6,0a3,3 0 1,0 -6,0z",
    "M-4,0a4,4 0 1,0 8,0a4,4 0 1,0 -8,0z",
    "M0,-6l6,11h-12z",
    "M-6,-6h12v12h-12z",
)
GRADE_FILLS: Final = ("#ffffff", "#9dc3e3", "#4f8fc4", "#14130f")


def lines_svg(chart: Lines) -> str:
    """A chart of lines as an SVG document, with the names of its lines below."""
    parts = [*_ticks(chart.ticks, TOP + HEIGHT), *(_rule(rule) for rule in chart.rules)]
    parts += [_band(band) for band in chart.bands]
    for number, line in enumerate(chart.lines):
        parts += _line(line)
        if len(chart.lines) > 1:
            parts.append(_name(line, number, TOP + HEIGHT + BELOW + 14 + 18 * (number // 2)))
    rows = -(-len(chart.lines) // 2) if len(chart.lines) > 1 else 0
    return _document(parts, TOP + HEIGHT + BELOW + 18 * rows + 6)


def lanes_svg(chart: Lanes) -> str:
    """A chart of lanes as an SVG document."""
    parts: list[str] = [*_ticks(chart.ticks, LANE * len(chart.lanes), LANE * len(chart.lanes))]
    for number, lane in enumerate(chart.lanes):
        parts += _lane(lane, number * LANE)
    below = LANE * len(chart.lanes) + BELOW
    for grade, word in chart.key:
        x = LEFT + 10 + 150 * grade
        parts.append(_grade(x, below + 10, grade) + _text(x + 14, below + 14, word))
    return _document(parts, below + (24 if chart.key else 0))


def _document(parts: Sequence[str], height: float) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:g}" width="{WIDTH}" '
        f'height="{height:g}">{"".join(parts)}</svg>'
    )


def _x(across: float) -> float:
    return LEFT + across * (WIDTH - LEFT - RIGHT)


def _y(up: float) -> float:
    return TOP + (1 - up) * HEIGHT


def _text(x: float, y: float, words: str, anchor: str = "start", weight: str = "normal") -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="12" font-weight="{weight}" text-anchor="{anchor}" fill="#14130f">'
        f"{escape(NOT_XML.sub(' ', words))}</text>"
    )


def _ticks(ticks: Sequence[Tick], bottom: float, height: float = HEIGHT) -> Iterator[str]:
    for tick in ticks:
        x = _x(tick.at)
        yield f'<path d="M{x:.1f},{bottom - height:.1f}V{bottom:.1f}" stroke="#cfc5b6"/>'
        yield _text(x, bottom + 15, f"{tick.text} {tick.below}".strip(), tick.anchor)


def _rule(rule: Tick) -> str:
    y = _y(rule.at)
    drawn = f'<path d="M{LEFT},{y:.1f}H{WIDTH - RIGHT}" stroke="#cfc5b6"/>'
    return drawn + _text(LEFT - 6, y + 4, rule.text, "end")


def _band(band: Band) -> str:
    there = [f"{_x(x):.1f},{_y(low):.1f}" for x, low, _ in band.points]
    back = [f"{_x(x):.1f},{_y(high):.1f}" for x, _, high in reversed(band.points)]
    return f'<polygon points="{" ".join(there + back)}" fill="#8a4b00" fill-opacity="0.16"/>'


def _line(line: Line) -> Iterator[str]:
    colour, dashes = STROKES[line.style]
    path = " ".join(f"{_x(x):.1f},{_y(y):.1f}" for x, y in line.points)
    yield f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dashes}"/>'
    for x, y in line.marked:
        yield f'<path d="{SHAPES[line.style]}" transform="translate({_x(x):.1f} {_y(y):.1f})" fill="{colour}"/>'


def _name(line: Line, number: int, y: float) -> str:
    colour, dashes = STROKES[line.style]
    x = LEFT + 310 * (number % 2)
    return (
        f'<path d="M{x},{y - 4:.1f}h36" stroke="{colour}" stroke-width="2" stroke-dasharray="{dashes}"/>'
        f'<path d="{SHAPES[line.style]}" transform="translate({x + 18} {y - 4:.1f})" fill="{colour}"/>'
        + _text(x + 44, y, line.name)
    )


def _lane(lane: Lane, top: float) -> Iterator[str]:
    yield _text(LEFT, top + 14, f"{lane.name}, {lane.note}" if lane.note else lane.name, weight="bold")
    y = top + 26
    for bar in lane.bars:
        yield f'<path d="M{_x(bar.start):.1f},{y:.1f}H{_x(bar.stop):.1f}" stroke="#0b5ea8" stroke-width="7"/>'
        if bar.ends:
            yield f'<path d="M{_x(bar.stop):.1f},{y - 7:.1f}v14" stroke="#14130f" stroke-width="3"/>'
    for dot in lane.dots:
        yield _grade(_x(dot.at), y, dot.grade)


def _grade(x: float, y: float, grade: int) -> str:
    return (
        f'<path d="{GRADES[grade]}" transform="translate({x:.1f} {y:.1f})" fill="{GRADE_FILLS[grade]}" '
        'stroke="#0b5ea8"/>'
    )
