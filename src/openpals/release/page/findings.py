"""What the quality rules found: by rule and dataset, by file, and which columns stayed behind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ...model.rules import RULES, Rule
from ...privacy.counting.policy import CountPolicy
from .counts import Share, Shown, alone, share


@dataclass(frozen=True)
class Fate:
    """What became of one file's rows; ``kept`` as a share, so that no few rejected ones follow from it."""

    file: str
    source: str
    read: Shown
    kept: Share | None
    merged: Shown
    rejected: Shown
    out_of_scope: Shown
    lossy: Shown
    left_behind: tuple[str, ...]


@dataclass(frozen=True)
class Found:
    """One thing that a rule found, with the rows by dataset."""

    rule: Rule
    effect: str
    where: tuple[str, ...]  # table.column
    rows: tuple[Shown, ...]


def fates(quality: Mapping[str, Any], dataset: str, policy: CountPolicy) -> list[Fate]:
    """What became of each file of a dataset, in the files' order."""
    return [
        Fate(
            entry["file"],
            entry["source"],
            alone(entry["read"], policy),
            share(entry["kept"], entry["read"], policy),
            alone(entry["merged"], policy),
            alone(entry["rejected"], policy),
            alone(entry["out_of_scope"], policy),
            alone(entry["rows_with_losses"], policy),
            tuple(entry["columns_left_behind"]),
        )
        for entry in _files(quality, dataset)
    ]


def findings(quality: Mapping[str, Any], datasets: Sequence[str], policy: CountPolicy) -> list[Found]:
    """What the rules found, in the rules' order; the rows of the files of a dataset together."""
    rows: dict[tuple[str, str], Counter[str]] = {}
    where: dict[tuple[str, str], set[str]] = {}
    for dataset in datasets:
        for entry in (finding for file in _files(quality, dataset) for finding in file["findings"]):
            key = entry["rule"], entry["effect"]
            rows.setdefault(key, Counter())[dataset] += entry["rows"]
            where.setdefault(key, set()).add(f"{entry['table']}.{entry['column']}")
    order = {rule: i for i, rule in enumerate(RULES)}
    return [
        Found(
            RULES[rule],
            effect,
            tuple(sorted(where[rule, effect])),
            tuple(alone(rows[rule, effect][dataset], policy) for dataset in datasets),
        )
        for rule, effect in sorted(rows, key=lambda key: (order[key[0]], key[1]))
    ]


def _files(quality: Mapping[str, Any], dataset: str) -> list[Mapping[str, Any]]:
    return list(quality.get("datasets", {}).get(dataset, {}).get("files", []))
