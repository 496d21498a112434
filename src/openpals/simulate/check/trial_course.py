"""How the trials' people decline and die."""

from __future__ import annotations

import numpy as np

from ..disease import Flags, Floats, Ints
from ..parameters import MONTH
from .mixed_model import fit, least_squares
from .trial_files import Figures, Totals, TrialFiles, mean, median, onset_sites, spread


def function(files: TrialFiles) -> Figures:
    """ALSFRS-R: how it begins, declines, stands still; how long people are seen."""
    seen = files.totals
    months, people = seen.day / MONTH, seen.people
    figures = slope_figures(files, seen)
    model = fit(seen.who, months, seen.total, people)
    figures |= {"model_slope": model.slope, "model_slope_sd": model.slope_sd, "model_residual_sd": model.residual_sd}
    figures |= {"model_correlation": model.correlation, "model_intercept_sd": model.intercept_sd}
    start = seen.total[seen.first]
    figures |= {
        "total_mean": mean(start),
        "total_sd": spread(start),
        "total_median": median(start),
    }
    domains = {"bulbar": slice(0, 3), "fine": slice(3, 6), "gross": slice(6, 9), "breathing": slice(9, 12)}
    for name, part in domains.items():
        figures[f"domain_median.{name}"] = median(seen.items[seen.first, part].sum(axis=1))
    for name, item in {"Speech": 0, "Swallowing": 2, "Handwriting": 3, "Walking": 7, "Dyspnea": 9}.items():
        low = (seen.items[:, item] <= 2) & (seen.day <= 500)
        figures[f"low_in_500_days.{name}"] = 100 * len(np.unique(seen.who[low])) / people
    figures["tube_at_start"] = 100 * mean(seen.tube[seen.first])
    often = seen.visits >= 3
    figures |= {"visits_mean": mean(seen.visits[often]), "visits_sd": spread(seen.visits[often])}
    followed = seen.last_day / MONTH
    figures |= {"followed_mean": mean(followed[often]), "followed_sd": spread(followed[often])}
    figures["followed_days"] = mean(seen.last_day)
    for epoch in (6, 12, 18):
        figures[f"plateau_{epoch}"] = _not_declined(seen, epoch)
    return figures


def slope_figures(files: TrialFiles, seen: Totals) -> Figures:
    """Own slopes of people with at least three visits over at least 90 days, by site of onset."""
    months = seen.day / MONTH
    slope = least_squares(seen.who, months, seen.total, seen.people)
    enough = (seen.visits >= 3) & (seen.last_day >= 90)
    figures = {"slope_mean": mean(slope[enough]), "slope_sd": spread(slope[enough])}
    twice = (seen.visits >= 2) & np.isfinite(slope) & (slope >= -10) & (slope <= 2)
    figures["faster_than_1"] = 100 * mean(slope[twice] < -1)
    site = onset_sites(files, seen.subject)
    for name in ("Bulbar", "Limb"):
        chosen = slope[enough & (site == name)]
        figures |= {f"slope_mean.{name}": mean(chosen), f"slope_sd.{name}": spread(chosen)}
        figures[f"slope_median.{name}"] = median(chosen)
    return figures


def _not_declined(seen: Totals, months: int) -> float:
    """Of those assessed at the end of an epoch (46 days more or less), the share not below their first total, in %."""
    off = np.abs(seen.day - months * MONTH)
    nearest = np.full(seen.people, np.inf)
    np.minimum.at(nearest, seen.who, off)
    at_end = (off == nearest[seen.who]) & (off <= 46)
    start = np.zeros(seen.people)
    start[seen.who[seen.first]] = seen.total[seen.first]
    return 100 * mean(seen.total[at_end] >= start[seen.who[at_end]])


def outcome(files: TrialFiles) -> Figures:
    """Riluzole, arms, deaths, stages."""
    figures = {"riluzole": files.share("RILUZOLE", "Subject_used_Riluzole = 'Yes'")}
    people = files.one("SELECT count(*) FROM TREATMENT")
    for arm in ("Active", "Placebo"):
        figures[f"arm.{arm}"] = (
            files.one(f"SELECT count(*) FROM TREATMENT WHERE lower(Study_Arm) = '{arm.lower()}'") / people
        )
    placebo = "(SELECT DISTINCT subject_id FROM TREATMENT WHERE lower(Study_Arm) = 'placebo')"
    told = f"""(SELECT Subject_Died FROM {placebo}
        LEFT JOIN (SELECT DISTINCT subject_id, Subject_Died FROM DEATHDATA) USING (subject_id))"""
    for name, where in {"died": "= 'Yes'", "not died": "= 'No'", "no death record": "IS NULL"}.items():
        figures[f"placebo.{name}"] = files.one(
            f"SELECT avg(CASE WHEN Subject_Died {where} THEN 1.0 ELSE 0 END) FROM {told}"
        )
    deaths = files.columns(
        """SELECT subject_id::BIGINT, TRY_CAST(Death_Days AS DOUBLE) d, TRY_CAST(Onset_Delta AS DOUBLE) o FROM DEATHDATA
        JOIN ALSHISTORY USING (subject_id) WHERE d IS NOT NULL AND o < -30"""
    )
    figures["onset_to_death"] = mean(deaths[1] - deaths[2])
    return figures | _kings_times(files.totals, deaths)


def kings_stage(items: Floats, tube: Flags) -> Ints:
    """King's stage 0 to 4 of each assessment (Balendra 2014, ALSFD 15:279); ``items`` in the scale's order."""
    fourth = tube | (items[:, 9] == 0) | (items[:, 11] < 4)
    regions = (items[:, :3] < 4).any(axis=1).astype(int) + ((items[:, 3] < 4) | (items[:, 4] < 4)) + (items[:, 7] < 4)
    return np.where(fourth, 4, regions)


def _kings_times(seen: Totals, deaths: list[np.ndarray]) -> Figures:
    """Time from onset to the first record of a stage over the time to death, of the deceased; medians."""
    died = dict(zip(deaths[0].tolist(), zip(deaths[1].tolist(), deaths[2].tolist(), strict=True), strict=True))
    death, onset = (
        np.array([died.get(one, (np.nan, np.nan))[place] for one in seen.subject.tolist()]) for place in (0, 1)
    )
    stage = kings_stage(seen.items, seen.tube)
    figures = {}
    for number in (2, 3, 4):
        first = np.full(seen.people, np.inf)
        here = stage == number
        np.minimum.at(first, seen.who[here], seen.day[here].astype(float))
        known = np.isfinite(death) & np.isfinite(first)
        figures[f"kings_{number}"] = median((first - onset)[known] / (death - onset)[known])
    return figures
