"""Two releases: who came and who went between them, and what one prints more finely than the other."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from ..policy import Policy
from .courses import Courses
from .held import Held, Integers, classes
from .outcome import NotRun, Outcome, counted
from .printing import in_classes


def of_classes(held: Held, before: Held, policy: Policy) -> Outcome:
    """People by whom a class differs between the releases, where they are fewer than the policy asks.

    Who knows that somebody came or went between the two looks among these alone.
    """
    names = _common(held, before, policy)
    number, _ = classes(_stacked(held, before, names), names)
    new = np.bincount(number[: held.people], minlength=int(number.max()) + 1)
    old = np.bincount(number[held.people :], minlength=len(new))
    differs = np.abs(new - old)
    few = (differs > 0) & (differs < policy.people)
    knows = "both releases, the class of a person, and that the person came or went between them"
    note = _what_to_do(held, before, number, few, policy) if few.any() else ""
    return _among(differs, few, "by class counts", knows, note)


def _what_to_do(held: Held, before: Held, number: Integers, few: np.ndarray, policy: Policy) -> str:
    """For the steward: in which datasets too few came or went, and how to publish without telling of them."""
    dataset = np.array(_stacked(held, before, ["dataset"])["dataset"].to_pylist())
    names = sorted(set(dataset[few[number]].tolist()))
    told = ", ".join(f"{name} (classes: {len(np.unique(number[few[number] & (dataset == name)]))})" for name in names)
    return (
        f"Too few people came or went in {told}. Build the release again with the earlier deposit of "
        f"{'this dataset' if len(names) == 1 else 'these datasets'}, and take the new one when in each class nobody "
        f"or at least {policy.people} people have come or gone. New datasets may come whole."
    )


def of_courses(held: Held, before: Held, policy: Policy, now: Courses, then: Courses) -> Iterator[Outcome]:
    """People who are matched by the beginning of their course; and those who cannot be, by their class."""
    names = _common(held, before, policy)
    number, _ = classes(_stacked(held, before, names), names)
    new, old = _once(now), _once(then)
    matched = np.intersect1d(now.begun[new], then.begun[old], assume_unique=True)
    able = min(len(new), len(old))
    if not able:
        raise NotRun("Nobody has a course by which two releases could be matched.")
    knows = "both releases; ids differ, the beginnings of courses do not"
    yield counted("people matched by course", knows, able, len(matched), 1 / max(held.people, 1))
    size = int(number.max()) + 1
    apart = np.zeros(size, np.int64)
    for courses, part, some in ((now, number[: held.people], new), (then, number[held.people :], old)):
        left = some[~np.isin(courses.begun[some], matched)]
        apart += np.bincount(part[left], minlength=size)
    few = (apart > 0) & (apart < policy.people)
    if apart.any():
        yield _among(apart, few, "people left over", f"{knows}; and that the person came or went between them")


def _among(differs: Integers, few: np.ndarray, variant: str, knows: str, note: str = "") -> Outcome:
    people = int(differs.sum())
    if not people:
        raise NotRun("No class differs between the releases.")
    return counted(variant, knows, people, int(differs[few].sum()), 0.0, note)


def of_levels(held: Held, before: Held) -> Outcome:
    """Columns that are printed more finely than before: the two releases together undo what the coarser one hid."""
    now, then = (side.risk.get("protection", {}) for side in (held, before))
    levels = {name: column["level"] for name, column in now.get("columns", {}).items()}
    earlier = {name: column["level"] for name, column in then.get("columns", {}).items()}
    hidden = set(then.get("columns_not_printed", ()))
    listed = sorted(set(levels) & (set(earlier) | hidden))
    if not listed:
        raise NotRun("The releases do not say at which levels they print.")
    finer = [name for name in listed if name in hidden or levels[name] < earlier[name]]
    note = f"Finer: {', '.join(finer)}." if finer else ""
    return counted("levels", "both risk reports", len(listed), len(finer), 0.0, note)


def _once(courses: Courses) -> Integers:
    """People with rows whose beginning nobody else has."""
    some = np.flatnonzero(courses.rows > 0)
    _, where, times = np.unique(courses.begun[some], return_index=True, return_counts=True)
    return np.asarray(some[where[times == 1]], np.int64)


def _common(held: Held, before: Held, policy: Policy) -> list[str]:
    other = in_classes(before, policy)
    names = [name for name in in_classes(held, policy) if name in other]
    if not names:
        raise NotRun("The releases protect no column in common.")
    return names


def _stacked(held: Held, before: Held, names: list[str]) -> pa.Table:
    both = [side.subjects.select(names) for side in (held, before)]
    plain = [pa.table({name: _plain(side[name]) for name in names}) for side in both]
    return pa.concat_tables(plain)


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return column.cast(column.type.value_type) if pa.types.is_dictionary(column.type) else column
