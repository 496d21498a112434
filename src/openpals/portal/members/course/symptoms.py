"""Symptoms over time: a lane each, a mark for each report, graver ones larger and of another shape."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ...common.design.axis import Axis
from ...common.design.lanes import Dot, Lane, Lanes, gravest
from ...common.design.table import table_of
from ..journal.models.symptoms import SEVERITIES
from .rows import Report
from .words import day_words, label

MOST_NAMED: Final = 3


def symptoms_chart(reports: Sequence[Report], axis: Axis) -> Lanes:
    """Those that were worst stand first."""
    words = [label("severity", code) for code in SEVERITIES]
    by_symptom: dict[int, list[Report]] = {}
    for report in reports:
        by_symptom.setdefault(report.symptom, []).append(report)
    ordered = sorted(by_symptom.values(), key=_burden, reverse=True)
    lanes = tuple(
        Lane(
            name(mine[0]),
            _note(mine, words),
            dots=gravest(Dot(axis.across(one.day), one.severity) for one in mine),
        )
        for mine in ordered
    )
    heads = (_("Day"), _("Symptom"), _("How bad"))
    table = table_of(heads, reports, lambda one: (day_words(one.day), name(one), words[one.severity]))
    finding, key = symptoms_finding(ordered), tuple(enumerate(words))
    return Lanes("symptoms", _("Symptoms"), finding, lanes, axis.ticks, table, key)


def name(report: Report) -> str:
    """What a symptom is called: the vocabulary's word, or as its member said it."""
    return label("symptom", report.concept) if report.concept else report.words


def _burden(reports: Sequence[Report]) -> tuple[int, int]:
    worst = max(report.severity for report in reports)
    return worst, sum(report.severity == worst for report in reports)


def _note(reports: Sequence[Report], words: Sequence[str]) -> str:
    times = ngettext("%(n)s report", "%(n)s reports", len(reports)) % {"n": len(reports)}
    return _("%(times)s, last %(last)s, worst %(worst)s") % {
        "times": times,
        "last": words[reports[-1].severity].lower(),
        "worst": words[_burden(reports)[0]].lower(),
    }


def symptoms_finding(ordered: Sequence[Sequence[Report]]) -> str:
    """How many there were, and which were severe."""
    if not ordered:
        return _("No symptom was written down in this time.")
    all_ = len(ordered)
    told = ngettext("%(n)s symptom was written down", "%(n)s symptoms were written down", all_) % {"n": all_}
    severe = [name(mine[0]).lower() for mine in ordered if _burden(mine)[0] == len(SEVERITIES) - 1]
    if not severe:
        return _("%(told)s. None was severe.") % {"told": told}
    named = ", ".join(severe[:MOST_NAMED])
    if len(severe) > MOST_NAMED:
        named = _("%(named)s and others") % {"named": named}
    return _("%(told)s. Severe at some time: %(named)s.") % {"told": told, "named": named}
