"""What the simulator takes for granted about people, their disease and those who observe it.

Every figure is marked with what it rests on: ``published`` (taken from a paper or report), ``tuned`` (set so that the
simulated aggregates meet the published ones, see targets.toml), ``assumed`` (nothing is published to hold it against).
Nothing here was fitted to anybody's rows. Months are 30.4375 days, distances in time months, unless said otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

MONTH = 30.4375  # days

# Sites of onset, in this order wherever they are numbered; domains are bulbar, fine motor, gross motor, breathing.
SITES = ("bulbar", "arm", "leg", "breathing")
BULBAR, ARM, LEG, BREATHING = range(4)


def _marked(basis: str) -> Any:
    def mark(value: Any) -> Any:
        return field(default=value, metadata={"basis": basis})

    return mark


published, tuned, assumed = _marked("published"), _marked("tuned"), _marked("assumed")


@dataclass(frozen=True)
class Course:
    """How function is lost.

    A domain is lost along a sigmoid in the person's own time: months since onset over the half-life of function,
    warped by a speed that varies (an AR(1) on its log, one step every ``speed_step`` months) and that at times almost
    stands still (plateaus, a Markov chain). Domains follow one another by site of onset (``domain_factor``, in
    half-lives). Items answer as in a graded response model with four cut-points.
    """

    log_half_life: float = tuned(2.81)  # of months
    log_half_life_sd: float = tuned(0.27)
    per_ten_years_over_58: float = tuned(-0.07)
    bulbar_onset: float = tuned(-0.0108)
    c9orf72: float = assumed(-0.15)
    per_urate_sd: float = assumed(0.04)
    per_bmi_sd: float = assumed(0.03)
    slow_share: float = tuned(0.095)
    slow_shift: float = tuned(1.4862)
    steepness: float = tuned(0.1137)
    steepness_sdlog: float = assumed(0.2)
    speed_step: float = assumed(3.0)
    speed_memory: float = assumed(0.5)
    speed_sd: float = tuned(0.3662)
    plateau_begins: float = tuned(0.185)
    plateau_stays: float = tuned(0.7228)
    plateau_speed: float = tuned(0.0)
    domain_factor_sdlog: float = tuned(0.1779)
    domain_factor: tuple[tuple[float, ...], ...] = tuned(
        (
            (0.476, 1.086, 0.999, 1.262),
            (1.194, 0.494, 0.859, 1.281),
            (1.233, 1.014, 0.476, 1.281),
            (1.001, 1.138, 0.964, 0.728),
        )
    )
    cut_points: tuple[float, ...] = tuned((-2.3, -0.8, 0.8, 2.3))
    item_offset_sd: float = tuned(0.4561)
    delay: float = tuned(11.1311)  # from onset to diagnosis, median
    delay_sdlog: float = assumed(0.5)
    delay_by_half_life: float = assumed(0.45)  # of its log: who declines slowly is diagnosed late


@dataclass(frozen=True)
class Body:
    """Pairs are men, women."""

    height: tuple[float, float] = tuned((177.5, 163.5))  # cm
    height_sd: float = tuned(6.7)
    bmi: float = tuned(26.1)
    bmi_sdlog: float = tuned(0.155)
    accepts_tube: float = tuned(0.6)  # a gastrostomy, once swallowing is poor


@dataclass(frozen=True)
class Survival:
    """The monthly hazard of death or tracheostomy, log-linear in what is lost."""

    log_base: float = tuned(-5.84)
    per_point_lost: float = tuned(0.0835)
    per_breathing_point_lost: float = tuned(0.1191)
    per_ten_years_over_58: float = tuned(0.16)
    riluzole: float = published(0.83)  # hazard ratio
    frailty_sd: float = assumed(0.35)
    tracheostomies: float = assumed(0.06)  # share of events that are survived with a ventilator
    ventilated: float = assumed(24.0)  # months, median
    ventilated_sdlog: float = assumed(0.8)


@dataclass(frozen=True)
class Lungs:
    """Vital capacity, tied to the breathing domain's course, in per cent of predicted."""

    at_onset: float = tuned(97.0)
    at_onset_sd: float = tuned(13.1147)
    earlier_than_breathing: float = tuned(0.8722)  # of the breathing domain's factor
    flatter: float = tuned(1.15)
    visit_sd: float = tuned(5)


