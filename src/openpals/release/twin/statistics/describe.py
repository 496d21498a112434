"""The statistics of a release: plain data, ready to be written as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ....model.tables import Subject
from ....privacy.counting.policy import CountPolicy
from ..arrays import Coded, Floats, distinct
from ..persons import Persons, gather, visit_days
from ..roles import SCALE, events, visits
from ..rows import People
from ..sample import USED, Sample
from .disclosure import Disclosure
from .facts import tree
from .kinds import kinds
from .margins import Margin, margin
from .scale import scale_statistics
from .series import correlations
from .tables import TableStatistics, event_table, visit_table

FORMAT = 1

# Facts that are always told together, and numbers whose cells are always these: what analyses begin with.
FIXED_EDGES = (("onset_site", "status"),)
FIXED_CELLS = {
    "end": ("status", "onset_site"),
    "level": ("onset_site", "status"),
    "slope": ("onset_site", "status"),
}


def describe(samples: Sequence[Sample], policy: CountPolicy, model: str) -> dict[str, Any]:
    """Statistics of the used part of each sample, told under ``policy``; ``model``: the version of the model that the
    tables follow.

    A part without enough people has none.
    """
    rules = Disclosure(policy)
    told = {sample.part.name: _part(rules, sample) for sample in samples if rules.enough(sample.used.size)}
    return {
        "synthetic": True,
        "what": "Statistics of people, told under the disclosure policy. The twin is made of this file alone.",
        "format": FORMAT,
        "model": model,
        "policy": {
            "name": policy.name,
            "people": policy.people,
            "rounded_to": policy.rounding,
            "share_of_people_used": USED,
        },
        "parts": {name: one for name, one in told.items() if one},
    }


def _part(rules: Disclosure, sample: Sample) -> dict[str, Any] | None:
    people = sample.used
    persons = gather(people)
    persons.facts["kind"] = kinds(rules, persons)
    facts = tree(rules, persons.facts, FIXED_EDGES)
    required = {name for name, variable in Subject.own_variables().items() if variable.required}
    if any(one["fact"] in required and not one["shares"] for one in facts):
        return None
    tables = _tables(rules, people, persons)
    for found in tables.values():
        persons.numbers.update(found.numbers)
    told = {name: _margin(rules, values, persons, name) for name, values in persons.numbers.items()}
    margins = {name: one for name, one in told.items() if one is not None}
    return {
        "dataset": sample.part.dataset,
        "people": rules.rounded(sample.part.people),
        "facts": facts,
        "numbers": {name: one.told for name, one in margins.items() if not _is_deviate(name)},
        "correlations": _correlations(rules, margins),
        "closing": _closing(rules, persons),
        "tables": {name: found.told for name, found in tables.items()},
        "alsfrs": scale_statistics(rules, people.tables[SCALE], persons) if SCALE in people.tables else {},
        "rows_a_person": _rows_a_person(rules, people),
    }


def _tables(rules: Disclosure, people: People, persons: Persons) -> dict[str, TableStatistics]:
    found = {}
    earlier = np.empty(0, np.int64)
    for table in visits():
        rows = people.tables.get(table.name)
        if rows is None:
            continue
        one = visit_table(rules, rows, people.size, earlier)
        if one is not None:
            found[table.name] = one
            earlier = distinct(np.concatenate([earlier, visit_days(rows).key()]))
    for table in events():
        rows = people.tables.get(table.name)
        one = event_table(rules, rows, people.size) if rows is not None else None
        if one is not None:
            found[table.name] = one
    return found


def _is_deviate(name: str) -> bool:
    """Whether a number is a normal deviate already, and only its correlations are told."""
    return name.startswith(("level:", "slope:"))


def _margin(rules: Disclosure, values: Floats, persons: Persons, name: str) -> Margin | None:
    if _is_deviate(name):
        return Margin({}, values) if rules.enough(int((~np.isnan(values)).sum())) else None
    facts = {fact: one for fact, one in persons.facts.items() if _may_tell(fact, one)}
    fixed = {fact: persons.facts[fact] for fact in FIXED_CELLS.get(name, ())}
    return margin(rules, values, facts | fixed, list(fixed), persons.errors.get(name))


def _may_tell(name: str, fact: Coded) -> bool:
    """Whether a fact may be told beside numbers: those that say something of the person."""
    return not name.startswith("known:") and len(fact.labels) > 1


def _correlations(rules: Disclosure, margins: dict[str, Margin]) -> list[list[Any]]:
    """Pairs of numbers that go together, with how much."""
    names = list(margins)
    if not names:
        return []
    found = correlations(rules, np.stack([margins[name].score for name in names], axis=1))
    return [
        [names[i], names[j], round(float(found[i, j]), 2)]
        for i in range(len(names))
        for j in range(i)
        if abs(found[i, j]) >= 0.1
    ]


def _closing(rules: Disclosure, persons: Persons) -> float:
    """The share of people whose last contact is a row of a table, and not only told by the source."""
    names = [f"reach:{table.name}" for table in visits() if table.contact]
    reaches = [persons.numbers[name] for name in names if name in persons.numbers]
    if not reaches:
        return 0.0
    known = ~np.isnan(np.stack(reaches)).all(axis=0)
    return rules.share(np.nanmax(np.stack(reaches)[:, known], axis=0) >= 1) or 0.0


def _rows_a_person(rules: Disclosure, people: People) -> int:
    """About how many rows a person has in all tables together, for the twin's size."""
    each = sum((np.bincount(rows.person, minlength=people.size) for rows in people.tables.values()), np.zeros(1))
    return rules.policy.rounded(int(rules.mean(np.asarray(each, np.float64)) or 0)) + rules.policy.rounding
