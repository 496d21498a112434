"""Kinds of people by how they were followed: which tables they have, and how often they are seen.

A dataset may pool studies of different schedules without saying who was in which. Told as one more fact, the kind
keeps together what belongs together. It is found by k-means on a few columns, and named by a letter.
"""

from __future__ import annotations

import numpy as np

from ..arrays import Coded, Floats, Ints
from ..persons import Persons
from ..roles import visits
from .disclosure import Disclosure

MOST_KINDS = 6
ROUNDS = 20
WORTH_IT = 0.25  # a further kind must take away so much of what is left of the spread
LEAST = 6  # a kind needs so many times the people that a statistic needs


def kinds(rules: Disclosure, persons: Persons) -> Coded:
    """Each person's kind."""
    columns = _columns(persons)
    size = len(columns)
    found, left = np.zeros(size, np.int64), float(((columns - columns.mean(axis=0)) ** 2).sum())
    for number in range(2, MOST_KINDS + 1):
        if left <= 1e-9 * size or not columns.shape[1]:
            break
        kind, rest = _nearest(columns, number)
        smallest = int(np.bincount(kind, minlength=number).min())
        if smallest < LEAST * rules.people or rest > (1 - WORTH_IT) * left:
            break
        found, left = kind, rest
    return Coded(found, tuple("abcdef"[: int(found.max()) + 1]))


def _columns(persons: Persons) -> Floats:
    """Which tables of visits a person has, and the logarithm of the days between visits, all of like spread."""
    found = []
    for table in visits():
        between = persons.numbers.get(f"between:{table.name}")
        if between is None:
            continue
        has = persons.facts[f"has:{table.name}"].is_("yes").astype(np.float64)
        known = ~np.isnan(between) & (between > 0)
        logs = np.full(len(between), np.nan)
        logs[known] = np.log(between[known])
        middle = np.median(logs[known]) if known.any() else 0.0
        found += [_standard(has), _standard(np.where(known, logs, middle))]
    return np.stack(found, axis=1) if found else np.zeros((len(persons.facts["status"].at), 0))


def _standard(values: Floats) -> Floats:
    deviation = values.std()
    return (values - values.mean()) / deviation if deviation > 1e-9 else np.zeros(len(values))


def _nearest(columns: Floats, number: int) -> tuple[Ints, float]:
    """k-means from centres that are far from one another; the sum of squares that is left."""
    centres = [columns[int(((columns - columns.mean(axis=0)) ** 2).sum(axis=1).argmax())]]
    distance = ((columns - centres[0]) ** 2).sum(axis=1)
    for _ in range(number - 1):
        centres.append(columns[int(distance.argmax())])
        distance = np.minimum(distance, ((columns - centres[-1]) ** 2).sum(axis=1))
    middle = np.stack(centres)
    for _ in range(ROUNDS):
        apart = ((columns[:, None, :] - middle[None, :, :]) ** 2).sum(axis=2)
        kind = apart.argmin(axis=1)
        times = np.maximum(np.bincount(kind, minlength=number), 1)
        sums = np.stack([np.bincount(kind, weights=column, minlength=number) for column in columns.T], axis=1)
        moved = sums / times[:, None]
        if np.array_equal(moved, middle):
            break
        middle = moved
    return kind, float(apart[np.arange(len(columns)), kind].sum())
