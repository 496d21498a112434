"""What is drawn of statistics: spreads, shares, items of a scale, days of visits, numbers that go together."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openpals.model.tables import Alsfrs, FamilyHistory, Lab, SymptomReport
from openpals.release.twin import normal
from openpals.release.twin.arrays import ANY, Coded, named, same
from openpals.release.twin.synthesis.attributes import draw_attributes
from openpals.release.twin.synthesis.chance import Chance
from openpals.release.twin.synthesis.items import ItemRows, at_visits
from openpals.release.twin.synthesis.people import Drawn, root
from openpals.release.twin.synthesis.scale import exchanged, whole_items
from openpals.release.twin.synthesis.series import draw_series, wander
from openpals.release.twin.synthesis.spreads import by_cell, quantiles, share_below
from openpals.release.twin.synthesis.subject import Ends
from openpals.release.twin.synthesis.visits import keys, of_keys, schedule
from openpals.release.twin.synthesis.whole import whole_rows
from openpals.release.twin.table import DrawnRows

means = st.lists(st.integers(-1000, 1000).map(float), min_size=2, max_size=40).map(sorted)


@given(means, st.lists(st.floats(0, 1), min_size=2, max_size=30).map(sorted))
def test_quantiles_rise_and_keep_the_sign(told: list[float], shares: list[float]) -> None:
    drawn = quantiles({"means": told}, np.array(shares))

    assert (np.diff(drawn) >= -1e-9).all()
    assert told[0] < 0 or (drawn >= 0).all()
    assert told[-1] > 0 or (drawn <= 0).all()


@given(st.lists(st.integers(-1000, 1000).map(float), min_size=2, max_size=40, unique=True).map(sorted), st.data())
def test_share_below_a_quantile_is_its_share(told: list[float], data: st.DataObject) -> None:
    spread = {"means": told}
    share = data.draw(st.floats(0.5 / len(told), 1 - 0.5 / len(told)))

    assert share_below(spread, quantiles(spread, np.array([share])))[0] == pytest.approx(share, abs=1e-6)


def test_spread_of_means_has_their_mean() -> None:
    drawn = quantiles({"means": [10.0, 20.0, 40.0]}, (np.arange(30_000) + 0.5) / 30_000)

    # Groups are drawn as lines between their middles: 5 to 10, 10 to 20, 20 to 40, 40 to 50, by sixths and thirds.
    assert drawn.mean() == pytest.approx((7.5 + 2 * 15 + 2 * 30 + 45) / 6, rel=1e-3)


def test_values_are_drawn_in_their_shares_whatever_the_order_of_the_file() -> None:
    told = {"values": {"10": 0.5, "2": 0.25, "30": 0.25}}  # sorted as texts

    drawn = quantiles(told, np.array([0.1, 0.3, 0.7, 0.8]))

    assert drawn.tolist() == [2, 10, 10, 30]
    assert share_below(told, np.array([1.0, 2.0, 29.0, 30.0])).tolist() == [0, 0.25, 0.75, 1]


@pytest.mark.parametrize("positive", [True, False])
def test_spread_of_one_group_has_its_mean_and_deviation(positive: bool) -> None:
    spread = {"mean": 100.0, "sd": 80.0, "positive": positive}

    drawn = quantiles(spread, (np.arange(100_000) + 0.5) / 100_000)

    assert drawn.mean() == pytest.approx(100, rel=0.01)
    assert drawn.std() == pytest.approx(80, rel=0.02)
    assert (drawn.min() > 0) == positive
    assert share_below(spread, drawn[[10_000, 50_000]]) == pytest.approx([0.1, 0.5], abs=1e-3)


def test_number_of_a_cell_that_is_not_told_is_drawn_of_the_next_wider_one() -> None:
    margin = {"by": ["site", "status"], "cells": {"limb|died": {"values": {"1": 1.0}}, "limb|*": {"values": {"2": 1.0}},
                                                  "*|*": {"values": {"3": 1.0}}}}  # fmt: skip
    facts = {"site": named(np.arange(3), ["limb", "limb", "spine"]), "status": named(np.arange(3), ["died", "", ""])}

    assert by_cell(margin, facts, np.full(3, 0.5)).tolist() == [1, 2, 3]


@pytest.mark.parametrize("share", [0.001, 0.1, 0.5, 0.9, 0.999])
def test_normal_distribution_is_inverted(share: float) -> None:
    assert normal.cumulative(normal.quantile(np.array([share])))[0] == pytest.approx(share, abs=1e-6)


def test_normal_distribution_has_its_textbook_values() -> None:
    assert normal.cumulative(np.array([0.0, 1.0, 1.96, -9.0, 9.0])) == pytest.approx(
        [0.5, 0.8413, 0.975, 0, 1], abs=1e-4
    )


def test_label_told_together_is_drawn_as_the_labels_that_it_stands_for() -> None:
    shares = {"x": {"a": 0.5, ANY: 0.5}, ANY: {"b": 0.5, "c": 0.5}}

    drawn = Chance(1, "test").conditional(shares, same("x", 4000))

    counts = {label: int(drawn.is_(label).sum()) for label in ("a", "b", "c", ANY, "")}
    assert counts[ANY] == counts[""] == 0
    assert counts["a"] == pytest.approx(2000, abs=200)
    assert counts["b"] == pytest.approx(1000, abs=150)


def test_label_of_a_parent_that_is_not_told_is_drawn_of_what_is() -> None:
    drawn = Chance(1, "test").conditional({"x": {"a": 1.0}, "y": {"b": 0.5, ANY: 0.5}}, same("z", 1000))

    assert set(np.unique(drawn.at).tolist()) == {drawn.labels.index("a"), drawn.labels.index("b")}


@given(st.lists(st.lists(st.floats(-3, 8), min_size=12, max_size=12), min_size=1, max_size=20), st.data())
def test_items_are_whole_scores_that_add_up_to_the_total(wanted: list[list[float]], data: st.DataObject) -> None:
    total = np.array(data.draw(st.lists(st.integers(0, 48), min_size=len(wanted), max_size=len(wanted))), np.float64)

    items = whole_items(np.array(wanted), total)

    assert np.array_equal(items, np.floor(items))
    assert items.min() >= Alsfrs.speech.minimum
    assert items.max() <= Alsfrs.speech.maximum
    assert items.sum(axis=1).tolist() == total.tolist()


def test_items_near_to_whole_scores_that_add_up_stay_as_they_are() -> None:
    wanted = np.array([[4.0, 3, 2, 1, 0, 4, 3, 2, 1, 0, 4, 3]])

    assert whole_items(wanted + 0.01, np.array([27.0])).tolist() == wanted.tolist()


def test_slopes_are_exchanged_among_those_alike_until_few_lead_below_the_worst_score() -> None:
    rng = np.random.default_rng(6)
    slope, steepest = -rng.exponential(1, 600), -rng.exponential(2, 600)
    alike = np.repeat([0, 1, 2], 200)

    found = exchanged(slope, steepest, alike, Chance(1, "exchange"))

    assert (slope < steepest).mean() > 0.3
    assert (found < steepest).mean() < 0.1
    for kind in range(3):
        assert sorted(found[alike == kind]) == sorted(slope[alike == kind])


def nobody(size: int, **numbers: Any) -> Drawn:
    facts = {"has:alsfrs": named(np.zeros(size, np.int64), ["yes"])}
    return Drawn("d", size, facts, {name.replace("_", ":"): np.full(size, v) for name, v in numbers.items()}, {})


def test_visits_go_from_first_to_last_in_the_told_number() -> None:
    people = nobody(200, first_alsfrs=0.0, between_alsfrs=30.0)
    told = {"spacing": 0.3, "when": None, "number": {"values": {"11": 1.0}}, "first_beside": 0.0, "beside": 0.0}
    ends = Ends(np.full(200, 300.0), np.full(200, np.nan))

    found = schedule(people, Alsfrs, told, np.ones(200), ends, np.empty(0, np.int64), Chance(2, "visits"))

    days = [found.day[found.person == who] for who in range(200)]
    assert all(one[0] == 0 and one[-1] == 300 for one in days)
    assert np.mean([len(one) for one in days]) > 10.5  # two visits on one day are one
    assert all((np.diff(one) > 0).all() for one in days)


def test_no_visit_is_after_death_or_out_of_the_window() -> None:
    people = nobody(100, first_alsfrs=-300.0, between_alsfrs=10.0)
    told = {"spacing": 0.3, "when": None, "number": {"values": {"20": 1.0}}, "first_beside": 0.0, "beside": 0.0}
    ends = Ends(np.full(100, 200.0), np.full(100, 150.0))

    found = schedule(people, SymptomReport, told, np.ones(100), ends, np.empty(0, np.int64), Chance(2, "visits"))

    assert len(found.day) == 0  # nobody is said to have such reports
    found = schedule(people, Alsfrs, told, np.ones(100), ends, np.empty(0, np.int64), Chance(2, "visits"))
    assert found.day.min() == -90
    assert found.day.max() == 150


def test_visits_are_moved_to_days_of_earlier_tables_in_the_told_share() -> None:
    people = nobody(300, first_alsfrs=1.0, between_alsfrs=30.0)
    earlier = keys(np.repeat(np.arange(300), 20), np.tile(np.arange(0, 600, 30.0), 300))
    told = {"spacing": 0.1, "when": None, "number": {"values": {"10": 1.0}}, "first_beside": 1.0, "beside": 0.5}
    ends = Ends(np.full(300, 290.0), np.full(300, np.nan))

    found = schedule(people, Alsfrs, told, np.ones(300), ends, earlier, Chance(2, "visits"))

    beside = np.isin(found.key(), earlier)
    first = np.append(True, found.person[1:] != found.person[:-1])
    assert beside[first].all()
    assert beside[~first].mean() == pytest.approx(0.5, abs=0.08)


def test_keys_keep_person_and_day() -> None:
    found = of_keys(keys(np.array([1, 0, 1]), np.array([-90.0, 3.0, -90.0])))

    assert (found.person.tolist(), found.day.tolist()) == ([0, 1], [3, -90])


@pytest.mark.parametrize("stays", [0.0, 0.5, 0.9])
def test_noise_stays_as_told(stays: float) -> None:
    group = np.repeat(np.arange(400), 30)

    noise = wander(group, stays, Chance(5, "noise")).reshape(400, 30)

    assert noise.std() == pytest.approx(1, abs=0.05)
    assert np.corrcoef(noise[:, 1:].ravel(), noise[:, :-1].ravel())[0, 1] == pytest.approx(stays, abs=0.05)


def test_series_have_the_told_level_trend_and_noise() -> None:
    size, times = 500, 12
    person = np.repeat(np.arange(size), times)
    day = np.tile(np.arange(times) * 30.0, size)
    rows = ItemRows(person, np.zeros(len(person), np.int64), day, np.arange(len(person)), ("weight",))
    level = {"mean": 70.0, "sd": 12.0, "positive": False}
    course = {"slope": -0.5, "slope_sd": 0.3, "noise": 1.0, "stays": 0.0}
    told = {
        "alike": {"levels": 1.0, "slopes": 1.0},
        "items": {"weight": {"log": False, "level": level, **course, "decimals": 2}},
    }

    values = draw_series(nobody(size), told, "vital_sign.value", rows, Chance(7, "series")).reshape(size, times)

    slopes = np.polyfit(np.arange(times), values.T, 1)[0]
    assert values[:, 0].mean() == pytest.approx(70, abs=2)
    assert values[:, 0].std() == pytest.approx(12, abs=1)
    assert slopes.mean() == pytest.approx(-0.5, abs=0.05)
    # Of estimates: 0.3 and the error of a line through twelve points, 1 / sqrt(143).
    assert slopes.std() == pytest.approx((0.3**2 + 1 / 143) ** 0.5, rel=0.1)


def test_attribute_stays_while_what_it_hangs_on_does() -> None:
    size = 2000
    person, day = np.repeat(np.arange(size // 10), 10), np.tile(np.arange(10.0), size // 10)
    rows = ItemRows(person, np.zeros(size, np.int64), day, np.arange(size), ("fatigue",))
    told = [
        {"column": "severity", "of": "row", "parent": "item", "shares": {"fatigue": {"mild": 0.5, "severe": 0.5}},
         "stays": 0.8},
        {"column": "respondent", "of": "row", "parent": "severity", "stays": 1.0,
         "shares": {"mild": {"person": 1.0}, "severe": {"clinician": 1.0}}},
    ]  # fmt: skip

    found = draw_attributes(told, rows, Chance(3, "attributes"))

    severity, respondent = found["severity"], found["respondent"]
    same_as_before = (severity.at[1:] == severity.at[:-1])[np.arange(1, size) % 10 != 0]
    assert same_as_before.mean() == pytest.approx(0.8 + 0.2 * 0.5, abs=0.03)
    assert severity.is_("mild").mean() == pytest.approx(0.5, abs=0.06)
    assert np.array_equal(respondent.is_("person"), severity.is_("mild"))


@pytest.mark.parametrize("often", [[1 / 30] * 30, [1.0, 1.0, 0.5], [0.2, 0.4], [0.9] * 8])
def test_visits_have_as_many_items_as_told_and_one_at_least(often: list[float]) -> None:
    items = len(often)
    told = {
        "items": [[f"i{i}"] for i in range(items)],
        "ever": [{"item": i, "parent": i - 1 if i else None, "with": 1.0, "without": None} for i in range(items)],
        "at_first": often,
        "often": often,
        "fullness": 0.0,
    }
    visits = of_keys(keys(np.repeat(np.arange(400), 10), np.tile(np.arange(10.0), 400)))

    rows = at_visits(told, visits, 400, Chance(3, "items"))

    each = np.bincount(rows.visit, minlength=4000)
    assert each.min() >= 1
    assert each.mean() == pytest.approx(max(sum(often), 1), rel=0.03)
    shares = np.bincount(rows.item, minlength=items) / len(rows)
    assert shares == pytest.approx(np.array(often) / sum(often), abs=0.05)
    assert len(set(zip(rows.visit.tolist(), rows.item.tolist(), strict=True))) == len(rows)


def test_items_that_exclude_each_other_are_had_by_different_people() -> None:
    told = {
        "items": [["fvc"], ["svc"]],
        "ever": [{"item": 0, "parent": None, "with": 0.6}, {"item": 1, "parent": 0, "with": 0.0, "without": 1.0}],
        "at_first": [1.0, 1.0],
        "often": [1.0, 1.0],
        "fullness": 0.0,
    }
    visits = of_keys(keys(np.arange(1000), np.zeros(1000)))

    rows = at_visits(told, visits, 1000, Chance(3, "items"))

    assert len(rows) == 1000
    assert (rows.item == 0).mean() == pytest.approx(0.6, abs=0.06)


def test_correlations_that_contradict_each_other_are_mended() -> None:
    told = np.array([[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]])

    mended = root(told) @ root(told).T

    assert np.diag(mended) == pytest.approx([1, 1, 1])
    assert np.linalg.eigvalsh(mended)[0] > 0
    assert root(np.eye(2)).tolist() == [[1, 0], [0, 1]]


def test_streams_of_chance_depend_on_seed_and_purpose_alone() -> None:
    first = Chance(1, "d", "lab").uniform(5).tolist()

    assert first == Chance(1, "d", "lab").uniform(5).tolist()
    assert first != Chance(2, "d", "lab").uniform(5).tolist()
    assert first != Chance(1, "d", "alsfrs").uniform(5).tolist()


def test_coded_columns_are_put_joined_and_narrowed() -> None:
    column = Coded(np.array([0, 1, 1]), ("a", "b", "c"))

    assert column.put(column.is_("a"), "").labels == ("a", "b", "c", "")
    assert column.occurring() == Coded(pytest.approx([0, 1, 1]), ("a", "b"))
    assert not column.is_("z").any()


def test_row_of_which_something_required_was_not_told_is_left_out() -> None:
    relatives, diseases = named(np.arange(3), ["mother", "father", "aunt"]), named(np.arange(3), ["als", "", "als"])

    whole = whole_rows(DrawnRows(FamilyHistory, np.arange(3), {"relative": relatives, "disease": diseases}, {}))

    assert whole.person.tolist() == [0, 2]
    assert len(whole_rows(DrawnRows(FamilyHistory, np.arange(3), {"relative": relatives}, {}))) == 0


def test_laboratory_result_is_a_number_or_in_words() -> None:
    codes = {
        "analyte": same("urine_glucose", 4),
        "specimen": same("urine", 4),
        "value_text": named(np.arange(4), ["negative", "", "", "trace"]),
        "comparator": same("below", 4),
    }
    numbers = {"day": np.zeros(4), "value": np.array([1.0, 2.0, np.nan, np.nan])}

    whole = whole_rows(DrawnRows(Lab, np.arange(4), codes, numbers))

    assert whole.person.tolist() == [0, 1, 3]
    assert np.isnan(whole.numbers["value"]).tolist() == [True, False, True]
    assert whole.codes["comparator"].is_("below").tolist() == [False, True, False]
