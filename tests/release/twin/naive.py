"""Statistics of people counted one by one, out of the release's files and nothing of the twin's own code."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from openpals.model.tables import ALL, Subject
from openpals.model.variable import Type

Row = dict[str, Any]
PEOPLE, BASE = 11, 5
R_ITEMS = ("speech", "salivation", "swallowing", "handwriting", "cutting", "dressing", "turning_in_bed", "walking",
           "climbing_stairs", "dyspnea", "orthopnea", "respiratory_insufficiency")  # fmt: skip
OLD_ITEMS = (*R_ITEMS[:9], "respiratory")


class Naive:
    """The used people of one dataset: the first four in five of its pseudonyms."""

    def __init__(self, release: Path, dataset: str) -> None:
        rows = {path.stem: pq.read_table(path).to_pylist() for path in (release / "tables").iterdir()}
        everybody = sorted(row["subject_id"] for row in rows["subject"] if row["dataset"] == dataset)
        self.ids = everybody[: int(0.8 * len(everybody))]
        known = set(self.ids)
        self.rows = {name: [row for row in listed if row["subject_id"] in known] for name, listed in rows.items()}
        self.subject = {row["subject_id"]: row for row in self.rows["subject"]}
        self.of = {name: grouped(listed) for name, listed in self.rows.items()}

    def facts(self) -> dict[str, dict[str, str]]:
        """Fact -> person -> label."""
        found = {
            name: {who: label(row[name]) for who, row in self.subject.items()}
            for name, variable in Subject.own_variables().items()
            if variable.type in (Type.CODE, Type.FLAG)
        }
        for name in ("age", "birth_decade", "onset_day", "diagnosis_day", "last_contact_day"):
            found[f"known:{name}"] = {who: yes(row[name] is not None) for who, row in self.subject.items()}
        for table in ALL:
            if table.name not in ("subject", "vital_status"):
                there = self.of.get(table.name, {})
                found[f"has:{table.name}"] = {who: yes(who in there) for who in self.ids}
        found["status"] = {who: self.status(who) for who in self.ids}
        found["scale"] = {who: self.scale(who) for who in self.ids}
        return found

    def status(self, who: str) -> str:
        rows = self.of["vital_status"].get(who, [])
        if not rows:
            return ""
        return "died, no day" if rows[0]["status"] == "died" and rows[0]["day"] is None else rows[0]["status"]

    def scale(self, who: str) -> str:
        rows = self.of["alsfrs"].get(who, [])
        complete = {names: sum(all(row[item] is not None for item in names) for row in rows)
                    for names in (R_ITEMS, OLD_ITEMS)}  # fmt: skip
        if not rows:
            return ""
        return "alsfrs" if complete[OLD_ITEMS] > complete[R_ITEMS] else "alsfrs_r"

    def numbers(self) -> dict[str, dict[str, float]]:
        """Number -> person -> value, of those who have it."""
        found: dict[str, dict[str, float]] = defaultdict(dict)
        for who, row in self.subject.items():
            if row["age"] is not None:
                found["age"][who] = row["age"]
            if row["age"] is not None and row["birth_decade"] is not None:
                found["year"][who] = row["birth_decade"] + 5 + row["age"]
            onset, diagnosis, last = row["onset_day"], row["diagnosis_day"], row["last_contact_day"]
            if onset is not None:
                found["onset"][who] = -onset / 30
            if onset is not None and diagnosis is not None and onset < 0:
                found["delay"][who] = (diagnosis - onset) / -onset
            status = self.of["vital_status"].get(who, [{"status": None, "day": None}])[0]
            dead = status["day"] if status["status"] == "died" else None
            end = dead if dead is not None else last
            if end is not None:
                found["end"][who] = end
            if dead is not None and dead > 0 and last is not None:
                found["seen"][who] = last / dead
        for table in ALL:
            if table.visit:
                self._visits(found, table.name)
            elif table.name not in ("subject", "vital_status"):
                for who, rows in self.of.get(table.name, {}).items():
                    found[f"rows:{table.name}"][who] = len(rows)
        return found

    def _visits(self, found: dict[str, dict[str, float]], table: str) -> None:
        for who, rows in self.of.get(table, {}).items():
            days = sorted({row["day"] for row in rows})
            found[f"first:{table}"][who] = days[0]
            if len(days) > 1:
                found[f"between:{table}"][who] = (days[-1] - days[0]) / (len(days) - 1)
            last = self.subject[who]["last_contact_day"]
            if last is not None and last > days[0]:
                found[f"reach:{table}"][who] = (days[-1] - days[0]) / (last - days[0])


def grouped(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["subject_id"]].append(row)
    return found


def label(value: Any) -> str:
    """A cell as the statistics call it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"{value:.10g}"
    return value or ""


