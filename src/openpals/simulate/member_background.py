"""What members say about themselves: identity, treatments, equipment, family; and deaths."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from .files import Row
from .invented_names import identity
from .joiners import Member
from .member_names import blank

_SITES = {"bulbar": "bulbar_speech_swallow", "arm": "arm_hand", "leg": "leg_foot", "breathing": "breathing"}
_GENES = ("C9orf72", "SOD1", "tested_none_found", "not_tested", "prefer_not_to_say")
_RACES = ("white", "black", "asian", "other", "unknown")

# Treatment, share of users, purpose, dose, unit, doses a day.
_TREATMENTS = (
    ("Baclofen", 0.25, "stiffness", "10", "mg", "3"),
    ("Vitamin E", 0.20, "slow_disease", "400", "IU", "1"),
    ("Coenzyme Q10", 0.18, "slow_disease", "300", "mg", "1"),
    ("Amitriptyline", 0.12, "excess_saliva", "25", "mg", "1"),
    ("Nuedexta", 0.10, "emotional_lability", "20", "mg", "2"),
    ("Edaravone", 0.15, "slow_disease", "60", "mg", "1"),
    ("Magnesium", 0.12, "muscle_cramps", "300", "mg", "1"),
)
_RILUZOLE = ("Riluzole", 1.0, "slow_disease", "50", "mg", "2")
_SIDE_EFFECTS = ("fatigue", "nausea", "dizziness", "constipation")


def member(rng: np.random.Generator, who: Member) -> list[Row]:
    """The identity, which stays behind, and what is asked on joining."""
    row = blank("members", who.id) | identity(rng, who.number)
    row |= {
        "birth_date": who.birth.isoformat(),
        "sex": "Male" if who.person.male else "Female",
        "race": str(rng.choice(_RACES, p=(0.86, 0.04, 0.04, 0.03, 0.03))),
        "ethnicity": "hispanic" if rng.random() < 0.06 else "not_hispanic",
        "condition": "als",
        "onset_site": _SITES[who.person.site],
        "onset_date": who.onset.isoformat(),
        "diagnosis_date": who.diagnosis.isoformat(),
        "gene": str(rng.choice(_GENES, p=(0.07, 0.02, 0.35, 0.5, 0.06))),
    }
    return [row]


def treatments(rng: np.random.Generator, who: Member) -> tuple[list[Row], list[Row]]:
    """Courses, and the dated reports on them."""
    courses, reports = [], []
    taken = [entry for entry in _TREATMENTS if rng.random() < entry[1]]
    for number, (name, _, purpose, dose, unit, times) in enumerate(
        ([_RILUZOLE] if who.person.riluzole else []) + taken
    ):
        start = who.diagnosis + timedelta(days=int(rng.integers(0, 120)))
        last = start + timedelta(days=round(float(435 * np.exp(rng.normal(0, 0.9)))))
        stop = last if last < who.reports[-1] else None
        course = blank("treatments", who.id)
        courses.append(
            course
            | {
                "course_id": f"SYN-C{who.number}-{number}",
                "treatment": name,
                "purpose": purpose,
                "start_date": start.isoformat(),
                "stop_date": stop.isoformat() if stop else "",
                "stop_reason": str(rng.choice(("side_effects", "did_not_work", "personal"))) if stop else "",
                "dose": dose,
                "dose_unit": unit,
            }
        )
        for day in who.reports:
            if start <= day and (stop is None or day <= stop) and rng.random() < 0.5:
                report = _treatment_report(rng, who, day, name) | {"purpose": purpose, "doses_per_day": times}
                reports.append(report | {"dose": dose, "dose_unit": unit})
    return courses, reports


def _treatment_report(rng: np.random.Generator, who: Member, day: date, name: str) -> Row:
    row = blank("treatment_reports", who.id)
    row |= {
        "report_id": f"SYN-T{who.number}-{(day - who.joined).days}",
        "date": day.isoformat(),
        "treatment": name,
        "effectiveness": str(rng.choice(("cannot_tell", "none", "slight", "moderate", "major"))),
        "side_effects": "none",
        "adherence": str(rng.choice(("always", "usually", "sometimes"), p=(0.6, 0.3, 0.1))),
        "burden": str(rng.choice(("not_at_all", "a_little", "somewhat"))),
        "cost_band": str(rng.choice(("under_25", "25-49", "do not know"))),
        "answered_by": "person",
        "advice": "Synthetic advice, given by nobody." if rng.random() < 0.1 else "",
    }
    if rng.random() < 0.3:
        row |= {
            "side_effects": "mild",
            "main_side_effect": str(rng.choice(_SIDE_EFFECTS)),
            "main_side_effect_severity": str(int(rng.integers(1, 4))),
        }
    return row


def equipment(who: Member) -> list[Row]:
    """What the person began to use by their last report, as function was lost."""
    scores = who.person.scores(who.months(who.reports[-1]))
    needs = (
        ("walking_aid", scores["walking"] <= 3),
        ("power_wheelchair", scores["walking"] <= 1),
        ("niv", scores["respiratory_insufficiency"] <= 3 or scores["orthopnea"] <= 2),
        ("feeding_tube", who.person.has_tube(who.months(who.reports[-1]))),
        ("eye_gaze_device", scores["speech"] <= 1 and scores["handwriting"] <= 1),
    )
    rows = []
    for name, needed in needs:
        if needed:
            row = blank("equipment", who.id)
            rows.append(row | {"equipment": name, "start_date": who.reports[-1].isoformat()})
    return rows


def family_history(rng: np.random.Generator, who: Member) -> list[Row]:
    """A relative with a disease of the nerves, for one in eight."""
    if rng.random() > 0.12:
        return []
    row = blank("family_history", who.id)
    relative = str(rng.choice(("mother", "father", "sister", "uncle_maternal", "grandfather_paternal")))
    return [row | {"relative": relative, "disease": str(rng.choice(("als", "ftd", "parkinson")))}]


def death(who: Member) -> list[Row]:
    """A death that somebody told the platform of; of others it knows nothing."""
    if who.death is None or not who.death_told:
        return []
    return [blank("deaths", who.id) | {"died": "Yes", "death_date": who.death.isoformat()}]
