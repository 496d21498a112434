"""The ALSFRS-R over time: its total, and its four domains."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ....release.statistics.reference import DOMAINS, TOTAL
from ...common.design.axis import Axis
from ...common.design.lines import STYLES, Line, Lines, fixed_scale, thinned
from ...common.design.table import table_of
from .rows import Scores
from .words import change, day_words

# Id -> its words and its best score, in the order in which they are drawn.
DOMAIN_WORDS: Final = {one.id: (gettext_noop(one.label), one.most) for one in DOMAINS}
FOUR: Final = tuple(id for id in DOMAIN_WORDS if id != TOTAL)


def score_of(scores: Scores, domain: str) -> int | None:
    """The score of a domain, or the total."""
    return scores.total if domain == TOTAL else scores.domains[domain]


def known(course: Sequence[Scores], domain: str) -> list[tuple[Scores, int]]:
    """Those times that have the score, with it."""
    return [(one, score) for one in course if (score := score_of(one, domain)) is not None]


def total_chart(course: Sequence[Scores], axis: Axis) -> Lines:
    """The total, 0 to 48."""
    points = known(course, TOTAL)
    words, most = DOMAIN_WORDS[TOTAL]
    scale = fixed_scale(most)
    line = Line(_(words), STYLES[0], thinned([(axis.across(one.day), scale.up(score)) for one, score in points]))
    heads = (_("Day"), _("Score, 0 to 48"))
    table = table_of(heads, points, lambda point: (day_words(point[0].day), str(point[1])))
    return Lines("total", _("ALSFRS-R total"), total_finding(course), (line,), scale.rules, axis.ticks, table)


def total_finding(course: Sequence[Scores]) -> str:
    """How the total stood first and last."""
    points = known(course, TOTAL)
    if not points:
        return _("There is no whole score in this time.")
    (first, before), (last, now) = points[0], points[-1]
    if len(points) == 1:
        return _("Score %(now)s of 48 on %(day)s.") % {"now": now, "day": day_words(first.day)}
    return _("Score %(before)s of 48 on %(then)s and %(now)s on %(day)s: %(change)s.") % {
        "before": before,
        "then": day_words(first.day),
        "now": now,
        "day": day_words(last.day),
        "change": change(before, now),
    }


def domains_chart(course: Sequence[Scores], axis: Axis) -> Lines:
    """The four domains, 0 to 12 each."""
    scale = fixed_scale(12)
    lines = [
        Line(
            _(DOMAIN_WORDS[domain][0]),
            style,
            thinned([(axis.across(one.day), scale.up(score)) for one, score in known(course, domain)]),
        )
        for domain, style in zip(FOUR, STYLES, strict=True)
    ]
    table = table_of((_("Day"), *(_(DOMAIN_WORDS[domain][0]) for domain in FOUR)), course, _cells)
    finding = domains_finding(course)
    return Lines("domains", _("Four kinds of ability"), finding, tuple(lines), scale.rules, axis.ticks, table)


def _cells(one: Scores) -> tuple[str, ...]:
    known_ = (one.domains[domain] for domain in FOUR)
    return (day_words(one.day), *("" if score is None else str(score) for score in known_))


def domains_finding(course: Sequence[Scores]) -> str:
    """By how much each of the four changed."""
    told = []
    for domain in FOUR:
        points = known(course, domain)
        if points:
            words = _(DOMAIN_WORDS[domain][0])
            now = _("%(words)s %(now)s of 12") % {"words": words, "now": points[-1][1]}
            told.append(f"{now} ({change(points[0][1], points[-1][1])})" if len(points) > 1 else now)
    return "; ".join(told) + "." if told else _("There is no answer in this time.")