def yes(answer: bool) -> str:
    return "yes" if answer else "no"


def told(count: int) -> int:
    """To 5, halves upward, from 1,000 on to 10; what would be fewer than 11 is 15."""
    base = 10 if count >= 1000 else BASE
    return max(15, (2 * count + base) // (2 * base) * base)


def shares(carried: Mapping[str, Mapping[str, int]]) -> dict[str, float]:
    """Label -> share, of ``carried``: label -> person -> rows; of labels of enough people, nobody above a half."""
    shown = {}
    for one, by_person in carried.items():
        if len(by_person) >= PEOPLE:
            rows, largest = sum(by_person.values()), max(by_person.values())
            shown[one] = told(min(rows, 2 * (rows - largest)))
    return {one: round(count / sum(shown.values()), 4) for one, count in shown.items()}


def conditional(rows: Iterable[tuple[str, str, str]]) -> dict[str, dict[str, float]]:
    """Parent's label -> child's label -> share, of (person, parent, child); cells of too few people are ``*``."""
    cells: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    rows = list(rows)
    for who, parent, child in rows:
        cells[parent, child][who] += 1
    few = {cell for cell, people in cells.items() if len(people) < PEOPLE}
    told: dict[str, dict[str, dict[str, int]]] = defaultdict(dict)
    for (parent, child), people in cells.items():
        if (parent, child) not in few:
            told[parent][child] = people
    for who, parent, child in rows:
        if (parent, child) in few:
            for key, column in ((parent, "*"), ("*", child)):
                people = told[key].setdefault(column, {})
                people[who] = people.get(who, 0) + 1
    found = {parent: shares(listed) for parent, listed in told.items()}
    return {parent: listed for parent, listed in found.items() if listed}


def cells_of(values: Mapping[str, float], facts: list[Mapping[str, str]]) -> dict[str, list[str]]:
    """Cell -> its people: of all facts where these are twice as many as a statistic needs, else of the first, or of
    none.
    """
    found: dict[str, list[str]] = {}
    left = set(values)
    for depth in range(len(facts), 0, -1):
        groups = defaultdict(list)
        for who in left:
            groups[tuple(fact[who] for fact in facts[:depth])].append(who)
        for names, people in groups.items():
            if len(people) >= 2 * PEOPLE:
                found["|".join([*names, *["*"] * (len(facts) - depth)])] = people
                left -= set(people)
    if len(left) >= PEOPLE:
        found["|".join(["*"] * len(facts))] = sorted(left)
    return found


def group_means(values: list[float], groups: int) -> list[float]:
    """Means of equal groups of the sorted values."""
    ordered = sorted(values)
    edges = [i * len(ordered) // groups for i in range(groups + 1)]
    return [sum(ordered[a:b]) / (b - a) for a, b in pairwise(edges)]


def carriers(rows: Iterable[Row], of: Callable[[Row], str]) -> dict[str, set[str]]:
    """Label -> the people who have a row of it."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        found[of(row)].add(row["subject_id"])
    return found
