"""A contributor of members' reports, in the layout of the platform's export; all of it invented."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np

from . import member_background, member_reports
from .defects import SeededDefects, Seeder
from .files import FREE_TERMS, Facts, Tables, fresh_folder, write_contribution, write_table
from .joiners import Member, join
from .member_defects import seed_members
from .member_names import COLUMNS

EXTRACTED = date(2026, 6, 30)
FOLDER = "SYNTHETIC_members_export"


def write_members(out: Path, people: int = 120, seed: int = 1, extracted: date = EXTRACTED) -> SeededDefects:
    """A folder with contribution.toml and every CSV of the members' export, with identities that must stay
    behind.

    The same arguments give the same bytes. At least 100 people are needed for every defect to find its
    rows. Raises TooFewPeople, and TargetRefused when ``out`` holds anything.
    """
    rng = np.random.Generator(np.random.PCG64(seed))
    members = join(rng, people, extracted)
    tables = member_tables(rng, members)
    seeder = Seeder(rng, tables)
    seed_members(seeder, members, extracted)
    for rows in tables.values():
        rng.shuffle(rows)
    with fresh_folder(out) as folder:
        write_export(folder, tables, extracted, seeder.accepted_losses())
    return seeder.result()


def member_tables(rng: np.random.Generator, members: list[Member]) -> Tables:
    """All tables of the export as they would be without a single mistake."""
    tables: Tables = {name: [] for name in COLUMNS}
    for who in members:
        tables["members"] += member_background.member(rng, who)
        tables["alsfrs"] += member_reports.alsfrs(rng, who)
        tables["symptom_reports"] += member_reports.symptom_reports(rng, who)
        tables["outcomes"] += member_reports.outcomes(rng, who)
        tables["measurements"] += member_reports.measurements(rng, who)
        tables["vital_capacity"] += member_reports.vital_capacity(rng, who)
        tables["labs"] += member_reports.labs(rng, who)
        courses, reports = member_background.treatments(rng, who)
        tables["treatments"] += courses
        tables["treatment_reports"] += reports
        tables["equipment"] += member_background.equipment(who)
        tables["family_history"] += member_background.family_history(rng, who)
        tables["deaths"] += member_background.death(who)
    return tables


def write_export(folder: Path, tables: Tables, extracted: date, accept_losses: float) -> None:
    """The files of the export and contribution.toml."""
    for table, rows in tables.items():
        write_table(folder / FOLDER / f"{table}.csv", {name: name for name in COLUMNS[table]}, rows)
    facts: Facts = {
        "dataset": "synthetic-members",
        "contributor": "OpenPALS simulator (synthetic)",
        "title": "SYNTHETIC export of a members' platform: invented people and their reports",
        "terms": FREE_TERMS,
        "layout": "members",
        "condition": "als",
        "extracted": extracted,
        "synthetic": True,
        "accept_losses": accept_losses,
    }
    write_contribution(folder, facts, FOLDER)
