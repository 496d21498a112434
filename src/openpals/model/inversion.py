"""A layout turned round: what its feeds read out of a table's columns is what its columns are filled with.

Constants become conditions, check boxes one of our codes each, facts columns beside each other; of several columns that
may hold a value the first one stands. What cannot be turned round is declared (``written``). The result is an outline
of each table: plain data, which an exporter carries out and a page of documentation prints.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import product
from typing import NoReturn

from .editions import COLUMNS, EDITIONS, SUBJECT, Edition
from .entry import LayoutError
from .layout import Cell, Layout, feeds_of
from .layout_reader import built_in
from .tables import TABLES
from .variable import Type
from .vocabulary import vocabulary
from .written import Words, Written, written

# What stands in a ticked check box.
TICKED = "1"


@dataclass(frozen=True)
class Filling:
    """What fills one column: ``constant``, or a variable or input of our table (``value``).

    ``words``: what is written for each of its codes, empty where there is no word. ``ticked``: the code at which a
    check box is ticked. ``around``: the text around the value, with ``{}`` in its place.
    """

    value: str = ""
    constant: str | None = None
    words: Words | None = None
    ticked: str | None = None
    around: str = "{}"


@dataclass(frozen=True)
class Fact:
    """Columns that hold the rows of some codes only (empty code: where the variable is empty)."""

    codes: Words
    columns: Mapping[str, Filling]


@dataclass(frozen=True)
class Outline:
    """How one table of the layout is made of one of ours.

    ``needs``: columns without which a row says nothing, and is not written. ``everybody``: each person has a row.
    ``if_empty``: column -> what the first person's rows say where nobody's row fills it.
    """

    source: str
    target: str
    columns: Mapping[str, Filling]
    facts: tuple[Fact, ...] = ()
    needs: tuple[str, ...] = ()
    everybody: bool = False
    where: Words = field(default_factory=dict)  # variable -> the code of the rows that are written
    taken: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    counted_as: Words = field(default_factory=dict)
    let_go: tuple[tuple[str, ...], ...] = ()
    unit: str | None = None
    if_empty: Words = field(default_factory=dict)

    def places(self) -> dict[tuple[str, ...], int]:
        """Codes of ``fact_variables()`` -> the number of the fact whose columns hold such a row; empty code: empty.

        Where no fact has all of a row's codes, variables are let go, one list of ``let_go`` after the other.
        """
        names = self.fact_variables()
        known = {tuple(fact.codes.get(name, "") for name in names): i for i, fact in enumerate(self.facts)}
        found = {}
        for codes in product(*(("", *self._codes(name)) for name in names)):
            row = dict(zip(names, codes, strict=True))
            counted = {name: code or self.counted_as.get(name, "") for name, code in row.items()}
            for gone in ((), *self.let_go):
                without = {name: self.counted_as.get(name, "") for name in gone}
                place = known.get(tuple({**counted, **without}[name] for name in names))
                if place is not None:
                    found[codes] = place
                    break
        return found

    def fact_variables(self) -> tuple[str, ...]:
        """The variables whose codes say which fact a row is."""
        return tuple(dict.fromkeys(name for fact in self.facts for name in fact.codes))

    def _codes(self, name: str) -> tuple[str, ...]:
        named = TABLES[self.target].variables[name].vocabulary
        return vocabulary(named).codes if named else ()


@cache
def outlines(year: int) -> dict[str, Outline]:
    """PRO-ACT's tables of one edition, each turned round; KeyError when there is no such edition."""
    return turned_round(built_in("proact"), written("proact"), EDITIONS[year])


def turned_round(layout: Layout, declared: Written, edition: Edition) -> dict[str, Outline]:
    """Every table that the edition has. Raises LayoutError where a column is neither told nor declared."""
    return {source: _Turning(layout, declared, edition, source).outline() for source in edition.files}


