"""Shares of one column's labels given another's, so that each person is counted in one of them only."""

from __future__ import annotations

import numpy as np

from ..arrays import ANY, Coded, Ints
from .disclosure import Carried, Disclosure, carried

Shares = dict[str, dict[str, float]]


def conditional(rules: Disclosure, parent: Coded, child: Coded, person: Ints, people: int) -> Shares:
    """The child's shares by the parent's label.

    Cells of too few people are told together: within a label as the share of ``ANY``, where they are enough
    people together; and over all labels as the shares of the parent ``ANY``, which say what ``ANY`` stands for. No
    shares over everybody are told, as what a cell hides would follow from them.
    """
    width = len(child.labels)
    cell = parent.at * width + child.at
    found = carried(cell, person, len(parent.labels) * width, people)
    shown = found.people >= rules.people
    few = ~shown[cell]
    rest = carried(np.where(few, parent.at, -1), person, len(parent.labels), people)
    told: Shares = {}
    for i, label in enumerate(parent.labels):
        row = slice(i * width, (i + 1) * width)
        counts = Carried(np.append(found.people[row], rest.people[i]), np.append(found.rows[row], rest.rows[i]))
        shares = rules.shares_of((*child.labels, ANY), counts)
        if shares:
            told[label] = shares
    shares = rules.shares(child.take(few), person[few], people) if few.any() else {}
    if shares:
        told[ANY] = shares
    return told
