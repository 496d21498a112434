"""A contributor of pooled trials, in the layout of PRO-ACT's releases; all of it invented."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from . import assessments, background, laboratory
from .defects import SeededDefects, Seeder
from .files import FREE_TERMS, Facts, Tables, fresh_folder, write_contribution, write_table
from .participants import Participant, enrol
from .proact_names import RELEASES, Release, Year
from .trial_defects import seed_trials


def write_trials(out: Path, people: int = 300, seed: int = 1, year: Year = 2026) -> SeededDefects:
    """A folder with contribution.toml and every table of that year's release, under its exact file names.

    The same arguments give the same bytes. At least 100 people are needed for every defect to find its
    rows. Raises TooFewPeople, and TargetRefused when ``out`` holds anything.
    """
    rng = np.random.Generator(np.random.PCG64(seed))
    release = RELEASES[year]
    participants = enrol(rng, people, digits=7 if year == 2026 else 6)
    tables = trial_tables(rng, participants, release)
    seeder = Seeder(rng, tables)
    seed_trials(seeder, participants)
    seeder.note("R20", len(tables))
    # No file is in the order of time (defect 12), and repeats do not stand beside their originals.
    for rows in tables.values():
        rng.shuffle(rows)
    with fresh_folder(out) as folder:
        write_release(folder, tables, release, year, seeder.accepted_losses())
    return seeder.result()


def trial_tables(rng: np.random.Generator, participants: list[Participant], release: Release) -> Tables:
    """All tables of a release as they would be without a single mistake."""
    tables: Tables = {name: [] for name in release.files}

    def put(table: str, rows: list[dict[str, str]]) -> None:
        if table in tables:
            tables[table] += rows

    for who in participants:
        put("DEMOGRAPHICS", background.demographics(rng, who))
        put("ALSHISTORY", background.history(rng, who))
        put("DEATHDATA", background.death(who))
        put("RILUZOLE", background.riluzole(who))
        put("TREATMENT", background.treatment(who))
        put("ELESCORIAL", background.el_escorial(rng, who))
        put("FAMILYHISTORY", background.family_history(rng, who))
        put("ADVERSEEVENTS", background.adverse_events(rng, who))
        put("CONMEDS", background.medication(rng, who))
        put("ALSFRS", assessments.alsfrs(rng, who))
        for table in who.study.vital_capacity:
            put(table, assessments.vital_capacity(rng, who, table))
        put("VITALSIGNS", assessments.vital_signs(rng, who))
        if who.study.scale != "old":
            put("HANDGRIPSTRENGTH", assessments.grip_strength(rng, who))
            put("MUSCLESTRENGTH", assessments.muscle_strength(rng, who))
            put("NEUROFILAMENT", laboratory.neurofilament(rng, who))
        put("LABS", laboratory.labs(rng, who))
    return tables


def write_release(folder: Path, tables: Tables, release: Release, year: int, accept_losses: float) -> None:
    """The files of a release and contribution.toml."""
    for table, rows in tables.items():
        write_table(folder / release.folder / release.files[table], release.header(table), rows, bom=release.bom)
    facts: Facts = {
        "dataset": f"synthetic-trials-{year}",
        "contributor": "OpenPALS simulator (synthetic)",
        "title": f"SYNTHETIC pooled ALS trials of invented people, in PRO-ACT's layout of {year}",
        "terms": FREE_TERMS,
        "layout": "proact",
        "condition": "als",
        "extracted": release.extracted,
        "synthetic": True,
        "accept_losses": accept_losses,
    }
    write_contribution(folder, facts, release.folder)