@dataclass(frozen=True)
class Trials:
    """How trials choose people, see them, and lose them. Tuples are drawn from, one draw a trial."""

    diagnosis_to_entry: float = tuned(10.0)  # median
    diagnosis_to_entry_sdlog: float = tuned(1.0308)
    longest_symptoms: tuple[int, ...] = tuned((24, 36, 42, 60))  # months, at entry
    least_vital_capacity: tuple[int, ...] = tuned((50, 60, 60, 70))  # % of predicted
    least_total: int = tuned(27)  # ALSFRS-R, at entry
    greatest_total: int = tuned(47)
    # Months of duration, and between visits.
    schedules: tuple[tuple[int, int], ...] = tuned(
        ((6, 1), (9, 1), (12, 1), (12, 1), (12, 1), (18, 1), (18, 2), (30, 2))
    )
    visit_jitter_sd: float = assumed(4.0)  # days
    missed_visits: float = assumed(0.03)
    drop_out: float = tuned(0.0165)  # monthly hazard
    drop_out_per_point_lost: float = tuned(0.04)  # on its log, from 10 points lost on
    active: float = published(0.698)  # share of the active arms: 6,728 of 9,640 rows in 2018
    followed_after: tuple[int, ...] = tuned((6, 6, 12, 18))  # months after the last visit, for deaths
    lungs_measured: float = tuned(0.56)  # share of visits
    signs_measured: float = tuned(0.78)
    events_a_year: float = assumed(4.0)
    drugs: float = assumed(4.0)  # beside the study drug, a person


@dataclass(frozen=True)
class Labs:
    """Laboratory results in metric units; pairs are men, women. The other analytes stand in trial_labs.py."""

    creatinine: tuple[float, float] = tuned((80.0, 66.5))  # umol/L with full motor function
    creatinine_cv: float = tuned(0.20)  # between people
    creatinine_visit_cv: float = assumed(0.07)
    creatinine_motor_share: float = tuned(0.30)  # what goes with all motor function
    ck_median: float = published(202.0)  # U/L
    ck_sdlog: float = assumed(0.65)
    urate: tuple[float, float] = tuned((323.0, 252.0))  # umol/L; 5.4 and 4.2 mg/dL
    urate_sd: tuple[float, float] = assumed((75.0, 65.0))
    nfl_median: float = published(78.5)  # pg/mL
    nfl_sdlog: float = tuned(0.45)
    nfl_by_speed: float = tuned(0.45)
    nfl_share: float = tuned(0.37)  # of the participants of trials that measured it
    at_screening: float = assumed(0.97)
    at_visits: float = tuned(0.79)
    after_last_visit: float = assumed(0.10)


@dataclass(frozen=True)
class Platform:
    """How members join, report, and stop; of those with ALS, unless said otherwise."""

    diagnosis_to_join: float = tuned(9.0)  # mean
    diagnosis_to_join_long: float = tuned(80.0)  # mean of those who join long after diagnosis
    joins_late: float = tuned(0.50)  # share of them
    years_open: float = assumed(15.0)  # from the first joiner to the export
    never_report: float = assumed(0.08)  # share that fill in a profile and nothing else
    single_report: float = assumed(0.17)
    gap: float = tuned(24.0)  # days between reports, median
    gap_sdlog: float = assumed(0.8)
    gap_person_sdlog: float = assumed(0.5)
    fades: float = tuned(0.05)  # monthly hazard of falling silent
    fades_per_point_lost: float = assumed(0.02)  # on its log, beyond 10 points lost
    most_reports: int = assumed(96)
    scored: float = tuned(0.85)  # of report days, those with an ALSFRS-R
    lists_treatments: float = tuned(0.90)
    death_told: float = assumed(0.45)
    rounded_onset: float = assumed(0.35)  # remember the month only, and say its first day
    caregiver_writes: float = assumed(0.5)  # once the hands fail
    caregiver_answers: float = assumed(0.3)  # once speech and hands fail
    also_in_trial: float = published(0.09)
    pma_per_als: float = published(388 / 4000)  # members with PMA and PLS for each with ALS, 2011
    pls_per_als: float = published(331 / 4000)


