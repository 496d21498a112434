"""What a trial's visits record of function: ALSFRS, vital capacity, vital signs, strength."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from ..model.editions import COLUMNS
from .columns import number, same, table, whole, word
from .disease import ITEM, REVISED, Floats, Ints, answered
from .enrolment import Participants, Visits
from .parameters import LUNGS, TRIAL, TRIALS

POUNDS, INCHES = 2.20462, 1 / 2.54
SHARED = {
    "speech": "Q1_Speech",
    "salivation": "Q2_Salivation",
    "swallowing": "Q3_Swallowing",
    "handwriting": "Q4_Handwriting",
    "dressing": "Q6_Dressing_and_Hygiene",
    "turning_in_bed": "Q7_Turning_in_Bed",
    "walking": "Q8_Walking",
    "climbing_stairs": "Q9_Climbing_Stairs",
}
BREATHING_ITEMS = {
    "dyspnea": "R_1_Dyspnea",
    "orthopnea": "R_2_Orthopnea",
    "respiratory_insufficiency": "R_3_Respiratory_Insufficiency",
}
_MUSCLES = (
    ("Flexion", "ELBOW JOINT", 30),
    ("Abduction", "SHOULDER JOINT", 26),
    ("Extension", "WRISTJOINT", 20),
    ("Extension", "KNEE JOINT", 48),
    ("Abduction", "First Dorsal Interosseous Muscle of the Hand", 8),
)


def of_trials_with(them: Participants, visits: Visits, feature: str) -> Visits:
    """The visits of trials that have the feature."""
    return visits[them.has(feature)[visits.who]]


def has_tube(them: Participants, months: Floats, who: Ints) -> np.ndarray:
    """Who eats through a feeding tube by then: those who accept one, once swallowing is poor."""
    swallowing = them.people.scores(months, who)[:, ITEM["swallowing"]]
    return np.asarray(them.people.wants_tube[who] & (swallowing <= 1))


def alsfrs(rng: np.random.Generator, them: Participants, all_visits: Visits) -> pa.Table:
    """One row a visit: items, the totals of the trial's scale, rarely how and by whom they were answered."""
    visits = of_trials_with(them, all_visits, "alsfrs")
    who, months = visits.who, them.months(visits.day, visits.who)
    scores = answered(rng, them.people.latent(months, who), TRIAL)
    tube = has_tube(them, months, who)
    old, both = them.has("old_scale")[who], them.has("both_scales")[who]
    cutting = scores[:, ITEM["cutting"]]
    shared = scores[:, :9].sum(axis=1, dtype=np.int64)
    revised = scores[:, : len(REVISED)].sum(axis=1, dtype=np.int64)
    items = {column: whole(scores[:, ITEM[item]]) for item, column in SHARED.items()}
    breathing = {column: whole(scores[:, ITEM[item]], ~old) for item, column in BREATHING_ITEMS.items()}
    return table(
        COLUMNS["ALSFRS"],
        {
            "subject_id": whole(them.subject[who]),
            **items,
            "Q5a_Cutting_without_Gastrostomy": whole(cutting, ~tube),
            "Q5b_Cutting_with_Gastrostomy": whole(cutting, tube),
            "Q10_Respiratory": whole(scores[:, ITEM["respiratory"]], old | both),
            "ALSFRS_Delta": whole(visits.day),
            "ALSFRS_Total": whole(shared + scores[:, ITEM["respiratory"]], old | both),
            "ALSFRS_R_Total": whole(revised, ~old),
            **breathing,
            "Mode_of_Administration": word(
                rng.random(len(who)) < 0.3, ["In Person", "Phone"], them.has("mode")[who] & (rng.random(len(who)) < 0.9)
            ),
            "ALSFRS_Responded_By": word(
                rng.random(len(who)) < 0.3,
                ["Patient", "Caregiver"],
                them.has("respondent")[who] & (rng.random(len(who)) < 0.8),
            ),
        },
    )


