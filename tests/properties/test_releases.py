"""Releases of random deposits: in which order they are given says nothing, and none of their rows is missing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from tests.contributions import csv_text, deposit, write_contribution
from tests.properties.exports import SHAPES, export
from tests.release.conftest import HOST_KEY

from openpals.model.tables import TABLES
from openpals.privacy.policy import default_policy
from openpals.release.build import build_release

few = settings(max_examples=2, phases=[Phase.explicit, Phase.reuse, Phase.generate])

# Under this policy no value is rare, and no combination.
SHOW_ALL = replace(default_policy(), name="show-all", people=1, protected=(), sensitive=())


def deposits(folder: Path, seed: int) -> list[Path]:
    """A deposit in every layout, each of the people and one more file."""
    made = []
    for number, shape in enumerate(SHAPES):
        texts = {file: csv_text(rows) for file, rows in export(shape, seed + number, bad=0.05, others=1).items()}
        source = write_contribution(folder / f"export-{number}", texts, layout=shape.layout, dataset=f"set-{number}")
        made.append(deposit(source, folder / f"deposit-{number}").folder)
    return made


def built(folders: Sequence[Path], out: Path) -> Path:
    build_release(folders, out, "2026.1", HOST_KEY, SHOW_ALL, lambda _: None)
    return out


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def lives(folders: Iterable[Path]) -> Counter[tuple[Any, ...]]:
    """What is told of each person, in all tables, without the names that people have there."""
    told: defaultdict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for folder in folders:
        for name in TABLES:
            path = folder / "tables" / f"{name}.parquet"
            for row in pq.read_table(path).to_pylist() if path.exists() else []:
                told[row.pop("subject_id")].append((name, *row.items()))
    return Counter(tuple(sorted(facts, key=repr)) for facts in told.values())


@few
@given(seed=st.integers(0, 2**32 - 1))
def test_release_holds_every_row_of_its_deposits_in_whatever_order_they_come(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    folder = tmp_path_factory.mktemp("release")
    folders = deposits(folder, seed)

    release, other = built(folders, folder / "release"), built(folders[::-1], folder / "other")

    assert contents(other) == contents(release)
    missing, added = lives(folders) - lives([release]), lives([release]) - lives(folders)
    assert (missing, added) == (Counter(), Counter())
