"""A contribution's folder: which file is which table, every file checked before any is used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import ibis.expr.types as ir

from ..engine import Engine
from ..model.layout import Layout, Source, feeds_of
from .contribution import Contribution
from .files import (
    UNREADABLE,
    Problem,
    SourceRefused,
    TextFile,
    Words,
    numbered_rows,
    open_text,
    structural_problems,
)
from .names import match_columns, match_files

# The columns of a SUPP-- data set that are read, and the qualifiers that a layout asks for.
QUALIFIER = ("USUBJID", "IDVAR", "QNAM", "QVAL")
QUALIFIERS = ("RACE1",)


@dataclass(frozen=True)
class SourceFile:
    """One file of a contribution: which table of the layout it is, and under which names its columns go."""

    source: Source
    text: TextFile
    columns: dict[str, str]  # the layout's name -> the file's own
    supplement: TextFile | None = None  # SDTM's SUPP-- file of this domain

    @property
    def unused(self) -> list[str]:
        """Columns that nothing reads: they stay behind."""
        return sorted(set(self.text.columns) - set(self.columns.values()))

    def scan(self, engine: Engine, listed: Mapping[str, Words] | None = None) -> ir.Table:
        """The read columns as text under the layout's names, numbered from 1 in ``_row``: a stream, to be used once.

        Those for which words are ``listed`` come as numbers, see ``numbered_rows``.
        """
        own = {self.columns[name]: words for name, words in (listed or {}).items() if name in self.columns}
        raw = engine.stream(numbered_rows(self.text, list(dict.fromkeys(self.columns.values())), own))
        named = raw.select("_row", **{name: raw[own] for name, own in self.columns.items()})
        if self.supplement is None:
            return named
        return with_supplement(named, engine.stream(numbered_rows(self.supplement, QUALIFIER)))

    def broken_rows(self, message: str) -> list[Problem]:
        """Why reading failed with this message: rows that cannot be split into columns, if that is why."""
        if self.text.kind != "csv":
            return []
        found = structural_problems(self.text.path, self.text.file)
        return found or ([UNREADABLE.at(self.text.file)] if "CSV parse error" in message else [])

    def check_rows(self, read: int) -> None:
        """Raises SourceRefused when the engine passed over rows that stand in the file."""
        if self.text.kind == "csv" and self.text.rows != read:
            problems = structural_problems(self.text.path, self.text.file, read)
            if problems:
                raise SourceRefused(problems)


def open_files(contribution: Contribution, scratch: Path, people: bool | None = None) -> list[SourceFile]:
    """Opens and checks all files; with ``people``, only those that list the people, or only the others.

    Raises SourceRefused with the problems of every file, not only the first.
    """
    layout, problems, opened = contribution.layout, list[Problem](), list[SourceFile]()
    sources = [s for s in layout.sources.values() if people is None or people == (s.name == layout.people)]
    found = [(source, path) for source in sources for path in _paths(contribution, source, problems)]
    with ThreadPoolExecutor() as pool:
        for opening in [pool.submit(_open, contribution, source, path, scratch) for source, path in found]:
            try:
                opened.append(opening.result())
            except SourceRefused as refused:
                problems += refused.problems
    if not problems and people is not False and not any(file.source.name == layout.people for file in opened):
        problems.append(
            Problem(
                layout.people,
                None,
                None,
                "the file that lists the people is missing",
                "Add it, or name it under [files] in contribution.toml.",
            )
        )
    if problems:
        raise SourceRefused(problems)
    return opened


def _paths(contribution: Contribution, source: Source, problems: list[Problem]) -> Iterator[Path]:
    if source.name not in contribution.files:
        yield from match_files(contribution.folder, source.files)
        return
    for name in contribution.files[source.name]:
        path = contribution.folder / name
        if path.is_file():
            yield path
        else:
            problems.append(
                Problem(
                    name,
                    None,
                    None,
                    "the file does not exist",
                    f"Correct [files] {source.name} in contribution.toml.",
                )
            )


def _open(contribution: Contribution, source: Source, path: Path, scratch: Path) -> SourceFile:
    name = path.relative_to(contribution.folder).as_posix() if path.is_relative_to(contribution.folder) else path.name
    text = open_text(path, name, scratch, contribution.encoding)
    wanted = contribution.layout.columns[source.name]
    columns = match_columns(text.columns, sorted(wanted))
    required = _required(contribution.layout, source)
    missing = sorted(required - set(match_columns(text.columns, required)))
    lacking = [feed.lacks(set(columns)) for feed in feeds_of(contribution.layout, source.name)]
    if not missing and lacking and all(lacking):
        missing = lacking[0]
    if missing:
        raise SourceRefused(
            [
                Problem(
                    name,
                    None,
                    column,
                    "the column is missing",
                    "Add it, or name the column that holds it in a mapping file.",
                )
                for column in missing
            ]
        )
    return SourceFile(source, text, columns, _supplement(contribution, source, path, scratch, wanted - set(columns)))


def _required(layout: Layout, source: Source) -> set[str]:
    return layout.columns[source.name] if source.required is None else set(source.required)


def _supplement(
    contribution: Contribution, source: Source, path: Path, scratch: Path, wanted: set[str]
) -> TextFile | None:
    """The SUPP-- file that goes with a domain's file, if its qualifiers could fill a wanted column."""
    if source.supplement is None or not wanted:
        return None
    paths = match_files(contribution.folder, [f"supp{path.stem.lower()}", source.supplement])
    return open_text(paths[0], paths[0].name, scratch, contribution.encoding) if paths else None


def with_supplement(domain: ir.Table, supplement: ir.Table) -> ir.Table:
    """SDTM qualifiers (QNAM, QVAL) of a person as columns beside the domain's own.

    Qualifiers of single records (IDVAR filled) are not read: no layout of ours asks for one.
    """
    about_person = supplement.filter(supplement["IDVAR"].isnull() | (supplement["IDVAR"] == ""))
    qualifiers = about_person.group_by(_subject_key=about_person["USUBJID"]).agg(
        **{
            name: about_person["QVAL"].max(where=about_person["QNAM"] == name)
            for name in QUALIFIERS
            if name not in domain.columns
        }
    )
    joined = domain.left_join(qualifiers, domain["USUBJID"] == qualifiers["_subject_key"])
    return joined.drop("_subject_key")
