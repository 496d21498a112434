"""The file of reference statistics, written and read: nothing that it does not declare, nobody of too few people."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from ...model.refused import Refused
from .reference import (
    CENTILES,
    DECIMALS,
    DOMAINS,
    FORMAT,
    GROUPS,
    HALF_YEARS,
    LAST_MONTH,
    LEAST,
    MEANING,
    MONTH,
    Point,
    Reference,
    Release,
    Unchanged,
)

# Where it lies in a release.
FOLDER = "statistics"
FILE = "reference.json"

KIND = "reference statistics"

# A file of all domains, groups and months has some 120 kB.
MOST_BYTES = 2_000_000
MOST_PEOPLE = 10**9

Key = TypeVar("Key")
Value = TypeVar("Value")

_HINT = "Export it anew with `openpals release statistics`."


class ReferenceRefused(Refused):
    """A file is no reference statistics, or not as they are written; the message says why."""


def as_text(reference: Reference) -> str:
    """The file's text: the same for the same statistics."""
    return json.dumps(as_data(reference), sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def as_data(reference: Reference) -> dict[str, Any]:
    """The statistics as plain data; docs/statistics.md says what each entry means."""
    release = reference.release
    return {
        "kind": KIND,
        "format": FORMAT,
        "meaning": MEANING,
        "month_days": MONTH,
        "fewest": LEAST,
        "centiles": list(CENTILES),
        "release": {
            "title": release.title,
            "version": release.version,
            "citation": release.citation,
            "synthetic": release.synthetic,
        },
        "policy": reference.policy,
        "share_of_people": reference.share_of_people,
        "domains": [{"id": one.id, "label": one.label, "most": one.most} for one in DOMAINS],
        "groups": [{"id": id, "label": GROUPS[id], "people": people} for id, people in reference.people.items()],
        "curves": [
            {
                "domain": domain,
                "group": group,
                "points": [[point.month, point.people, *point.scores] for point in points],
            }
            for (domain, group), points in reference.curves.items()
        ],
        "unchanged": [
            {"group": one.group, "months": one.months, "people": one.people, "percent": one.percent}
            for one in reference.unchanged
        ],
    }


def read_reference(source: Path | bytes) -> Reference:
    """Reference statistics out of a file or its bytes. Raises ReferenceRefused."""
    content = _content(source) if isinstance(source, Path) else source
    if len(content) > MOST_BYTES:
        raise ReferenceRefused(f"The file has more than {MOST_BYTES:,} bytes, so it is no {KIND}. {_HINT}")
    try:
        data = json.loads(content.decode("utf-8"), parse_constant=_no_constant)
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise ReferenceRefused(f"The file is no JSON, so it is no {KIND}. {_HINT}") from error
    if not isinstance(data, dict) or data.get("kind") != KIND:
        raise ReferenceRefused(f"The file is no {KIND}. {_HINT}")
    if data.get("format") != FORMAT:
        raise ReferenceRefused(
            f"The file has format {str(data.get('format'))[:20]}; this version reads {FORMAT}. Install the version of "
            "OpenPALS that wrote it, or export it anew with this one."
        )
    return _reference(_Entry("the file", data))


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise ReferenceRefused(f"{path} cannot be read: {error.strerror}.") from error


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


class _Entry:
    """An object of the file, taken apart name by name; ``done`` refuses what is left."""

    def __init__(self, where: str, data: Any) -> None:
        self.where = where
        if not isinstance(data, dict):
            self.refuse("is no object")
        self._left = dict(data)

    def refuse(self, what: str) -> NoReturn:
        """Raises ReferenceRefused, naming the place."""
        raise ReferenceRefused(f"This is not as reference statistics are written: {self.where} {what}. {_HINT}")

    def take(self, name: str) -> Any:
        """A value, which must be there."""
        if name not in self._left:
            self.refuse(f"has no `{name}`")
        return self._left.pop(name)

    def text(self, name: str, *, among: Sequence[str] = ()) -> str:
        """A text that is not empty; one of a list, where one is given."""
        value = self.take(name)
        if not isinstance(value, str) or not value or len(value) > 2_000 or (among and value not in among):
            self.refuse(f"has a `{name}` that cannot be")
        return value

    def whole(self, name: str, low: int, high: int) -> int:
        """A whole number in a range."""
        return self.whole_number(self.take(name), f"has a `{name}`", low, high)

    def whole_number(self, value: Any, what: str, low: int, high: int) -> int:
        """``value``, if it is a whole number in a range."""
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            self.refuse(f"{what} that is no whole number from {low} to {high}")
        return value

    def entries(self, name: str) -> Iterator[_Entry]:
        """A list of objects."""
        return (_Entry(f"{name} {number}", one) for number, one in enumerate(self.list(name), 1))

    def list(self, name: str) -> list[Any]:
        """A list."""
        value = self.take(name)
        if not isinstance(value, list):
            self.refuse(f"has a `{name}` that is no list")
        return value

    def same(self, name: str, value: Any) -> None:
        """Something that is the same in every file of this format."""
        found = self.take(name)
        if found != value or type(found) is not type(value):
            self.refuse(f"has a `{name}` that cannot be")

    def done(self) -> None:
        """Refuses what has not been taken."""
        if self._left:
            self.refuse(f"has a `{sorted(self._left)[0][:40]}`, which is unknown")


def _reference(file: _Entry) -> Reference:
    file.same("kind", KIND)
    file.same("format", FORMAT)
    file.same("meaning", MEANING)
    file.same("month_days", MONTH)
    file.same("fewest", LEAST)
    file.same("centiles", list(CENTILES))
    file.same("domains", [{"id": one.id, "label": one.label, "most": one.most} for one in DOMAINS])
    share = file.take("share_of_people")
    if not isinstance(share, float) or not 0 < share <= 1:
        file.refuse("has a `share_of_people` that cannot be")
    found = Reference(
        release=_release(_Entry("`release`", file.take("release"))),
        policy=file.text("policy"),
        share_of_people=share,
        people=_once(file, "groups", _group),
        curves=_once(file, "curves", _curve),
        unchanged=tuple(_once(file, "unchanged", _unchanged).values()),
    )
    if lost := {group for _, group in found.curves} - set(found.people):
        file.refuse(f"has curves of a group that it does not list, {min(lost)}")
    if lost := {one.group for one in found.unchanged} - set(found.people):
        file.refuse(f"tells of a group that it does not list, {min(lost)}")
    file.done()
    return found


def _once(file: _Entry, name: str, read: Callable[[_Entry], tuple[Key, Value]]) -> Mapping[Key, Value]:
    """A list of objects by what each is of, none of them twice."""
    found: dict[Key, Value] = {}
    for entry in file.entries(name):
        key, value = read(entry)
        entry.done()
        if key in found:
            entry.refuse("is there twice")
        found[key] = value
    return found


def _release(entry: _Entry) -> Release:
    synthetic = entry.take("synthetic")
    if not isinstance(synthetic, bool):
        entry.refuse("has a `synthetic` that is neither true nor false")
    found = Release(entry.text("title"), entry.text("version"), entry.text("citation"), synthetic)
    entry.done()
    return found


def _group(entry: _Entry) -> tuple[str, int]:
    id = entry.text("id", among=tuple(GROUPS))
    entry.same("label", GROUPS[id])
    return id, entry.whole("people", LEAST, MOST_PEOPLE)


def _unchanged(entry: _Entry) -> tuple[tuple[str, int], Unchanged]:
    group = entry.text("group", among=tuple(GROUPS))
    months = entry.whole("months", 1, LAST_MONTH)
    if months not in HALF_YEARS:
        entry.refuse("has `months` that cannot be")
    people, percent = entry.whole("people", LEAST, MOST_PEOPLE), entry.whole("percent", 0, 100)
    return (group, months), Unchanged(group, months, people, percent)


def _curve(entry: _Entry) -> tuple[tuple[str, str], tuple[Point, ...]]:
    most = {one.id: one.most for one in DOMAINS}
    domain = entry.text("domain", among=tuple(most))
    group = entry.text("group", among=tuple(GROUPS))
    points = tuple(_point(entry, one, most[domain]) for one in entry.list("points"))
    if any(later.month <= point.month for point, later in pairwise(points)):
        entry.refuse("has months that do not ascend")
    return (domain, group), points


def _point(entry: _Entry, told: Any, most: int) -> Point:
    if not isinstance(told, list) or len(told) != 2 + len(CENTILES):
        entry.refuse(f"has a point that is no list of month, people and {len(CENTILES)} scores")
    month = entry.whole_number(told[0], "has a month", 0, LAST_MONTH)
    people = entry.whole_number(told[1], "has a number of people", LEAST, MOST_PEOPLE)
    scores = tuple(_score(entry, one, most) for one in told[2:])
    known = [one for one in scores if one is not None]
    if not known or any(later < one for one, later in pairwise(known)):
        entry.refuse(f"has scores in month {month} that do not ascend with the centile")
    return Point(month, people, scores)


def _score(entry: _Entry, told: Any, most: int) -> float | None:
    if told is None:
        return None
    if not isinstance(told, int | float) or isinstance(told, bool) or not 0 <= told <= most:
        entry.refuse(f"has a score that is no number from 0 to {most}")
    if round(told, DECIMALS) != told:
        entry.refuse(f"has a score of more than {DECIMALS} decimal")
    return float(told)
