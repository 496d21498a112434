"""Writing the open tables into a folder of the release: those whose risk passes, or why there are none."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ...engine import Engine
from ...model.tables import Subject
from ...privacy.keys import Key
from ...privacy.policy import Policy
from ...privacy.pseudonyms import pseudonyms
from ...privacy.tiers import OpenTier
from ...privacy.trajectory import Population
from ...privacy.trajectory.coarsening import Bools
from ..counts import policy_of
from ..manifest import seal, write_json
from .columns import COURSE, SURVIVAL, Column, people_columns
from .cost import slope_cost, slopes, survival_estimates, with_differences
from .course import open_course
from .courses import ReleaseCourses, leaving
from .gate import judge
from .people import open_people
from .report import MARK, as_markdown
from .survival import open_survival

FOLDER = "open"
KIND = "open tables"

NO_COURSES = "Nobody in the release has an ALSFRS-R total with its day."
NOT_PASSED = (
    "At no step of the policy's ladder are fewer than {0:.1%} of people singled out by {1} known facts, beyond doubt: "
    "at the coarsest, {2}, {3}."
)
NO_STEP = "The policy declares no step at which courses could be open."


def write_open(
    engine: Engine,
    tables: Path,
    courses: ReleaseCourses,
    facts: Mapping[str, Any],
    policy: Policy,
    key: Key,
    out: Path,
) -> dict[str, Any]:
    """Writes the open part of the release whose Parquet files are in ``tables`` into the new folder ``out``.

    ``courses``: read of them; ``facts``: the release's manifest. Steps of the policy's ladder are tried from the
    sharpest on; the first whose written file passes stays. Gives what the manifest is to say; where none passes, no
    folder is left, and the reason is given. ``key``, the host's, makes the ids. A policy of fewer people than the
    floor does not weaken these tables.
    """
    minimum = policy_of(policy).people
    people, population = courses.people, courses.population
    if population is None:
        return {"made": False, "because": NO_COURSES, "tried": []}
    by_dataset = {dataset["dataset"]: bool(dataset["synthetic"]) for dataset in facts["datasets"]}
    synthetic = _synthetic(tables, people.ids, by_dataset)
    ids = _ids(population, people.ids, key, f"open part of release {facts['version']}")
    (out / "tables").mkdir(parents=True)
    tried = []
    for step in policy.open.ladder:
        course = open_course(population, synthetic, ids, step, minimum)
        path = out / "tables" / "course.parquet"
        _write(course.rows, path)
        verdict = judge(path, policy.open)
        tried.append({"period": step.period, "points": step.points, **verdict.told()})
        if verdict.passes:
            break
    else:
        shutil.rmtree(out)
        return {"made": False, "because": _because(policy.open, tried), "tried": tried}
    printed = policy.printed_openly
    who = open_people(tables, by_dataset, printed, minimum)
    _write(who.rows, out / "tables" / "people.parquet")
    report: dict[str, Any] = {
        "step": {"period": step.period, "points": step.points},
        "limit": {"facts": policy.open.facts, "singled_out": policy.open.singled_out},
        "people": minimum,
        "tried": tried,
        "left_out": {"course": course.left_out, "people": who.left_out},
        "rows": {"course": course.rows.num_rows, "people": who.rows.num_rows},
        "slope": _slope_cost(population, course.rows, ids, minimum),
    }
    columns: dict[str, Mapping[str, Column]] = {"course": COURSE, "people": people_columns(printed)}
    times = leaving(engine, tables, courses)
    if times is not None:
        survival = open_survival(times, by_dataset, minimum)
        _write(survival.rows, out / "tables" / "survival.parquet")
        columns["survival"] = SURVIVAL
        report["left_out"]["survival"] = survival.left_out
        report["rows"]["survival"] = survival.rows.num_rows
        report["survival"] = _survival_cost(times, survival.rows, minimum)
    title = f"{f'{MARK} ' if facts['synthetic'] else ''}open tables of {facts['title']}, release {facts['version']}"
    write_json(out / "report.json", report)
    (out / "report.md").write_text(as_markdown(report, columns, title, by_dataset), "utf-8")
    seal(out, KIND, _facts(facts, title, report))
    return {"made": True, **report}


def _write(rows: pa.Table, path: Path) -> None:
    pq.write_table(rows, path, compression="zstd", store_schema=False)


def _synthetic(tables: Path, ids: pa.Array, by_dataset: Mapping[str, bool]) -> Bools:
    """Of each person whether a program made them up: a row of a synthetic dataset is enough."""
    rows = pq.read_table(tables / f"{Subject.name}.parquet", columns=["subject_id", "dataset"])
    made_up = np.array([by_dataset[name] for name in rows["dataset"].to_pylist()], bool)
    who = pc.index_in(rows["subject_id"].combine_chunks(), value_set=ids).to_numpy()
    found = np.zeros(len(ids), bool)
    found[who[made_up]] = True
    return found


def _ids(population: Population, ids: pa.Array, key: Key, scope: str) -> pa.StringArray:
    """Pseudonyms for this part alone, by person; empty for who has no course."""
    has = np.flatnonzero(population.datasets)
    made = np.full(len(ids), None, object)
    made[has] = pseudonyms(key, scope, ids.take(pa.array(has)).to_pylist()).to_pylist()
    return pa.array(made, pa.string())


def _because(tier: OpenTier, tried: list[dict[str, Any]]) -> str:
    if not tried:
        return NO_STEP
    last = tried[-1]
    asked = [one for one in last["risks"] if one["facts"] <= tier.facts and one["targets"]]
    told = "nothing is left to print"
    if asked:
        found = max(asked, key=lambda one: one["high"])
        told = f"it may be {found['high']:.1%} (upper end of the 95 % interval; {found['targets']} people looked for)"
    name = f"{last['period']}s and bands of {last['points']} points"
    return NOT_PASSED.format(tier.singled_out, tier.facts, name, told)


def _slope_cost(population: Population, rows: pa.Table, ids: pa.StringArray, minimum: int) -> dict[str, Any]:
    """What the printed courses make of the slopes of exact days and totals."""
    courses = population.courses
    exact = slopes(courses.person, courses.day, courses.values["exact"], population.people)
    person = np.asarray(pc.index_in(rows["person"], value_set=ids).to_numpy()).astype(np.int64)
    first, last, low, high = (
        np.asarray(rows[name].to_numpy()) for name in ("day_from", "day_to", "total_from", "total_to")
    )
    return slope_cost(
        exact, slopes(person, (first + last) / 2, (low + high) / 2, population.people, least_days=1), minimum
    )


def _survival_cost(times: pa.Table, rows: pa.Table, minimum: int) -> dict[str, Any]:
    """What the printed spans make of the estimates of exact days."""
    exact = survival_estimates(2 * times["time"].to_numpy().astype(np.int64), times["died"].to_numpy() > 0, minimum)
    ends = rows["day_from"].to_numpy().astype(np.int64) + rows["day_to"].to_numpy()
    return with_differences(exact, survival_estimates(ends, rows["died"].to_numpy(zero_copy_only=False), minimum))


def _facts(release: Mapping[str, Any], title: str, report: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "title": title,
        "version": release["version"],
        "synthetic": release["synthetic"],
        "rows": report["rows"],
        "versions": release["versions"],
        "citation": f"{release['citation']} Open tables.",
    }