def vital_capacity(rng: np.random.Generator, them: Participants, all_visits: Visits, name: str) -> pa.Table:
    """``name`` FVC or SVC: up to three blows a visit, in litres and per cent of predicted; not at every one."""
    visits = of_trials_with(them, all_visits, name.lower())
    kept = rng.random(len(visits.who)) < TRIALS.lungs_measured
    who, day = visits.who[kept], visits.day[kept]
    percent = them.people.vital_capacity(them.months(day, who), who) + rng.normal(0, LUNGS.visit_sd, len(who))
    normal = np.round(them.people.predicted_litres[who], 2)
    best = normal * np.clip(percent, 8, 140) / 100
    three = them.has("three_blows")[who]
    columns: dict[str, pa.Array] = {"subject_id": whole(them.subject[who])}
    for blow in (1, 2, 3):
        litres = np.round(best * (1 - np.abs(rng.normal(0, 0.02, len(who)))), 2)
        column = f"Subject_Liters_Trial_{blow}" if name == "FVC" or blow == 1 else f"Subject_Liters__Trial_{blow}_"
        there = None if blow == 1 else three
        columns[column] = number(litres, 2, there)
        columns[f"pct_of_Normal_Trial_{blow}"] = number(100 * litres / normal, 1, there)
    kind = "Forced" if name == "FVC" else "Slow"
    delta = "Forced_Vital_Capacity_Delta" if name == "FVC" else "Slow_vital_Capacity_Delta"
    return table(
        COLUMNS[name],
        columns
        | {
            delta: whole(day),
            "subject_normal" if name == "FVC" else "Subject_Normal": number(normal, 2),
            f"{kind}_Vital_Capacity_Units": same("Liters", len(who)),
        },
    )


def vital_signs(rng: np.random.Generator, them: Participants, all_visits: Visits) -> pa.Table:
    """Blood pressure, pulse, breathing, temperature; weight at most visits, height at the first."""
    visits = of_trials_with(them, all_visits, "vital_signs")
    visits = visits[(rng.random(len(visits.who)) < TRIALS.signs_measured) | (visits.number == 0)]
    who, count = visits.who, len(visits.who)
    pounds, inches = them.has("pounds")[who], them.has("inches")[who]
    plain = ~them.has("positions")[who]
    first = visits.number == 0
    weight = body_weight(rng, them, visits)
    weighed = (rng.random(len(them)) < 0.95)[who] & (rng.random(count) < 0.74)
    measured = first & (rng.random(count) < 0.75)
    columns = {
        "subject_id": whole(them.subject[who]),
        "Vital_Signs_Delta": whole(visits.day),
        "Weight": number(weight * np.where(pounds, POUNDS, 1), 1, weighed),
        "Weight_Units": word(pounds, ["Kilograms", "Pounds"], weighed),
        "Height": number(them.people.height[who] * np.where(inches, INCHES, 1), 1, measured),
        "Height_Units": word(inches, ["Centimeters", "Inches"], measured),
        "Respiratory_Rate": whole(rng.normal(17, 2, count)),
        "Respiratory_Rate_Units": same("BPM", count),
        "Temperature": number(rng.normal(36.6, 0.3, count), 1),
        "Temperature_Units": same("C", count),
    }
    for sign, mean, sd, unit in (
        ("Blood_Pressure_Systolic", 128, 11, "MMHG"),
        ("Blood_Pressure_Diastolic", 78, 7, "MMHG"),
        ("Pulse", 76, 8, "BPM"),
    ):
        columns[sign] = whole(np.clip(rng.normal(mean, sd, count), 45, 210), plain)
        columns[f"{sign}_Units"] = same(unit, count, plain)
    phases = {"": ~first & ~visits.last, "Baseline_": first, "Endpoint_": visits.last & ~first}
    for phase, when in phases.items():
        for position, faster in (("Supine", 0), ("Standing", 8)):
            there = ~plain & when
            columns[f"{phase}{position}_BP_Systolic"] = whole(rng.normal(126, 10, count), there)
            columns[f"{phase}{position}_BP_Diastolic"] = whole(rng.normal(76, 6, count), there)
            columns[f"{phase}{position}_Pulse"] = whole(rng.normal(74 + faster, 7, count), there)
        if phase:
            columns[f"{phase}Weight"] = number(weight, 1, ~plain & when)
    return table(COLUMNS["VITALSIGNS"], columns)


