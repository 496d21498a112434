"""Tiny contributions out of rows, and the deposits made of them, with a real engine and real files."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from openpals.privacy.history_ends import HistoryEnds
from openpals.privacy.keys import Key
from openpals.privacy.policy import Policy, default_policy
from openpals.privacy.pseudonyms import pseudonyms
from openpals.release.deposit import make_deposit

Row = Mapping[str, object]
Found = tuple[str, str, str, str]  # rule, column, effect, value class

KEY = Key("contributor", bytes(range(32)))
DATASET = "trial-a"
EXTRACTED = date(2026, 1, 31)

# The strict policy, but that every history is told to its end: for tests that are about other rules than A08.
TO_THE_END = replace(default_policy(), history_ends=HistoryEnds(0, 0))


def pseudonym(key: Key, scope: str, identifier: str) -> str:
    """The pseudonym of one identifier."""
    return str(pseudonyms(key, scope, [identifier])[0])


def csv_text(rows: Iterable[Row]) -> str:
    """Rows as CSV; a column that a row does not name is empty there."""
    rows = list(rows)
    columns = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def write_contribution(
    folder: Path, files: Mapping[str, str | bytes], named: Row | None = None, **settings: object
) -> Path:
    """A contribution's folder: its files, and contribution.toml with ``settings`` over usual ones.

    ``named`` is the table [files]. Losses are accepted unless a test says otherwise.
    """
    folder.mkdir(parents=True, exist_ok=True)
    usual = {
        "dataset": DATASET,
        "contributor": "Somebody",
        "title": "A test",
        "terms": "None",
        "layout": "proact",
        "extracted": EXTRACTED,
        "accept_losses": 1.0,
    }
    given = {key: value for key, value in {**usual, **settings}.items() if value is not None}
    lines = ["[contribution]", *_toml(given), "[files]", *_toml(named or {})]
    (folder / "contribution.toml").write_text("\n".join(lines) + "\n", "utf-8")
    for name, content in files.items():
        (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def _toml(entries: Row) -> list[str]:
    # JSON's texts, numbers, truth values and lists are TOML's as well; a date stands without quotes.
    return [f"{key} = {value if isinstance(value, date) else json.dumps(value)}" for key, value in entries.items()]


@dataclass
class Made:
    """A deposit, to be asked by the names that the source has for people."""

    folder: Path
    dataset: str
    people_of: Mapping[str, Sequence[str]] = field(default_factory=dict)  # file -> whose row each row is

    @property
    def quality(self) -> dict[str, Any]:
        """The quality report."""
        report: dict[str, Any] = json.loads((self.folder / "quality.json").read_text("utf-8"))
        return report

    @property
    def risk(self) -> dict[str, Any]:
        """The risk report."""
        report: dict[str, Any] = json.loads((self.folder / "risk.json").read_text("utf-8"))
        return report

    @property
    def tables(self) -> dict[str, list[dict[str, Any]]]:
        """Every table's rows."""
        return {path.stem: self.rows(path.stem) for path in sorted((self.folder / "tables").iterdir())}

    def rows(self, table: str, person: str | None = None) -> list[dict[str, Any]]:
        """A table's rows, all or one person's, without the columns that every table has."""
        path = self.folder / "tables" / f"{table}.parquet"
        rows = pq.read_table(path).to_pylist() if path.exists() else []
        if person is None:
            return rows
        subject = pseudonym(KEY, self.dataset, person)
        return [
            {name: value for name, value in row.items() if name not in ("subject_id", "dataset")}
            for row in rows
            if row["subject_id"] == subject
        ]

    def row(self, table: str, person: str) -> dict[str, Any]:
        """The only row that a person has in a table."""
        (row,) = self.rows(table, person)
        return row

    def listed(self) -> list[dict[str, Any]]:
        """The listed findings, as they are in the deposit."""
        lines: list[dict[str, Any]] = pq.read_table(self.folder / "findings.parquet").to_pylist()
        return lines

    def findings(self, person: str | None = None) -> list[Found]:
        """What was found in all rows, or in one person's."""
        return [
            (line["rule"], line["column"], line["effect"], line["value_class"])
            for line in self.listed()
            if person is None or self.people_of[line["file"]][line["row"] - 1] == person
        ]

    def holding(self, *secrets: str) -> list[str]:
        """Which of the secrets stand anywhere in the deposit: in a table's texts, a finding, a report, a name."""
        texts = [path.name + path.read_text("utf-8") for path in self.folder.rglob("*.json")]
        for path in self.folder.rglob("*.parquet"):
            texts += [path.name, str(pq.read_metadata(path).metadata)]
            table = pq.read_table(path)
            strings = [column for column in table.columns if column.type == pa.string()]
            texts += {str(value) for column in strings for value in column.unique().to_pylist()}
        return [secret for secret in secrets if any(secret.lower() in text.lower() for text in texts)]

    def account(self, file: str) -> dict[str, Any]:
        """What the quality report says of one file."""
        (account,) = (entry for entry in self.quality["files"] if entry["file"] == file)
        return account

    def fates(self, file: str) -> dict[str, int]:
        """How many of a file's rows were kept, merged, rejected."""
        return {fate: self.account(file)[fate] for fate in ("kept", "merged", "rejected")}


def deposit(folder: Path, out: Path, policy: Policy | None = None, **options: Any) -> Made:
    """The deposit of a contribution's folder."""
    used: list[str] = []
    make_deposit(folder, out, _noting(used), policy or default_policy(), lambda _: None, **options)
    return Made(out, used[0])


def _noting(used: list[str]) -> Callable[[str], Key]:
    def key(dataset: str) -> Key:
        used.append(dataset)
        return KEY

    return key


@dataclass
class Cases:
    """People for one contribution, each declared beside the test that is about them.

    Making a deposit costs a second, most of it whatever its size; so a module's cases share one.
    """

    layout: str = "proact"
    people: str = "DEMOGRAPHICS"
    subject: str = "subject_id"
    settings: Row = field(default_factory=dict)
    policy: Policy | None = None  # none: the strict one
    files: dict[str, list[dict[str, object]]] = field(default_factory=dict)
    _people: int = 0

    def person(self, about: Row | None = None, **tables: Row | Sequence[Row]) -> str:
        """Somebody new with rows in some tables; the name by which the source knows them."""
        self._people += 1
        name = f"{40_000 + self._people}"
        for table, rows in {self.people: about or {}, **tables}.items():
            for row in [rows] if isinstance(rows, Mapping) else rows:
                self.files.setdefault(f"{table}.csv", []).append({self.subject: name, **row})
        return name

    def deposit(self, folder: Path) -> Made:
        """The deposit of all cases, made in an empty folder."""
        files = {file: csv_text(rows) for file, rows in self.files.items()}
        source = write_contribution(folder / "contribution", files, layout=self.layout, **self.settings)
        made = deposit(source, folder / "deposit", self.policy)
        made.people_of = {file: [str(row[self.subject]) for row in rows] for file, rows in self.files.items()}
        return made
