"""One axis of days that several charts share, and moving along it by links: nothing has to be dragged."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.utils.dates import MONTHS_3

DAY: Final = dt.timedelta(days=1)

# The shortest stretch that is drawn, in days: there is always the first day of a month in it.
SHORTEST: Final = 62

# More dates than this under a chart are more than anybody reads.
MOST_TICKS: Final = 6
TICK_MONTHS: Final = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600)

# Name in the address -> days; None: from the first entry on.
SPANS: Final[dict[str, int | None]] = {"all": None, "2y": 730, "1y": 365, "6m": 183}


@dataclass(frozen=True)
class Tick:
    """A mark of an axis: where, from 0 to 1, and its words, the second line of which may be empty."""

    at: float
    text: str
    below: str = ""

    @property
    def percent(self) -> str:
        """Where, as SVG and CSS write it."""
        return f"{100 * self.at:.2f}%"

    @property
    def down(self) -> str:
        """How far below the top, in a picture of 100 by 100."""
        return f"{100 * (1 - self.at):.2f}"

    @property
    def anchor(self) -> str:
        """On which side of its mark the text stands, so that it stays within the picture."""
        return "start" if self.at < 0.06 else "end" if self.at > 0.94 else "middle"


@dataclass(frozen=True)
class Axis:
    """The days from ``first`` to ``last``, of which ``last`` is the later."""

    first: dt.date
    last: dt.date

    def across(self, day: dt.date) -> float:
        """Where a day stands, from 0 to 1; days outside stand outside."""
        return (day - self.first).days / (self.last - self.first).days

    def holds(self, day: dt.date) -> bool:
        """Whether a day is on it."""
        return self.first <= day <= self.last

    @property
    def ticks(self) -> tuple[Tick, ...]:
        """First days of months, at most `MOST_TICKS`, as dense as that allows."""
        low, high = _month(self.first), _month(self.last)
        for step in TICK_MONTHS:
            days = [_first_day(number) for number in range(low + -low % step, high + 1, step)]
            days = [day for day in days if self.holds(day)]
            if len(days) <= MOST_TICKS:
                break
        if not days:  # the years between two ticks of decades
            days = [self.first]
        return tuple(self._tick(day, step) for day in days)

    def _tick(self, day: dt.date, step: int) -> Tick:
        if step >= 12:
            return Tick(self.across(day), str(day.year))
        return Tick(self.across(day), str(MONTHS_3[day.month]).capitalize(), str(day.year))


def _month(day: dt.date) -> int:
    return day.year * 12 + day.month - 1


def _first_day(month: int) -> dt.date:
    return dt.date(month // 12, month % 12 + 1, 1)


@dataclass(frozen=True)
class Zoom:
    """What is shown: a span of `SPANS`, its axis, and the last days of the stretches before and after it, if any."""

    span: str
    axis: Axis
    earlier: dt.date | None
    later: dt.date | None


def zoom(span: str | None, until: str | None, first: dt.date, today: dt.date) -> Zoom:
    """The stretch asked for, held within the days from ``first`` to ``today``; what is not understood asks for all."""
    if span not in SPANS:
        span = "all"
    days = SPANS[span]
    first = min(first, today)
    if days is None:
        return Zoom(span, Axis(min(first, today - SHORTEST * DAY), today), None, None)
    length = days * DAY
    last = min(max(_day(until) or today, first + length), today)
    axis = Axis(last - length, last)
    earlier = max(axis.first, min(first + length, today)) if axis.first > first else None
    later = min(last + length, today) if last < today else None
    return Zoom(span, axis, earlier, later)


def _day(told: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(told or "")
    except ValueError:
        return None
