"""The measure written down as it is explained, one person after the other; and populations to measure."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from openpals.privacy.trajectory import Coarsening, Courses, Population
from openpals.privacy.trajectory.courses import NO_ONSET, Starts

Fact = tuple[int, int]  # day, value


def population(
    rows: Sequence[tuple[int, int, int]],
    sex: Sequence[int],
    onset: Sequence[int | None] | None = None,
    starts: Sequence[tuple[int, int, int]] = (),
    datasets: Sequence[int] | None = None,
) -> Population:
    """``rows``: person, day, total; ``starts``: person, treatment, day. The items are five times the total."""
    person, day, total = (np.array([row[i] for row in rows], np.int64) for i in range(3))
    values = {"items": total * 5, "exact": total, "band": total // 4}
    given = onset or [None] * len(sex)
    return Population(
        len(sex),
        np.array(sex, np.int64),
        np.array([NO_ONSET if one is None else one for one in given], np.int64),
        Courses(person, day, values),
        Starts(*(np.array([row[i] for row in starts], np.int64) for i in range(3))),
        np.array([1] * len(sex) if datasets is None else datasets, np.int64),
    )


def matching(
    people: Population, target: int, known: Sequence[Fact], printed: Coarsening, day_0: bool, same_sex: bool = True
) -> list[int]:
    """Everybody who fits the facts, as ``printed`` shows them."""
    courses = people.courses
    facts: list[set[Fact]] = [set() for _ in range(people.people)]
    values = courses.values[printed.value]
    for person, day, value in zip(courses.person.tolist(), courses.day.tolist(), values.tolist(), strict=True):
        facts[person].add((day // printed.days, value))
    found = []
    for person in range(people.people):
        if same_sex and people.sex[person] != people.sex[target]:
            continue
        if day_0:
            fits = all((day // printed.days, value) in facts[person] for day, value in known)
        else:
            first, value = known[0]
            fits = any(
                all(
                    any(
                        (period + intervals, other) in facts[person]
                        for intervals in possible(day - first, printed.days)
                    )
                    for day, other in known[1:]
                )
                for period, has in facts[person]
                if has == value
            )
        if fits:
            found.append(person)
    return found


def possible(interval: int, days: int) -> set[int]:
    """By how many periods two days may differ that lie so many days apart: for every day the first may be."""
    return {(phase + interval) // days for phase in range(days)}
