"""Days: reading them, placing them relative to the index day, and refusing the impossible."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_

import ibis
import ibis.expr.types as ir

from ...model.variable import LIFETIME
from ..work import Effect, Work
from .cells import to_integer

# R02: screening is up to 90 days before baseline (PRO-ACT's rows before that are mistakes), and no study or
# platform has followed anybody for thirty years.
FIRST_VISIT_DAY, LAST_VISIT_DAY = -90, 30 * 365

# R15: PRO-ACT's "ongoing" days, and dates that systems write for "unknown".
SENTINEL_DAYS = (73299, 1096331, 9999, 99999)
SENTINEL_DATES = (
    "1900-01-01",
    "1899-12-30",
    "1899-12-31",
    "1111-11-11",
    "1800-01-01",
    "9999-12-31",
    "2999-12-31",
    "2099-12-31",
)

_EPOCH = date(1970, 1, 1)
_PARTIAL = r"^[0-9]{4}(-[0-9]{2})?[-T:]*$"
_NO_DAY, _NO_MONTH = r"^[0-9]{4}-[0-9]{2}[-T:]*$", r"^[0-9]{4}[-T:]*$"
_DATE_AND_TIME = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ]|$)"
_SHORT_DATE = r"^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}$"


@dataclass(frozen=True)
class Completion:
    """What stands for the missing part of a partial date, where about when is worth knowing; None: nothing does."""

    day: str
    month_and_day: str | None


def to_day(work: Work, name: str, *, absolute: bool, effect: Effect, completion: Completion | None = None) -> None:
    """A03: makes a column of text a column of whole days: since 1970 if ``absolute``, as given otherwise.

    ``effect`` is what an impossible, future or placeholder date does to the row. A date without a day (ISO 8601
    allows ``2003`` and ``2003-02``) gives no day without a ``completion``: it is left behind, as it is no mistake.
    """
    if absolute:
        _read_dates(work, name, effect, completion)
    else:
        to_integer(work, name, effect=effect)
        sentinel_day(work, name, effect)


def _read_dates(work: Work, name: str, effect: Effect, completion: Completion | None) -> None:
    formats = work.settings.layout.date_formats
    if "ymd" in formats:
        calendar = work.settings.calendar.select(_written="written", _ordinary="day")
        work.table = work.table.left_join(calendar, work[name] == calendar["_written"]).drop("_written")
    else:
        work.set(_ordinary=ibis.null("int32"))
    text, ordinary = work[name], work["_ordinary"]
    completed = _completed(text, completion)
    found = ibis.coalesce(*(_as_date(text, order) for order in formats), completed)
    work.set(**{f"_{name}_day": ordinary.notnull().ifelse(ordinary, _since_epoch(found))})
    day = work[f"_{name}_day"]

    def odd(condition: ir.BooleanValue) -> ir.BooleanValue:
        """A condition that no ordinary day meets, and that is looked at for the few others alone."""
        return ordinary.notnull().ifelse(False, condition)

    unread = text.notnull() & day.isnull()
    partial = odd(unread & text.re_search(_PARTIAL))
    placeholder = odd(_is_any(day, [(date.fromisoformat(known) - _EPOCH).days for known in SENTINEL_DATES]))
    future = odd((day > (work.settings.last_day - _EPOCH).days) & ~placeholder)
    ancient = odd((day < -LIFETIME) & ~placeholder)
    work.set(**{name: ordinary.notnull().ifelse(day, (placeholder | future | ancient).ifelse(None, day))})
    work.find("A03", name, effect if effect is Effect.REJECT else Effect.LEFT, "partial date", partial)
    if completion:
        work.find("A03", name, Effect.NOTE, "partial date", odd(completed.notnull()))
    work.find("A03", name, effect, "impossible date", odd(unread & ~partial))
    work.find("R15", name, effect, "placeholder date", placeholder)
    work.find("R15", name, effect, "date beyond a lifetime", ancient)
    work.find("A03", name, effect, "date in the future", future)
    work.drop("_ordinary")


def _completed(text: ir.StringValue, completion: Completion | None) -> ir.DateValue:
    if completion is None:
        return ibis.null("date")
    cases = [(text.re_search(_NO_DAY), text.substr(0, 7) + "-" + completion.day)]
    if completion.month_and_day:
        cases.append((text.re_search(_NO_MONTH), text.substr(0, 4) + "-" + completion.month_and_day))
    return ibis.cases(*cases).try_cast("date")


def _since_epoch(day: ir.DateValue) -> ir.IntegerValue:
    return day.delta(ibis.date(_EPOCH), unit="day").cast("int32")


def _as_date(text: ir.StringValue, order: str) -> ir.DateValue:
    """The date of a cell written year-month-day (any time behind it is dropped), or month or day first."""
    if order != "ymd":
        shape = r"^([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})$"
        month, day = (1, 2) if order == "mdy" else (2, 1)
        parts = [text.re_extract(shape, group) for group in (3, month, day)]
        # Put together by hand: engines write references to groups in different ways.
        text = text.re_search(shape).ifelse(parts[0] + "-" + parts[1].lpad(2, "0") + "-" + parts[2].lpad(2, "0"), None)
    # Engines complete partial dates by guessing, and take 2024-03-1O for the first of March.
    return ibis.cases(
        (text.re_search(_DATE_AND_TIME), text.substr(0, 10)),
        (text.re_search(_SHORT_DATE), text),
    ).try_cast("date")


def sentinel_day(work: Work, name: str, effect: Effect) -> None:
    """R15: a placeholder day, or one beyond a lifetime, becomes null: ongoing or unknown."""
    day = work[name]
    placeholder = _is_any(day, SENTINEL_DAYS) | (day.abs() > LIFETIME)
    work.set(**{name: placeholder.ifelse(None, day)})
    work.find("R15", name, effect if effect is Effect.REJECT else Effect.NOTE, "placeholder day", placeholder)


def _is_any(day: ir.IntegerValue, known: Sequence[int]) -> ir.BooleanValue:
    """Written as comparisons: the engine would make a join of a list, once for each use."""
    return reduce(or_, (day == one for one in known))


def outside_visit_window(day: ir.IntegerValue) -> ir.BooleanValue:
    """R02: whether a visit's day lies outside the window that a visit can have."""
    return (day < FIRST_VISIT_DAY) | (day > LAST_VISIT_DAY)


def before_birth(day: ir.IntegerValue, birth_day: ir.IntegerValue) -> ir.BooleanValue:
    """A07: whether a day lies before the person was born; unknown birth says nothing."""
    return (day < birth_day).fill_null(False)


def untold(day: ir.IntegerValue, last_told: ir.IntegerValue) -> ir.BooleanValue:
    """A08: whether a day is after the person's last told day; who has none is told of to the end."""
    return (day > last_told).fill_null(False)


def left_out(last_told: ir.IntegerValue) -> ir.BooleanValue:
    """A08: whether not even day 0 of a person is told: nothing of them is, until they have been there longer."""
    return untold(ibis.literal(0), last_told)


def last_contact(contacts: list[ir.Table]) -> ir.Table:
    """R21: the last day of each person over tables (``person``, ``day``) of assessments and reports only."""
    every = ibis.union(*contacts) if len(contacts) > 1 else contacts[0]
    return every.group_by("person").agg(last_contact_day=every.day.max())


def months(day: ir.IntegerValue) -> ir.IntegerValue:
    """Days rounded to 30-day months: people report onset by the month, and the day would identify."""
    return ((day / 30.0).round() * 30).cast("int32")