def body_weight(rng: np.random.Generator, them: Participants, visits: Visits) -> Floats:
    """Kilograms on the day of a visit: less as eating gets harder, and as muscles go."""
    months = them.months(visits.day, visits.who)
    scores = them.people.scores(months, visits.who)
    eating = 12 - scores[:, :3].sum(axis=1)
    muscle = 24 - scores[:, 3:9].sum(axis=1)
    pace = rng.normal(0, 0.006, len(them))[visits.who]  # of one's weight a month, for reasons of one's own
    loss = 0.009 * eating + 0.0022 * muscle - pace * (months - them.entry[visits.who])
    kilograms = them.people.weight[visits.who] * np.clip(1.01 - loss, 0.6, 1.3) + rng.normal(0, 1.2, len(months))
    return np.asarray(np.clip(kilograms, 36, 142))


def grip_strength(rng: np.random.Generator, them: Participants, all_visits: Visits) -> pa.Table:
    """Two attempts of each hand, in pounds, at every other visit."""
    visits = of_trials_with(them, all_visits, "grip")
    every_other = visits.number % 2 == 0
    who, day = (np.repeat(column[every_other], 4) for column in (visits.who, visits.day))
    count = len(who)
    side = np.tile([0, 0, 1, 1], count // 4)
    hand = them.people.scores(them.months(day, who), who)[:, ITEM["handwriting"]] / 4
    pounds = np.where(them.people.male[who], 95, 60) * (0.15 + 0.75 * hand) + rng.normal(0, 4, count)
    return table(
        COLUMNS["HANDGRIPSTRENGTH"],
        {
            "subject_id": whole(them.subject[who]),
            "Test_Name": same("Hand Grip Strength", count),
            "Test_Location": same("HAND", count),
            "Test_Laterality": word(side, ["Left", "Right"]),
            "MS_Delta": whole(day),
            "Test_trial": whole(np.tile([1, 2], count // 2)),
            "Test_Result": number(np.clip(pounds, 1, None), 1),
            "Test_Unit": same("Pounds", count),
            "DominantHand": word((rng.random(len(them)) < 0.9)[who], ["Left", "Right"]),
        },
    )


def muscle_strength(rng: np.random.Generator, them: Participants, all_visits: Visits) -> pa.Table:
    """Hand-held dynamometry of five muscle groups on both sides, one attempt, in pounds, at every other visit."""
    visits = of_trials_with(them, all_visits, "strength")
    every_other = visits.number % 2 == 0
    tests = 2 * len(_MUSCLES)
    who, day = (np.repeat(column[every_other], tests) for column in (visits.who, visits.day))
    count = len(who)
    muscle = np.tile(np.arange(tests) // 2, count // tests)
    function = them.people.scores(them.months(day, who), who)[:, : len(REVISED)].sum(axis=1) / 48
    usual = np.array([pounds for _, _, pounds in _MUSCLES])[muscle]
    return table(
        COLUMNS["MUSCLESTRENGTH"],
        {
            "subject_id": whole(them.subject[who]),
            "Test_Name": word(muscle, [f"Isometric Muscle Strength, {action}" for action, _, _ in _MUSCLES]),
            "Test_Location": word(muscle, [place for _, place, _ in _MUSCLES]),
            "Test_Laterality": word(np.tile([0, 1], count // 2), ["Left", "Right"]),
            "MS_Delta": whole(day),
            "Test_trial": whole(np.ones(count)),
            "Test_Result": number(np.clip(usual * function + rng.normal(0, 2, count), 0.5, None), 1),
            "Test_Unit": same("Pounds", count),
            "Test_Break": same("yes", count, rng.random(count) < 0.1),
        },
    )
