"""Geometry of the charts: numbers become places in a drawing of 320 by some 240 units; the template draws it.

The drawing is narrow, so that its letters stay readable on a phone; wide pages stand several side by side.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from ...privacy.counting.spreads import Step
from ..statistics.reference import CENTILES
from ..statistics.reference import Point as Told
from .counts import Share
from .course import Observed
from .survey import MONTH
from .words import NOTHING, column, per_cent, spoken, whole

WIDTH, LEFT, RIGHT, TOP, BOTTOM = 320, 44, 308, 28, 188
STYLES = 4  # so many lines can be told apart in one chart

Point = tuple[float, float]


@dataclass(frozen=True)
class Tick:
    """A place on an axis and what is written there."""

    at: float
    label: str


@dataclass(frozen=True)
class Mark:
    """A shape: the path, and the class that styles it."""

    path: str
    style: str


@dataclass(frozen=True)
class Panel:
    """One chart: drawing, sentence and numbers say the same."""

    id: str
    title: str
    sentence: str
    x_label: str
    y_label: str
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    marks: tuple[Mark, ...]
    head: tuple[str, ...]
    body: tuple[tuple[str, ...], ...]
    below_label: str = ""
    below: tuple[Tick, ...] = ()


@dataclass(frozen=True)
class Scale:
    """From the range ``low`` to ``high`` of the numbers to places between ``start`` and ``end``."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


def course_panels(by_dataset: Mapping[str, Sequence[Observed]]) -> list[Panel]:
    """ALSFRS-R by months since onset: the median, and the band between the quartiles."""
    last = max((months[-1].month for months in by_dataset.values()), default=0)
    x, y = Scale(0, max(last, 12), LEFT, RIGHT), Scale(0, 48, BOTTOM, TOP)
    return [_course_panel(f"course-{i}", *one, x, y) for i, one in enumerate(by_dataset.items(), 1)]


def _course_panel(id: str, dataset: str, months: Sequence[Observed], x: Scale, y: Scale) -> Panel:
    bands, lines = [], []
    by_month = {one.month: one for one in months}
    for run in _runs(sorted(by_month)):
        upper = [(x(month), y(by_month[month].high)) for month in run]
        lower = [(x(month), y(by_month[month].low)) for month in reversed(run)]
        bands.append(Mark(_band(upper, lower), "band"))
        lines.append(_stroke([(x(month), y(by_month[month].median)) for month in run], "s0"))
    first, last = months[0], months[-1]
    return Panel(
        id=id,
        title=dataset,
        sentence=f"Median total {first.median:g} in month {first.month} since onset and {last.median:g} in "
        f"month {last.month}, the first and last with enough people; among people alive and reporting then.",
        x_label="Months since onset",
        y_label="ALSFRS-R total",
        x_ticks=month_ticks(x),
        y_ticks=tuple(Tick(y(value), str(value)) for value in (0, 12, 24, 36, 48)),
        marks=(*bands, *lines),
        head=("Month", "People", "25th centile", "Median", "75th centile"),
        body=tuple(
            (str(one.month), whole(one.people), f"{one.low:.1f}", f"{one.median:.1f}", f"{one.high:.1f}")
            for one in months
        ),
        below_label="People observed",
        below=_below({one.month: one.people for one in months}, x),
    )


def survival_panels(curves: Mapping[str, Sequence[Step]]) -> list[Panel]:
    """Survival since the index day, one curve a dataset."""
    last = max((curve[-1].day / MONTH for curve in curves.values()), default=0)
    x, y = Scale(0, max(last, 12), LEFT, RIGHT), Scale(0, 100, BOTTOM, TOP)
    return [_survival_panel(f"survival-{i}", *one, x, y) for i, one in enumerate(curves.items(), 1)]


