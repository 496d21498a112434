"""What a release tells everybody of itself: `catalogue.json`, made once with it, of nothing that its policy hides.

People are those of the cube of counts. Shares are told in steps of so many people as a count needs; a share of nobody
looks like one of a few. Rows are told roughly, and only of enough people.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import floor, log10
from pathlib import Path
from typing import Any

import ibis

from ..engine import Engine
from ..model.tables import TABLES
from ..privacy.counting.answer import answer
from ..privacy.counting.cube import Cube
from ..privacy.counting.policy import CountPolicy
from ..privacy.counting.question import Question
from .manifest import NotAFolderOfOurs, read_json, write_json

FILE = "catalogue.json"

STEPS = (1, 2, 5, 10, 25, 50)  # per cent
DIGITS = 2  # of a number of rows

# What the manifest tells of a dataset that everybody may read; its numbers are not among it.
OF_DATASET = ("dataset", "title", "contributor", "terms", "terms_url", "synthetic", "condition", "layout")
FATES = ("kept", "merged", "rejected", "out_of_scope")


def write_catalogue(
    engine: Engine,
    tables: Path,
    facts: Mapping[str, Any],
    quality: Mapping[str, Any],
    risk: Mapping[str, Any],
    cube: Cube | None,
    policy: CountPolicy,
    previous: Path | None,
    out: Path,
) -> None:
    """Writes what the release tells of itself. ``facts`` is its manifest, ``previous`` the release before, ``cube`` its
    counts, None where there are too few people to be counted.
    """
    people = {} if cube is None else _people(cube, policy)
    sizes = {one["dataset"]: int(one["people"]) for one in facts["datasets"]}
    told: dict[str, Any] = {
        **{name: facts[name] for name in ("title", "version", "citation", "synthetic", "versions")},
        "policy": policy.name,
        "null": policy.fewest,
        "people": people.get("", _NOBODY),
        "datasets": [
            {
                **{name: one[name] for name in OF_DATASET},
                "people": people.get(one["dataset"], _NOBODY),
                "quality": _quality(quality["datasets"].get(one["dataset"], {}), sizes[one["dataset"]], policy),
            }
            for one in facts["datasets"]
        ],
        "tables": [
            _table(engine, tables, name, sizes, policy) for name in TABLES if (tables / f"{name}.parquet").exists()
        ],
        "risk": _risk(risk),
        "twin": _made(facts.get("twin")),
        "open": _made(facts.get("open")),
    }
    told["changes"] = (
        None if previous is None or not (previous / FILE).exists() else _changes(read_catalogue(previous), told)
    )
    write_json(out, told)


def read_catalogue(release: Path) -> dict[str, Any]:
    """What a release tells of itself. Raises NotAFolderOfOurs where it tells nothing."""
    try:
        told: dict[str, Any] = read_json(release / FILE)
    except (OSError, ValueError) as error:
        raise NotAFolderOfOurs(
            f"{release} has no readable {FILE}: it was built by an older version. Build it again."
        ) from error
    return told


_NOBODY = {"at_least": None, "at_most": None}


def _people(cube: Cube, policy: CountPolicy) -> dict[str, dict[str, int | None]]:
    """People by dataset, and under the empty name all of them."""
    found = answer(cube, policy, Question(by=("dataset",)))
    codes = {label: code for code, label in cube.dimensions[cube.number("dataset")].bands}
    lines = {codes[line.bands[0]]: vars(line.count) for line in found.lines}
    return {"": vars(found.total), **lines}


def _table(engine: Engine, tables: Path, name: str, sizes: Mapping[str, int], policy: CountPolicy) -> dict[str, Any]:
    """One table: rows, in whose data it is, how complete each variable is; in all and by dataset."""
    rows = engine.scan_parquet(tables / f"{name}.parquet")
    variables = list(TABLES[name].own_variables())
    counted = rows.group_by("dataset").agg(
        n_=rows.count(),
        people_=rows["subject_id"].nunique(),
        **{one: rows[one].count() for one in variables if one in rows.columns},
    )
    by_dataset = {line["dataset"]: line for line in engine.rows(counted.order_by(ibis.asc("dataset")))}
    whole = {
        column: sum(line[column] for line in by_dataset.values()) for column in counted.columns if column != "dataset"
    }
    return {
        "table": name,
        **_filled(whole, sum(sizes.values()), variables, policy),
        "datasets": {
            dataset: _filled(by_dataset[dataset], sizes[dataset], variables, policy) for dataset in sorted(by_dataset)
        },
    }


def _filled(line: Mapping[str, Any], people: int, variables: Sequence[str], policy: CountPolicy) -> dict[str, Any]:
    with_rows = int(line["people_"])
    enough = with_rows >= policy.together
    return {
        "rows": roughly(int(line["n_"])) if enough else None,
        "people": share(with_rows, people, people, policy),
        "filled": {
            name: share(int(line.get(name, 0)), int(line["n_"]), with_rows, policy) if enough else None
            for name in variables
        },
    }


def roughly(number: int) -> int:
    """A number by its first digits: 38139 is about 38000."""
    if number <= 0:
        return 0
    unit = int(10 ** max(floor(log10(number)) - DIGITS + 1, 0))
    return (number + unit // 2) // unit * unit


def share(part: int, whole: int, people: int, policy: CountPolicy) -> str | None:
    """``part`` of ``whole`` in per cent, in the finest steps that are of enough of the ``people`` concerned.

    A share of nothing looks like one of a little, and one of everything like one of nearly everything. None: too few
    people for any step.
    """
    step = next((one for one in STEPS if one * people >= 100 * policy.people), None)
    if step is None or not whole:
        return None
    near = (200 * part + step * whole) // (2 * step * whole) * step
    if near < step:
        return f"<{step}"
    return f">{100 - step}" if near > 100 - step else str(near)


def _quality(report: Mapping[str, Any], people: int, policy: CountPolicy) -> dict[str, Any]:
    """What became of the rows that were read, in shares, and which rules found something in how many of them."""
    files = report.get("files", [])
    read = sum(file["read"] for file in files)
    found: dict[str, dict[str, Any]] = {}
    for file in files:
        for one in file["findings"]:
            known = found.setdefault(one["rule"], {"name": one["name"], "rows": 0, "remedies": set()})
            known["rows"] += one["rows"]
            known["remedies"].add(one["remedy"])
    return {
        "read": roughly(read) if people >= policy.together else None,
        **{fate: share(sum(file[fate] for file in files), read, people, policy) for fate in FATES},
        "findings": [
            {
                "rule": rule,
                "name": one["name"],
                "rows": share(one["rows"], read, people, policy),
                "remedies": sorted(one["remedies"]),
            }
            for rule, one in sorted(found.items())
        ],
    }


def _classes(protected: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "threshold": protected["threshold"],
        "highest": share_of_one(protected["maximum_risk"]),
        "average": share_of_one(protected["average_risk"]),
        "quasi_identifiers": protected["quasi_identifiers"],
    }


def _risk(risk: Mapping[str, Any]) -> dict[str, Any]:
    """How well people hide among their like, and what became of each attack; no count and no rate of it."""
    protected = risk["protected"]
    return {
        **(_classes(protected) if "threshold" in protected else {}),  # a policy may name no columns to protect
        "meaning": risk["meaning"],
        "attacks": [
            {name: one[name] for name in ("title", "variant", "verdict", "because")} for one in risk.get("attacks", ())
        ],
    }


def share_of_one(risk: float) -> float:
    """A risk in hundredths, never printed as smaller than it is."""
    return -(-round(risk * 10_000) // 100) / 100


def _made(told: Mapping[str, Any] | None) -> dict[str, Any]:
    """Whether something was made of the release, and if not, why."""
    if not told:
        return {"made": False}
    return {name: told[name] for name in ("made", "because") if name in told}


def _changes(before: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, Any]:
    """What differs from the release before, of what both tell: [before, now], None where one lacks it."""
    sides = [{one["dataset"]: one["people"] for one in side["datasets"]} for side in (before, now)]
    rows = [{one["table"]: one["rows"] for one in side["tables"]} for side in (before, now)]
    return {
        "previous": before["version"],
        "people": [before["people"], now["people"]],
        "came": sorted(sides[1].keys() - sides[0].keys()),
        "went": sorted(sides[0].keys() - sides[1].keys()),
        "datasets": _pairs(*sides),
        "rows": _pairs(*rows),
        "versions": _pairs(before["versions"], now["versions"]),
    }


def _pairs(before: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, list[Any]]:
    return {
        name: [before.get(name), now.get(name)]
        for name in sorted(before.keys() | now.keys())
        if before.get(name) != now.get(name)
    }
