from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from openpals.portal.common.design.lanes import PARTS, Bar, Dot, Lane, gravest
from openpals.portal.common.design.lines import MOST_MARKS, Band, Line, fixed_scale, scale_of, thinned
from openpals.portal.common.design.lines import PARTS as LINE_PARTS
from openpals.portal.common.design.table import MOST_ROWS, Table, table_of

VALUES = st.floats(-1_000, 10_000).map(lambda value: round(value, 2))
PLACES = st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=900).map(sorted)


def test_scale_of_the_score_by_hand() -> None:
    scale = fixed_scale(48)
    assert [(rule.at, rule.text) for rule in scale.rules] == [
        (0, "0"),
        (0.25, "12"),
        (0.5, "24"),
        (0.75, "36"),
        (1, "48"),
    ]


def test_scale_of_weights_by_hand() -> None:
    scale = scale_of([71.5, 64.2])
    assert (scale.bottom, scale.top, scale.step) == (64, 72, 2)
    assert scale.up(68) == 0.5


@given(st.lists(VALUES, min_size=1))
def test_scale_holds_all_values_in_few_rules(values: list[float]) -> None:
    scale = scale_of(values)
    assert all(-1e-9 <= scale.up(value) <= 1 + 1e-9 for value in values)
    assert 3 <= len(scale.rules) <= 8
    assert scale.rules[0].at == 0
    assert abs(scale.rules[-1].at - 1) < 1e-9


@given(PLACES)
def test_thinned_line_keeps_its_ends_its_highest_and_its_lowest(points: list[tuple[float, float]]) -> None:
    kept = thinned(points)
    assert set(kept) <= set(points)
    assert list(kept) == sorted(kept, key=lambda point: point[0])
    assert len(kept) <= 4 * (LINE_PARTS + 1)
    assert (kept[0], kept[-1]) == (points[0], points[-1])
    heights, all_heights = [up for _, up in kept], [up for _, up in points]
    assert (min(heights), max(heights)) == (min(all_heights), max(all_heights))


def test_line_by_hand() -> None:
    line = Line("L", "b", ((0.0, 1.0), (1.0, 0.25)))
    assert line.path == "0.00,0.00 100.00,75.00"
    assert line.marks.count("#op-b") == 2


def test_line_of_many_points_is_marked_at_its_end_only() -> None:
    line = Line("L", "a", tuple((number / 100, 0.5) for number in range(MOST_MARKS + 1)))
    assert line.marks.count("<use") == 1


def test_band_goes_along_its_lower_edge_and_back_along_its_upper() -> None:
    band = Band("outer", ((0.0, 0.1, 0.9), (1.0, 0.2, 0.8)))
    assert band.outline == "0.00,90.00 100.00,80.00 100.00,20.00 0.00,10.00"


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 3)), max_size=600))
def test_of_marks_that_cannot_be_told_apart_the_gravest_stands(told: list[tuple[float, int]]) -> None:
    dots = [Dot(at, grade) for at, grade in told]
    kept = gravest(dots)
    assert len(kept) <= PARTS + 1
    assert max((dot.grade for dot in kept), default=0) == max((dot.grade for dot in dots), default=0)
    assert [dot.grade for dot in kept] == sorted(dot.grade for dot in kept)


def test_bar_that_goes_on_has_no_end_mark() -> None:
    assert "op-stop" not in Lane("L", bars=(Bar(0.0, 1.0, ends=False),)).drawn
    assert "op-begin" in Lane("L", bars=(Bar(0.0, 1.0, ends=False),)).drawn


def test_table_writes_the_newest_rows_and_counts_the_others() -> None:
    table = table_of(("n", "square"), range(MOST_ROWS + 5), lambda number: (str(number), str(number**2)))
    assert (len(table.rows), table.left_off) == (MOST_ROWS, 5)
    assert table.rows[0] == ("204", "41616")


def test_table_holds_words_as_words() -> None:
    assert "<b>" not in Table(("h",), (("<b>x", "<b>y"),)).body
