"""Vital capacity and weight over time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import cache
from typing import Any, Final

from django.utils.translation import gettext as _

from ....model.units import conversion, ucum_code
from ...common.design.axis import Axis
from ...common.design.lines import STYLES, Line, Lines, scale_of, thinned
from ...common.design.table import Table, table_of
from .words import change, day_words, label, number

WEIGHT: Final = "weight"
CAPACITIES: Final = ("fvc", "svc")

Point = tuple[dt.date, float]


@cache
def kilograms(unit: str) -> float | None:
    """What one of a unit weighs in kilograms; None where it is no unit of weight."""
    code = ucum_code(unit)
    found = conversion(code, "kg") if code else None
    return found.factor if found else None


def weights(rows: Sequence[dict[str, Any]]) -> list[Point]:
    """Weights in kilograms; values in no unit of weight are left out."""
    return [
        (row["day"], float(row["value"]) * factor)
        for row in rows
        if row["code"] == WEIGHT and row["value"] is not None and (factor := kilograms(row["unit"])) is not None
    ]


def weight_chart(rows: Sequence[dict[str, Any]], axis: Axis) -> Lines | None:
    """Weight in kilograms, or None where nothing was measured."""
    points = weights(rows)
    if not points:
        return None
    heads = (_("Day"), _("Weight, kg"))
    table = table_of(heads, points, lambda point: (day_words(point[0]), number(point[1])))
    return _chart("weight", _("Weight"), _finding(_("Weight"), points, "kg"), [(_("Weight"), points)], axis, table)


def capacity_chart(rows: Sequence[dict[str, Any]], axis: Axis) -> Lines | None:
    """Vital capacity in percent of that expected; in litres, where no percent was told; None where there is neither."""
    mine = [row for row in rows if row["code"] in CAPACITIES]
    percent = any(row["percent_predicted"] is not None for row in mine)
    column, unit = ("percent_predicted", "%") if percent else ("value", "l")
    lines, told = [], []
    for code in CAPACITIES:
        points = [(row["day"], float(row[column])) for row in mine if row["code"] == code and row[column] is not None]
        if points:
            name = label("vc_manoeuvre", code)
            lines.append((name, points))
            told.append(_finding(name, points, unit))
    if not lines:
        return None
    table = table_of((_("Day"), _("How"), _("Percent of expected"), _("Litres")), mine, _capacity_cells)
    return _chart("capacity", _("Vital capacity"), " ".join(told), lines, axis, table)


def _capacity_cells(row: dict[str, Any]) -> tuple[str, ...]:
    values = (row["percent_predicted"], row["value"])
    told = ("" if value is None else number(value) for value in values)
    return (day_words(row["day"]), label("vc_manoeuvre", row["code"]), *told)


def _chart(
    id: str, title: str, finding: str, lines: Sequence[tuple[str, list[Point]]], axis: Axis, table: Table
) -> Lines:
    values = [value for _name, points in lines for _day, value in points]
    scale = scale_of(values, unit=5.0)
    drawn = [
        Line(name, style, thinned([(axis.across(day), scale.up(value)) for day, value in points]))
        for (name, points), style in zip(lines, STYLES, strict=False)
    ]
    return Lines(id, title, finding, tuple(drawn), scale.rules, axis.ticks, table)


def _finding(name: str, points: Sequence[Point], unit: str) -> str:
    (first, before), (last, now) = points[0], points[-1]
    told = {"name": name, "now": number(now), "unit": unit, "day": day_words(last)}
    if len(points) == 1:
        return _("%(name)s %(now)s %(unit)s on %(day)s.") % told
    more = {"before": number(before), "then": day_words(first), "change": change(before, now)}
    return _("%(name)s %(before)s %(unit)s on %(then)s and %(now)s %(unit)s on %(day)s: %(change)s.") % (told | more)
