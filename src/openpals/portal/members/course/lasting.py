"""Treatments and equipment over time: from when until when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext as _

from ...common.design.axis import Axis
from ...common.design.lanes import Bar, Lane, Lanes
from ...common.design.table import table_of
from ..journal.models import Treatment
from ..profile.models import Equipment
from .words import day_words, label, number


def bar(start: dt.date | None, stop: dt.date | None, axis: Axis) -> Bar:
    """What lasted from ``start`` to ``stop``, as far as it is on the axis."""
    begins = start is not None and start >= axis.first
    ends = stop is not None and stop <= axis.last
    return Bar(
        axis.across(start) if start and begins else 0.0,
        axis.across(stop) if stop and ends else 1.0,
        begins=begins,
        ends=ends,
    )


def named(treatment: Treatment) -> str:
    """What a course is called: as its member said it, or the vocabulary's word."""
    return treatment.words or label("treatment", treatment.code)


def dose_of(treatment: Treatment) -> str:
    """How much, and how often a day, as far as it was said."""
    told = []
    if treatment.dose is not None:
        told.append(f"{number(treatment.dose)} {label('dose_unit', treatment.dose_unit)}".strip())
    if treatment.doses_per_day is not None:
        told.append(_("%(times)s times a day") % {"times": number(treatment.doses_per_day)})
    return ", ".join(told)


def treatments_chart(courses: Sequence[Treatment], axis: Axis) -> Lanes:
    """A lane for each treatment; its courses are bars in it."""
    lanes: dict[str, list[Treatment]] = {}
    for course in courses:
        lanes.setdefault(named(course), []).append(course)
    drawn = tuple(
        Lane(name, dose_of(mine[-1]), tuple(bar(one.start_day, one.stop_day, axis) for one in mine))
        for name, mine in lanes.items()
    )
    heads = (_("Treatment"), _("Dose"), _("What for"), _("From"), _("Until"))
    finding = _lasting(len(lanes), sum(any(one.stop_day is None for one in mine) for mine in lanes.values()))
    return Lanes("treatments", _("Treatments"), finding, drawn, axis.ticks, table_of(heads, courses, treatment_cells))


def treatment_cells(course: Treatment) -> tuple[str, ...]:
    """What is said of a course in a row of a table: name, dose, purpose, from when, until when."""
    return (
        named(course),
        dose_of(course),
        course.purpose_words or label("purpose", course.purpose),
        day_words(course.start_day) or _("not said"),
        day_words(course.stop_day) or _("goes on"),
    )


def _lasting(all_: int, going: int) -> str:
    if not all_:
        return _("No treatment was written down in this time.")
    return _("Treatments in this time: %(all)s. Without an end so far: %(going)s.") % {"all": all_, "going": going}


def equipment_chart(devices: Sequence[Equipment], axis: Axis) -> Lanes:
    """A lane for each device, marked where its use began."""
    drawn = tuple(
        Lane(label("equipment", one.equipment), since(one), (bar(one.start_day, one.stop_day, axis),))
        for one in devices
    )
    named_ = ", ".join(lane.name for lane in drawn)
    finding = (
        _("In use in this time: %(devices)s.") % {"devices": named_}
        if drawn
        else _("No equipment was written down in this time.")
    )
    table = table_of((_("Equipment"), _("From"), _("Until")), devices, device_cells)
    return Lanes("equipment", _("Equipment"), finding, drawn, axis.ticks, table)


def device_cells(device: Equipment) -> tuple[str, ...]:
    """What is said of a device in a row of a table: name, from when, until when."""
    until = day_words(device.stop_day) or _("in use")
    return (label("equipment", device.equipment), day_words(device.start_day) or _("not said"), until)


def since(device: Equipment) -> str:
    """Since when it is in use, if that was said."""
    return _("since %(day)s") % {"day": day_words(device.start_day)} if device.start_day else ""
