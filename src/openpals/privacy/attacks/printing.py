"""How a release prints what an attacker knows: the policy is public, so the attacker generalises as the host did."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from ..anonymity.hierarchy import Hierarchy
from ..policy import Policy
from .held import Held, Integers

# Codes that say nothing of a person: what rare values become, and what was never recorded.
SILENT = ("other", "unknown")


def in_classes(held: Held, policy: Policy) -> tuple[str, ...]:
    """The quasi-identifiers that are protected by classes; all of them where the release protects none."""
    protected = held.risk.get("protected") or {}
    return tuple(protected.get("quasi_identifiers") or policy.quasi_identifiers)


def printed_as(held: Held, policy: Policy, name: str, value: Any) -> Any:
    """What a known value of a column looks like in the release: its group at the column's level, or itself."""
    nodes = _nodes(held, policy, name)
    hierarchy = _hierarchy(policy, name)
    if nodes is None or hierarchy is None:
        return value
    return hierarchy.labels[int(nodes[int(hierarchy.codes(pa.array([value]))[0])])]


def lowest(held: Held, policy: Policy, name: str, printed: Sequence[float]) -> np.ndarray:
    """The lowest number that may stand behind each printed one: the lower edge of its band. nan stays nan."""
    nodes, hierarchy = _nodes(held, policy, name), _hierarchy(policy, name)
    edges: dict[float, float] = {}
    if nodes is not None and hierarchy is not None:
        for value, node in zip(hierarchy.values, nodes[: hierarchy.missing].tolist(), strict=True):
            if hierarchy.labels[node] is not None:
                edges.setdefault(float(hierarchy.labels[node]), float(value))
    return np.array([edges.get(value, value) for value in np.asarray(printed, np.float64).tolist()])


def _nodes(held: Held, policy: Policy, name: str) -> Integers | None:
    """The nodes of a column's values at the level at which the release says that it prints them."""
    column = held.risk.get("protection", {}).get("columns", {}).get(name)
    hierarchy = _hierarchy(policy, name)
    if column is None or hierarchy is None:
        return None
    return hierarchy.levels[min(int(column["level"]), hierarchy.height)]


def _hierarchy(policy: Policy, name: str) -> Hierarchy | None:
    return next((one.hierarchy for one in policy.protected if one.name == name), None)
