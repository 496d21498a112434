"""The subject table as a release prints it: no combination of quasi-identifiers covers fewer people than k."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..model.tables import Subject
from ..model.vocabulary import vocabulary
from .anonymity.combinations import AnonymityRefused, Combinations, Levels, combinations
from .anonymity.diversity import diversity
from .anonymity.full_domain import SAME
from .anonymity.hierarchy import Integers, kept
from .anonymity.limit import upper_limit
from .anonymity.measures import Measures, measures
from .anonymity.recoding import Recoding, level_and_cells
from .anonymity.settling import settled
from .policy import Policy, QuasiIdentifier, Sensitive

# Decimals of measures in files.
PRECISION = 4

# UCUM units of quasi-identifiers, in words.
UNITS = {"a": "years", "d": "days"}


@dataclass(frozen=True)
class Protected:
    """The table, and what protecting it cost: plain data for the risk report, never a value of anybody."""

    subjects: pa.Table
    report: dict[str, Any]


def protected(subjects: pa.Table, policy: Policy) -> Protected:
    """``subjects`` with the policy's quasi-identifiers at the policy's levels, and cells suppressed where need be.

    ``subjects``: a row a person, the columns of the model (others are passed through). Every column has the level that
    the policy fixed; where a combination, as it is printed, covers fewer than ``policy.people``, cells are suppressed,
    as few and as cheap ones as will do. No row is dropped. Classes are made larger than that until the average risk is
    the policy's, where that can be had. Sensitive cells are suppressed in classes that would give them away.

    Raises HierarchyRefused where a value is in no hierarchy, AnonymityRefused where the people are too few, or nothing
    would be left.
    """
    printed = [one for one in policy.protected if one.hierarchy is None or one.level < one.hierarchy.height]
    hidden = [one.name for one in policy.protected if one not in printed]
    for name in hidden:
        subjects = _replaced(subjects, name, pa.nulls(len(subjects), subjects[name].type))
    report: dict[str, Any] = {
        "columns_not_printed": hidden,
        "agreement": dict(policy.agreement),
        "weaker": dict(policy.weaker),
    }
    if not printed:
        return Protected(subjects, report | {"columns": {}, "sensitive": {}})
    people = combinations(
        [one.hierarchy or kept(one.name, pc.unique(subjects[one.name]).sort().to_pylist()) for one in printed],
        [subjects[one.name] for one in printed],
        [one.weight for one in printed],
    )
    recoding = _recoding(people, tuple(one.level for one in printed), policy)
    lines = recoding.lines_of_rows()
    for c, (one, hierarchy) in enumerate(zip(printed, people.hierarchies, strict=True)):
        column = hierarchy.printed(recoding.nodes[lines, c], subjects[one.name].type)
        subjects = _replaced(subjects, one.name, column)
    classes = recoding.classes()[0][lines]
    told = {}
    for sensitive in policy.sensitive:
        column, told[sensitive.name] = _diverse(subjects[sensitive.name], sensitive, classes, policy.people)
        subjects = _replaced(subjects, sensitive.name, column)
    return Protected(subjects, report | _report(recoding, printed, policy) | {"sensitive": told})


def _recoding(people: Combinations, levels: Levels, policy: Policy) -> Recoding:
    """With the smallest k, from the policy's on, at which the average risk is the policy's.

    Classes of 1 / average risk people are always enough for that, but may be more than a small dataset affords. Where
    nothing would be left of one of which something is left at the policy's k, that k stands: the largest risk is then
    within the policy, and the average is reported.
    """
    first = recoding = _settled(people, levels, policy.people, policy)
    if recoding.loss > 1 - SAME:
        raise AnonymityRefused(
            f"Among {people.rows} people, no combination of quasi-identifiers covers {policy.people}: every cell would "
            "be suppressed, and nothing would be left. Pool more people, or choose coarser levels in the policy."
        )
    k = policy.people
    while len(recoding.classes()[1]) > policy.average_risk * people.rows:
        k += 1
        if k > people.rows or k > 1 / policy.average_risk + 1:
            return first
        recoding = _settled(people, levels, k, policy)
    return recoding if _groups_that_tell(recoding) == _groups_that_tell(first) else first


def _settled(people: Combinations, levels: Levels, k: int, policy: Policy) -> Recoding:
    return settled(level_and_cells(people, k, levels), least=policy.people)


def _groups_that_tell(recoding: Recoding) -> int:
    """The groups of equal kept columns (datasets) in which some cell is printed that may be suppressed."""
    people = recoding.people
    may_be = [c for c, h in enumerate(people.hierarchies) if h.height]
    kept_as_they_are = [c for c, h in enumerate(people.hierarchies) if not h.height]
    roots = np.array([people.hierarchies[c].root for c in may_be])
    tells = (recoding.nodes[:, may_be] != roots).any(axis=1)
    return len(np.unique(recoding.nodes[tells][:, kept_as_they_are], axis=0))


def _diverse(
    column: pa.ChunkedArray, sensitive: Sensitive, classes: Integers, people: int
) -> tuple[pa.Array, dict[str, Any]]:
    """The column without the cells of classes that give it away, and how diverse it is then.

    Where that leaves fewer than ``people`` with a value, their cells are suppressed as well.
    """
    codes = vocabulary(str(Subject.variables[sensitive.name].vocabulary)).codes
    empty = len(codes)
    harmless = np.array([*(codes.index(code) for code in sorted(sensitive.harmless)), empty])
    place = pc.fill_null(pc.index_in(column, value_set=pa.array(codes, column.type)), empty)
    values = place.combine_chunks().to_numpy().astype(np.int64)
    telling = diversity(classes, values, empty + 1, sensitive.least, harmless).telling
    hidden = np.isin(classes, telling) & (values != empty)
    left = np.bincount(values[~hidden], minlength=empty + 1)
    hidden |= np.isin(values, np.setdiff1d(np.intersect1d(values[hidden], np.flatnonzero(left < people)), [empty]))
    found = diversity(classes, np.where(hidden, empty, values), empty + 1, sensitive.least, harmless)
    return pc.if_else(pa.array(hidden), None, column), {
        "l_asked": sensitive.least,
        "l_distinct": found.distinct,
        "l_entropy": round(found.entropy, PRECISION),
        "t": round(found.distance, PRECISION),
        "suppressed_cells": int(hidden.sum()),
    }


def _report(recoding: Recoding, printed: list[QuasiIdentifier], policy: Policy) -> dict[str, Any]:
    found: Measures = measures(recoding)
    limit = upper_limit(recoding)
    return {
        "k": recoding.k,
        "k_asked": policy.people,
        "average_risk": round(found.average_risk, PRECISION),
        "average_risk_asked": policy.average_risk,
        "classes": found.classes,
        "smallest_class": found.smallest_class,
        "median_class": found.median_class,
        "largest_class": found.largest_class,
        "discernibility": found.discernibility,
        "granularity": round(found.granularity, PRECISION),
        "granularity_limit": round(limit, PRECISION),
        "share_of_limit": round(found.granularity / limit, PRECISION),
        "entropy": round(found.entropy, PRECISION),
        "suppressed_rows": found.suppressed_rows,
        "columns": {
            one.name: {
                "level": one.level,
                "printed": as_printed(one),
                "suppressed_cells": found.suppressed_cells[one.name],
                "granularity": round(found.granularity_of[one.name], PRECISION),
                "entropy": round(found.entropy_of[one.name], PRECISION),
            }
            for one in printed
        },
    }


def as_printed(one: QuasiIdentifier) -> str:
    """What a column's level means, in words."""
    if one.hierarchy is None:
        return "as it is, in every row"
    if one.level == one.hierarchy.height:
        return "not at all"
    if one.level == 0:
        return "as it is"
    if not one.hierarchy.step:
        return f"in groups, level {one.level}"
    width = int(one.hierarchy.leaves[one.hierarchy.levels[one.level][: one.hierarchy.missing]].max())
    unit = UNITS.get(Subject.variables[one.name].unit or "", "")
    return f"in bands of {width * one.hierarchy.step} {unit}".rstrip() + ", by their middle"


def _replaced(table: pa.Table, name: str, column: pa.Array) -> pa.Table:
    return table.set_column(table.schema.get_field_index(name), table.schema.field(name), column)
