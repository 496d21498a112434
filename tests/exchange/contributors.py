"""A contribution with everything that PRO-ACT's layout cannot say, or says in another way than we do.

Forty people, read by a mapping file of its own: beside what the simulated trials and members bring.
"""

from __future__ import annotations

from pathlib import Path

from tests.contributions import csv_text, write_contribution

PEOPLE = [f"p{n:02}" for n in range(40)]
ITEMS = ("speech", "salivation", "swallowing", "handwriting", "cutting", "dressing", "turning_in_bed", "walking")
REVISED = ("climbing_stairs", "dyspnea", "orthopnea", "respiratory_insufficiency")

MAPPING = """
name = "registry"
time = "days"
people = "people"
index_event = "registration"

[source.people]
subject = "id"
[source.alsfrs]
subject = "id"
[source.capacity]
subject = "id"
[source.signs]
subject = "id"
[source.labs]
subject = "id"
[source.strength]
subject = "id"
[source.grip]
subject = "id"
[source.markers]
subject = "id"
[source.certainty]
subject = "id"
[source.arms]
subject = "id"
[source.events]
subject = "id"
[source.drugs]
subject = "id"
[source.family]
subject = "id"
[source.devices]
subject = "id"

[[feed]]
from = "people"
to = "subject"
condition = "condition"
sex = "sex"
age = "age"
race = "race"
ethnicity = "ethnicity"
country = "country"
onset_site = "site"
onset = "onset"
diagnosis = "diagnosis"
gene = "gene"
riluzole_use = "riluzole"
[[feed]]
from = "people"
to = "vital_status"
died = "died"
death = "death"
[[feed]]
from = "alsfrs"
to = "alsfrs"
day = "day"
SCORES
source_total = "total"
respondent = "by"
mode = "mode"
[[feed]]
from = "capacity"
to = "vital_capacity"
day = "day"
manoeuvre = "manoeuvre"
posture = "posture"
litres_1 = "litres"
percent_1 = "percent"
predicted_litres = "predicted"
reference_set = "reference"
measured_by = "measured_by"
[[feed]]
from = "signs"
to = "vital_sign"
day = "day"
sign = "sign"
position = "position"
phase = "phase"
minutes_in_position = "minutes"
result = "value"
unit = "unit"
[[feed]]
from = "labs"
to = "lab"
day = "day"
analyte = "analyte"
result = "result"
unit = "unit"
[[feed]]
from = "strength"
to = "muscle_strength"
day = "day"
movement = "movement"
location = "location"
side = "side"
attempt = "attempt"
result = "value"
unit = "unit"
gave_way = "gave_way"
[[feed]]
from = "grip"
to = "grip_strength"
day = "day"
side = "side"
attempt = "attempt"
result = "value"
unit = "unit"
[[feed]]
from = "markers"
to = "biomarker"
day = "day"
marker = "marker"
specimen = "specimen"
result = "result"
unit = { constant = "pg/mL" }
[[feed]]
from = "certainty"
to = "el_escorial"
day = "day"
category = "category"
[[feed]]
from = "arms"
to = "trial_arm"
arm = "arm"
[[feed]]
from = "events"
to = "adverse_event"
term = "term"
organ_class = "organ_class"
severity = "severity"
outcome = "outcome"
start_day = "start"
[[feed]]
from = "drugs"
to = "concomitant_medication"
name = "name"
start_day = "start"
dose = "dose"
dose_unit = "unit"
route = "route"
[[feed]]
from = "family"
to = "family_history"
relative = "relative"
disease = "disease"
[[feed]]
from = "devices"
to = "equipment"
equipment = "device"
start_day = "start"
""".replace("SCORES", "\n".join(f'{name} = "{name}"' for name in (*ITEMS, *REVISED, "respiratory")))

Rows = list[dict[str, object]]


def registry(folder: Path) -> Path:
    """The contribution's folder."""
    files = {f"{name}.csv": csv_text(rows) for name, rows in tables().items()}
    return write_contribution(
        folder, {"mapping.toml": MAPPING, **files}, dataset="registry", layout="mapping.toml", contributor="A registry"
    )


