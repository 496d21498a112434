"""Invented people with ALS, in columns, and the course of their disease: what every table is drawn from."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from .parameters import BODY, BREATHING, BULBAR, COURSE, LUNGS, SITES, SURVIVAL, Cohort

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

HORIZON = 180  # months since onset; who lives longer is not seen to die

# Item -> (domain, shift): a greater shift is lost later. The last is item 10 of the older ALSFRS.
ITEMS: dict[str, tuple[int, float]] = {
    "speech": (0, 0.05),
    "salivation": (0, 0.25),
    "swallowing": (0, 0.85),
    "handwriting": (1, 0.55),
    "cutting": (1, 0.07),
    "dressing": (1, 0.07),
    "turning_in_bed": (2, 0.16),
    "walking": (2, 0.46),
    "climbing_stairs": (2, -0.64),
    "dyspnea": (3, -1.40),
    "orthopnea": (3, -0.85),
    "respiratory_insufficiency": (3, 1.05),
    "respiratory": (3, -1.05),
}
ITEM = {name: number for number, name in enumerate(ITEMS)}
REVISED = tuple(ITEMS)[:12]  # the ALSFRS-R
_DOMAIN = np.array([domain for domain, _ in ITEMS.values()])
_SHIFT = np.array([shift for _, shift in ITEMS.values()])

# Months between the points at which the hazard is evaluated.
_STEP = 1.5


@dataclass(frozen=True)
class People:
    """People in columns. Times are months since each one's first symptom."""

    male: Flags
    site: Ints  # number in SITES
    age_at_onset: Floats
    familial: Flags
    c9orf72: Flags
    riluzole: Flags
    urate: Floats  # standard deviations from the mean of one's sex
    height: Floats  # cm
    weight: Floats  # kg, at onset
    diagnosed: Floats
    half_life: Floats
    steepness: Floats
    factors: Floats  # (people, domains)
    offsets: Floats  # (people, items)
    own_time: Floats  # (people, steps of COURSE.speed_step): warped months
    lungs: Floats  # vital capacity at onset, % of predicted
    wants_tube: Flags
    event: Floats  # death or tracheostomy; infinite beyond the horizon
    tracheostomy: Flags  # the event is survived with a ventilator
    death: Floats  # infinite beyond the horizon

    def __len__(self) -> int:
        return len(self.male)

    def __getitem__(self, chosen: Ints | Flags | slice) -> People:
        """Those chosen."""
        return People(**{name: getattr(self, name)[chosen] for name in self.columns()})

    @classmethod
    def columns(cls) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(column.name for column in fields(cls))

    def progress(self, months: Floats, who: Ints | slice = slice(None)) -> Floats:
        """Half-lives of function gone, in the person's own time."""
        return _warped(self.own_time[who], months) / self.half_life[who]

    def latent(self, months: Floats, who: Ints | slice = slice(None)) -> Floats:
        """How far each item is gone, (people, items)."""
        domains = (self.progress(months, who)[:, None] - self.factors[who]) / self.steepness[who][:, None]
        return np.asarray(domains[:, _DOMAIN] - _SHIFT + self.offsets[who])

    def scores(self, months: Floats, who: Ints | slice = slice(None)) -> NDArray[np.int8]:
        """Items 0..4 as they are, without the noise of a visit; (people, items)."""
        return points(self.latent(months, who))

    def vital_capacity(self, months: Floats, who: Ints | slice = slice(None)) -> Floats:
        """Vital capacity, % of predicted."""
        gone = self.progress(months, who) - LUNGS.earlier_than_breathing * self.factors[who, BREATHING]
        return np.asarray(self.lungs[who] / (1 + np.exp(gone / (LUNGS.flatter * self.steepness[who]))))

    @cached_property
    def predicted_litres(self) -> Floats:
        """Predicted forced vital capacity at onset, litres: ECSC 1993 (Quanjer), which most older trials used."""
        metres, age = self.height / 100, self.age_at_onset
        men, women = 5.76 * metres - 0.026 * age - 4.34, 4.43 * metres - 0.026 * age - 2.89
        return np.asarray(np.clip(np.where(self.male, men, women), 1.5, 7.5))


def points(latent: Floats) -> NDArray[np.int8]:
    """Latent states as points: 4 normal, 0 lost."""
    lost = np.zeros(latent.shape, np.int8)
    for cut in COURSE.cut_points:
        lost += latent > cut
    return np.asarray(4 - lost, np.int8)


def answered(rng: np.random.Generator, latent: Floats, cohort: Cohort) -> NDArray[np.int8]:
    """Items as answered on a day: with the noise of each item and of the day."""
    noise = rng.normal(0, cohort.visit_sd, latent.shape) + rng.normal(0, cohort.visit_common_sd, (len(latent), 1))
    return points(latent + noise)


