"""What members with ALS report: function, symptoms, measurements, laboratory results, other questionnaires."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from .calendar_days import Days
from .columns import number, same, stacked, whole, word
from .disease import ITEM, REVISED, Flags, Floats, Ints, answered
from .member_tables import ANSWERED_BY, coded, dates, of_members, written
from .membership import Patients, Reports
from .parameters import LUNGS, MEMBERS, PLATFORM

# Symptom -> (share of members who follow it, the item that drives its severity).
SYMPTOMS: dict[str, tuple[float, str]] = {
    "fatigue": (0.90, "walking"),
    "weakness": (0.98, "dressing"),
    "stiffness": (0.86, "walking"),
    "muscle_cramps": (0.69, "walking"),
    "fasciculations": (0.62, "handwriting"),
    "pain": (0.62, "turning_in_bed"),
    "excess_saliva": (0.52, "salivation"),
    "dysphagia": (0.50, "swallowing"),
    "dysarthria": (0.42, "speech"),
    "dyspnea": (0.50, "dyspnea"),
    "constipation": (0.56, "walking"),
    "insomnia": (0.50, "orthopnea"),
    "emotional_lability": (0.35, "speech"),
    "anxious_mood": (0.45, "walking"),
    "depressed_mood": (0.40, "walking"),
    "weight_loss": (0.40, "swallowing"),
    "excessive_yawning": (0.30, "speech"),
}
SEVERITIES = ("none", "mild", "moderate", "severe")
_EXTENSION = {"ex_fingers": "handwriting", "ex_face": "speech", "ex_indoors": "walking"}
_VITALS = (("systolic_bp", 128, 11, "mmHg"), ("diastolic_bp", 78, 7, "mmHg"), ("pulse", 76, 8, "bpm"))
_NOTE = "Synthetic note, written by nobody."


class State:
    """How members were on their report days: computed once, read by every table."""

    def __init__(self, rng: np.random.Generator, them: Patients, reports: Reports, ids: pa.Array) -> None:
        self.them, self.who, self.day, self.number = them, reports.who, reports.day, reports.number
        self.months = them.months(self.day, self.who)
        self.scores = answered(rng, them.people.latent(self.months, self.who), MEMBERS)
        swallowing = them.people.scores(self.months, self.who)[:, ITEM["swallowing"]]
        self.tube = them.people.wants_tube[self.who] & (swallowing <= 1)
        self.respondent = self._respondent(rng)
        self.date = them.date(self.day, self.who)
        self.ids = ids

    def __len__(self) -> int:
        return len(self.who)

    def _respondent(self, rng: np.random.Generator) -> Ints:
        """Hands and voice go first: then a caregiver writes or answers."""
        handless = self.scores[:, ITEM["handwriting"]] <= 1
        mute = handless & (self.scores[:, ITEM["speech"]] <= 1)
        helper = rng.random(len(self.them))[self.who]  # the same person helps each time
        return np.where(
            mute & (helper < PLATFORM.caregiver_answers),
            2,
            np.where(handless & (helper < PLATFORM.caregiver_writes), 1, 0),
        )

    def columns(self, rows: Ints, answered_by: bool = True) -> dict[str, pa.Array]:
        """Member, date and respondent of report days."""
        columns = {"member_id": of_members(self.who[rows], self.ids), "date": dates(self.date[rows])}
        return columns | ({"answered_by": coded(self.respondent[rows], ANSWERED_BY)} if answered_by else {})


def alsfrs(rng: np.random.Generator, state: State) -> pa.Table:
    """ALSFRS-R on joining and at most later reports."""
    rows = np.flatnonzero((state.number == 0) | (rng.random(len(state)) < PLATFORM.scored))
    scores, tube = state.scores[rows], state.tube[rows]
    items = {item: whole(scores[:, ITEM[item]]) for item in REVISED if item != "cutting"}
    cutting = scores[:, ITEM["cutting"]]
    return written(
        "alsfrs",
        state.columns(rows) | items | {"cutting_without": whole(cutting, ~tube), "cutting_with": whole(cutting, tube)},
    )


def symptom_reports(rng: np.random.Generator, state: State) -> pa.Table:
    """The symptoms that each member follows, at each report."""
    shares = np.array([share for share, _ in SYMPTOMS.values()])
    follows = rng.random((len(state.them), len(SYMPTOMS))) < shares
    rows, symptom = np.nonzero(follows[state.who])
    driver = np.array([ITEM[item] for _, item in SYMPTOMS.values()])[symptom]
    lost = 4 - state.scores[rows, driver]
    level = np.clip(np.rint(0.6 * lost + rng.normal(0.6, 0.6, len(rows))), 0, 3).astype(np.int64)
    blamed = np.where((level > 0) & (rng.random(len(rows)) < 0.5), 0, 1)
    return written(
        "symptom_reports",
        state.columns(rows)
        | {
            "symptom": coded(symptom, tuple(SYMPTOMS)),
            "severity": coded(level, SEVERITIES),
            "attributed_to": coded(blamed, ("disease", None)),
            "words": coded(np.where(rng.random(len(rows)) < 0.02, 0, 1), (_NOTE, None)),
        },
    )


def outcomes(rng: np.random.Generator, state: State) -> pa.Table:
    """How one feels, in one press, at most reports; the three items of the extended scale now and then."""
    feeling = np.flatnonzero(rng.random(len(state)) < 0.5)
    worse = (48 - state.scores[feeling, : len(REVISED)].sum(axis=1)) / 24
    score = np.clip(np.rint(rng.normal(4 - worse, 0.8)), 1, 5)
    tables = [
        written(
            "outcomes",
            state.columns(feeling)
            | {
                "instrument": same("feeling-now", len(feeling)),
                "item": same("feeling", len(feeling)),
                "score": whole(score),
            },
        )
    ]
    extended = np.flatnonzero(state.number % 3 == 0)
    for item, like in _EXTENSION.items():
        points = np.minimum(4, state.scores[extended, ITEM[like]] + (rng.random(len(extended)) < 0.3))
        tables.append(
            written(
                "outcomes",
                state.columns(extended)
                | {
                    "instrument": same("alsfrs-ex", len(extended)),
                    "item": same(item, len(extended)),
                    "score": whole(points),
                },
            )
        )
    return stacked(tables)


def measurements(rng: np.random.Generator, state: State) -> pa.Table:
    """Weight in the unit of the country's scales, blood pressure of some, height once."""
    them = state.them
    pounds = rng.random(len(them)) < 0.5
    watches = rng.random(len(them)) < 0.25
    tables = [heights(them.people.height, them.joined, state.ids)]
    weighed = np.flatnonzero(rng.random(len(state)) < 0.6)
    who = state.who[weighed]
    lost = 48 - state.scores[weighed, : len(REVISED)].sum(axis=1)
    kilograms = them.people.weight[who] * (1 - 0.004 * lost) + rng.normal(0, 0.8, len(who))
    shown = number(kilograms * np.where(pounds[who], 2.20462, 1), 1)
    tables.append(_measured(state, weighed, "weight", shown, word(pounds[who], ["kg", "lbs"])))
    sat = np.flatnonzero(watches[state.who])
    for sign, usual, spread, unit in _VITALS:
        values = whole(np.clip(rng.normal(usual, spread, len(sat)), 45, 210))
        tables.append(_measured(state, sat, sign, values, same(unit, len(sat)), "sitting"))
    return stacked(tables)


