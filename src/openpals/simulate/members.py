"""A contributor of members' reports: the export of a platform like OpenPALS's own; all of it invented."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa

from ..release.folders import whole_folder
from ..sources.contribution_file import write_contribution
from . import announced, patient_background, patient_reports
from .calendar_days import Days
from .columns import number, stacked, whole, word
from .crowd import crowd_tables, gather
from .defects import SeededDefects, Seeder, accepted
from .enrolment import Participants, check_sizes
from .files import (
    CsvFile,
    Progress,
    SizeRefused,
    synthetic_facts,
    write_manifest,
    write_truth,
)
from .identities import Identities
from .member_defects import seed_members
from .member_tables import COLUMNS, NUMBERED, Tables, dates, member_ids
from .membership import Patients, join, report
from .parameters import PLATFORM, SITES
from .streams import stream
from .trials import participants, trial_identities

EXTRACTED = date(2026, 6, 30)
FOLDER = "SYNTHETIC_members_export"

# Members made, and held in memory, together.
_TOGETHER = 50_000


def write_members(
    out: Path,
    members: int = announced.MEMBERS,
    als: int = announced.ALS,
    seed: int = 1,
    defects: bool = False,
    extracted: date = EXTRACTED,
    trials: int = announced.TRIALS,
    people: int = announced.PEOPLE,
    progress: Progress = lambda step: None,
) -> SeededDefects:
    """A folder with contribution.toml and every CSV of the members' export, with identities that must stay behind.

    ``als`` of the ``members`` have ALS; about 9 % of these also took part in the ``trials`` that ``write_trials`` makes
    of the same seed, trials and people: only the truth file says who. With ``defects``, mistakes at the rates that are
    published or assumed, of which the result is the exact account. The same arguments give the same bytes.
    Raises SizeRefused, TooFewPeople where a defect finds no rows, and TargetRefused when ``out`` holds anything.
    """
    _check(members, als, trials, people)
    with whole_folder(out) as folder:
        progress("find the members")
        files = {name: CsvFile(folder / FOLDER / f"{name}.csv") for name in COLUMNS}
        seeded, losses = SeededDefects(), [0.0]
        truths: list[pa.Table] = []
        for part in _one_ahead(_parts(members, als, seed, extracted, trials, people)):
            tables = {name: _numbered(rows, name, files[name].rows) for name, rows in part.tables.items()}
            if defects:
                seeder = Seeder(stream(seed, f"members' defects {len(truths)}"), tables)
                seed_members(seeder, extracted)
                tables, seeded = seeder.spoilt(), seeded + seeder.account()
                losses.extend(seeder.losses().values())
            for name, rows in tables.items():
                files[name].write(rows)
            truths.append(part.truth)
            progress(f"{files['members'].rows:,} of {members:,} members")
        write_truth(folder, pa.concat_tables(truths))
        arguments = {
            **{"members": members, "als": als, "seed": seed, "defects": defects, "trials": trials, "people": people},
            "extracted": extracted.isoformat(),
        }
        rows = {name: file.rows for name, file in files.items()}
        write_manifest(folder, "members", arguments, {"rows": rows, "seeded": {**vars(seeded)}})
        title = "export of a members' platform: invented people and their reports"
        facts = synthetic_facts("members", title, "members", extracted, accepted(losses) if defects else 0.0)
        write_contribution(folder, facts, FOLDER)
    return seeded


def _check(members: int, als: int, trials: int, people: int) -> None:
    if members < 1 or als < 0:
        raise SizeRefused(f"{members} members, {als} of them with ALS, cannot be: give at least one member.")
    if als > members:
        raise SizeRefused(f"{als} of {members} members with ALS cannot be: give more members, or fewer with ALS.")
    check_sizes(people, trials)


@dataclass(frozen=True)
class _Part:
    """Some of the members: their tables, and what only the simulator knows."""

    tables: Tables
    truth: pa.Table


def _parts(members: int, als: int, seed: int, extracted: date, trials: int, people: int) -> Iterator[_Part]:
    """All members, a part at a time, each with its share of those with ALS; nobody's number tells which they are."""
    numbers = 1 + stream(seed, "members").permutation(members)
    trial = participants(people, trials, seed)
    identities = trial_identities(trial, seed)
    parts = -(-members // _TOGETHER)
    slices = zip(np.array_split(numbers[:als], parts), np.array_split(numbers[als:], parts), strict=True)
    for place, (patients, others) in enumerate(slices):
        rng = stream(seed, f"members {place}")
        them = join(rng, np.sort(patients), extracted, trial, np.arange(place, len(trial), parts))
        tables = _patient_tables(rng, them, identities, trial.birth)
        if len(others):
            motor_neuron = min(1.0, als * (PLATFORM.pma_per_als + PLATFORM.pls_per_als) / len(numbers[als:]))
            crowd = gather(rng, np.sort(others), extracted, motor_neuron)
            for name, rows in crowd_tables(rng, crowd, member_ids(crowd.number)).items():
                tables[name] = stacked([tables[name], rows])
        yield _Part(tables, _truth(them, trial))


def _one_ahead(parts: Iterator[_Part]) -> Iterator[_Part]:
    """Makes the next part while one is written."""
    with ThreadPoolExecutor(1) as pool:
        following = pool.submit(next, parts, None)
        while (part := following.result()) is not None:
            following = pool.submit(next, parts, None)
            yield part


def _patient_tables(rng: np.random.Generator, them: Patients, identities: Identities, births: Days) -> Tables:
    """All tables of members with ALS as they would be without a single mistake."""
    ids = member_ids(them.number)
    state = patient_reports.State(rng, them, report(rng, them), ids)
    courses = patient_background.take(rng, them)
    return {
        "members": patient_background.members(rng, them, ids, identities, births),
        "symptom_reports": patient_reports.symptom_reports(rng, state),
        "treatments": patient_background.treatments(rng, them, courses, ids),
        "treatment_reports": patient_background.treatment_reports(rng, state, courses),
        "alsfrs": patient_reports.alsfrs(rng, state),
        "outcomes": patient_reports.outcomes(rng, state),
        "measurements": patient_reports.measurements(rng, state),
        "vital_capacity": patient_reports.vital_capacity(rng, state),
        "labs": patient_reports.labs(rng, state),
        "equipment": patient_background.equipment(rng, state),
        "family_history": patient_background.family_history(rng, them, ids),
        "deaths": patient_background.deaths(them, ids),
    }


def _numbered(rows: pa.Table, name: str, before: int) -> pa.Table:
    """The rows with their running numbers, if the table has them, after so many others."""
    numbers = pa.array(np.arange(before + 1, before + 1 + rows.num_rows))
    for column in NUMBERED & set(COLUMNS[name]):
        rows = rows.add_column(0, column, numbers)
    return rows


def _truth(them: Patients, trial: Participants) -> pa.Table:
    people, linked = them.people, them.participant >= 0
    return pa.table(
        {
            "member_id": member_ids(them.number),
            "trial_subject_id": whole(trial.subject[np.maximum(them.participant, 0)], linked),
            "joined": dates(them.joined),
            "months_since_onset": number(them.entry, 3),
            "site": word(people.site, SITES),
            "half_life_months": number(people.half_life, 3),
            "death_day": whole(them.death, np.isfinite(them.death)),
        }
    )