def make_people(rng: np.random.Generator, count: int, cohort: Cohort) -> People:
    """``count`` invented people, as such a contributor would meet them at onset."""
    male = rng.random(count) < cohort.male
    site = rng.choice(len(SITES), count, p=cohort.sites)
    age = np.clip(rng.normal(cohort.age_at_onset, cohort.age_at_onset_sd, count), cohort.youngest, cohort.oldest)
    age += np.where(site == BULBAR, 1.5, -0.4)
    c9orf72 = rng.random(count) < cohort.c9orf72
    urate = rng.normal(0, 1, count)
    height = np.clip(np.where(male, *BODY.height) + rng.normal(0, BODY.height_sd, count), 145, 205)
    bmi = np.clip(BODY.bmi * np.exp(rng.normal(0, BODY.bmi_sdlog, count)), 16, 48)
    log_half_life = (
        rng.normal(COURSE.log_half_life, COURSE.log_half_life_sd, count)
        + COURSE.per_ten_years_over_58 * (age - 58) / 10
        + COURSE.bulbar_onset * (site == BULBAR)
        + COURSE.c9orf72 * c9orf72
        + COURSE.per_urate_sd * urate
        + COURSE.per_bmi_sd * (bmi - BODY.bmi) / 4.1
        + COURSE.slow_shift * (rng.random(count) < cohort.slow_share)
    )
    delay = COURSE.delay * np.exp(
        rng.normal(0, COURSE.delay_sdlog, count) + COURSE.delay_by_half_life * (log_half_life - COURSE.log_half_life)
    )
    factors = np.array(COURSE.domain_factor)[site] * np.exp(rng.normal(0, COURSE.domain_factor_sdlog, (count, 4)))
    people = People(
        male=male,
        site=site,
        age_at_onset=age,
        familial=rng.random(count) < cohort.familial,
        c9orf72=c9orf72,
        riluzole=rng.random(count) < cohort.riluzole,
        urate=urate,
        height=height,
        weight=bmi * (height / 100) ** 2,
        diagnosed=delay,
        half_life=np.exp(log_half_life),
        steepness=COURSE.steepness * np.exp(rng.normal(0, COURSE.steepness_sdlog, count)),
        factors=factors,
        offsets=rng.normal(0, COURSE.item_offset_sd, (count, len(ITEMS))),
        own_time=_own_time(rng, count),
        lungs=np.clip(rng.normal(LUNGS.at_onset, LUNGS.at_onset_sd, count), 55, 150),
        wants_tube=rng.random(count) < BODY.accepts_tube,
        event=np.full(count, np.inf),
        tracheostomy=rng.random(count) < SURVIVAL.tracheostomies,
        death=np.full(count, np.inf),
    )
    frailty = rng.normal(0, SURVIVAL.frailty_sd, count)
    luck = rng.exponential(1, count)
    for start in range(0, count, 4096):  # so that the grid of months stays small
        part = slice(start, start + 4096)
        people.event[part] = _event(people[part], frailty[part], luck[part])
    ventilated = np.exp(rng.normal(np.log(SURVIVAL.ventilated), SURVIVAL.ventilated_sdlog, count))
    people.death[:] = people.event + np.where(people.tracheostomy, ventilated, 0.0)
    return people


def _own_time(rng: np.random.Generator, count: int) -> Floats:
    """Warped months at each step: (people, steps + 1), beginning with 0."""
    steps = int(HORIZON / COURSE.speed_step) + 1
    log_speed = np.empty((count, steps))
    log_speed[:, 0] = rng.normal(0, COURSE.speed_sd, count)
    fresh = rng.normal(0, COURSE.speed_sd * np.sqrt(1 - COURSE.speed_memory**2), (count, steps))
    still = np.zeros((count, steps), bool)
    chance = rng.random((count, steps))
    for step in range(1, steps):
        log_speed[:, step] = COURSE.speed_memory * log_speed[:, step - 1] + fresh[:, step]
        still[:, step] = chance[:, step] < np.where(still[:, step - 1], COURSE.plateau_stays, COURSE.plateau_begins)
    speed = np.exp(log_speed - COURSE.speed_sd**2 / 2) * np.where(still, COURSE.plateau_speed, 1.0)
    gone = np.zeros((count, steps + 1))
    np.cumsum(speed * COURSE.speed_step, axis=1, out=gone[:, 1:])
    return gone


def _warped(own_time: Floats, months: Floats) -> Floats:
    place = np.clip(months / COURSE.speed_step, 0, own_time.shape[1] - 1 - 1e-9)
    step = place.astype(np.int64)
    rows = np.arange(len(months))
    before = own_time[rows, step]
    return np.asarray(before + (place - step) * (own_time[rows, step + 1] - before))


def _event(people: People, frailty: Floats, luck: Floats) -> Floats:
    """Month of death or tracheostomy: where the cumulative hazard passes an exponential deviate."""
    grid = np.arange(0, HORIZON, _STEP)
    hazard = np.empty((len(people), len(grid)))
    base = (
        SURVIVAL.log_base
        + SURVIVAL.per_ten_years_over_58 * (people.age_at_onset - 58) / 10
        + np.log(SURVIVAL.riluzole) * people.riluzole
        + frailty
    )
    for number, month in enumerate(grid):
        lost = 4 - people.scores(np.full(len(people), month))[:, : len(REVISED)]
        hazard[:, number] = (
            base
            + SURVIVAL.per_point_lost * lost.sum(axis=1)
            + SURVIVAL.per_breathing_point_lost * lost[:, 9:].sum(axis=1)
        )
    passed = np.cumsum(np.exp(hazard) * _STEP, axis=1) > luck[:, None]
    month = grid[np.argmax(passed, axis=1)] + _STEP / 2
    return np.where(passed.any(axis=1), month, np.inf)
