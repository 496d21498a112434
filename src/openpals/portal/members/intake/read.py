"""Reading somebody's table: what was understood, and line by line what was not."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from ....model.refused import Refused
from ....model.vocabulary import vocabulary
from ..journal.models.symptoms import SEVERITIES
from ..journal.questions import ALSFRS_R, askable
from . import columns as c
from .models import DMY, LB, MDY, YMD

MOST_ROWS = 5_000
MOST_BYTES = 2 * 2**20

_ORDERS = {YMD: ("year", "month", "day"), DMY: ("day", "month", "year"), MDY: ("month", "day", "year")}
_MOST_TOTAL = 48
_KILOGRAMS = (Decimal(20), Decimal(300))
_POUND = Decimal("0.45359237")
_LITRES, _PERCENT = (Decimal("0.1"), Decimal(8)), (Decimal(3), Decimal(150))


class TableRefused(Refused):
    """A file cannot be read as a table; the message says why, for the person."""


@dataclass(frozen=True)
class Fact:
    """One thing understood: what kind (of ``columns``), its code, its day, and its value in kilograms, litres, percent,
    points or grades from 0 to 3."""

    kind: str
    code: str
    day: date
    value: Decimal
    unit: str = ""


@dataclass(frozen=True)
class NotUnderstood:
    """One cell that was left out: the line in the file from 1, the column's heading, and why."""

    line: int
    heading: str
    why: str


@dataclass
class Understood:
    """All of a table."""

    facts: list[Fact] = field(default_factory=list)
    problems: list[NotUnderstood] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)  # headings that say nothing to us
    lines: int = 0


def decode(data: bytes) -> str:
    """A file's text. Raises TableRefused for what is no text or too long."""
    if len(data) > MOST_BYTES:
        raise TableRefused(_("This file is too large. Send at most 2 MB, for instance a few years at a time."))
    if b"\0" in data:
        raise TableRefused(_("This is not a CSV file. In your spreadsheet choose: save as, CSV. Then send that file."))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def read_table(text: str, day_order: str, weight_unit: str, today: date, born: int | None = None) -> Understood:
    """Reads a table whose first line has headings. ``born`` is the year of birth, if known: no day can be before it.

    Raises TableRefused where no column says the day, nothing else is known, or there are too many lines.
    """
    rows = csv.reader(io.StringIO(text), delimiter=_delimiter(text))
    headings = next(rows, [])
    known = [c.read_heading(place, heading, weight_unit) for place, heading in enumerate(headings)]
    found = [column for column in known if column is not None]
    days = [column for column in found if column.kind == c.DAY]
    if not days:
        raise TableRefused(_("No column is called “Date”. Give the column with the days that heading."))
    values = [column for column in found if column.kind != c.DAY]
    if not values:
        raise TableRefused(_("We know none of the headings. Use for instance: Date, ALSFRS-R, Weight, Cramps."))
    told = Understood(
        unknown=[heading for heading, column in zip(headings, known, strict=True) if column is None and heading.strip()]
    )
    for line, row in _numbered(rows):
        told.lines += 1
        if told.lines > MOST_ROWS:
            raise TableRefused(_("This table has more than 5,000 lines. Send it in parts."))
        day = _day(row[days[0].place] if days[0].place < len(row) else "", day_order, today, born)
        if isinstance(day, str):
            told.problems.append(NotUnderstood(line, days[0].heading, day))
            continue
        for column in values:
            cell = row[column.place].strip() if column.place < len(row) else ""
            if cell:
                fact = _READERS[column.kind](column, day, cell)
                if isinstance(fact, Fact):
                    told.facts.append(fact)
                else:
                    told.problems.append(NotUnderstood(line, column.heading, fact))
    return told


def _numbered(rows: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """Lines of the file from 2, empty ones left out."""
    try:
        for line, row in enumerate(rows, 2):
            if any(cell.strip() for cell in row):
                yield line, row
    except csv.Error as error:
        raise TableRefused(_("A line of this file is broken. Save it from your spreadsheet as CSV again.")) from error


def _delimiter(text: str) -> str:
    first = text.partition("\n")[0]
    return max(",;\t", key=first.count)


def _day(cell: str, order: str, today: date, born: int | None) -> date | str:
    """The day of a cell, or why there is none."""
    parts = re.findall(r"\d+", cell.partition("T")[0].partition(" ")[0])
    if len(parts) != 3:
        return _("This is no day.")
    names = _ORDERS[YMD] if len(parts[0]) == 4 else _ORDERS[order]
    numbers = dict(zip(names, map(int, parts), strict=True))
    if numbers["year"] < 100:
        numbers["year"] += 2000
    try:
        day = date(**numbers)
    except ValueError:
        return _("There is no such day. Is the order of day and month right?")
    if day > today:
        return _("This day has not come yet.")
    if day.year < (born or 1900):
        return _("This day is before you were born.")
    return day


def _total(column: c.Column, day: date, cell: str) -> Fact | str:
    value = c.number(cell)
    if value is None or value != value.to_integral() or not 0 <= value <= _MOST_TOTAL:
        return _("The total of the ALSFRS-R is a whole number from 0 to 48.")
    return Fact(c.TOTAL, ALSFRS_R, day, value)


def _item(column: c.Column, day: date, cell: str) -> Fact | str:
    value = c.number(cell)
    question = next(one for one in askable()[ALSFRS_R].questions if one.item == column.code)
    if value is None or value != value.to_integral() or not question.allows(int(value)):
        return _("An answer of the ALSFRS-R is a whole number from 0 to 4.")
    return Fact(c.ITEM, column.code, day, value)


def _weight(column: c.Column, day: date, cell: str) -> Fact | str:
    value = c.number(re.sub(r"\s*(kg|lbs?)\s*$", "", cell, flags=re.IGNORECASE))
    kilograms = None if value is None else (value * _POUND).quantize(Decimal("0.01")) if column.unit == LB else value
    if kilograms is None or not _KILOGRAMS[0] <= kilograms <= _KILOGRAMS[1]:
        return _("This is no weight we believe. Is the unit right?")
    return Fact(c.WEIGHT, "weight", day, kilograms, "kg")


def _capacity(column: c.Column, day: date, cell: str) -> Fact | str:
    value = c.number(cell.rstrip("% lL"))
    least, most = _LITRES if column.unit == "L" else _PERCENT
    if value is None or not least <= value <= most:
        return _("This is no vital capacity we believe. Litres are from 0.1 to 8, percent from 3 to 150.")
    return Fact(c.CAPACITY, column.code, day, value, column.unit)


def _symptom(column: c.Column, day: date, cell: str) -> Fact | str:
    word = vocabulary("severity").words.get(cell.lower(), "")
    grade = SEVERITIES.index(word) if word else int(cell) if cell in ("0", "1", "2", "3") else None
    if grade is None:
        return _("Say none, mild, moderate or severe, or 0 to 3.")
    return Fact(c.SYMPTOM, column.code, day, Decimal(grade))


_READERS: dict[str, Callable[[c.Column, date, str], Fact | str]] = {
    c.TOTAL: _total,
    c.ITEM: _item,
    c.WEIGHT: _weight,
    c.CAPACITY: _capacity,
    c.SYMPTOM: _symptom,
}
