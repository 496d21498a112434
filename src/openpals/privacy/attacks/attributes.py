"""Attributes: who is known to be in a class of the release learns the sensitive value that its people share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ...model.tables import Subject
from ...model.variable import Sensitivity, Type
from ..policy import Policy
from .held import Held, Integers, classes, codes
from .outcome import NotRun, Outcome, counted
from .printing import in_classes

PARTS = 10  # so many parts, of which each is predicted by a model of the others


@dataclass(frozen=True)
class _Column:
    """A sensitive column of people who have a value: their class, the value, and whether it does harm to know it."""

    name: str
    group: Integers
    value: Integers
    harmful: npt.NDArray[np.bool_]


def by_class(held: Held, policy: Policy) -> Iterator[Outcome]:
    """The most frequent value of the person's class.

    Guessing is the better of two models that do not have the person's row: the most frequent value of all, and that of
    the class as a model learns it from the other nine tenths. Raises NotRun where nothing sensitive is printed.
    """
    for column in _columns(held, policy):
        tries = int(column.harmful.sum())
        if tries < policy.people:
            continue
        own = _most_frequent(column.group, column.value)[column.group] == column.value
        everywhere = column.value == np.bincount(column.value).argmax()
        without = _by_others(column, held.dice(f"attribute {column.name}")) == column.value
        guess = max(float(everywhere[column.harmful].mean()), float(without[column.harmful].mean()))
        knows = "all that the release prints of a person but the value"
        yield counted(column.name, knows, tries, int(own[column.harmful].sum()), guess)


def in_one_value_classes(held: Held, policy: Policy) -> Iterator[Outcome]:
    """Classes whose people with a value all have the same, which is not a harmless one. Raises NotRun as above."""
    for column in _columns(held, policy):
        groups = int(column.group.max()) + 1
        lowest = np.full(groups, np.iinfo(np.int64).max)
        highest = np.full(groups, -1)
        np.minimum.at(lowest, column.group, column.value)
        np.maximum.at(highest, column.group, column.value)
        # A class in which most cells are empty tells nothing of somebody whose cell may be empty.
        people = np.bincount(_class_of(held, policy), minlength=groups)[:groups]
        filled = np.bincount(column.group, minlength=groups)
        sure = (lowest == highest) & (filled == people)
        told = sure[column.group] & column.harmful
        knows = "the class of a person"
        yield counted(column.name, knows, len(column.value), int(told.sum()), 0.0)


def _class_of(held: Held, policy: Policy) -> Integers:
    """Everybody's class."""
    return classes(held.subjects, in_classes(held, policy))[0]


def _columns(held: Held, policy: Policy) -> list[_Column]:
    group = _class_of(held, policy)
    found = []
    for name, harmless in _sensitive(policy).items():
        if name not in held.subjects.column_names:
            continue
        value = codes(held.subjects[name])
        has = np.flatnonzero(value >= 0)
        if len(has):
            words = held.subjects[name].combine_chunks().dictionary.to_pylist()
            mild = np.array([word in harmless for word in words])
            found.append(_Column(name, group[has], value[has], ~mild[value[has]]))
    if not found:
        raise NotRun("The release prints no sensitive value of people.")
    return found


def _sensitive(policy: Policy) -> dict[str, frozenset[str]]:
    """Sensitive coded columns of people -> their harmless codes."""
    found: dict[str, frozenset[str]] = {
        name: frozenset()
        for name, variable in Subject.own_variables().items()
        if variable.sensitivity is Sensitivity.SENSITIVE and variable.type is Type.CODE
    }
    return found | {one.name: one.harmless for one in policy.sensitive}


def _most_frequent(group: Integers, value: Integers, groups: int | None = None) -> Integers:
    """The most frequent value of each group, the lower of two; -1 where a group has nobody."""
    size = groups or int(group.max(initial=-1)) + 1
    pairs, counts = np.unique(group * (int(value.max(initial=0)) + 1) + value, return_counts=True)
    order = np.lexsort((-pairs, counts))
    found = np.full(size, -1)
    ordered = pairs[order]
    found[ordered // (int(value.max(initial=0)) + 1)] = ordered % (int(value.max(initial=0)) + 1)
    return found


def _by_others(column: _Column, dice: np.random.Generator) -> Integers:
    """What a model says of each person that was learned without a tenth of the people, the person's own."""
    part = dice.permutation(len(column.value)) % PARTS
    said = np.full(len(column.value), -1)
    groups = int(column.group.max()) + 1
    for one in range(PARTS):
        others = part != one
        if not others.any():
            continue
        model = _most_frequent(column.group[others], column.value[others], groups)
        mode = int(np.bincount(column.value[others]).argmax())
        said[~others] = np.where(model < 0, mode, model)[column.group[~others]]
    return said
