"""A contributor of pooled trials, in the layout of PRO-ACT's releases; all of it invented."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pyarrow as pa

from ..model.editions import EDITIONS
from ..release.folders import whole_folder
from ..sources.contribution_file import write_contribution
from . import announced, trial_background, trial_labs, trial_visits
from .columns import number, whole, word
from .defects import SeededDefects, Seeder, accepted
from .enrolment import Participants, Visits, check_sizes, enrol, see
from .files import (
    IDENTITIES,
    CsvFile,
    Progress,
    synthetic_facts,
    write_manifest,
    write_truth,
)
from .identities import Identities, countries, identities
from .member_tables import dates
from .parameters import MONTH, SITES
from .streams import stream
from .studies import make_studies
from .trial_defects import seed_trials

Tables = Mapping[str, pa.Table]


def write_trials(
    out: Path,
    people: int = announced.PEOPLE,
    trials: int = announced.TRIALS,
    seed: int = 1,
    year: int = 2026,
    defects: bool = False,
    progress: Progress = lambda step: None,
) -> SeededDefects:
    """A folder with contribution.toml and every table of that year's release, under its exact file names.

    Beside them, outside of the release's folder: identities, which would stay with a contributor, and the truth. With
    ``defects``, mistakes at the rates that are published, of which the result is the exact account. The same arguments
    give the same bytes. Raises SizeRefused, TooFewPeople where a defect finds no rows, and TargetRefused when ``out``
    holds anything.
    """
    check_sizes(people, trials)
    with whole_folder(out) as folder:
        progress(f"enrol {people:,} people")
        them = participants(people, trials, seed, year)
        rng = stream(seed, "observation")
        visits = see(rng, them)
        progress("see them at their visits")
        tables: Tables = trial_tables(rng, them, visits)
        edition = EDITIONS[year]
        files = edition.folder_of(synthetic=True)
        tables = {name: rows for name, rows in tables.items() if name in edition.files}
        seeded, losses = SeededDefects(), 0.0
        if defects:
            progress("seed defects")
            seeder = Seeder(stream(seed, "defects"), tables)
            seed_trials(seeder)
            seeder.note("R20", len(tables))
            tables, seeded, losses = seeder.spoilt(), seeder.account(), accepted(seeder.losses().values())
        for name, rows in tables.items():
            progress(f"write {name}")
            path = folder / files / edition.files[name]
            CsvFile(path, header=list(edition.header(name).values()), bom=edition.bom).write(rows)
        write_identities(folder, them, seed)
        write_truth(folder, truth_of(them))
        arguments = {"trials": trials, "people": people, "seed": seed, "year": year, "defects": defects}
        rows = {name: rows.num_rows for name, rows in tables.items()}
        write_manifest(folder, "trials", arguments, {"rows": rows, "seeded": {**vars(seeded)}})
        title = f"pooled ALS trials of invented people, in PRO-ACT's layout of {year}"
        facts = synthetic_facts(f"trials-{year}", title, "proact", edition.extracted, losses)
        write_contribution(folder, facts, files)
    return seeded


def participants(people: int, trials: int, seed: int, year: int = 2026) -> Participants:
    """Everybody who takes part, the same for the same arguments wherever it is called."""
    rng = stream(seed, "trials")
    return enrol(rng, make_studies(rng, trials), people, digits=EDITIONS[year].digits)


def trial_tables(rng: np.random.Generator, them: Participants, visits: Visits) -> dict[str, pa.Table]:
    """Table of PRO-ACT -> its rows as they would be without a single mistake, in no order of time (defect 12)."""
    made = {
        "DEMOGRAPHICS": trial_background.demographics(rng, them),
        "ALSHISTORY": trial_background.history(rng, them),
        "DEATHDATA": trial_background.death(them),
        "RILUZOLE": trial_background.riluzole(them),
        "TREATMENT": trial_background.treatment(them),
        "ELESCORIAL": trial_background.el_escorial(rng, them),
        "FAMILYHISTORY": trial_background.family_history(rng, them),
        "ADVERSEEVENTS": trial_background.adverse_events(rng, them, visits),
        "CONMEDS": trial_background.medication(rng, them),
        "ALSFRS": trial_visits.alsfrs(rng, them, visits),
        "FVC": trial_visits.vital_capacity(rng, them, visits, "FVC"),
        "SVC": trial_visits.vital_capacity(rng, them, visits, "SVC"),
        "VITALSIGNS": trial_visits.vital_signs(rng, them, visits),
        "HANDGRIPSTRENGTH": trial_visits.grip_strength(rng, them, visits),
        "MUSCLESTRENGTH": trial_visits.muscle_strength(rng, them, visits),
        "NEUROFILAMENT": trial_labs.neurofilament(rng, them, visits),
        "LABS": trial_labs.labs(rng, them, visits),
    }
    return {name: rows.take(pa.array(rng.permutation(rows.num_rows))) for name, rows in made.items()}


def trial_identities(them: Participants, seed: int) -> Identities:
    """Who the participants are, which no trial exports."""
    rng = stream(seed, "identities")
    return identities(rng, them.subject, them.people.male, countries(rng, len(them)))


def write_identities(folder: Path, them: Participants, seed: int) -> None:
    """Who everybody is: beside what would be exported, never in it."""
    who = trial_identities(them, seed)
    columns = {
        "subject_id": whole(them.subject),
        "given_name": who.given_name,
        "family_name": who.family_name,
        "sex": word(them.people.male, ["Female", "Male"]),
        "birth_date": dates(them.birth),
        "city": who.city,
        "postcode": who.postcode,
        "country": who.country,
        "email": who.email,
    }
    CsvFile(folder / IDENTITIES).write(pa.table(columns))


def truth_of(them: Participants) -> pa.Table:
    """What only the simulator knows of everybody."""
    people = them.people
    return pa.table(
        {
            "subject_id": whole(them.subject),
            "trial": whole(them.study + 1),
            "first_visit": dates(them.first_visit),
            "months_since_onset": number(them.entry, 3),
            "site": word(people.site, SITES),
            "half_life_months": number(people.half_life, 3),
            "active": pa.array(them.active),
            "death_or_tracheostomy_day": whole((people.event - them.entry) * MONTH, np.isfinite(people.event)),
            "death_day": whole((people.death - them.entry) * MONTH, np.isfinite(people.death)),
        }
    )
