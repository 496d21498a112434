"""How well people hide among their like: classes of equal quasi-identifiers, and the risk that follows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import ibis

from ..engine import Engine
from .policy import Policy


def class_risk(engine: Engine, subject_files: Sequence[Path], policy: Policy) -> dict[str, Any]:
    """Prosecutor risk over the subject table's quasi-identifiers as they are printed (an empty cell is a value).

    With class sizes f over J classes and n people: maximum 1 / min f, average J / n, the share of people who are
    alone in their class, and the share in classes below the policy's threshold (El Emam; see docs/privacy.md).
    """
    tables = [engine.scan_parquet(path) for path in subject_files]
    subjects = ibis.union(*tables) if len(tables) > 1 else tables[0]
    names = [name for name in policy.quasi_identifiers if name in subjects.columns]
    classes = subjects.group_by(names).agg(size=subjects.count())
    found = engine.rows(
        classes.agg(
            classes=classes.count(),
            people=classes["size"].sum(),
            smallest=classes["size"].min(),
            alone=(classes["size"] == 1).ifelse(1, 0).sum(),
            below=(classes["size"] < policy.people).ifelse(classes["size"], 0).sum(),
        )
    )[0]
    people = int(found["people"] or 0)

    def share(count: int | None) -> float:
        return round((count or 0) / people, 4) if people else 0.0

    return {
        "quasi_identifiers": names,
        "people": people,
        "classes": int(found["classes"]),
        "smallest_class": int(found["smallest"] or 0),
        "threshold": policy.people,
        "maximum_risk": round(1 / int(found["smallest"]), 4) if people else 0.0,
        "average_risk": share(found["classes"]),
        "share_alone": share(found["alone"]),
        "share_below_threshold": share(found["below"]),
        "meaning": "Risk that somebody who knows all of a person's quasi-identifiers finds the row. Where classes are "
        "smaller than the threshold, protection rests on the agreement under which the data are used.",
    }
