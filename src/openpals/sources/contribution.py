"""contribution.toml: who contributes what, in which layout, under which terms."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from ..model.entry import LayoutError
from ..model.layout import Layout
from ..model.layout_reader import BUILT_IN, built_in, read_layout, with_time_zero
from ..model.vocabulary import vocabulary
from .files import Problem, SourceRefused

FILE_NAME = "contribution.toml"

_TABLES = ("contribution", "files")

_KEYS = (
    "dataset",
    "contributor",
    "title",
    "terms",
    "terms_url",
    "layout",
    "condition",
    "extracted",
    "synthetic",
    "encoding",
    "accept_losses",
    "time_zero",
    "identities",
    "ordinary_words",
)


@dataclass(frozen=True)
class Contribution:
    """What contribution.toml says. ``accept_losses``: the share of a file's rows that may lose something.

    ``identities``: files of names and places that may stand in no term, one a line. ``ordinary_words``: words of which
    the contributor says that in a term they name nobody.
    """

    dataset: str
    contributor: str
    title: str
    terms: str
    layout: Layout
    condition: str
    extracted: date
    synthetic: bool
    accept_losses: float = 0.0
    terms_url: str = ""
    encoding: str | None = None
    identities: tuple[Path, ...] = ()
    ordinary_words: tuple[str, ...] = ()
    folder: Path = field(default_factory=Path)
    files: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def read_contribution(folder: Path) -> Contribution:
    """Reads and checks ``folder/contribution.toml``. Raises SourceRefused with all that is wrong in it."""
    path = folder / FILE_NAME
    if not path.is_file():
        raise SourceRefused(
            [
                _problem(
                    None,
                    f"the folder {folder.name} has no {FILE_NAME}",
                    "Write one: `openpals deposit --example` prints one to start from.",
                )
            ]
        )
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SourceRefused([_problem(None, f"it is not valid TOML: {error}", "Correct the line named.")]) from error
    for key, value in data.items():
        if key not in _TABLES or not isinstance(value, dict):
            known = " and ".join(f"[{name}]" for name in _TABLES)
            raise SourceRefused([_problem(key, "it is not a table of contribution.toml", f"Known are {known}.")])
    return _Reader(folder, data.get("contribution", {}), data.get("files", {})).read()


def _problem(key: str | None, what: str, remedy: str) -> Problem:
    return Problem(FILE_NAME, None, key, what, remedy)


class _Reader:
    def __init__(self, folder: Path, data: dict[str, Any], files: dict[str, Any]) -> None:
        self.folder, self.data, self.files = folder, data, files
        self.problems: list[Problem] = []

    def read(self) -> Contribution:
        for key in self.data:
            if key not in _KEYS:
                self.refuse(key, "it is not a key of [contribution]", f"Known are {', '.join(_KEYS)}.")
        dataset = self.text("dataset", 'a short name such as "registry-2026"')
        if dataset and not re.fullmatch(r"[a-z0-9][a-z0-9-]{1,39}", dataset):
            self.refuse("dataset", "it is not a short name", "Use 2 to 40 of a-z, 0-9 and -.")
        contributor, title = self.text("contributor", "who contributes"), self.text("title", "what it is")
        terms = self.text("terms", "under which terms the data may be used")
        condition = self.data.get("condition", "als")
        if condition not in vocabulary("condition").codes:
            self.refuse(
                "condition",
                "it is not a known condition",
                f"Known are {', '.join(vocabulary('condition').codes)}.",
            )
        extracted = self.data.get("extracted")
        if not isinstance(extracted, date):
            self.refuse(
                "extracted",
                "the day of extraction is missing",
                "Write extracted = 2026-01-31, without quotes.",
            )
            extracted = date.max
        accept = self.data.get("accept_losses", 0.0)
        if not isinstance(accept, int | float) or not 0 <= accept <= 1:
            self.refuse("accept_losses", "it is not a share", "Write a number from 0 to 1.")
        if not self.source_folder().is_dir():
            self.refuse("files.folder", "the folder does not exist", "Name the folder that holds the files.")
        layout = self.layout()
        terms_url, encoding = self.optional_text("terms_url"), self.optional_text("encoding")
        identities = tuple(self.folder / name for name in self.texts("identities"))
        for path in identities:
            if not path.is_file():
                self.refuse("identities", f"{path.name} does not exist", "Name a text file with one name a line.")
        ordinary_words = self.texts("ordinary_words")
        if self.problems or layout is None:
            raise SourceRefused(self.problems)
        return Contribution(
            dataset=dataset,
            contributor=contributor,
            title=title,
            terms=terms,
            layout=layout,
            condition=condition,
            extracted=extracted,
            synthetic=bool(self.data.get("synthetic", False)),
            accept_losses=float(accept),
            terms_url=terms_url or "",
            encoding=encoding,
            identities=identities,
            ordinary_words=ordinary_words,
            folder=self.source_folder(),
            files=self.named_files(layout),
        )

    def refuse(self, key: str, what: str, remedy: str) -> None:
        self.problems.append(_problem(key, what, remedy))

    def text(self, key: str, meaning: str) -> str:
        value = self.data.get(key)
        if not isinstance(value, str) or not value.strip():
            self.refuse(key, "it is missing", f"Say {meaning}.")
            return ""
        return value.strip()

    def optional_text(self, key: str) -> str | None:
        value = self.data.get(key)
        if value is not None and not isinstance(value, str):
            self.refuse(key, "it is not a text", "Write it in quotes.")
            return None
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.data.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.refuse(key, "it is not a list of texts", 'Write it as ["one", "two"].')
            return ()
        return tuple(value)

    def layout(self) -> Layout | None:
        name = self.text("layout", f"which layout the files have: {', '.join(BUILT_IN)}, or a mapping file of your own")
        if not name:
            return None
        try:
            layout = built_in(name) if name in BUILT_IN else read_layout(self.folder / name)
            return with_time_zero(layout, self.data["time_zero"], FILE_NAME) if "time_zero" in self.data else layout
        except LayoutError as error:
            self.refuse("layout", str(error), "Correct the mapping file, or time_zero.")
            return None

    def source_folder(self) -> Path:
        return self.folder / str(self.files.get("folder", "."))

    def named_files(self, layout: Layout) -> dict[str, tuple[str, ...]]:
        named = {
            name: (value,) if isinstance(value, str) else value
            for name, value in self.files.items()
            if name != "folder"
        }
        for name, value in named.items():
            if not isinstance(value, tuple | list) or not all(isinstance(item, str) for item in value):
                what = "it is neither a file's name nor a list of names"
                raise SourceRefused([_problem(f"files.{name}", what, 'Write it as "name.csv" or ["a.csv", "b.csv"].')])
        unknown = [name for name in named if name not in layout.sources]
        if unknown:
            raise SourceRefused(
                [
                    _problem(
                        f"files.{unknown[0]}",
                        f"layout {layout.name} has no table of that name",
                        f"Known are {', '.join(layout.sources)}.",
                    )
                ]
            )
        return {name: tuple(value) for name, value in named.items()}