class _Turning:
    def __init__(self, layout: Layout, declared: Written, edition: Edition, source: str) -> None:
        self.layout, self.declared, self.edition, self.source = layout, declared, edition, source
        self.sheet = declared.sheet(source)
        self.feeds = list(feeds_of(layout, source))
        targets = {feed.target for feed in self.feeds}
        if len(targets) != 1:
            self.refuse("feeds several tables, or none: it cannot be made of one.")
        self.table = TABLES[targets.pop()]

    def refuse(self, what: str) -> NoReturn:
        raise LayoutError(f"layout {self.layout.name}, {self.source}: {what}")

    def outline(self) -> Outline:
        columns: dict[str, Filling] = {name: Filling(constant=text) for name, text in self.sheet.constants.items()}
        for name, (value, words) in self.sheet.columns.items():
            columns[name] = self.filling(value, words)
        for feed in self.feeds:
            for name, cell in feed.cells.items():
                columns.update(self.told(name, cell, columns))
        facts = tuple(self.fact(fact) for feed in self.feeds for fact in feed.facts)
        silent = dict.fromkeys(self.sheet.says_not_recorded, self.declared.not_recorded)
        silent |= dict.fromkeys(self.sheet.says_zero, "0")
        self.check(columns, facts, silent)
        return Outline(
            source=self.source,
            target=self.table.name,
            columns=columns,
            facts=facts,
            needs=tuple(
                name
                for name, filling in columns.items()
                if filling.value in self.table.needs and name not in self.sheet.columns
            ),
            everybody=self.source == self.layout.people,
            where={n: c.constant for feed in self.feeds for n, c in feed.cells.items() if c.constant is not None},
            taken=self.sheet.taken,
            counted_as=self.sheet.counted_as,
            let_go=self.sheet.let_go,
            unit=self.sheet.unit,
            if_empty=silent,
        )

    def told(self, name: str, cell: Cell, columns: Mapping[str, Filling]) -> dict[str, Filling]:
        """The columns that a cell fills, but those that are filled already, or said to stay empty."""
        if cell.codes or cell.otherwise:
            self.refuse(f"`{name}` maps words of its own; declare them in the vocabulary.")
        if cell.flags:
            told = name in {filling.value for filling in columns.values()}
            return {} if told else {column: Filling(name, ticked=code) for code, column in cell.flags}
        if columns.keys() & set(cell.columns):
            return {}
        own = [column for column in cell.columns if column in COLUMNS[self.source]]
        return {
            column: self.filling(name, around=self.around(column, cell))
            for column in own[:1]
            if column not in self.sheet.left_empty
        }

    def around(self, column: str, cell: Cell) -> str:
        """The text around a column's words."""
        template = self.sheet.templates.get(column, "{}")
        if (cell.pattern is not None) != (template != "{}"):
            self.refuse(f"`{column}` is read by a pattern: a template is needed to write it, and for no other column.")
        return template

    def filling(self, name: str, words: Words | None = None, around: str = "{}") -> Filling:
        return Filling(name, words=self.words(name) if words is None else words, around=around)

    def words(self, name: str) -> Words | None:
        """What is written for the codes of a variable or input, None where it has none."""
        if name == "unit":
            return self.declared.units
        variable = self.table.variables.get(name)
        flag = variable.type is Type.FLAG if variable else (self.table.name, name) == ("vital_status", "died")
        named = "yes_no" if flag else variable and variable.vocabulary
        if not named:
            return None
        if named not in self.declared.words:
            self.refuse(f"`{name}`: no words are declared for the vocabulary {named}.")
        own = self.sheet.words.get(named) or self.declared.words[named]
        return {**own, **self.edition.words.get(named, {})}

    def fact(self, cells: Mapping[str, Cell]) -> Fact:
        codes = {name: cell.constant for name, cell in cells.items() if cell.constant is not None and name != "unit"}
        columns = {}
        for name, cell in cells.items():
            if cell.flags:
                ((code, column),) = cell.flags
                codes[name] = code
                columns[column] = Filling(constant=TICKED)
            elif cell.columns and name == "unit":
                columns[cell.columns[0]] = Filling(constant=self.declared.units[self.unit_of(codes)])
            elif cell.columns:
                columns[cell.columns[0]] = self.filling(name)
        return Fact(codes, columns)

    def unit_of(self, codes: Words) -> str:
        """The unit of what a fact's codes say is measured."""
        for name, code in codes.items():
            named = self.table.variables[name].vocabulary
            facts = vocabulary(named).term(code).facts if named else {}
            if "unit" in facts:
                return str(facts["unit"])
        self.refuse("has a column of units for a fact that has none.")

    def check(self, columns: Mapping[str, Filling], facts: tuple[Fact, ...], silent: Words) -> None:
        told = {*columns, *(column for fact in facts for column in fact.columns)}
        declared = {SUBJECT, *told, *silent, *self.sheet.left_empty}
        header = set(COLUMNS[self.source])
        if missing := sorted(header - declared):
            self.refuse(f"nothing fills {', '.join(missing)}, and nothing says that they stay empty.")
        if unknown := sorted(declared - header):
            self.refuse(f"{', '.join(unknown)}: the table has no such column.")
        if twice := sorted(told & set(self.sheet.left_empty)):
            self.refuse(f"{', '.join(twice)}: is filled, and said to stay empty.")