def tables() -> dict[str, Rows]:
    """Every file's rows; what is said of somebody is told by the remainder of their number."""
    made: dict[str, Rows] = {name: [] for name in _MAKERS}
    for n, name in enumerate(PEOPLE):
        for table, make in _MAKERS.items():
            made[table] += [{"id": name, **row} for row in make(n)]
    return made


def _people(n: int) -> Rows:
    return [
        {
            "condition": "alzheimer" if n % 3 == 0 else "als",
            "sex": ("female", "male", "other")[n % 3],
            "age": 88 + n % 4,
            "race": ("white", "unknown", "")[n % 3],
            "ethnicity": ("hispanic", "not_hispanic", "unknown")[n % 3],
            "country": "FR",
            "site": ("bulbar", "limb", "unknown")[n % 3],
            "onset": (-400, -10, -31)[n % 3],
            "diagnosis": (-100, 90, -2)[n % 3],
            "gene": "sod1",
            "riluzole": ("yes", "no", "")[n % 3],
            "died": ("yes", "no", "", "yes")[n % 4],
            "death": (700, "", "", "")[n % 4],
        }
    ]


def _alsfrs(n: int) -> Rows:
    full = dict.fromkeys((*ITEMS, *REVISED), 1 + n % 3)
    old = {**dict.fromkeys((*ITEMS, "climbing_stairs", "respiratory"), 2), "total": 19}
    by = ("person", "caregiver_writing", "caregiver_answering", "clinician")[n % 4]
    return [
        {"day": 0, **full, "total": 40, "by": by, "mode": ("in_person", "phone", "online", "mail")[n % 4]},
        {"day": 30, **full},
        {"day": 60, **full, "cutting": "", "total": 31.5},
        {"day": 90, **old},
        {"day": 120, **full, "respiratory": 3, "total": 33},
        {"day": 150, "speech": 3, "total": 30},
    ]


def _capacity(n: int) -> Rows:
    usual = {"manoeuvre": ("fvc", "svc")[n % 2], "reference": "gli_2012", "measured_by": "clinic"}
    return [
        {"day": 0, **usual, "posture": "sitting", "litres": 2.347, "percent": 61.3, "predicted": 3.83},
        {"day": 0, **usual, "posture": "supine", "litres": 1.9},
        {"day": 30, **usual, "posture": "", "litres": 2.1},
        {"day": 30, **usual, "posture": "unknown", "litres": 2.2},
        {"day": 60, **usual, "posture": "", "percent": 58},
    ]


def _signs(n: int) -> Rows:
    pressure = {"sign": "systolic_bp", "unit": "mmHg", "phase": "visit"}
    return [
        {"day": 0, "sign": "bmi", "value": 23.4, "unit": "kg/m2"},
        {"day": 0, "sign": "oxygen_saturation", "value": 96, "unit": "%"},
        {"day": 0, "sign": "temperature", "value": 36.61, "unit": "C", "position": "sitting"},
        {"day": 0, "sign": "weight", "value": 71.28, "unit": "kg", "position": "standing", "phase": "baseline"},
        {"day": 0, "sign": "weight", "value": 71.3, "unit": "kg", "phase": "baseline"},
        {"day": 0, **pressure, "value": 120, "position": "supine", "minutes": 1},
        {"day": 0, **pressure, "value": 124, "position": "supine", "minutes": 5},
        {"day": 0, **pressure, "value": 131, "position": "standing"},
        {"day": 0, **pressure, "value": 128, "position": "sitting"},
        {"day": 0, **pressure, "value": 127, "position": ""},
        {"day": 30, "sign": "pulse", "value": 70 + n, "unit": "bpm", "phase": "endpoint", "position": "unknown"},
        {"day": 30, "sign": "respiratory_rate", "value": 14, "unit": "/min"},
        {"day": 30, "sign": "height", "value": 175.5, "unit": "cm"},
    ]


