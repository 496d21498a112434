"""Own scores within the curves of others, by months since onset. Nothing is drawn beyond what was reported."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ....release.statistics.reference import CENTILES, DOMAINS, GROUPS, MONTH, Point, Reference, month_of
from ...common.design.axis import Tick
from ...common.design.lines import STYLES, Band, Line, Lines, fixed_scale, thinned
from ...common.design.table import Table
from ..course.abilities import DOMAIN_WORDS, known
from ..course.rows import Scores
from ..course.words import number

GROUP_WORDS: Final = {id: gettext_noop(label) for id, label in GROUPS.items()}

# Tone -> the centiles between which it lies, the wider first.
BANDS: Final = (("outer", 10, 90), ("inner", 25, 75))

# A year, and the fewest and most years under a chart.
_YEAR: Final = 12
_MOST_YEARS: Final = 6


@dataclass(frozen=True)
class Own:
    """A score, so many days after onset."""

    days: int
    score: int

    @property
    def month(self) -> int:
        """The month of the statistics that it belongs to."""
        return month_of(self.days)


def own_scores(course: Sequence[Scores], domain: str, onset: dt.date) -> list[Own]:
    """A member's scores since onset; what is dated before it is left out."""
    return [Own(days, score) for one, score in known(course, domain) if (days := (one.day - onset).days) >= 0]


def context_charts(reference: Reference, group: str, course: Sequence[Scores], onset: dt.date) -> list[Lines]:
    """One chart a domain, on one axis."""
    own = {one.id: own_scores(course, one.id, onset) for one in DOMAINS}
    months = [point.month for one in DOMAINS for point in reference.curve(one.id, group)]
    months += [score.month for scores in own.values() for score in scores]
    last = max(-(-max(months, default=0) // _YEAR), 1) * _YEAR
    return [_chart(one.id, reference.curve(one.id, group), own[one.id], last) for one in DOMAINS]


def _chart(domain: str, points: Sequence[Point], own: Sequence[Own], last: int) -> Lines:
    words, most = DOMAIN_WORDS[domain]
    scale = fixed_scale(most)
    line = Line(
        _("The answers in this journal"),
        STYLES[0],
        thinned([(one.days / MONTH / last, scale.up(one.score)) for one in own]),
    )
    bands = tuple(
        Band(tone, tuple((point.month / last, scale.up(low), scale.up(high)) for point, low, high in stretch))
        for tone, lowest, highest in BANDS
        for stretch in _stretches(points, lowest, highest)
    )
    middle = tuple((point.month / last, scale.up(half)) for point in points if (half := point.at(50)) is not None)
    return Lines(
        f"context-{domain}",
        _(words),
        context_finding(points, own, most),
        (line,) if own else (),
        scale.rules,
        _ticks(last),
        _table(points, own),
        bands,
        middle,
        _(
            "The broken line: half of the people were above it, half below. Darker band: the middle half of them. "
            "Light band: all but the highest and lowest tenth."
        ),
    )


def _stretches(points: Sequence[Point], lowest: int, highest: int) -> Iterator[list[tuple[Point, float, float]]]:
    """Months in a row that have both centiles; over hidden months no band is drawn."""
    both = [
        (point, low, high)
        for point in points
        if (low := point.at(lowest)) is not None and (high := point.at(highest)) is not None
    ]
    for _gap, run in groupby(enumerate(both), key=lambda numbered: numbered[1][0].month - numbered[0]):
        yield [one for _number, one in run]


def _ticks(last: int) -> tuple[Tick, ...]:
    step = _YEAR * -(-last // (_YEAR * _MOST_YEARS))
    return tuple(Tick(month / last, str(month)) for month in range(0, last + 1, step))


def context_finding(points: Sequence[Point], own: Sequence[Own], most: int) -> str:
    """What the latest answers stand beside: where the middle half of the others were, and how many they are."""
    if not own:
        return _("There is no whole score in this journal since it began.")
    told = {"score": own[-1].score, "most": most, "month": own[-1].month}
    there = next((point for point in points if point.month == own[-1].month), None)
    low, high = (there.at(25), there.at(75)) if there else (None, None)
    if there is None or low is None or high is None:
        return (
            _(
                "The latest score here is %(score)s of %(most)s, in month %(month)s. Too few people reported "
                "in that month, so nothing is shown beside it."
            )
            % told
        )
    return _(
        "The latest score here is %(score)s of %(most)s, in month %(month)s. Among people alive and reporting at that "
        "time, the middle half had %(low)s to %(high)s. That rests on about %(people)s people."
    ) % (told | {"low": number(low), "high": number(high), "people": there.people})


def _table(points: Sequence[Point], own: Sequence[Own]) -> Table:
    mine = {one.month: str(one.score) for one in own}
    by_month = {point.month: point for point in points}
    rows = []
    for month in sorted(mine.keys() | by_month.keys()):
        point = by_month.get(month)
        scores = point.scores if point else (None,) * len(CENTILES)
        told = ("–" if score is None else number(score) for score in scores)
        rows.append((str(month), mine.get(month, ""), str(point.people) if point else "–", *told))
    heads = (_("Month"), _("Here"), _("People"), *(f"{centile} %" for centile in CENTILES))
    return Table(heads, tuple(rows))
