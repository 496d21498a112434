"""What is filled: each variable of each table by dataset, and R18, not recorded, told apart from not done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ...model.table import Table
from ...model.variable import Type
from ...privacy.counting.policy import CountPolicy
from .counts import Share, share
from .survey import Survey


class State(StrEnum):
    """What can be said of a variable in one dataset."""

    NO_ROWS = "no rows"  # the dataset has no such table
    FEW_ROWS = "few rows"  # too few to say anything
    NOT_RECORDED = "not recorded"  # R18: the contributor never fills it
    WITHHELD = "withheld"  # recorded, and left out of the release
    UNKNOWN = "unknown"  # filled, but only with the word
    FILLED = "filled"


@dataclass(frozen=True)
class Cell:
    """One variable in one dataset; ``share`` of the rows where it is filled."""

    state: State
    share: Share | None = None


@dataclass(frozen=True)
class Completeness:
    """One table: its variables in declared order, with a cell for each dataset."""

    table: str
    rows: tuple[tuple[str, str, tuple[Cell, ...]], ...]  # variable, label, cells


def completeness(
    table: type[Table], found: Survey, datasets: Sequence[str], quality: Mapping[str, Any], policy: CountPolicy
) -> Completeness:
    """The table's heat table. ``quality`` says what contributors recorded, before anything was withheld."""
    rows = []
    for name, variable in table.own_variables().items():
        if variable.type is Type.PSEUDONYM:
            continue
        cells = (
            _cell(found, dataset, name, _recorded(quality, dataset, table.name, name), policy) for dataset in datasets
        )
        rows.append((name, variable.label, tuple(cells)))
    return Completeness(table.name, tuple(rows))


def _cell(found: Survey, dataset: str, name: str, recorded: int, policy: CountPolicy) -> Cell:
    rows, filled, known = found.rows[dataset], found.filled[dataset, name], found.known[dataset, name]
    if not rows:
        return Cell(State.NO_ROWS)
    if not filled:
        return Cell(State.WITHHELD if recorded else State.NOT_RECORDED)
    if not known:
        return Cell(State.UNKNOWN)
    shown = share(known, rows, policy)
    return Cell(State.FILLED, shown) if shown else Cell(State.FEW_ROWS)


def _recorded(quality: Mapping[str, Any], dataset: str, table: str, name: str) -> int:
    recorded = quality.get("datasets", {}).get(dataset, {}).get("recorded", {})
    return int(recorded.get(table, {}).get(name, 0))
