"""A synthetic contribution, and the deposit made of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
from tests.contributions import TO_THE_END

from openpals.privacy.keys import Key
from openpals.release.deposit import Deposited, make_deposit
from openpals.simulate import SeededDefects

KEY = Key("contributor", b"not a secret: used in tests only")


@dataclass(frozen=True)
class Made:
    """A synthetic contribution and the deposit made of it."""

    folder: Path
    seeded: SeededDefects
    deposit: Deposited

    def reported(self) -> dict[str, int]:
        """Rule -> rows that the quality report lists."""
        counts: dict[str, int] = {}
        for finding in self.findings():
            counts[finding["rule"]] = counts.get(finding["rule"], 0) + finding["rows"]
        return dict(sorted(counts.items()))

    def findings(self) -> list[dict[str, Any]]:
        return [finding for file in self.deposit.quality["files"] for finding in file["findings"]]

    def count(self, table: str, where: str = "true", what: str = "*") -> int:
        """Rows of a table of the deposit."""
        path = self.deposit.folder / "tables" / f"{table}.parquet"
        found = duckdb.sql(f"SELECT count({what}) FROM read_parquet('{path}') WHERE {where}").fetchone()
        assert found is not None
        return int(found[0])


def deposited(folder: Path, out: Path) -> Deposited:
    """The deposit, every history told to its end: else seeded defects were withheld with the rows that have them."""
    return make_deposit(folder, out, lambda dataset: KEY, TO_THE_END, lambda step: None)


def made(work: Path, write: Callable[[Path], SeededDefects]) -> Made:
    seeded = write(work / "contribution")
    return Made(work / "contribution", seeded, deposited(work / "contribution", work / "deposit"))


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
