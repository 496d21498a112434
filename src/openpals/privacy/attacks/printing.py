"""How a release prints what an attacker knows: the policy is public, so the attacker generalises as the host did."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from ..policy import Policy, QuasiIdentifier
from .held import Held

# Codes that say nothing of a person: what rare values become, and what was never recorded.
SILENT = ("other", "unknown")


def in_classes(held: Held, policy: Policy) -> tuple[str, ...]:
    """The quasi-identifiers that are protected by classes; all of them where the release protects none."""
    protected = held.risk.get("protected") or {}
    return tuple(protected.get("quasi_identifiers") or policy.quasi_identifiers)


def printings(policy: Policy, name: str, value: Any) -> frozenset[Any]:
    """Everything as which a value may be printed: itself, or what it becomes at the policy's level or below it."""
    one = _of(policy, name)
    if one is None or one.hierarchy is None:
        return frozenset({value})
    code = int(one.hierarchy.codes(pa.array([value]))[0])
    upto = min(one.level, one.hierarchy.height)
    found = {one.hierarchy.labels[level[code]] for level in one.hierarchy.levels[: upto + 1]}
    return frozenset({value, *(label for label in found if label is not None)})


def lowest(policy: Policy, name: str, printed: Sequence[float]) -> np.ndarray:
    """The lowest number that may stand behind each printed one: the lower edge of its band. nan stays nan."""
    one = _of(policy, name)
    found = np.asarray(printed, np.float64).copy()
    if one is None or one.hierarchy is None or one.level >= one.hierarchy.height:
        return found
    nodes = one.hierarchy.levels[one.level][: one.hierarchy.missing]
    edges: dict[float, float] = {}
    for value, node in zip(one.hierarchy.values, nodes.tolist(), strict=True):
        edges.setdefault(float(one.hierarchy.labels[node]), float(value))
    return np.array([edges.get(value, value) for value in found.tolist()])


def _of(policy: Policy, name: str) -> QuasiIdentifier | None:
    return next((one for one in policy.protected if one.name == name), None)
