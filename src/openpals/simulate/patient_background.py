"""What members with ALS say about themselves: identity, treatments, equipment, family; and deaths."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from .calendar_days import Days
from .columns import same, stacked, whole, word
from .disease import ITEM, Flags, Ints
from .identities import Identities, countries, identities, recognisable
from .member_tables import coded, dates, of_members, profile, written
from .membership import Patients
from .parameters import COURSE, MONTH, PLATFORM, SITES
from .patient_reports import State

_SITES = dict(zip(SITES, ("bulbar_speech_swallow", "arm_hand", "leg_foot", "breathing"), strict=True))
_GENES = ("tested_none_found", "not_tested", "prefer_not_to_say", "SOD1", "C9orf72")


@dataclass(frozen=True)
class Remedy:
    """One treatment: share of users, what for, and how it is usually taken."""

    share: float
    purpose: str
    dose: str
    unit: str
    doses_a_day: int


REMEDIES: dict[str, Remedy] = {
    "Riluzole": Remedy(1.0, "slow_disease", "50", "mg", 2),  # of those who take it at all
    "Edaravone": Remedy(0.15, "slow_disease", "60", "mg", 1),
    "Lithium": Remedy(0.04, "slow_disease", "150", "mg", 2),
    "Baclofen": Remedy(0.30, "stiffness", "10", "mg", 3),
    "Gabapentin": Remedy(0.10, "pain", "300", "mg", 3),
    "Amitriptyline": Remedy(0.14, "excess_saliva", "25", "mg", 1),
    "Glycopyrrolate": Remedy(0.10, "excess_saliva", "1", "mg", 2),
    "Nuedexta": Remedy(0.10, "emotional_lability", "20", "mg", 2),
    "Sertraline": Remedy(0.08, "depressed_mood", "50", "mg", 1),
    "Escitalopram": Remedy(0.08, "anxious_mood", "10", "mg", 1),
    "Lorazepam": Remedy(0.10, "insomnia", "1", "mg", 1),
    "Magnesium": Remedy(0.12, "muscle_cramps", "300", "mg", 1),
    "Vitamin E": Remedy(0.20, "slow_disease", "400", "IU", 1),
    "Vitamin D": Remedy(0.20, "general_health", "1000", "IU", 1),
    "Coenzyme Q10": Remedy(0.20, "slow_disease", "300", "mg", 1),
    "Creatine": Remedy(0.10, "slow_disease", "5", "g", 1),
}
_SIDE_EFFECTS = ("fatigue", "nausea", "dizziness", "constipation")
_LITHIUM = list(REMEDIES).index("Lithium")


def members(
    rng: np.random.Generator, them: Patients, ids: pa.Array, elsewhere: Identities, elsewhere_birth: Days
) -> pa.Table:
    """The identity, which stays behind, and what is asked on joining.

    ``elsewhere``: who a trial's participants are; those who are members too are the same, but for what people change
    and mistype.
    """
    count, people = len(them), them.people
    who = identities(rng, them.number, people.male, countries(rng, count))
    who, birth = recognisable(rng, who, them.birth, elsewhere, elsewhere_birth, them.participant)
    gene = rng.choice(3, count, p=(0.38, 0.55, 0.07))
    gene = np.where(people.c9orf72 & (rng.random(count) < 0.5), 4, np.where(rng.random(count) < 0.01, 3, gene))
    month_only = rng.random(count) < PLATFORM.rounded_onset
    onset = np.where(month_only, them.onset.astype("datetime64[M]").astype("datetime64[D]"), them.onset)
    return written(
        "members",
        {
            "member_id": of_members(np.arange(count), ids),
            **profile(rng, who, birth, people.male),
            "condition": same("als", count),
            "onset_site": word(people.site, [_SITES[site] for site in SITES]),
            "onset_date": dates(onset),
            "diagnosis_date": dates(np.maximum(them.diagnosis, onset)),
            "gene": word(gene, _GENES),
        },
    )


@dataclass(frozen=True)
class Courses:
    """Courses of treatments, in columns. Days count from joining."""

    who: Ints
    remedy: Ints
    start: Ints
    stop: Ints  # beyond the last possible day where it has not been stopped
    stopped: Flags


def take(rng: np.random.Generator, them: Patients) -> Courses:
    """Who takes what, and for how long."""
    shares = np.array([remedy.share for remedy in REMEDIES.values()])
    users = rng.random((len(them), len(shares))) < shares
    users[:, 0] = them.people.riluzole
    # The patient-run lithium study: slow progressors and men were likelier to start.
    slow = np.clip(them.people.half_life / np.exp(COURSE.log_half_life), 0.3, 2.0)
    likelier = slow * np.where(them.people.male, 1.45, 0.4)
    users[:, _LITHIUM] = rng.random(len(them)) < shares[_LITHIUM] * likelier / (likelier.sum() / max(1, len(them)))
    users &= (rng.random(len(them)) < PLATFORM.lists_treatments)[:, None]
    who, remedy = np.nonzero(users)
    diagnosed = ((them.diagnosis - them.joined).astype(np.int64))[who]
    start = diagnosed + rng.integers(0, 120, len(who))
    late = remedy == _LITHIUM
    start = np.where(late, rng.integers(0, 200, len(who)), start)
    length = np.where(late, 260, 435) * np.exp(rng.normal(0, np.where(late, 0.8, 1.0), len(who)))
    stop = start + np.rint(length).astype(np.int64)
    begun = start < them.last[who]
    who, remedy, start, stop = who[begun], remedy[begun], start[begun], stop[begun]
    return Courses(who, remedy, start, stop, stop <= them.last[who])


def treatments(rng: np.random.Generator, them: Patients, courses: Courses, ids: pa.Array) -> pa.Table:
    """One row a course."""
    remedies = list(REMEDIES.values())
    reason = rng.choice(4, len(courses.who), p=(0.4, 0.3, 0.2, 0.1))
    return written(
        "treatments",
        {
            "member_id": of_members(courses.who, ids),
            "treatment": coded(courses.remedy, tuple(REMEDIES)),
            "purpose": coded(courses.remedy, tuple(remedy.purpose for remedy in remedies)),
            "start_date": dates(them.date(courses.start, courses.who)),
            "stop_date": dates(them.date(courses.stop, courses.who), courses.stopped),
            "stop_reason": coded(reason, ("side_effects", "did_not_work", "personal", "doctor"), courses.stopped),
            "dose": coded(courses.remedy, tuple(remedy.dose for remedy in remedies)),
            "dose_unit": coded(courses.remedy, tuple(remedy.unit for remedy in remedies)),
        },
    )


def treatment_reports(rng: np.random.Generator, state: State, courses: Courses) -> pa.Table:
    """On half of the report days of a course: how it goes."""
    # Report days lie together by member: each course meets a range of them.
    first = np.searchsorted(state.who, courses.who)
    after = np.searchsorted(state.who, courses.who, side="right")
    course = np.repeat(np.arange(len(courses.who)), after - first)
    offset = np.arange(len(course)) - np.repeat(np.cumsum(after - first) - (after - first), after - first)
    rows = first[course] + offset
    day = state.day[rows]
    during = (day >= courses.start[course]) & (day <= courses.stop[course]) & (rng.random(len(rows)) < 0.5)
    rows, course = rows[during], course[during]
    remedies = list(REMEDIES.values())
    remedy = courses.remedy[course]
    bothered = rng.random(len(courses.who))[course]  # a person either has side effects of a drug or has none
    often = np.where(remedy == _LITHIUM, 0.49, 0.3)
    severe = np.where(remedy == _LITHIUM, 0.12, 0.03)
    grade = np.where(bothered < severe, 3, np.where(bothered < often, 1 + (rng.random(len(rows)) < 0.3), 0))
    return written(
        "treatment_reports",
        state.columns(rows)
        | {
            "treatment": coded(remedy, tuple(REMEDIES)),
            "purpose": coded(remedy, tuple(one.purpose for one in remedies)),
            "doses_per_day": whole(np.array([one.doses_a_day for one in remedies])[remedy]),
            "dose": coded(remedy, tuple(one.dose for one in remedies)),
            "dose_unit": coded(remedy, tuple(one.unit for one in remedies)),
        }
        | opinions(rng, grade),
    )


def opinions(rng: np.random.Generator, grade: Ints) -> dict[str, pa.Array]:
    """Evaluations of a treatment; ``grade`` of side effects, 0 none to 3 severe."""
    count = len(grade)
    effective = rng.choice(5, count, p=(0.35, 0.15, 0.2, 0.2, 0.1))
    return {
        "effectiveness": coded(effective, ("cannot_tell", "none", "slight", "moderate", "major")),
        "side_effects": coded(grade, ("none", "mild", "moderate", "severe")),
        "adherence": coded(rng.choice(3, count, p=(0.6, 0.3, 0.1)), ("always", "usually", "sometimes")),
        "burden": coded(rng.integers(0, 3, count), ("not_at_all", "a_little", "somewhat")),
        "cost_band": coded(rng.integers(0, 3, count), ("under_25", "25-49", "do not know")),
        "main_side_effect": coded(rng.integers(0, 4, count), _SIDE_EFFECTS, grade > 0),
        "main_side_effect_severity": whole(np.maximum(grade, 1), grade > 0),
        "advice": coded(np.where(rng.random(count) < 0.02, 0, 1), ("Synthetic advice, given by nobody.", None)),
    }


def equipment(rng: np.random.Generator, state: State) -> pa.Table:
    """What people begin to use as function is lost, dated by the report at which it was first needed."""
    scores = state.scores
    needs = {
        "walking_aid": (scores[:, ITEM["walking"]] <= 3, 0.8),
        "power_wheelchair": (scores[:, ITEM["walking"]] <= 1, 0.85),
        "niv": ((scores[:, ITEM["respiratory_insufficiency"]] <= 3) | (scores[:, ITEM["orthopnea"]] <= 2), 0.98),
        "feeding_tube": (state.tube, 1.0),
        "cough_assist": (scores[:, ITEM["dyspnea"]] <= 1, 0.5),
        "speech_app": (scores[:, ITEM["speech"]] <= 1, 0.6),
        "eye_gaze_device": ((scores[:, ITEM["speech"]] <= 1) & (scores[:, ITEM["handwriting"]] <= 1), 0.5),
    }
    tables = []
    for name, (needed, share) in needs.items():
        accepts = rng.random(len(state.them)) < share
        rows = np.flatnonzero(needed & accepts[state.who])
        _, first = np.unique(state.who[rows], return_index=True)
        rows = rows[first]
        tables.append(
            written(
                "equipment",
                {
                    "member_id": of_members(state.who[rows], state.ids),
                    "equipment": same(name, len(rows)),
                    "start_date": dates(state.date[rows]),
                },
            )
        )
    return stacked([*tables, _ventilated(state.them, state.ids)])


def _ventilated(them: Patients, ids: pa.Array) -> pa.Table:
    """Tracheostomies before the export."""
    day = np.rint((them.people.event - them.entry) * MONTH)
    rows = np.flatnonzero(them.people.tracheostomy & (day <= them.last))
    return written(
        "equipment",
        {
            "member_id": of_members(rows, ids),
            "equipment": same("tracheostomy", len(rows)),
            "start_date": dates(them.date(day[rows], rows)),
        },
    )


def family_history(rng: np.random.Generator, them: Patients, ids: pa.Array) -> pa.Table:
    """Relatives with ALS of those whose ALS is familial, and some with another disease of the nerves."""
    others = np.flatnonzero(rng.random(len(them)) < 0.08)
    who = np.concatenate([np.flatnonzero(them.people.familial), others])
    disease = np.concatenate([np.zeros(len(who) - len(others), int), rng.integers(1, 4, len(others))])
    relatives = ("mother", "father", "sister", "uncle_maternal", "grandfather_paternal")
    return written(
        "family_history",
        {
            "member_id": of_members(who, ids),
            "relative": word(rng.integers(0, len(relatives), len(who)), relatives),
            "disease": word(disease, ["als", "ftd", "parkinson", "dementia"]),
        },
    )


def deaths(them: Patients, ids: pa.Array) -> pa.Table:
    """Deaths that somebody told the platform of; of others it knows nothing."""
    rows = np.flatnonzero(them.told)
    date: Days = them.date(them.death[rows], rows)
    return written(
        "deaths",
        {"member_id": of_members(rows, ids), "died": same("Yes", len(rows)), "death_date": dates(date)},
    )
