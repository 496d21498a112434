"""Members of the platform with other conditions: many people, no course of disease, only how much they report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from .calendar_days import Days, later
from .columns import same, whole, word
from .disease import Flags, Floats, Ints
from .identities import countries, identities
from .member_tables import ANSWERED_BY, Tables, coded, dates, of_members, profile, written
from .parameters import BODY, CROWD, PLATFORM
from .patient_background import opinions
from .patient_reports import SEVERITIES, heights

# Rows of a table; at the seed's size half the memory of wider numbers counts.
Rows = NDArray[np.int32]

# What people with any condition report.
SYMPTOMS = (
    "fatigue",
    "pain",
    "insomnia",
    "anxious_mood",
    "depressed_mood",
    "stiffness",
    "muscle_cramps",
    "constipation",
    "weakness",
    "dizziness",
    "nausea",
    "dry_mouth",
    "irritability",
    "cognitive_change",
    "restless_legs",
    "neck_pain",
    "shoulder_pain",
    "swelling",
    "weight_loss",
    "daytime_sleepiness",
    "poor_appetite",
    "diarrhea",
    "cold_sensitivity",
)
_STEP = (5, 7, 9, 11)  # coprime to the number of symptoms: a person's symptoms are all different
# Treatment, purpose, dose, unit, doses a day.
_REMEDIES = (
    ("gabapentin", "pain", "300", "mg", 3),
    ("sertraline", "depressed_mood", "50", "mg", 1),
    ("escitalopram", "anxious_mood", "10", "mg", 1),
    ("amitriptyline", "insomnia", "25", "mg", 1),
    ("modafinil", "fatigue", "100", "mg", 1),
    ("melatonin", "insomnia", "3", "mg", 1),
    ("ibuprofen", "pain", "400", "mg", 2),
    ("vitamin_d", "general_health", "1000", "IU", 1),
    ("magnesium", "muscle_cramps", "300", "mg", 1),
    ("baclofen", "stiffness", "10", "mg", 3),
    ("bupropion", "depressed_mood", "150", "mg", 1),
)


@dataclass(frozen=True)
class Crowd:
    """Some of these members. Days count from joining."""

    number: Ints
    condition: Ints  # other, pma, pls
    joined: Days
    last: Ints


def gather(rng: np.random.Generator, numbers: Ints, extracted: date, motor_neuron: float) -> Crowd:
    """Members of the numbers given; ``motor_neuron`` is the share with PMA or PLS."""
    count = len(numbers)
    ago = np.rint(30 + (PLATFORM.years_open * 365.25 - 30) * rng.random(count)).astype(np.int64)
    pma = PLATFORM.pma_per_als / (PLATFORM.pma_per_als + PLATFORM.pls_per_als)
    condition = np.where(rng.random(count) < motor_neuron, np.where(rng.random(count) < pma, 1, 2), 0)
    return Crowd(numbers, condition, later(np.datetime64(extracted), -ago), ago)


def crowd_tables(rng: np.random.Generator, them: Crowd, ids: pa.Array) -> Tables:
    """Table of the export -> the rows of these members."""
    courses = _Courses.of(rng, them)
    male = rng.random(len(them.number)) < 0.35
    height = np.where(male, *BODY.height) + rng.normal(0, BODY.height_sd, len(male))
    return {
        "members": _members(rng, them, male, ids),
        "measurements": heights(np.clip(height, 145, 205), them.joined, ids),
        "symptom_reports": _symptom_reports(rng, them, ids),
        "treatments": courses.treatments(them, ids),
        "treatment_reports": courses.reports(rng, them, ids),
        "outcomes": _outcomes(rng, them, ids),
    }


def _members(rng: np.random.Generator, them: Crowd, male: Flags, ids: pa.Array) -> pa.Table:
    count = len(them.number)
    born = np.rint(np.clip(rng.normal(49, 14, count), 18, 95) * 365.25 + rng.random(count) * 365)
    ill = rng.exponential(6 * 365.25, count)
    diagnosed = ill * rng.random(count)
    who = identities(rng, them.number, male, countries(rng, count))

    def before(days: Floats) -> Days:
        return later(them.joined, -days)

    return written(
        "members",
        {
            "member_id": of_members(np.arange(count), ids),
            **profile(rng, who, before(born), male),
            "condition": word(them.condition, ["other", "pma", "pls"]),
            "onset_date": dates(before(np.minimum(ill, born * 0.9))),
            "diagnosis_date": dates(before(np.minimum(diagnosed, born * 0.9))),
        },
    )


def _repeated(counts: NDArray[np.integer[Any]]) -> tuple[Rows, Rows]:
    """For counts (2, 0, 3): rows 0 0 2 2 2 and their places 0 1 0 1 2."""
    rows = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
    starts = np.cumsum(counts) - counts
    places = np.arange(len(rows), dtype=np.int32) - np.repeat(starts.astype(np.int32), counts)
    return rows, places


def _counts(rng: np.random.Generator, mean: float, sdlog: float, count: int) -> Ints:
    """Uneven whole numbers around a mean: a few people do much, many do nothing."""
    return rng.poisson(mean * np.exp(rng.normal(-(sdlog**2) / 2, sdlog, count)))


def _report_days(rng: np.random.Generator, them: Crowd, counts: Ints) -> tuple[Rows, Rows]:
    """Member and day of each report: none but those before the export are left."""
    who, place = _repeated(counts)
    gaps = np.where(place == 0, 0, 1 + rng.exponential(CROWD.gap, len(who)).astype(np.int32))
    day = np.cumsum(gaps)
    first = np.cumsum(counts) - counts
    day -= np.repeat(day[np.minimum(first, max(len(day) - 1, 0))], counts) if len(day) else day
    kept = day <= them.last[who]
    return who[kept], day[kept]


def _symptom_reports(rng: np.random.Generator, them: Crowd, ids: pa.Array) -> pa.Table:
    count = len(them.number)
    who, day = _report_days(rng, them, _counts(rng, CROWD.report_days, CROWD.report_days_sdlog, count))
    symptoms = np.minimum(1 + rng.poisson(CROWD.symptoms, count), len(SYMPTOMS)).astype(np.int32)
    row, place = _repeated(symptoms[who])
    member = who[row]
    start = rng.integers(0, len(SYMPTOMS), count, dtype=np.int32)
    step = np.array(_STEP, np.int32)[rng.integers(0, len(_STEP), count)]
    symptom = (start[member] + place * step[member]) % len(SYMPTOMS)
    # How bad a symptom usually is for somebody, in 64ths, and how it is today.
    usual = rng.integers(0, 192, (count, len(SYMPTOMS)), dtype=np.uint8)
    today = usual[member, symptom].astype(np.int16) + rng.integers(0, 96, len(member), dtype=np.uint8) - 16
    severity = np.clip(today, 0, 255).astype(np.uint8) >> 6
    blamed = rng.integers(0, 4, len(member), dtype=np.uint8)
    return written(
        "symptom_reports",
        {
            "member_id": of_members(member, ids),
            "date": dates(later(them.joined[who], day)).take(pa.array(row)),
            "symptom": coded(symptom, SYMPTOMS),
            "severity": coded(severity, SEVERITIES),
            "attributed_to": coded(blamed, ("disease", "unsure", None, None)),
            "answered_by": coded(np.zeros(len(member), np.int8), ANSWERED_BY),
        },
    )


@dataclass(frozen=True)
class _Courses:
    """Courses of treatments. Days count from joining."""

    who: Rows
    remedy: Rows
    start: Ints
    length: Ints

    @classmethod
    def of(cls, rng: np.random.Generator, them: Crowd) -> _Courses:
        """Who takes what: each treatment once a person."""
        count = len(them.number)
        number = np.minimum(_counts(rng, CROWD.courses, 0.8, count), len(_REMEDIES))
        who, place = _repeated(number)
        remedy = (rng.integers(0, len(_REMEDIES), count)[who] + place) % len(_REMEDIES)
        start = np.rint(them.last[who] * rng.random(len(who)) * 0.7).astype(np.int64)
        return cls(who, remedy, start, np.rint(rng.exponential(300, len(who))).astype(np.int64) + 10)

    def treatments(self, them: Crowd, ids: pa.Array) -> pa.Table:
        """One row a course."""
        begun = later(them.joined[self.who], self.start)
        stopped = self.start + self.length <= them.last[self.who]
        return written(
            "treatments",
            {
                "member_id": of_members(self.who, ids),
                "treatment": coded(self.remedy, tuple(remedy[0] for remedy in _REMEDIES)),
                "purpose": coded(self.remedy, tuple(remedy[1] for remedy in _REMEDIES)),
                "start_date": dates(begun),
                "stop_date": dates(later(begun, self.length), stopped),
                "stop_reason": coded(np.zeros(len(self.who), np.int8), ("finished",), stopped),
                "dose": coded(self.remedy, tuple(remedy[2] for remedy in _REMEDIES)),
                "dose_unit": coded(self.remedy, tuple(remedy[3] for remedy in _REMEDIES)),
            },
        )

    def reports(self, rng: np.random.Generator, them: Crowd, ids: pa.Array) -> pa.Table:
        """Dated reports on the courses."""
        course, place = _repeated(rng.poisson(CROWD.medication_reports, len(self.who)))
        who, remedy = self.who[course], self.remedy[course]
        day = self.start[course] + 7 + 30 * place
        kept = day <= them.last[who]
        who, remedy, day = who[kept], remedy[kept], day[kept]
        grade = np.where(rng.random(len(who)) < 0.25, rng.integers(1, 4, len(who)), 0)
        return written(
            "treatment_reports",
            {
                "member_id": of_members(who, ids),
                "date": dates(later(them.joined[who], day)),
                "treatment": coded(remedy, tuple(one[0] for one in _REMEDIES)),
                "purpose": coded(remedy, tuple(one[1] for one in _REMEDIES)),
                "doses_per_day": whole(np.array([one[4] for one in _REMEDIES])[remedy]),
                "dose": coded(remedy, tuple(one[2] for one in _REMEDIES)),
                "dose_unit": coded(remedy, tuple(one[3] for one in _REMEDIES)),
                "answered_by": coded(np.zeros(len(who), np.int8), ANSWERED_BY),
            }
            | opinions(rng, grade),
        )


def _outcomes(rng: np.random.Generator, them: Crowd, ids: pa.Array) -> pa.Table:
    count = len(them.number)
    who, day = _report_days(rng, them, _counts(rng, CROWD.outcomes, CROWD.report_days_sdlog, count))
    usual = rng.normal(3.2, 0.8, count)[who]
    return written(
        "outcomes",
        {
            "member_id": of_members(who, ids),
            "date": dates(later(them.joined[who], day)),
            "instrument": same("feeling-now", len(who)),
            "item": same("feeling", len(who)),
            "score": whole(np.clip(np.rint(usual + rng.normal(0, 0.6, len(who))), 1, 5)),
            "answered_by": coded(np.zeros(len(who), np.int8), ANSWERED_BY),
        },
    )
