"""What members report: function, symptoms, measurements, laboratory results, other questionnaires."""

from __future__ import annotations

from datetime import date

import numpy as np

from .course import REVISED
from .files import Row
from .joiners import Member
from .member_names import blank

# Symptom -> (how usual, the item that drives its severity).
_SYMPTOMS: dict[str, tuple[float, str]] = {
    "fatigue": (0.8, "walking"),
    "weakness": (0.9, "dressing"),
    "stiffness": (0.55, "walking"),
    "muscle_cramps": (0.57, "walking"),
    "fasciculations": (0.56, "handwriting"),
    "pain": (0.4, "turning_in_bed"),
    "excess_saliva": (0.35, "salivation"),
    "dysphagia": (0.4, "swallowing"),
    "dysarthria": (0.4, "speech"),
    "dyspnea": (0.4, "dyspnea"),
    "constipation": (0.3, "walking"),
    "insomnia": (0.35, "orthopnea"),
    "emotional_lability": (0.3, "speech"),
    "anxious_mood": (0.3, "walking"),
    "depressed_mood": (0.3, "walking"),
}
_SEVERITIES = ("none", "mild", "moderate", "severe")
_EXTENSION = {"ex_fingers": "handwriting", "ex_face": "speech", "ex_indoors": "walking"}
_VITALS = (("systolic_bp", 128, 11, "mmHg"), ("diastolic_bp", 78, 7, "mmHg"), ("pulse", 76, 8, "bpm"))


def _answered(rng: np.random.Generator, scores: dict[str, int]) -> str:
    """Hands and voice go first: then a caregiver writes or answers."""
    helped = scores["handwriting"] <= 1 and rng.random() < 0.7
    if not helped:
        return "person"
    return "caregiver_answering" if scores["speech"] <= 1 else "caregiver_writing"


def alsfrs(rng: np.random.Generator, who: Member) -> list[Row]:
    """ALSFRS-R on joining and at most later reports."""
    rows = []
    for day in who.reports:
        if day != who.joined and rng.random() > 0.75:
            continue
        scores = who.person.scores(who.months(day), rng)
        row = blank("alsfrs", who.id)
        row |= {item: str(scores[item]) for item in REVISED if item != "cutting"}
        tube = who.person.has_tube(who.months(day))
        row |= {"cutting_with" if tube else "cutting_without": str(scores["cutting"])}
        row |= {"date": day.isoformat(), "answered_by": _answered(rng, scores)}
        rows.append(_numbered(row, "F", who, day))
    return rows


def symptom_reports(rng: np.random.Generator, who: Member) -> list[Row]:
    """The symptoms that the person has, at each report."""
    mine = [name for name, (share, _) in _SYMPTOMS.items() if rng.random() < share]
    rows = []
    for day in who.reports:
        scores = who.person.scores(who.months(day), rng)
        for symptom in mine:
            lost = 4 - scores[_SYMPTOMS[symptom][1]]
            level = int(np.clip(round(0.6 * lost + rng.normal(0.6, 0.6)), 0, 3))
            row = blank("symptom_reports", who.id)
            row |= {
                "date": day.isoformat(),
                "symptom": symptom,
                "severity": _SEVERITIES[level],
                "attributed_to": "disease" if level and rng.random() < 0.5 else "",
                "answered_by": _answered(rng, scores),
                "words": "Synthetic note, written by nobody." if rng.random() < 0.1 else "",
            }
            rows.append(_numbered(row, "S", who, day))
    return rows


def outcomes(rng: np.random.Generator, who: Member) -> list[Row]:
    """The three extra items of the extended scale, now and then."""
    rows = []
    for day in who.reports[::3]:
        scores = who.person.scores(who.months(day), rng)
        for item, like in _EXTENSION.items():
            row = blank("outcomes", who.id)
            row |= {"date": day.isoformat(), "instrument": "alsfrs-ex", "item": item, "answered_by": "person"}
            row["score"] = str(min(4, scores[like] + int(rng.random() < 0.3)))
            rows.append(_numbered(row, "O", who, day))
    return rows


def measurements(rng: np.random.Generator, who: Member) -> list[Row]:
    """Weight in the unit of the country's scales, blood pressure of some, height once."""
    pounds = rng.random() < 0.5
    watches = rng.random() < 0.25
    rows = [_measure(who, who.joined, "height", f"{who.person.height:.0f}", "cm")]
    for day in who.reports:
        weight = who.person.weight * (1 - 0.004 * max(0.0, who.months(day) - who.entry)) + rng.normal(0, 0.6)
        if rng.random() < 0.6:
            value = f"{weight * 2.20462:.1f}" if pounds else f"{weight:.1f}"
            rows.append(_measure(who, day, "weight", value, "lbs" if pounds else "kg"))
        if watches:
            rows += [
                _measure(who, day, sign, f"{rng.normal(usual, spread):.0f}", unit, "sitting")
                for sign, usual, spread, unit in _VITALS
            ]
    return rows


def _measure(who: Member, day: date, sign: str, value: str, unit: str, position: str = "") -> Row:
    row = blank("measurements", who.id)
    return row | {
        "date": day.isoformat(),
        "sign": sign,
        "position": position,
        "value": value,
        "unit": unit,
    }


def vital_capacity(rng: np.random.Generator, who: Member) -> list[Row]:
    """What the clinic told, or a device at home."""
    rows = []
    for day in who.reports[::2]:
        if rng.random() > 0.6:
            continue
        percent = float(np.clip(who.person.lung_percent(who.months(day)) + rng.normal(0, 5), 10, 140))
        row = blank("vital_capacity", who.id)
        row |= {
            "date": day.isoformat(),
            "manoeuvre": "fvc",
            "posture": "sitting",
            "measured_by": "home_device" if rng.random() < 0.2 else "clinic",
            "litres": f"{who.person.predicted_litres * percent / 100:.2f}",
            "percent_predicted": f"{percent:.0f}",
        }
        rows.append(row)
    return rows


def labs(rng: np.random.Generator, who: Member) -> list[Row]:
    """Results that members copy from a letter."""
    rows = []
    for day in who.reports[::4]:
        conventional = rng.random() < 0.5
        creatinine = float((72 if who.person.male else 61) * np.clip(rng.normal(1, 0.15), 0.5, 1.6))
        results = (
            ("Creatinine", f"{creatinine / 88.4:.2f}" if conventional else f"{creatinine:.0f}")
            + (("mg/dL",) if conventional else ("umol/L",)),
            ("CK", f"{230 * float(np.exp(rng.normal(0, 0.4))):.0f}", "U/L"),
            ("Albumin", f"{rng.normal(44, 2.5):.0f}", "g/L"),
        )
        for analyte, result, unit in results:
            row = blank("labs", who.id)
            row |= {"date": day.isoformat(), "analyte": analyte, "result": result, "unit": unit}
            rows.append(row | {"specimen": "serum" if rng.random() < 0.3 else ""})
    return rows


def _numbered(row: Row, kind: str, who: Member, day: date) -> Row:
    return row | {"report_id": f"SYN-{kind}{who.number}-{(day - who.joined).days}"}
