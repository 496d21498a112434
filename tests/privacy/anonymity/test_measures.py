"""Measures of a recoding against numbers computed by hand."""

from __future__ import annotations

from math import log2

import numpy as np
import pytest
from tests.privacy.anonymity.plain import Column, Table

from openpals.privacy.anonymity.combinations import AnonymityRefused
from openpals.privacy.anonymity.diversity import diversity
from openpals.privacy.anonymity.measures import measures
from openpals.privacy.anonymity.recoding import full_domain, level_and_cells

AGES = Column(("20", "25", "30", "35"), ((0, 0, 1, 1),))
SEX = Column(("f", "m"), ())
FIVE = Table((AGES, SEX), (("20", "f"), ("25", "f"), ("30", "m"), ("35", "m"), ("35", None)))


def test_measures_of_bands_by_hand() -> None:
    # Printed: 20-25 f twice, 30-35 m twice, and one dropped, who had nothing to lose in her sex.
    found = measures(full_domain(FIVE.people(), 2, (1, 0)))

    assert (found.rows, found.classes, found.smallest_class, found.median_class, found.largest_class) == (5, 2, 2, 2, 2)
    assert found.average_class == pytest.approx(4 / (2 * 2))
    assert found.average_risk == pytest.approx(2 / 4)
    assert found.discernibility == 2**2 + 2**2 + 5 * 1
    # Ages: four cells lose 1/3 each, one all of it, of five. Sexes: four cells, none lost.
    assert found.granularity_of == {"c0": pytest.approx(1 - (4 / 3 + 1) / 5), "c1": 1}
    assert found.granularity == pytest.approx(1 - (4 / 3 + 1) / 9)
    assert (found.suppressed_rows, found.suppressed_cells) == (1, {"c0": 0, "c1": 0})


def test_entropy_by_hand() -> None:
    found = measures(full_domain(FIVE.people(), 2, (1, 0)))

    # Frequencies: 20, 25, 30 once, 35 twice; bands 2 and 3. Lost: log2 of (band / value), for the dropped (5 / value).
    lost = 2 * log2(2 / 1) + log2(3 / 1) + log2(3 / 2) + log2(5 / 2)
    whole = 3 * log2(5 / 1) + 2 * log2(5 / 2)
    assert found.entropy_of["c0"] == pytest.approx(1 - lost / whole)
    assert found.entropy_of["c1"] == 1
    assert found.entropy == pytest.approx((found.entropy_of["c0"] + 1) / 2)


def test_suppressed_cells_are_counted_by_column() -> None:
    table = Table((AGES, SEX), (("20", "f"),) * 2 + (("35", "f"), ("35", "m")))

    assert measures(level_and_cells(table.people(), 2, (0, 0))).suppressed_cells == {"c0": 0, "c1": 2}


def test_everybody_dropped_is_measured_too() -> None:
    found = measures(full_domain(Table((SEX,), (("f",), ("m",))).people(), 2, (0,)))

    assert (found.classes, found.smallest_class, found.average_risk, found.granularity) == (0, 0, 0, 0)


# Three classes: all different, two alike, all alike.
CLASSES = np.array([0, 0, 0, 1, 1, 1, 2, 2])
VALUES = np.array([0, 1, 2, 0, 0, 1, 2, 2])


def test_diversity_by_hand() -> None:
    found = diversity(CLASSES, VALUES, 3)

    assert found.distinct == 1
    assert found.entropy == 1
    # The table: 3/8, 2/8, 3/8. The last class is all of the third: (3/8 + 2/8 + 5/8) / 2.
    assert found.distance == pytest.approx(5 / 8)
    assert found.telling.tolist() == [2]


def test_entropy_diversity_is_that_of_the_least_diverse_class() -> None:
    found = diversity(CLASSES[:6], VALUES[:6], 3)

    assert found.distinct == 2
    assert found.entropy == pytest.approx((3 / 2) ** (2 / 3) * 3 ** (1 / 3))  # exp of 2/3 ln 3/2 + 1/3 ln 3


def test_distance_of_ordered_values_counts_how_far_they_are() -> None:
    # Differences 3/8, 2/8, -5/8 from the last class: cumulated 3/8 and 5/8, over two steps.
    assert diversity(CLASSES, VALUES, 3, ordered=True).distance == pytest.approx((3 / 8 + 5 / 8) / 2)


@pytest.mark.parametrize(
    ("least", "harmless", "telling"), [(2, [2], []), (2, [0], [2]), (3, None, [1, 2]), (1, None, [])]
)
def test_class_tells_where_too_few_values_occur_that_are_not_harmless(
    least: int, harmless: list[int] | None, telling: list[int]
) -> None:
    given = None if harmless is None else np.array(harmless)
    assert diversity(CLASSES, VALUES, 3, least, given).telling.tolist() == telling


def test_diversity_of_nobody_is_refused() -> None:
    with pytest.raises(AnonymityRefused):
        diversity(np.array([], np.int64), np.array([], np.int64), 3)


def test_measures_are_those_that_pycanon_finds() -> None:
    """pycanon 1.3.6 (Apache-2.0) of the same 24 rows: k_anonymity, l_diversity and t_closeness.

    It pins NumPy 2.0.2 and so cannot be installed beside ours.
    """
    sex = [i % 2 for i in range(24)]
    site = [(i // 2) % 3 if i < 18 else 0 for i in range(24)]
    gene = [(i * i) % 3 if i % 5 else 0 for i in range(24)]
    grade = [(i * 7) % 4 for i in range(24)]
    table = Table(
        (SEX, Column(("x", "y", "z"), ())), tuple(("fm"[a], "xyz"[b]) for a, b in zip(sex, site, strict=True))
    )
    recoding = full_domain(table.people(), 1, (0, 0))
    classes = recoding.classes()[0][recoding.lines_of_rows()]

    assert measures(recoding).smallest_class == 3
    genes = diversity(classes, np.array(gene), 3)
    assert (genes.distinct, genes.distance) == (1, pytest.approx(0.5416666666666667))
    grades = diversity(classes, np.array(grade), 4, ordered=True)
    assert (grades.distinct, grades.distance) == (2, pytest.approx(0.2777777777777778))
