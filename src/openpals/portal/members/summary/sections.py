"""The sections that a summary may have: what each shows, for a period."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ...common.design.axis import Axis
from ...common.design.lanes import Lanes
from ...common.design.lines import Lines
from ...common.design.table import Table
from ..care.parts import SYMPTOMS
from ..course.abilities import domains_chart, total_chart
from ..course.lasting import equipment_chart, treatments_chart
from ..course.measured import CAPACITIES, WEIGHT, capacity_chart, weight_chart
from ..course.rows import Reader, Report, equipment, measurements, scores, symptom_reports, treatments
from ..course.symptoms import symptoms_chart
from ..course.words import day_words, label
from ..journal.models import Note
from ..profile.models import Profile

# So many rows of a table go on paper, the newest; a doctor has minutes.
MOST_ROWS: Final = 12

_PRIVATE = frozenset(concept for concepts in SYMPTOMS.values() for concept in concepts)


@dataclass(frozen=True)
class Part:
    """A heading with a sentence, a chart, a table and lines of text below it, each if there is one."""

    title: str
    finding: str = ""
    lines: Lines | None = None
    lanes: Lanes | None = None
    table: Table | None = None
    texts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Section:
    """What may be chosen. ``chosen``: whether it is ticked when nobody has chosen yet."""

    words: Promise
    parts: Callable[[Reader, Axis], list[Part]]
    chosen: bool = True


def about(reader: Reader, axis: Axis) -> list[Part]:
    """Diagnosis and how it began."""
    profile = reader.rows(Profile, "profile.read").first()
    if profile is None:
        return [Part(_("About the disease"), _("Nothing was written down."))]
    told = (
        (_("Diagnosis"), label("condition", profile.diagnosis)),
        (_("Began"), _about_day(profile.onset_date, profile.onset_precision)),
        (_("Began in"), label("onset_site", profile.onset_site)),
        (_("Diagnosed"), _about_day(profile.diagnosis_date, profile.diagnosis_precision)),
        (_("Year of birth"), str(profile.birth_year or "")),
        (_("Sex"), label("sex", profile.sex)),
    )
    return [Part(_("About the disease"), texts=tuple((name, words) for name, words in told if words))]


def _about_day(day: dt.date | None, precision: str) -> str:
    if day is None:
        return ""
    return {"year": str(day.year), "month": day_words(day).partition(" ")[2]}.get(precision, day_words(day))


def abilities(reader: Reader, axis: Axis) -> list[Part]:
    """The score, its domains."""
    course = scores(reader, axis)
    if not course:
        return [Part(_("ALSFRS-R total"), _("There is no answer in this time."))]
    total, domains = total_chart(course, axis), domains_chart(course, axis)
    return [_drawn(total), _drawn(domains)]


def measured(reader: Reader, axis: Axis) -> list[Part]:
    """Vital capacity and weight."""
    rows = measurements(reader, axis, (WEIGHT, *CAPACITIES))
    charts = [chart for chart in (capacity_chart(rows, axis), weight_chart(rows, axis)) if chart is not None]
    return [_drawn(chart) for chart in charts] or [Part(_("Breathing and weight"), _("Nothing was measured."))]


def taken(reader: Reader, axis: Axis) -> list[Part]:
    """Treatments."""
    chart = treatments_chart(treatments(reader, axis), axis)
    return [Part(chart.title, chart.finding, table=chart.table if chart.lanes else None)]


def used(reader: Reader, axis: Axis) -> list[Part]:
    """Equipment."""
    chart = equipment_chart(equipment(reader, axis), axis)
    return [Part(chart.title, chart.finding, table=chart.table if chart.lanes else None)]


def symptoms(reader: Reader, axis: Axis) -> list[Part]:
    """Symptoms, but for the private ones."""
    return _symptoms(_("Symptoms"), [one for one in symptom_reports(reader, axis) if not _private(one)], axis)


def private_symptoms(reader: Reader, axis: Axis) -> list[Part]:
    """Mood, sexual problems, thoughts of ending life."""
    mine = [one for one in symptom_reports(reader, axis) if _private(one)]
    return _symptoms(_("Mood and other private symptoms"), mine, axis)


def _private(report: Report) -> bool:
    return bool(_PRIVATE & {report.concept, report.mapped})


def _symptoms(title: str, reports: list[Report], axis: Axis) -> list[Part]:
    chart = symptoms_chart(reports, axis)
    rows = tuple((lane.name, lane.note) for lane in chart.lanes)
    table = Table((_("Symptom"), _("How often and how bad")), rows) if rows else None
    return [Part(title, chart.finding, lanes=chart if rows else None, table=table)]


def notes(reader: Reader, axis: Axis) -> list[Part]:
    """Notes, the newest first."""
    rows = reader.rows(Note, "notes.read").filter(~Q(text=""), day__gte=axis.first, day__lte=axis.last)
    told = tuple((day_words(one.day), one.text) for one in rows.order_by("-day", "-pk")[:MOST_ROWS])
    return [Part(_("Notes"), "" if told else _("No note was written in this time."), texts=told)]


def _drawn(chart: Lines) -> Part:
    return Part(chart.title, chart.finding, lines=chart, table=shortened(chart.table))


def shortened(table: Table) -> Table:
    """The newest rows of a table, as many as go on paper."""
    left_off = table.left_off + max(len(table.rows) - MOST_ROWS, 0)
    return Table(table.heads, table.rows[:MOST_ROWS], left_off)


SECTIONS: Final[Mapping[str, Section]] = {
    "about": Section(gettext_lazy("About the disease: diagnosis, when and how it began"), about),
    "abilities": Section(gettext_lazy("Abilities: ALSFRS-R"), abilities),
    "measured": Section(gettext_lazy("Breathing and weight"), measured),
    "taken": Section(gettext_lazy("Treatments"), taken),
    "used": Section(gettext_lazy("Equipment"), used),
    "symptoms": Section(gettext_lazy("Symptoms"), symptoms),
    "private": Section(gettext_lazy("Mood, sexual problems, thoughts of ending life"), private_symptoms, chosen=False),
    "notes": Section(gettext_lazy("Notes"), notes, chosen=False),
}


def offered(hidden: bool, own: bool) -> dict[str, Section]:
    """The sections that may be chosen: where the owner hid the score, nobody else prints it."""
    return {name: one for name, one in SECTIONS.items() if own or not hidden or name != "abilities"}


def chosen_first(sections: Mapping[str, Section], hidden: bool) -> list[str]:
    """Those that are ticked when nobody has chosen yet; a score that was hidden is not."""
    return [name for name, one in sections.items() if one.chosen and not (hidden and name == "abilities")]


def parts_of(names: list[str], reader: Reader, axis: Axis) -> list[Any]:
    """The parts of the chosen sections, in the order of `SECTIONS`."""
    return [part for name, section in SECTIONS.items() if name in names for part in section.parts(reader, axis)]
