from __future__ import annotations

import datetime as dt

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from openpals.portal.common.design.axis import MOST_TICKS, SHORTEST, SPANS, Axis, zoom

DAYS = st.dates(dt.date(1950, 1, 1), dt.date(2090, 12, 31))
TODAY = dt.date(2026, 3, 4)


def test_axis_by_hand() -> None:
    axis = Axis(dt.date(2026, 1, 1), dt.date(2026, 4, 11))
    assert axis.across(dt.date(2026, 1, 1)) == 0
    assert axis.across(dt.date(2026, 2, 20)) == 0.5
    assert axis.across(dt.date(2026, 4, 11)) == 1
    with override("en"):
        ticks = axis.ticks
    assert [(tick.text, tick.below) for tick in ticks] == [
        ("Jan", "2026"),
        ("Feb", "2026"),
        ("Mar", "2026"),
        ("Apr", "2026"),
    ]


def test_axis_of_ten_years_has_years_only() -> None:
    axis = Axis(dt.date(2016, 5, 1), dt.date(2026, 5, 1))
    assert [(tick.text, tick.below) for tick in axis.ticks] == [
        ("2018", ""),
        ("2020", ""),
        ("2022", ""),
        ("2024", ""),
        ("2026", ""),
    ]


@given(DAYS, st.integers(SHORTEST, 40_000))
def test_ticks_are_few_ascend_and_stand_on_the_axis(first: dt.date, days: int) -> None:
    last = min(first + dt.timedelta(days=days), dt.date(2150, 1, 1))
    places = [tick.at for tick in Axis(first, last).ticks]
    assert 1 <= len(places) <= MOST_TICKS
    assert places == sorted(set(places))
    assert 0 <= places[0] <= places[-1] <= 1


@given(st.sampled_from([*SPANS, "", "never"]), st.one_of(st.none(), st.text(), DAYS.map(str)), DAYS)
def test_whatever_is_asked_for_the_stretch_ends_between_the_first_entry_and_today(
    span: str, until: str | None, first: dt.date
) -> None:
    shown = zoom(span, until, first, TODAY)
    assert min(first, TODAY) <= shown.axis.last <= TODAY
    assert shown.axis.first < shown.axis.last
    assert (shown.axis.last - shown.axis.first).days >= SHORTEST
    assert shown.later is None or shown.later > shown.axis.last
    assert shown.earlier is None or shown.earlier < shown.axis.last


@given(st.sampled_from(["2y", "1y", "6m"]), st.integers(0, 6_000))
def test_earlier_leads_to_the_first_entry_and_later_back_to_today_and_no_day_is_left_out(span: str, days: int) -> None:
    first = TODAY - dt.timedelta(days=days)
    shown = zoom(span, None, first, TODAY)
    assert shown.axis.last == TODAY
    for _ in range(40):
        if shown.earlier is None:
            break
        before = zoom(span, str(shown.earlier), first, TODAY)
        assert before.axis.last >= shown.axis.first
        shown = before
    assert shown.axis.first <= first
    for _ in range(40):
        if shown.later is None:
            break
        shown = zoom(span, str(shown.later), first, TODAY)
    assert shown.axis.last == TODAY


@pytest.mark.parametrize(("at", "anchor"), [(0.0, "start"), (0.5, "middle"), (1.0, "end")])
def test_words_at_the_edges_stand_within_the_picture(at: float, anchor: str) -> None:
    axis = Axis(dt.date(2026, 1, 1), dt.date(2026, 4, 1))
    tick = min(axis.ticks, key=lambda tick: abs(tick.at - at))
    assert (tick.anchor == anchor) == (abs(tick.at - at) < 0.06 or anchor == "middle")
