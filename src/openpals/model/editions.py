"""The releases of the pooled trials' database PRO-ACT: which files, which columns, under which spelling.

``layouts/proact_editions.toml`` declares them; reading, simulating and exporting share it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from importlib.resources import files

from .entry import Entry

# The column that says whose row it is.
SUBJECT = "subject_id"


@dataclass(frozen=True)
class Edition:
    """One release.

    ``files``: table -> file name, for the tables that it has. ``digits``: of a person's number. ``spelled``: our key of
    a column -> its spelling there; ``words``: vocabulary -> code -> the word there, where other releases have others.
    """

    year: int
    folder: str
    files: Mapping[str, str]
    extracted: date
    bom: bool
    digits: int
    spelled: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def folder_of(self, synthetic: bool) -> str:
        """The folder's name; files of invented people say so in theirs."""
        return f"SYNTHETIC_{self.folder}" if synthetic else self.folder

    def header(self, table: str) -> dict[str, str]:
        """Our key of each column of a table, in order -> its spelling in this release."""
        return {name: self.spelled.get(name, name) for name in COLUMNS[table]}


def parse_editions(text: str, where: str) -> tuple[dict[str, tuple[str, ...]], dict[int, Edition]]:
    """The columns of each table, and the editions by year. Raises LayoutError naming the place."""
    top = Entry(where, "top", tomllib.loads(text))
    listed = top.inner("columns")
    columns = {name: listed.texts(name) for name in listed.data}
    for name, names in columns.items():
        if names[:1] != (SUBJECT,):
            listed.refuse(f"`{name}` must begin with {SUBJECT}: every row is somebody's.")
        if len(set(names)) != len(names):
            listed.refuse(f"`{name}` names a column twice.")
    editions = {
        int(year): _edition(entry, int(year), columns)
        for year, entry in top.entries_by_name("edition", "edition.").items()
    }
    top.nothing_else()
    return columns, editions


def _edition(entry: Entry, year: int, columns: Mapping[str, tuple[str, ...]]) -> Edition:
    pattern, named, without = entry.text("file"), entry.words("named"), entry.texts("without", ())
    spelled, words = entry.words("spelled"), entry.inner("words")
    for table in (*named, *without):
        if table not in columns:
            entry.refuse(f"`{table}` is no table; tables are {', '.join(columns)}.")
    for column in spelled:
        if not any(column in names for names in columns.values()):
            entry.refuse(f"`{column}` is no column of any table.")
    edition = Edition(
        year=year,
        folder=entry.text("folder"),
        files={name: pattern.format(named.get(name, name)) for name in columns if name not in without},
        extracted=entry.day("extracted"),
        bom=entry.flag("bom"),
        digits=entry.whole("digits"),
        spelled=spelled,
        words={name: words.words(name) for name in words.data},
    )
    entry.nothing_else()
    return edition


COLUMNS, EDITIONS = parse_editions(
    files("openpals.model").joinpath("layouts", "proact_editions.toml").read_text("utf-8"), "layout proact, editions"
)
