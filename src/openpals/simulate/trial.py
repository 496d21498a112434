"""One trial as its sponsor would hand it over: CDISC SDTM; all of it invented."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np

from ..release.folders import whole_folder
from ..sources.contribution_file import write_contribution
from .enrolment import enrol, see
from .files import Progress, SizeRefused, synthetic_facts, write_manifest, write_truth
from .parameters import MONTH
from .sdtm import FOLDERS, Format, write_sdtm
from .sdtm import Study as Submission
from .streams import stream
from .studies import Study
from .trials import trial_tables, truth_of, write_identities

PEOPLE = 400
EXTRACTED = date(2025, 12, 31)
_DURATION = 12  # months

# A trial of today, which records everything that SDTM has a place for.
STUDY = Study(
    share=1.0,
    longest_symptoms=36,
    least_vital_capacity=60,
    schedule=(_DURATION, 1),
    followed_after=12,
    begins=np.datetime64("2022-03-01"),
    features=frozenset(
        {
            *("alsfrs", "age", "race", "ethnicity", "history", "onset", "diagnosis", "onset_in_words", "el_escorial"),
            *("family_history", "treatment", "riluzole", "deaths", "fvc", "three_blows", "svc", "vital_signs"),
            *("labs", "urate", "ck", "albumin", "wide_panel", "conventional", "early_blood"),
            *("grip", "strength", "adverse_events", "medication", "mode", "respondent"),
        }
    ),
)


def write_trial(
    out: Path, people: int = PEOPLE, seed: int = 1, format: Format = "xpt", progress: Progress = lambda step: None
) -> dict[str, int]:
    """A folder with the trial's SDTM datasets as SAS transport files and as Dataset-JSON; returns the rows of each.

    contribution.toml points to those of ``format``; identities and the truth lie beside. The same arguments give the
    same bytes. Raises SizeRefused, and TargetRefused when ``out`` holds anything.
    """
    if people < 1:
        raise SizeRefused(f"A trial with {people} people cannot be: give at least one.")
    with whole_folder(out) as folder:
        progress(f"enrol {people:,} people")
        them = enrol(stream(seed, "trial"), [STUDY], people, digits=6)
        rng = stream(seed, "trial's observation")
        tables = trial_tables(rng, them, see(rng, them))
        progress("write XPT and Dataset-JSON")
        submission = Submission(
            study_id="SYN-ALS-01",
            title="SYNTHETIC trial in ALS: invented people, invented drug",
            subject_ids=them.subject,
            index_dates=them.first_visit.astype("datetime64[D]"),
            extracted=EXTRACTED,
            duration=round(_DURATION * MONTH),
        )
        rows = write_sdtm(folder, tables, submission)
        write_identities(folder, them, seed)
        write_truth(folder, truth_of(them))
        write_manifest(folder, "trial", {"people": people, "seed": seed, "format": format}, {"rows": rows})
        facts = synthetic_facts("trial", "trial in ALS of invented people, as CDISC SDTM", "sdtm", EXTRACTED, 0.0)
        write_contribution(folder, facts, FOLDERS[format])
    return rows
