"""How well people hide among their like: classes of equal quasi-identifiers, and the risk that follows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import ibis

from ..engine import Engine
from .joined import joined_columns
from .policy import Policy


class Unprotected(Exception):
    """A finished subject table has a class that is smaller than the policy asks."""


def class_risk(engine: Engine, subject_files: Sequence[Path], policy: Policy) -> dict[str, Any]:
    """Prosecutor risk over all the subject table's quasi-identifiers as they are printed (an empty cell is a value).

    With class sizes f over J classes and n people: maximum 1 / min f, average J / n, the share of people who are
    alone in their class, and the share in classes below the policy's threshold (El Emam; see docs/privacy.md).
    """
    return _measured(engine, subject_files, policy.quasi_identifiers, policy.people) | {
        "meaning": "Risk that somebody who knows all of a person's quasi-identifiers finds the row. Where classes are "
        "smaller than the threshold, protection rests on the agreement under which the data are used."
    }


def protected_risk(engine: Engine, subject_file: Path, policy: Policy) -> dict[str, Any]:
    """The same over those quasi-identifiers alone that the policy protects by classes; nothing where there are none.

    Counted anew in the written file, by the engine. Raises Unprotected where a class is smaller than the threshold.
    """
    names = [name for name in policy.quasi_identifiers if name in {one.name for one in policy.protected}]
    if not names:
        return {}
    risk = _measured(engine, [subject_file], names, policy.people)
    if risk["people"] and risk["smallest_class"] < policy.people:
        raise Unprotected(
            f"The release's classes of {', '.join(names)} are not all of {policy.people} people, though they were made "
            "so. Nothing was published; please report this, with the policy."
        )
    return risk


def joined_risk(engine: Engine, subject_file: Path, policy: Policy) -> dict[str, Any]:
    """The same over what the rows of people with a ``person_id`` say together; nothing where nobody has one.

    Counted anew in the written file, by the engine. Raises Unprotected where a joined class is smaller than the
    threshold.
    """
    subjects = engine.scan_parquet(subject_file)
    linked = subjects.filter(subjects["person_id"].notnull())
    says = [linked[name].cast("string").fill_null("") for name in joined_columns(policy)]
    rows = linked.select("person_id", "dataset", says=ibis.literal("\x1f").join(says))
    persons = rows.group_by("person_id").agg(joined=rows["says"].group_concat("\x1e", order_by=rows["dataset"]))
    classes = persons.group_by("joined").agg(size=persons.count())
    (found,) = engine.rows(
        classes.agg(classes=classes.count(), people=classes["size"].sum(), least=classes["size"].min())
    )
    if not found["people"]:
        return {}
    if found["least"] < policy.people:
        raise Unprotected(
            f"What rows of one person say together is not shared by {policy.people} people everywhere, though links "
            "were suppressed so that it is. Nothing was published; please report this, with the policy."
        )
    return {"people": int(found["people"]), "classes": int(found["classes"]), "smallest_class": int(found["least"])}


def _measured(engine: Engine, files: Sequence[Path], quasi_identifiers: Sequence[str], people: int) -> dict[str, Any]:
    tables = [engine.scan_parquet(path) for path in files]
    subjects = ibis.union(*tables) if len(tables) > 1 else tables[0]
    names = [name for name in quasi_identifiers if name in subjects.columns]
    classes = subjects.group_by(names).agg(size=subjects.count())
    found = engine.rows(
        classes.agg(
            classes=classes.count(),
            people=classes["size"].sum(),
            smallest=classes["size"].min(),
            alone=(classes["size"] == 1).ifelse(1, 0).sum(),
            below=(classes["size"] < people).ifelse(classes["size"], 0).sum(),
        )
    )[0]
    counted = int(found["people"] or 0)

    def share(count: int | None) -> float:
        return round((count or 0) / counted, 4) if counted else 0.0

    return {
        "quasi_identifiers": names,
        "people": counted,
        "classes": int(found["classes"]),
        "smallest_class": int(found["smallest"] or 0),
        "threshold": people,
        "maximum_risk": round(1 / int(found["smallest"]), 4) if counted else 0.0,
        "average_risk": share(found["classes"]),
        "share_alone": share(found["alone"]),
        "share_below_threshold": share(found["below"]),
    }