@dataclass(frozen=True)
class Crowd:
    """Members of the platform with other conditions: how much they report. A seed-size platform comes out at 24
    million symptom reports, 2.3 million medication reports and 570,000 patient-reported outcomes (press release)."""

    report_days: float = tuned(4.88)  # mean
    report_days_sdlog: float = assumed(1.2)
    symptoms: float = assumed(5.0)  # beside the first one, mean
    gap: float = assumed(40.0)  # days, mean
    courses: float = tuned(0.9)  # treatments a person, mean
    medication_reports: float = tuned(3.0)  # for each course, mean
    outcomes: float = tuned(0.40)  # a person, mean


@dataclass(frozen=True)
class Cohort:
    """Who is seen by one kind of contributor.

    Sex, sites, familial ALS and riluzole are published; ages and the noise of visits are tuned; the rest is assumed.
    """

    age_at_onset: float
    age_at_onset_sd: float
    youngest: float
    oldest: float
    male: float
    sites: tuple[float, ...]  # shares, as in SITES
    familial: float
    riluzole: float
    c9orf72: float
    slow_share: float
    visit_sd: float  # of an item's latent state, from visit to visit
    visit_common_sd: float  # of all items together


COURSE, BODY, SURVIVAL, LUNGS, LABS, TRIALS = Course(), Body(), Survival(), Lungs(), Labs(), Trials()
PLATFORM, CROWD = Platform(), Crowd()
GROUPS = (COURSE, BODY, SURVIVAL, LUNGS, LABS, TRIALS, PLATFORM, CROWD)

TRIAL = Cohort(
    age_at_onset=56.2,
    age_at_onset_sd=11.6,
    youngest=18,
    oldest=80,
    male=0.63,
    sites=(0.21, 0.38, 0.40, 0.01),
    familial=0.06,
    riluzole=0.70,
    c9orf72=0.07,
    slow_share=COURSE.slow_share,
    visit_sd=0.285,
    visit_common_sd=0.130,
)
MEMBERS = Cohort(
    age_at_onset=57.0,
    age_at_onset_sd=11.0,
    youngest=18,
    oldest=85,
    male=0.605,
    sites=(0.215, 0.37, 0.385, 0.03),
    familial=0.08,
    riluzole=0.62,
    c9orf72=0.08,
    slow_share=0.18,
    visit_sd=0.58,
    visit_common_sd=0.22,
)

# Shares that stand in tables of their own, beside what they are shares of; nothing published stands behind these.
TABLES_ASSUMED = {
    "Cohort": "genes, and the youngest and oldest",
    "crowd.SYMPTOMS, _REMEDIES": "what members with other conditions have and take",
    "identities.COUNTRIES": "where members live",
    "member_tables.profile": "members' race and ethnicity, beyond the share of white people",
    "patient_background.REMEDIES": "who takes what, riluzole and lithium apart",
    "patient_background.equipment": "who accepts a device, wheelchairs and ventilation apart",
    "patient_reports.SYMPTOMS": "weakness, swallowing, breath, mood, emotions, weight, yawning; what drives a symptom",
    "studies.RECORDED, AMONG": "El Escorial, strength, events, medication, blows, positions, units of laboratories",
    "trial_background": "events, drugs, relatives and diseases in the family",
    "trial_labs.PANEL": "analytes beside creatinine, creatine kinase, urate and albumin",
}
