"""TA, TE, TV and TS: arms, elements, visits and summary of the trial."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa

from .course import EPOCHS, Course
from .dataset import Columns, constant, of_design
from .events import DISEASE
from .variables import MODEL_VERSION, VERSION

# Code, name, start, end.
ELEMENTS = (
    ("SCRN", "Screening", "Informed consent", "First dose of study treatment"),
    ("TRT", "Treatment", "First dose of study treatment", "Last visit"),
    ("FU", "Follow-Up", "Last visit", "Last known date of contact, or death"),
)


def trial_arms(course: Course) -> pa.Table:
    """The dataset TA: every arm has the same three elements."""
    arms = [(arm, i) for arm in course.roster.study.arms.values() for i in range(len(ELEMENTS))]
    columns: Columns = {
        "ARMCD": pa.array([arm.code for arm, _ in arms]),
        "ARM": pa.array([arm.name for arm, _ in arms]),
        "TAETORD": pa.array([i + 1 for _, i in arms]),
        "ETCD": pa.array([ELEMENTS[i][0] for _, i in arms]),
        "ELEMENT": pa.array([ELEMENTS[i][1] for _, i in arms]),
        "TABRANCH": pa.array([None if i else f"Randomized to {arm.name}" for arm, i in arms], pa.string()),
        "EPOCH": pa.array([EPOCHS[i] for _, i in arms]),
    }
    return of_design("TA", course.roster.study.study_id, columns)


def trial_elements(course: Course) -> pa.Table:
    """The dataset TE."""
    names = ("ETCD", "ELEMENT", "TESTRL", "TEENRL")
    columns = {name: pa.array(values) for name, values in zip(names, zip(*ELEMENTS, strict=True), strict=True)}
    return of_design("TE", course.roster.study.study_id, columns)


def trial_visits(course: Course) -> pa.Table:
    """The dataset TV: the planned visits that anybody came to."""
    visits = course.visits
    planned = pa.table(visits.columns()).filter(pa.array(visits.planned))
    distinct = planned.group_by(["VISITNUM", "VISIT", "VISITDY"]).aggregate([])
    columns = {name: distinct[name].combine_chunks() for name in distinct.column_names}
    rule = constant("Planned study day, give or take half a month", len(distinct))
    return of_design("TV", course.roster.study.study_id, {**columns, "TVSTRL": rule})


def trial_summary(course: Course) -> pa.Table:
    """The dataset TS."""
    listed = list(_parameters(course))
    codes = [code for code, *_ in listed]
    columns: Columns = {
        "TSSEQ": pa.array([codes[: place + 1].count(code) for place, code in enumerate(codes)]),
        "TSPARMCD": pa.array(codes),
        "TSPARM": pa.array([name for _, name, *_ in listed]),
        "TSVAL": pa.array([value for *_, value, _ in listed], pa.string()),
        "TSVALNF": pa.array([None if value else "NA" for *_, value, _ in listed], pa.string()),
        "TSVCDREF": pa.array([source for *_, source in listed], pa.string()),
    }
    return of_design("TS", course.roster.study.study_id, columns)


def _parameters(course: Course) -> Iterator[tuple[str, str, str | None, str | None]]:
    """Short name, name, value, and the terminology that the value is of."""
    study, roster = course.roster.study, course.roster
    treatments = sorted({arm.treatment for arm in study.arms.values() if arm.dose})
    iso = "ISO 8601"
    yield "TITLE", "Trial Title", study.title, None
    yield "SPONSOR", "Clinical Study Sponsor", "OpenPALS simulator: SYNTHETIC, every person is invented", None
    yield "REGID", "Registry Identifier", None, None
    yield "SDTIGVER", "SDTM IG Version", VERSION, None
    yield "SDTMVER", "SDTM Version", MODEL_VERSION, None
    yield "INDIC", "Trial Disease/Condition Indication", DISEASE, None
    yield "TDIGRP", "Diagnosis Group", DISEASE, None
    yield "STYPE", "Study Type", "INTERVENTIONAL", None
    yield "INTMODEL", "Intervention Model", "PARALLEL", None
    yield "INTTYPE", "Intervention Type", "DRUG", None
    yield "TINDTP", "Trial Intent Type", "TREATMENT", None
    yield "TTYPE", "Trial Type", "EFFICACY", None
    yield "TTYPE", "Trial Type", "SAFETY", None
    yield "TPHASE", "Trial Phase Classification", "PHASE II TRIAL", None
    yield "TBLIND", "Trial Blinding Schema", "DOUBLE BLIND", None
    yield "TCNTRL", "Control Type", "PLACEBO", None
    yield "RANDOM", "Trial is Randomized", "Y", None
    yield "ADDON", "Added on to Existing Treatments", "Y", None
    yield "HLTSUBJI", "Healthy Subject Indicator", "N", None
    yield "SEXPOP", "Sex of Participants", "BOTH", None
    yield "AGEMIN", "Planned Minimum Age of Subjects", "P18Y", iso
    yield "NARMS", "Planned Number of Arms", str(len(study.arms)), None
    yield "PLANSUB", "Planned Number of Subjects", str(len(roster)), None
    yield "ACTSUB", "Actual Number of Subjects", str(len(roster)), None
    yield "LENGTH", "Trial Length", f"P{study.duration}D", iso
    for treatment in treatments:
        yield "TRT", "Investigational Therapy or Treatment", treatment, None
    for country in sorted({site.country for site in roster.sites}):
        yield "FCNTRY", "Planned Country of Investigational Sites", country, "ISO 3166-1 Alpha-3"
    if len(roster):
        yield "SSTDTC", "Study Start Date", str((roster.starts + course.screening).min()), iso
        yield "SENDTC", "Study End Date", str((roster.starts + course.last_contact).max()), iso
    yield "DCUTDTC", "Data Cutoff Date", study.extracted.isoformat(), iso
    yield "DCUTDESC", "Data Cutoff Description", "DATABASE LOCK", None