def _labs(n: int) -> Rows:
    return [
        {"day": 0, "analyte": "creatinine", "result": f"0.{6 + n % 4}", "unit": "mg/dL"},
        {"day": 0, "analyte": "crp", "result": "<5", "unit": "mg/L"},
        {"day": 0, "analyte": "urine_protein", "result": ("Trace", "1+", "negative")[n % 3]},
        {"day": 0, "analyte": "urine_ph", "result": 6.5},
        {"day": 0, "analyte": "hba1c", "result": 5.4, "unit": "%"},
        {"day": 0, "analyte": "rbc", "result": 4.71, "unit": "10^12/L"},
        {"day": 0, "analyte": "tsh", "result": 0.0312, "unit": "mIU/L"},
        {"day": -30, "analyte": "ck", "result": 12345.5, "unit": "U/L"},
    ]


def _strength(n: int) -> Rows:
    return [
        {"day": 0, "movement": "flexion", "location": "elbow", "side": ("left", "right", "both")[n % 3], "attempt": 1,
         "value": 10 + n / 7, "unit": "kg", "gave_way": ("yes", "no", "")[n % 3]},
        {"day": 0, "movement": "plantarflexion", "location": "ankle", "value": 3.21, "unit": "kg"},
    ]  # fmt: skip


def _grip(n: int) -> Rows:
    return [{"day": 0, "side": "left", "attempt": 1 + i, "value": 20 + (7 * n + i) / 100, "unit": "kg"} for i in (0, 1)]


def _markers(n: int) -> Rows:
    return [
        {"day": 0, "marker": "nfl", "specimen": "serum", "result": 61.25 + n},
        {"day": 0, "marker": "nfl", "specimen": "csf", "result": "<12"},
        {"day": 30, "marker": "nfl", "specimen": "whole_blood", "result": 40},
        {"day": 30, "marker": "pnfh", "specimen": "serum", "result": 300},
    ]


def _certainty(n: int) -> Rows:
    return [{"day": "" if n % 2 else 0, "category": ("suspected", "probable_laboratory")[n % 2]}]


def _arms(n: int) -> Rows:
    return [{"arm": ("active", "placebo", "not_assigned")[n % 3]}]


def _events(n: int) -> Rows:
    """Of the last two each term is carried by too few people; together by enough, and alike."""
    common = {"organ_class": "Injury, poisoning and procedural complications", "outcome": "sequelae"}
    return [
        {"term": 'Fall, "bad"', **common, "severity": ("unknown", "life_threatening")[n % 2], "start": n},
        *([{"term": f"Rare {n // 6} {i}", "start": 5} for i in (1, 2)] if n < 12 else []),
    ]


def _drugs(n: int) -> Rows:
    """Two brands of riluzole are carried by too few people each; together by enough."""
    brand = {0: "RILUTEK", 1: "TIGLUTIK"}.get(n // 8, "RILUZOLE")
    return [
        {"name": brand, "start": -30, "dose": 50, "unit": "mg", "route": "tube"},
        {"name": "VITAMIN C", "dose": 0.125, "unit": "ug", "route": "eye_or_ear"},
    ]


def _family(n: int) -> Rows:
    return [
        {"relative": "mother", "disease": "ftd"},
        {"relative": "mother", "disease": "als"},
        {"relative": "aunt_maternal", "disease": ("ftd", "other")[n % 2]},
        *([{"relative": "mother", "disease": "other"}] if n % 5 == 0 else []),
    ]


def _devices(n: int) -> Rows:
    return [{"device": "gastrostomy", "start": 10}] if n % 2 else []


_MAKERS = {
    "people": _people,
    "alsfrs": _alsfrs,
    "capacity": _capacity,
    "signs": _signs,
    "labs": _labs,
    "strength": _strength,
    "grip": _grip,
    "markers": _markers,
    "certainty": _certainty,
    "arms": _arms,
    "events": _events,
    "drugs": _drugs,
    "family": _family,
    "devices": _devices,
}
