"""The second step: statistics and a seed become tables. It reads nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ....model.table import Table
from ....model.tables import Subject, VitalStatus
from ....model.vocabulary import vocabulary
from ..arrays import EMPTY, Coded, Floats, Ints, distinct
from ..roles import CAPACITY, FLAG_LABELS, SCALE, events, visits
from ..table import DrawnRows
from .attributes import draw_attributes
from .capacity import capacities
from .chance import Chance
from .events import event_rows, filled_cells
from .items import ItemRows, at_visits, item_columns
from .people import Drawn, draw_people
from .scale import assessments
from .series import draw_series, within
from .subject import Ends, ends, ever, status_rows, subject_rows
from .visits import reaches, schedule
from .whole import whole_rows

# People and rows of a part's twin, at most.
MOST_PEOPLE, MOST_ROWS = 5_000, 150_000

# So many candidates are drawn for each person of the twin: not all can be taken.
CANDIDATES = 4


@dataclass(frozen=True)
class Twin:
    """One part's twin: ``people`` of them, and their rows by table, by person 0..people-1."""

    part: str
    people: int
    tables: Mapping[str, DrawnRows]


def wanted_people(told: Mapping[str, Any]) -> int:
    """How many people a part's twin is to have."""
    return int(min(told["people"], MOST_PEOPLE, max(1, MOST_ROWS // told["rows_a_person"])))


def candidates(statistics: Mapping[str, Any], seed: int) -> list[Drawn]:
    """By part the people of whom the twin may be made."""
    return [
        draw_people(part, told, CANDIDATES * wanted_people(told), Chance(seed, part, "people"))
        for part, told in statistics["parts"].items()
    ]


def candidate_rows(people: Drawn) -> DrawnRows:
    """The subject table of candidates, as far as it is known before their other rows are."""
    return subject_rows(people, ends(people).last_contact)


def synthesise(statistics: Mapping[str, Any], seed: int, chosen: Mapping[str, Ints] | None = None) -> list[Twin]:
    """The twins of all parts: every table of the model that the statistics tell of.

    ``chosen``: by part which of the ``candidates`` the twin is made of; else the first as many as are wanted.
    """
    drawn = candidates(statistics, seed)
    wanted = {people.part: np.arange(wanted_people(statistics["parts"][people.part])) for people in drawn}
    return rows_of(statistics, seed, [people.take((chosen or wanted)[people.part]) for people in drawn])


def rows_of(statistics: Mapping[str, Any], seed: int, people: Sequence[Drawn]) -> list[Twin]:
    """The twins that consist of these people, by part."""
    return [_twin(drawn, statistics["parts"][drawn.part], seed) for drawn in people]


def _twin(people: Drawn, told: Mapping[str, Any], seed: int) -> Twin:
    limits = ends(people)
    tables = _visits(people, told, limits, seed)
    last_contact = _last_contact(people, limits, tables)
    limits = Ends(last_contact, limits.death)
    for table in events():
        if table.name in told["tables"]:
            chance = Chance(seed, people.part, table.name)
            drawn = event_rows(people, table, told["tables"][table.name], limits.latest(), chance)
            tables[table.name] = whole_rows(drawn)
    tables = {name: _once(_fitting(people, rows)) for name, rows in tables.items()}
    tables[Subject.name] = _concluded(people, subject_rows(people, last_contact), tables)
    tables[VitalStatus.name] = status_rows(people, limits)
    return Twin(people.part, people.size, {name: rows for name, rows in tables.items() if len(rows)})


def _visits(people: Drawn, told: Mapping[str, Any], limits: Ends, seed: int) -> dict[str, DrawnRows]:
    found = {}
    reach = reaches(people, told, Chance(seed, people.part, "reaches"))
    earlier = np.empty(0, np.int64)
    for table in visits():
        one = told["tables"].get(table.name)
        if one is None:
            continue
        chance = Chance(seed, people.part, table.name)
        days = schedule(people, table, one, reach[table.name], limits, earlier, chance)
        earlier = distinct(np.concatenate([earlier, days.key()]))
        rows = at_visits(one, days, people.size, chance)
        found[table.name] = _measured(people, table, one, rows, told, chance)
    return {name: rows for name, rows in found.items() if len(rows)}


def _measured(
    people: Drawn, table: type[Table], one: Mapping[str, Any], rows: ItemRows, told: Mapping[str, Any], chance: Chance
) -> DrawnRows:
    if table.name == SCALE:
        return assessments(people, told, rows, chance)
    codes = draw_attributes(one["attributes"], rows, chance)
    if table.name == CAPACITY:
        return capacities(people, one, rows, {**item_columns(one, rows), **codes}, chance)
    numbers: dict[str, Floats] = {"day": rows.day}
    for name, series in one["series"].items():
        variable = table.variables[name]
        drawn = draw_series(people, series, f"{table.name}.{name}", rows, chance)
        numbers[name] = np.round(within(drawn, variable, *_band(table, name, rows, one)), variable.decimals)
    codes, numbers = filled_cells(table, {**item_columns(one, rows), **codes}, numbers)
    return whole_rows(DrawnRows(table, rows.person, codes, numbers))


def _band(table: type[Table], name: str, rows: ItemRows, told: Mapping[str, Any]) -> tuple[Floats, Floats]:
    """The band of plausible values of each row's item, where its vocabulary has one."""
    low, high = np.full(len(rows.labels), -np.inf), np.full(len(rows.labels), np.inf)
    if name == "value":
        for i, item in enumerate(told["items"]):
            for column, code in zip(told["columns"], item, strict=True):
                listed = table.variables[column].vocabulary
                band = vocabulary(listed).term(code).facts.get("band") if listed and code else None
                if band:
                    low[i], high[i] = band
    return low[rows.item], high[rows.item]


def _last_contact(people: Drawn, limits: Ends, tables: Mapping[str, DrawnRows]) -> Floats:
    """Quality rule 21: the last day of assessments and reports, or what was drawn where that is later."""
    last = np.nan_to_num(limits.last_contact, nan=-np.inf)
    for table in visits():
        if table.contact and table.name in tables:
            rows = tables[table.name]
            np.maximum.at(last, rows.person, rows.numbers["day"])
    return np.where(np.isfinite(last), last, np.nan)


RILUZOLE, TUBE = "riluzole", "gastrostomy"
NOWHERE = -1e18  # no day and no dose
_TREATED = ("treatment", "treatment_report", "concomitant_medication")


def _fitting(people: Drawn, rows: DrawnRows) -> DrawnRows:
    """Without rows that say of a person what the person was drawn not to be."""
    kept = np.ones(len(rows), bool)
    if rows.table.name in _TREATED and "treatment" in rows.codes:
        kept &= ~rows.codes["treatment"].is_(RILUZOLE) | people.is_("riluzole_use", "yes")[rows.person]
    if rows.table.name == "equipment":
        kept &= ~rows.codes["equipment"].is_(TUBE) | people.is_("gastrostomy_ever", "true")[rows.person]
    return rows.take(kept)


def _concluded(people: Drawn, subject: DrawnRows, tables: Mapping[str, DrawnRows]) -> DrawnRows:
    """The subject table with what is concluded of other tables: a feeding tube at any time."""
    said, tube = np.zeros(people.size, bool), np.zeros(people.size, bool)
    if SCALE in tables:
        rows = tables[SCALE]
        said |= ever(people.size, rows.person, ~rows.codes["gastrostomy"].is_(EMPTY))
        tube |= ever(people.size, rows.person, rows.codes["gastrostomy"].is_("true"))
    if "equipment" in tables:
        rows = tables["equipment"]
        tube |= ever(people.size, rows.person, rows.codes["equipment"].is_(TUBE))
    tubes = Coded(np.where(tube, 1, np.where(said, 0, 2)), (*FLAG_LABELS, EMPTY))
    return replace(subject, codes={**subject.codes, "gastrostomy_ever": tubes})


def _once(rows: DrawnRows) -> DrawnRows:
    """Of rows that say the same fact the first one."""
    if not len(rows):
        return rows
    key: list[Ints | Floats] = [rows.codes[name].at for name in rows.table.key if name in rows.codes]
    key += [np.nan_to_num(rows.numbers[name], nan=NOWHERE) for name in rows.table.key if name in rows.numbers]
    order = np.lexsort((*key, rows.person))
    again = rows.person[order][1:] == rows.person[order][:-1]
    for column in key:
        again &= column[order][1:] == column[order][:-1]
    return rows.take(np.sort(order[np.append(True, ~again)]))
