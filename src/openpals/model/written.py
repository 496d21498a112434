"""What a layout's files say where its feeds cannot be turned round: words for our codes, units, unread columns.

``layouts/proact_written.toml`` declares it for PRO-ACT, and explains each key.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files

from .entry import Entry
from .units import ucum_code
from .vocabulary import normal_form, vocabularies, vocabulary

Words = Mapping[str, str]


@dataclass(frozen=True)
class Sheet:
    """What is said of one table of the layout; the declaration's file explains each field."""

    constants: Words = field(default_factory=dict)
    templates: Words = field(default_factory=dict)
    columns: Mapping[str, tuple[str, Words | None]] = field(default_factory=dict)  # column -> (variable, words)
    unit: str | None = None
    taken: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    counted_as: Words = field(default_factory=dict)
    let_go: tuple[tuple[str, ...], ...] = ()
    words: Mapping[str, Words] = field(default_factory=dict)
    says_not_recorded: tuple[str, ...] = ()
    says_zero: tuple[str, ...] = ()
    left_empty: tuple[str, ...] = ()


@dataclass(frozen=True)
class Written:
    """What is said of a whole layout. ``words``: vocabulary -> code -> word; ``units``: UCUM -> word."""

    not_recorded: str
    words: Mapping[str, Words]
    units: Words
    sheets: Mapping[str, Sheet]

    def sheet(self, source: str) -> Sheet:
        """What is said of one table; nothing, where nothing needs to be."""
        return self.sheets.get(source, Sheet())


def written(name: str) -> Written:
    """What is declared for one of the layouts that come with OpenPALS."""
    text = files("openpals.model").joinpath("layouts", f"{name}_written.toml").read_text("utf-8")
    return parse_written(text, f"layout {name}, written")


def parse_written(text: str, where: str) -> Written:
    """A declaration out of its TOML text. Raises LayoutError naming the place.

    Every vocabulary is complete, and every word is read back as some code of it: nothing is written that a reader of
    ours would refuse.
    """
    top = Entry(where, "top", tomllib.loads(text))
    found = Written(
        not_recorded=top.text("not_recorded"),
        words=_vocabularies(top.inner("words")),
        units=_units(top.inner("units")),
        sheets={name: _sheet(entry) for name, entry in top.entries_by_name("table", "table.").items()},
    )
    top.nothing_else()
    return found


def _vocabularies(entry: Entry) -> dict[str, Words]:
    for name in entry.data:
        if name not in vocabularies():
            entry.refuse(f"`{name}` is no vocabulary.")
    return {name: complete(entry, name, entry.words(name)) for name in entry.data}


def complete(entry: Entry, name: str, words: Words) -> Words:
    """``words`` for a vocabulary, if every code has one that is read back. Raises LayoutError."""
    known = vocabulary(name)
    if differing := set(words) ^ set(known.codes):
        entry.refuse(f"`{name}`: every code needs a word, and no other; see {', '.join(sorted(differing))}.")
    for code, word in words.items():
        if word and normal_form(word) not in known.words:
            entry.refuse(f"`{name}.{code}`: {word!r} is not read back; add it to the vocabulary's spellings.")
    return words


def _units(entry: Entry) -> Words:
    units = {unit: entry.text(unit) for unit in entry.data}
    for unit, word in units.items():
        if word and ucum_code(word) != unit:
            entry.refuse(f"{word!r} is not read back as {unit}; add it to data/units.toml.")
    return units


def _sheet(entry: Entry) -> Sheet:
    columns, words, taken = entry.inner("columns"), entry.inner("words"), entry.inner("taken")
    let_go = entry.get("let_go", [])
    if not isinstance(let_go, list) or not all(isinstance(names, list) for names in let_go):
        entry.refuse('`let_go`: a list of lists is expected, such as [["one"], ["one", "two"]].')
    sheet = Sheet(
        constants=entry.words("constants"),
        templates=entry.words("templates"),
        columns={name: _column(columns, name) for name in columns.data},
        unit=entry.optional_text("unit"),
        taken={name: taken.texts(name) for name in taken.data},
        counted_as=entry.words("counted_as"),
        let_go=tuple(tuple(names) for names in let_go),
        words={name: complete(words, name, words.words(name)) for name in words.data},
        says_not_recorded=entry.texts("says_not_recorded", ()),
        says_zero=entry.texts("says_zero", ()),
        left_empty=entry.texts("left_empty", ()),
    )
    entry.nothing_else()
    return sheet


def _column(entry: Entry, name: str) -> tuple[str, Words | None]:
    if isinstance(entry.data[name], str):
        return entry.text(name), None
    inner = entry.inner(name)
    found = inner.text("value"), inner.words("words")
    inner.nothing_else()
    return found
