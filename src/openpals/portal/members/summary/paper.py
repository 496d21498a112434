"""A summary as it is printed: what stands on the page and in the PDF alike."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from importlib.resources import files

import typst
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from ...common.design.axis import DAY, SHORTEST, Axis
from ...common.design.print import lanes_svg, lines_svg
from ..course.rows import Reader
from ..course.words import day_words
from .sections import Part, parts_of


@dataclass(frozen=True)
class Paper:
    """``whose`` is the name its member chose for this site; empty where it is not told."""

    title: str
    whose: str
    period: str
    made: str
    parts: list[Part]


def paper(reader: Reader, names: list[str], first: dt.date, last: dt.date, whose: str) -> Paper:
    """The chosen sections for the days from ``first`` to ``last``."""
    axis = Axis(min(first, last - SHORTEST * DAY), last)
    return Paper(
        title=_("Summary of a journal"),
        whose=whose,
        period=_("%(first)s to %(last)s") % {"first": day_words(axis.first), "last": day_words(last)},
        made=_("As its member wrote it down; nobody has checked it."),
        parts=parts_of(names, reader, axis),
    )


def as_pdf(summary: Paper) -> bytes:
    """The PDF, tagged for screen readers (PDF/UA-1). Words go in as data, never as markup."""
    contents = {
        "title": summary.title,
        "lang": (get_language() or "en").partition("-")[0],
        "lead": [one for one in (summary.whose, summary.period, summary.made) if one],
        "parts": [_part(part) for part in summary.parts],
    }
    source = files(__package__).joinpath("summary.typ").read_bytes()
    inputs = {"contents": json.dumps(contents)}
    try:
        return typst.compile(source, format="pdf", pdf_standards=["ua-1"], sys_inputs=inputs)
    except typst.TypstError:
        # Letters that no font of this machine has break the standard; without its seal the PDF is tagged as well.
        return typst.compile(source, format="pdf", sys_inputs=inputs)


def _left_off(n: int) -> str:
    return ngettext("%(n)s earlier row is left out.", "%(n)s earlier rows are left out.", n) % {"n": n}


def _part(part: Part) -> dict[str, object]:
    picture = lines_svg(part.lines) if part.lines else lanes_svg(part.lanes) if part.lanes else ""
    table = part.table
    return {
        "title": part.title,
        "finding": part.finding,
        "picture": picture,
        "heads": table.heads if table else [],
        "rows": table.rows if table else [],
        "more": _left_off(table.left_off) if table and table.left_off else "",
        "texts": part.texts,
    }