def _survival_panel(id: str, dataset: str, curve: Sequence[Step], x: Scale, y: Scale) -> Panel:
    first, last = curve[0], curve[-1]
    return Panel(
        id=id,
        title=dataset,
        sentence=f"An estimated {last.percent}% are alive at the end of month {_month(last)}, the last "
        f"that can be drawn. About {whole(first.at_risk)} people are followed from the index day, "
        f"and {whole(last.at_risk)} beyond that month.",
        x_label="Months since index day",
        y_label="Estimated alive, %",
        x_ticks=month_ticks(x),
        y_ticks=tuple(Tick(y(value), str(value)) for value in (0, 25, 50, 75, 100)),
        marks=(_stroke([(x(one.day / MONTH), y(one.percent)) for one in curve], "s0"),),
        head=("Month", "Estimated alive", "Still followed"),
        body=tuple((_month(one), f"{one.percent}%", whole(one.at_risk)) for one in curve),
        below_label="Still followed",
        below=_below({one.day // MONTH: one.at_risk for one in curve}, x),
    )


def _month(step: Step) -> str:
    return f"{step.day / MONTH:g}"


def activity_panels(by_table: Mapping[str, Mapping[str, Mapping[int, int]]]) -> list[Panel]:
    """Rows by month since the index day: a chart for each table, a line for each dataset."""
    months = [month for lines in by_table.values() for line in lines.values() for month in line]
    x = Scale(min([0, *months]), max([12, *months]), LEFT, RIGHT)
    order = list(dict.fromkeys(dataset for lines in by_table.values() for dataset in lines))
    return [_activity_panel(table, lines, x, order) for table, lines in by_table.items()]


def _activity_panel(table: str, lines: Mapping[str, Mapping[int, int]], x: Scale, order: Sequence[str]) -> Panel:
    rows = [n for line in lines.values() for n in line.values()]
    lowest = floor(log10(min(rows)))
    y = Scale(lowest, max(ceil(log10(max(rows))), lowest + 1), BOTTOM, TOP)
    said = [
        f"{column(dataset)}, {whole(line[min(line)])} rows in month {min(line)} and "
        f"{whole(line[max(line)])} in month {max(line)}"
        for dataset, line in lines.items()
    ]
    return Panel(
        id=f"activity-{table}",
        title=spoken(table),
        sentence=f"In the first and the last month shown: {'; '.join(said)}.",
        x_label="Months since index day",
        y_label="Rows a month, log scale",
        x_ticks=month_ticks(x),
        y_ticks=tuple(Tick(y(power), _short(10**power)) for power in range(int(y.low), int(y.high) + 1)),
        marks=tuple(
            _stroke([(x(month), y(log10(line[month]))) for month in run], f"s{order.index(dataset)}")
            for dataset, line in lines.items()
            for run in _runs(sorted(line))
        ),
        head=("Month", *(column(dataset) for dataset in lines)),
        body=tuple(
            (str(month), *(whole(line[month]) if month in line else NOTHING for line in lines.values()))
            for month in sorted({month for line in lines.values() for month in line})
        ),
    )


def centile_panel(id: str, title: str, sentence: str, most: int, points: Sequence[Told], x: Scale) -> Panel:
    """A score from 0 to ``most`` by months since onset: the median, in the band of its quartiles, in that of its outer
    centiles; each as far as it is told.
    """
    y = Scale(0, most, BOTTOM, TOP)
    marks = []
    for low, high, style in ((10, 90, "band outer"), (25, 75, "band")):
        told = {one.month: one for one in points if one.at(low) is not None and one.at(high) is not None}
        for run in _runs(sorted(told)):
            upper, lower = ([(x(month), y(told[month].at(c) or 0)) for month in run] for c in (high, low))
            marks.append(Mark(_band(upper, lower[::-1]), style))
    medians = {one.month: one.at(50) or 0 for one in points}
    marks += [_stroke([(x(month), y(medians[month])) for month in run], "s0") for run in _runs(sorted(medians))]
    return Panel(
        id=id,
        title=title,
        sentence=sentence,
        x_label="Months since onset",
        y_label="Points",
        x_ticks=month_ticks(x),
        y_ticks=tuple(Tick(y(value), str(value)) for value in range(0, most + 1, most // 4)),
        marks=tuple(marks),
        head=("Month", "People", *("Median" if one == 50 else f"{one}th centile" for one in CENTILES)),
        body=tuple(
            (str(one.month), whole(one.people), *(NOTHING if score is None else f"{score:.1f}" for score in one.scores))
            for one in points
        ),
        below_label="People reporting",
        below=_below({one.month: one.people for one in points}, x),
    )


def facts_panel(lines: Mapping[str, Sequence[tuple[int, Share]]]) -> Panel:
    """Who is singled out, by how many dated scores are known; a line for each way to print courses."""
    numbers = sorted({m for line in lines.values() for m, _ in line})
    x, y = Scale(min(numbers), max(*numbers, min(numbers) + 1), LEFT, RIGHT), Scale(0, 100, BOTTOM, TOP)
    by_line = {name: {m: per_cent(part) for m, part in line} for name, line in lines.items()}
    said = "; ".join(f"{name.lower()}: {told[max(told)]} by {max(told)}" for name, told in by_line.items())
    return Panel(
        id="course-facts",
        title="Singled out by a few known scores",
        sentence=f"Estimated share of people who alone fit what is known. {said[:1].upper()}{said[1:]}.",
        x_label="Known scores with their dates",
        y_label="Singled out, %",
        x_ticks=tuple(Tick(x(m), str(m)) for m in numbers),
        y_ticks=tuple(Tick(y(value), str(value)) for value in (0, 25, 50, 75, 100)),
        marks=tuple(
            _stroke([(x(m), y(part.percent)) for m, part in line], f"s{i}") for i, line in enumerate(lines.values())
        ),
        head=("Known scores", *lines),
        body=tuple((str(m), *(told.get(m, NOTHING) for told in by_line.values())) for m in numbers),
    )


def month_ticks(x: Scale) -> tuple[Tick, ...]:
    """Months at which a time axis is marked: at most six steps."""
    step = next((s for s in (1, 2, 3, 6, 12, 24, 48) if (x.high - x.low) / s <= 6), 96)
    first = ceil(x.low / step) * step
    return tuple(Tick(x(month), str(month)) for month in range(first, floor(x.high) + 1, step))


def _short(number: int) -> str:
    """10000 -> 10k."""
    for size, letter in ((10**9, "G"), (10**6, "M"), (10**3, "k")):
        if number >= size:
            return f"{number // size}{letter}"
    return str(number)


def _below(numbers: Mapping[int, int], x: Scale) -> tuple[Tick, ...]:
    """Numbers under the axis: at each of its marks that of the nearest month, at most two away."""
    found = []
    for tick in month_ticks(x):
        near = min(numbers, key=lambda month: (abs(month - int(tick.label)), month))
        if abs(near - int(tick.label)) <= 2:
            found.append(Tick(x(near), whole(numbers[near])))
    return tuple(found)


def _runs(months: Sequence[int]) -> list[list[int]]:
    """Months in a row; a hidden month breaks the line."""
    runs: list[list[int]] = []
    for month in months:
        if runs and runs[-1][-1] == month - 1:
            runs[-1].append(month)
        else:
            runs.append([month])
    return runs


def _stroke(points: Sequence[Point], style: str) -> Mark:
    """A line through the points; a point by itself is a dot."""
    if len(points) == 1:
        return Mark(f"M{points[0][0]:.1f} {points[0][1]:.1f}h.01", f"dot {style}")
    return Mark(_path(points), f"line {style}")


def _band(upper: Sequence[Point], lower: Sequence[Point]) -> str:
    """The area between two lines; that of a single month is a narrow bar."""
    if len(upper) == 1:
        (x, high), (_, low) = upper[0], lower[0]
        upper, lower = [(x - 1.5, high), (x + 1.5, high)], [(x + 1.5, low), (x - 1.5, low)]
    return _path([*upper, *lower]) + "Z"


def _path(points: Sequence[Point]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