def heights(centimetres: Floats, joined: Days, ids: pa.Array) -> pa.Table:
    """The height that everybody is asked for on joining; for some it is all they ever report."""
    count = len(centimetres)
    columns = {"member_id": of_members(np.arange(count), ids), "date": dates(joined), "sign": same("height", count)}
    value = number(np.rint(centimetres), 0)
    return written("measurements", columns | {"value": value, "unit": same("cm", count)})


def _measured(
    state: State, rows: Ints, sign: str, value: pa.Array, unit: pa.Array, position: str | None = None
) -> pa.Table:
    count = len(rows)
    columns = {"sign": same(sign, count), "value": value.cast(pa.float64()), "unit": unit}
    if position:
        columns["position"] = same(position, count)
    return written("measurements", state.columns(rows, answered_by=False) | columns)


def vital_capacity(rng: np.random.Generator, state: State) -> pa.Table:
    """What the clinic told, or a device at home."""
    rows = np.flatnonzero((state.number % 2 == 0) & (rng.random(len(state)) < 0.6))
    people, who = state.them.people, state.who[rows]
    percent = people.vital_capacity(state.months[rows], who) + rng.normal(0, LUNGS.visit_sd, len(rows))
    percent = np.clip(np.rint(percent), 10, 140)
    return written(
        "vital_capacity",
        state.columns(rows, answered_by=False)
        | {
            "manoeuvre": same("fvc", len(rows)),
            "posture": same("sitting", len(rows)),
            "measured_by": word(rng.random(len(rows)) < 0.2, ["clinic", "home_device"]),
            "litres": number(people.predicted_litres[who] * percent / 100, 2),
            "percent_predicted": whole(percent),
        },
    )


def labs(rng: np.random.Generator, state: State) -> pa.Table:
    """Results that members copy from a letter."""
    rows = np.flatnonzero((state.number % 4 == 0) & (rng.random(len(state)) < 0.5))
    male = state.them.people.male[state.who[rows]]
    conventional = (rng.random(len(state.them)) < 0.5)[state.who[rows]]
    creatinine = np.where(male, 72, 61) * np.clip(rng.normal(1, 0.15, len(rows)), 0.5, 1.6)
    ck = 190 * np.exp(rng.normal(0, 0.5, len(rows)))
    albumin = rng.normal(44, 2.5, len(rows))
    analytes: tuple[tuple[str, Floats, Flags | None, str], ...] = (
        (
            "Creatinine",
            np.where(conventional, np.round(creatinine / 88.4, 2), np.rint(creatinine)),
            conventional,
            "umol/L",
        ),
        ("CK", np.rint(ck), None, "U/L"),
        ("Albumin", np.rint(albumin), None, "g/L"),
    )
    tables = []
    for analyte, values, other, unit in analytes:
        units = same(unit, len(rows)) if other is None else word(other, [unit, "mg/dL"])
        tables.append(
            written(
                "labs",
                state.columns(rows, answered_by=False)
                | {
                    "analyte": same(analyte, len(rows)),
                    "specimen": same("serum", len(rows), rng.random(len(rows)) < 0.3),
                    "result": number(values, 2).cast(pa.string()),
                    "unit": units,
                },
            )
        )
    return stacked(tables)
