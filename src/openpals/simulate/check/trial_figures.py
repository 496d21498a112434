"""What the trials' files show, in the terms in which others published it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from ..disease import Flags, Floats, Ints
from ..parameters import MONTH
from ..proact_names import COLUMNS, Release
from .mixed_model import fit, least_squares

Figures = dict[str, float]

_SHARED = tuple(name for name in COLUMNS["ALSFRS"] if name.startswith("Q") and name != "Q10_Respiratory")
_BREATHING = ("R_1_Dyspnea", "R_2_Orthopnea", "R_3_Respiratory_Insufficiency")


@dataclass(frozen=True)
class Totals:
    """Dated ALSFRS-R assessments with all twelve items, by person and day. ``who`` counts people from 0."""

    subject: Ints
    who: Ints
    day: Ints
    items: Floats  # (rows, 12)
    tube: Flags

    @cached_property
    def total(self) -> Floats:
        """Sum of the items."""
        return np.asarray(self.items.sum(axis=1))

    @cached_property
    def first(self) -> Flags:
        """The first assessment of each."""
        return np.concatenate([[True], self.who[1:] != self.who[:-1]])

    @cached_property
    def visits(self) -> Ints:
        """Assessments of each person."""
        return np.bincount(self.who)

    @cached_property
    def last_day(self) -> Ints:
        """The last day of each person."""
        last = np.zeros(len(self.visits), np.int64)
        np.maximum.at(last, self.who, self.day)
        return last

    @property
    def people(self) -> int:
        """How many people."""
        return len(self.visits)


class TrialFiles:
    """The tables of an export, read as text: what is no number is empty."""

    def __init__(self, folder: Path, release: Release) -> None:
        self._connection = duckdb.connect()
        self._connection.execute("SET enable_progress_bar = false")
        for table, file in release.files.items():
            path = str(folder / release.folder / file)
            names = {spelled: name for name, spelled in release.header(table).items()}
            rows = self._connection.read_csv(path, all_varchar=True, header=True)
            columns = ", ".join(f'"{spelled}" AS "{names[spelled]}"' for spelled in rows.columns)
            self._connection.execute(f"CREATE TABLE {table} AS SELECT {columns} FROM rows")
        self.tables = tuple(release.files)

    def close(self) -> None:
        """Lets go of the tables."""
        self._connection.close()

    def one(self, sql: str) -> float:
        """The single number of a query; nan for none."""
        found = self._connection.execute(sql).fetchone()
        return float("nan") if found is None or found[0] is None else float(found[0])

    def columns(self, sql: str) -> list[np.ndarray]:
        """The columns of a query; empty cells as nan."""
        found = self._connection.execute(sql).fetchnumpy()
        return [_plain(column) for column in found.values()]

    def share(self, table: str, where: str) -> float:
        """Rows of a table for which something is true, in per cent."""
        return 100 * self.one(f"SELECT avg(CASE WHEN {where} THEN 1.0 ELSE 0 END) FROM {table}")


def _plain(column: Any) -> np.ndarray:
    if isinstance(column, np.ma.MaskedArray):
        if column.dtype.kind in "fiu":
            return np.asarray(column.astype(float).filled(np.nan))
        return np.asarray(column.filled(None))
    return np.asarray(column)


@contextmanager
def trial_files(folder: Path, release: Release) -> Iterator[TrialFiles]:
    """The export's tables for a while."""
    files = TrialFiles(folder, release)
    try:
        yield files
    finally:
        files.close()


def trial_figures(folder: Path, release: Release) -> Figures:
    """Every figure that targets.toml names for trials."""
    with trial_files(folder, release) as files:
        figures: Figures = {}
        for part in (_sizes, _people, _history, _filled, _function, _lungs, _laboratory, _outcome, _mistakes):
            figures |= part(files)
        return figures


def _sizes(files: TrialFiles) -> Figures:
    people = files.one("SELECT count(DISTINCT subject_id) FROM DEMOGRAPHICS")
    figures = {}
    for table in files.tables:
        figures[f"rows.{table}"] = files.one(f"SELECT count(*) FROM {table}") / people
        figures[f"subjects.{table}"] = files.one(f"SELECT count(DISTINCT subject_id) FROM {table}") / people
    figures["alsfrs_rows_a_subject"] = figures["rows.ALSFRS"] / figures["subjects.ALSFRS"]
    figures["subjects.onset"] = (
        files.one("SELECT count(DISTINCT subject_id) FROM ALSHISTORY WHERE Onset_Delta IS NOT NULL") / people
    )
    for name, spellings in _ANALYTES.items():
        chosen = ", ".join(f"'{spelling}'" for spelling in spellings)
        figures[f"lab_rows.{name}"] = files.one(f"SELECT count(*) FROM LABS WHERE lower(Test_Name) IN ({chosen})") / people
    return figures


_ANALYTES = {
    "Creatinine": ("creatinine",),
    "Albumin": ("albumin",),
    "Creatine Kinase": ("ck", "creatine kinase"),
    "Uric Acid": ("uric acid",),
}


def _people(files: TrialFiles) -> Figures:
    figures = {
        "age_mean": files.one("SELECT avg(TRY_CAST(Age AS DOUBLE)) FROM DEMOGRAPHICS WHERE TRY_CAST(Age AS DOUBLE) < 110"),
        "age_sd": files.one("SELECT stddev(TRY_CAST(Age AS DOUBLE)) FROM DEMOGRAPHICS WHERE TRY_CAST(Age AS DOUBLE) < 110"),
        "age_median": files.one("SELECT median(TRY_CAST(Age AS DOUBLE)) FROM DEMOGRAPHICS"),
        "male": files.share("DEMOGRAPHICS", "lower(Sex) IN ('male', 'm')"),
    }
    races = [name for name in COLUMNS["DEMOGRAPHICS"] if name.startswith("Race_") and not name.endswith("Specify")]
    counts = {name: files.one(f"SELECT count({name}) FROM DEMOGRAPHICS") for name in races}
    people = files.one("SELECT count(*) FROM DEMOGRAPHICS")
    figures |= {f"race.{name}": count / people for name, count in counts.items()}
    figures["white"] = 100 * counts["Race_Caucasian"] / sum(counts.values())
    kilograms = "TRY_CAST(Weight AS DOUBLE) / CASE WHEN Weight_Units = 'Pounds' THEN 2.20462 ELSE 1 END"
    centimetres = "TRY_CAST(Height AS DOUBLE) * CASE WHEN Height_Units = 'Inches' THEN 2.54 ELSE 1 END"
    first = f"""SELECT subject_id, arg_min({kilograms}, TRY_CAST(Vital_Signs_Delta AS INT)) w,
        max({centimetres}) h, stddev({kilograms}) s FROM VITALSIGNS
        WHERE Weight_Units IS NOT NULL GROUP BY 1 HAVING h BETWEEN 120 AND 220 AND w BETWEEN 30 AND 200"""
    h, w, s = files.columns(f"SELECT h, w, s FROM ({first})")
    figures |= {"height_mean": float(h.mean()), "height_sd": float(h.std())}
    figures |= {"weight_mean": float(w.mean()), "weight_sd": float(w.std())}
    bmi = w / (h / 100) ** 2
    return figures | {"bmi_mean": float(bmi.mean()), "bmi_sd": float(bmi.std()), "weight_within_sd": float(np.nanmean(s))}


def _history(files: TrialFiles) -> Figures:
    people = files.one("SELECT count(DISTINCT subject_id) FROM ALSHISTORY")
    sites = {"Limb": "Limb", "Bulbar": "Bulbar", "Other": "Other", "Spine": "Spine", "Limb and Bulbar": "Limb and Bulbar"}
    figures = {
        f"site.{name}": files.one(
            f"SELECT count(DISTINCT subject_id) FROM ALSHISTORY WHERE Site_of_Onset = 'Onset: {word}'"
        )
        / people
        for name, word in sites.items()
    }
    figures["site.empty"] = 1 - sum(figures.values())
    everybody = files.one("SELECT count(DISTINCT subject_id) FROM DEMOGRAPHICS")
    for name, where in {
        "site_flag.Bulbar": "Site_of_Onset___Bulbar = '1'",
        "site_flag.Limb": "Site_of_Onset___Limb = '1'",
        "site_flag.text": "Site_of_Onset IS NOT NULL",
        "history.Onset_Delta": "Onset_Delta IS NOT NULL",
        "history.Diagnosis_Delta": "Diagnosis_Delta IS NOT NULL",
        "history.Symptom": "Symptom IS NOT NULL",
        "history.Location": "Location IS NOT NULL",
        "history.Symptom_Other": "Symptom_Other_Specify IS NOT NULL",
        "history.History_Delta": "Subject_ALS_History_Delta IS NOT NULL",
    }.items():
        figures[name] = files.one(f"SELECT count(*) FROM ALSHISTORY WHERE {where}") / everybody
    figures["history.symptom_subjects"] = (
        files.one("SELECT count(DISTINCT subject_id) FROM ALSHISTORY WHERE Symptom IS NOT NULL") / everybody
    )
    total = files.one("SELECT count(Symptom) FROM ALSHISTORY")
    for symptom, count in zip(*files.columns("SELECT Symptom, count(*) FROM ALSHISTORY WHERE Symptom IS NOT NULL GROUP BY 1"), strict=True):
        figures[f"symptom.{symptom}"] = float(count) / total
    onset, diagnosis = files.columns(
        "SELECT TRY_CAST(Onset_Delta AS DOUBLE), TRY_CAST(Diagnosis_Delta AS DOUBLE) FROM ALSHISTORY"
        " WHERE TRY_CAST(Onset_Delta AS DOUBLE) < -30"
    )
    figures |= {"duration_mean": float(-onset.mean() / MONTH), "duration_sd": float(onset.std() / MONTH)}
    figures["diagnosis_to_baseline"] = float(-np.nanmean(diagnosis) / MONTH)
    ages = files.columns(
        "SELECT TRY_CAST(Age AS DOUBLE) + TRY_CAST(Onset_Delta AS DOUBLE) / 365.25 FROM DEMOGRAPHICS JOIN ALSHISTORY"
        " USING (subject_id) WHERE TRY_CAST(Age AS DOUBLE) < 110 AND TRY_CAST(Onset_Delta AS DOUBLE) < -30"
    )[0]
    return figures | {"onset_age_median": float(np.nanmedian(ages))}


def _filled(files: TrialFiles) -> Figures:
    figures = {
        f"filled.{column}": files.share("DEMOGRAPHICS", f"{column} IS NOT NULL")
        for column in ("Age", "Date_of_Birth", "Ethnicity", "Race_Caucasian", "Sex", "Demographics_Delta")
    }
    figures |= {
        f"missing.{column}": files.share("ALSFRS", f"{column} IS NULL")
        for column in (
            *("Q5b_Cutting_with_Gastrostomy", "Q10_Respiratory", "ALSFRS_Total"),
            *("Mode_of_Administration", "ALSFRS_Responded_By"),
        )
    }
    first = "(SELECT subject_id, arg_min(ALSFRS_R_Total, TRY_CAST(ALSFRS_Delta AS INT)) t FROM ALSFRS GROUP BY 1)"
    figures["missing.first_total"] = 100 * files.one(
        f"SELECT avg(CASE WHEN t IS NULL THEN 1.0 ELSE 0 END) FROM {first}"
    )
    figures["missing.age"] = files.share("DEMOGRAPHICS", "Age IS NULL")
    figures["missing.fvc"] = files.share("FVC", "Subject_Liters_Trial_1 IS NULL")
    figures["missing.weight"] = files.share("VITALSIGNS", "Weight IS NULL")
    for sign, units in (("Height", ("Centimeters", "Inches")), ("Weight", ("Kilograms", "Pounds"))):
        for unit in units:
            figures[f"unit.{sign}.{unit}"] = files.share("VITALSIGNS", f"{sign}_Units = '{unit}'") / 100
        figures[f"unit.{sign}.blank"] = files.share("VITALSIGNS", f"{sign}_Units IS NULL") / 100
    return figures


def totals(files: TrialFiles) -> Totals:
    """ALSFRS-R assessments on possible days; of two on a day the first."""
    cutting = "coalesce(TRY_CAST(Q5a_Cutting_without_Gastrostomy AS DOUBLE), TRY_CAST(Q5b_Cutting_with_Gastrostomy AS DOUBLE))"
    plain = [f"TRY_CAST({name} AS DOUBLE)" for name in (*_SHARED, *_BREATHING) if not name.startswith("Q5")]
    items = [*plain[:4], cutting, *plain[4:]]
    filled = " AND ".join(f"{item} BETWEEN 0 AND 4" for item in items)
    columns = files.columns(
        f"""SELECT subject_id::BIGINT s, TRY_CAST(ALSFRS_Delta AS INT) d, {", ".join(f"any_value({item})" for item in items)},
            any_value(Q5b_Cutting_with_Gastrostomy IS NOT NULL)
        FROM ALSFRS WHERE TRY_CAST(subject_id AS BIGINT) > 100 AND TRY_CAST(ALSFRS_Delta AS INT) BETWEEN -90 AND 5000
        AND {filled} GROUP BY 1, 2 ORDER BY 1, 2"""
    )
    subject = columns[0].astype(np.int64)
    names, who = np.unique(subject, return_inverse=True)
    return Totals(names, who, columns[1].astype(np.int64), np.stack(columns[2:14], axis=1), columns[14].astype(bool))


def _function(files: TrialFiles) -> Figures:
    seen = totals(files)
    months, people = seen.day / MONTH, seen.people
    figures = slope_figures(files, seen)
    model = fit(seen.who, months, seen.total, people)
    figures |= {"model_slope": model.slope, "model_slope_sd": model.slope_sd, "model_residual_sd": model.residual_sd}
    figures |= {"model_correlation": model.correlation, "model_intercept_sd": model.intercept_sd}
    start = seen.total[seen.first]
    figures |= {"total_mean": float(start.mean()), "total_sd": float(start.std()), "total_median": float(np.median(start))}
    domains = {"bulbar": slice(0, 3), "fine": slice(3, 6), "gross": slice(6, 9), "breathing": slice(9, 12)}
    for name, part in domains.items():
        figures[f"domain_median.{name}"] = float(np.median(seen.items[seen.first, part].sum(axis=1)))
    for name, item in {"Speech": 0, "Swallowing": 2, "Handwriting": 3, "Walking": 7, "Dyspnea": 9}.items():
        low = (seen.items[:, item] <= 2) & (seen.day <= 500)
        figures[f"low_in_500_days.{name}"] = 100 * len(np.unique(seen.who[low])) / people
    figures["tube_at_start"] = 100 * float(seen.tube[seen.first].mean())
    often = seen.visits >= 3
    figures |= {"visits_mean": float(seen.visits[often].mean()), "visits_sd": float(seen.visits[often].std())}
    followed = seen.last_day / MONTH
    figures |= {"followed_mean": float(followed[often].mean()), "followed_sd": float(followed[often].std())}
    figures["followed_days"] = float(seen.last_day.mean())
    for epoch in (6, 12, 18):
        figures[f"plateau_{epoch}"] = _not_declined(seen, epoch)
    return figures


def slope_figures(files: TrialFiles, seen: Totals) -> Figures:
    """Own slopes of people with at least three visits over at least 90 days, by site of onset."""
    months = seen.day / MONTH
    slope = least_squares(seen.who, months, seen.total, seen.people)
    enough = (seen.visits >= 3) & (seen.last_day >= 90)
    figures = {"slope_mean": float(slope[enough].mean()), "slope_sd": float(slope[enough].std())}
    twice = (seen.visits >= 2) & np.isfinite(slope) & (slope >= -10) & (slope <= 2)
    figures["faster_than_1"] = 100 * float((slope[twice] < -1).mean())
    site = onset_sites(files, seen.subject)
    for name in ("Bulbar", "Limb"):
        chosen = slope[enough & (site == name)]
        figures |= {f"slope_mean.{name}": float(chosen.mean()), f"slope_sd.{name}": float(chosen.std())}
        figures[f"slope_median.{name}"] = float(np.median(chosen))
    return figures


def onset_sites(files: TrialFiles, subject: Ints) -> np.ndarray:
    """Bulbar, Limb or nothing, for each subject."""
    bulbar = "Site_of_Onset = 'Onset: Bulbar' OR Site_of_Onset___Bulbar = '1'"
    limb = "Site_of_Onset = 'Onset: Limb' OR Site_of_Onset___Limb = '1'"
    told = files.columns(
        f"SELECT subject_id::BIGINT, CASE WHEN {bulbar} THEN 'Bulbar' ELSE 'Limb' END FROM ALSHISTORY"
        f" WHERE ({bulbar} OR {limb}) AND TRY_CAST(subject_id AS BIGINT) > 100"
    )
    known = dict(zip(told[0].tolist(), told[1].tolist(), strict=True))
    return np.array([known.get(one, "") for one in subject.tolist()])


def _not_declined(seen: Totals, months: int) -> float:
    """Of those assessed at the end of an epoch (46 days more or less), the share not below their first total, in %."""
    off = np.abs(seen.day - months * MONTH)
    nearest = np.full(seen.people, np.inf)
    np.minimum.at(nearest, seen.who, off)
    at_end = (off == nearest[seen.who]) & (off <= 46)
    start = np.zeros(seen.people)
    start[seen.who[seen.first]] = seen.total[seen.first]
    return 100 * float((seen.total[at_end] >= start[seen.who[at_end]]).mean())


def _lungs(files: TrialFiles) -> Figures:
    litres, percent = files.columns(
        """SELECT arg_min(TRY_CAST(Subject_Liters_Trial_1 AS DOUBLE), d), arg_min(p, d) FROM (
            SELECT subject_id, TRY_CAST(Forced_Vital_Capacity_Delta AS INT) d, Subject_Liters_Trial_1,
                greatest(TRY_CAST(pct_of_Normal_Trial_1 AS DOUBLE), TRY_CAST(pct_of_Normal_Trial_2 AS DOUBLE),
                    TRY_CAST(pct_of_Normal_Trial_3 AS DOUBLE)) p FROM FVC)
        WHERE d BETWEEN -90 AND 5000 AND p BETWEEN 5 AND 160 GROUP BY subject_id"""
    )
    figures = {"fvc_first_median": float(np.nanmedian(litres))}
    figures |= {"fvc_percent_mean": float(percent.mean()), "fvc_percent_sd": float(percent.std())}
    subject, day, value = files.columns(
        """SELECT subject_id::BIGINT s, d, max(p) FROM (
            SELECT subject_id, TRY_CAST(Forced_Vital_Capacity_Delta AS INT) d,
                greatest(TRY_CAST(pct_of_Normal_Trial_1 AS DOUBLE), TRY_CAST(pct_of_Normal_Trial_2 AS DOUBLE),
                    TRY_CAST(pct_of_Normal_Trial_3 AS DOUBLE)) p FROM FVC WHERE TRY_CAST(subject_id AS BIGINT) > 100)
        WHERE d BETWEEN -90 AND 5000 AND p BETWEEN 5 AND 160 GROUP BY 1, 2 ORDER BY 1, 2"""
    )
    names, who = np.unique(subject.astype(np.int64), return_inverse=True)
    figures["fvc_slope"] = fit(who, day / MONTH, value, len(names)).slope
    first = np.concatenate([[True], who[1:] != who[:-1]])
    start = dict(zip(names.tolist(), value[first].tolist(), strict=True))
    seen = totals(files)
    slope = least_squares(seen.who, seen.day / MONTH, seen.total, seen.people)
    enough = (seen.visits >= 3) & (seen.last_day >= 90)
    begins = np.array([start.get(one, np.nan) for one in seen.subject.tolist()])
    both = enough & np.isfinite(begins)
    figures["fvc_slope_correlation"] = float(np.corrcoef(begins[both], slope[both])[0, 1])
    return figures


def _laboratory(files: TrialFiles) -> Figures:
    value = "TRY_CAST(Test_Result AS DOUBLE) * CASE Test_Unit WHEN 'mg/dL' THEN {mg} WHEN 'g/dL' THEN 10 ELSE 1 END"
    figures: Figures = {}
    first = """(SELECT subject_id, arg_min({value}, TRY_CAST(Laboratory_Delta AS INT)) v FROM LABS
        WHERE lower(Test_Name) IN ({names}) AND {value} BETWEEN {low} AND {high} GROUP BY 1)"""
    for name, (mg, low, high) in {
        "Creatinine": (88.4, 10, 500),
        "Albumin": (1, 10, 80),
        "Creatine Kinase": (1, 5, 9000),
        "Uric Acid": (59.48, 50, 1200),
    }.items():
        names = ", ".join(f"'{spelling}'" for spelling in _ANALYTES[name])
        table = first.format(value=value.format(mg=mg), names=names, low=low, high=high)
        figures[f"first.{name}"] = files.one(f"SELECT median(v) FROM {table}")
        figures[f"sd.{name}"] = files.one(f"SELECT stddev(v) FROM {table}")
        for sex in ("Male", "Female"):
            who = f"(SELECT * FROM {table} JOIN DEMOGRAPHICS USING (subject_id) WHERE upper(Sex[1]) = '{sex[0]}')"
            figures[f"mean.{name}.{sex}"] = files.one(f"SELECT avg(v) FROM {who}")
        figures[f"mean.{name}"] = files.one(f"SELECT avg(v) FROM {table}")
    creatinine = value.format(mg=88.4)
    figures["creatinine_correlation"] = files.one(
        f"""SELECT corr({creatinine}, TRY_CAST(ALSFRS_R_Total AS DOUBLE)) FROM LABS JOIN ALSFRS ON
        LABS.subject_id = ALSFRS.subject_id AND Laboratory_Delta = ALSFRS_Delta
        WHERE lower(Test_Name) = 'creatinine' AND {creatinine} BETWEEN 10 AND 500"""
    )
    if "NEUROFILAMENT" in files.tables:
        subject, level = files.columns(
            "SELECT subject_id::BIGINT s, arg_min(TRY_CAST(Result AS DOUBLE), TRY_CAST(Collection_Delta AS INT))"
            " FROM NEUROFILAMENT WHERE Matrix = 'SERUM' GROUP BY 1"
        )
        figures["nfl_median"] = float(np.median(level))
        seen = totals(files)
        slope = dict(
            zip(
                seen.subject.tolist(),
                least_squares(seen.who, seen.day / MONTH, seen.total, seen.people).tolist(),
                strict=True,
            )
        )
        slopes = np.array([slope.get(one, np.nan) for one in subject.astype(int).tolist()])
        known = np.isfinite(slopes)
        figures["nfl_spearman"] = float(np.corrcoef(_ranks(level[known]), _ranks(slopes[known]))[0, 1])
    return figures


def _ranks(values: Floats) -> Floats:
    return np.asarray(np.argsort(np.argsort(values)), float)


def _outcome(files: TrialFiles) -> Figures:
    figures = {"riluzole": files.share("RILUZOLE", "Subject_used_Riluzole = 'Yes'")}
    people = files.one("SELECT count(*) FROM TREATMENT")
    for arm in ("Active", "Placebo"):
        figures[f"arm.{arm}"] = files.one(f"SELECT count(*) FROM TREATMENT WHERE lower(Study_Arm) = '{arm.lower()}'") / people
    placebo = "(SELECT DISTINCT subject_id FROM TREATMENT WHERE lower(Study_Arm) = 'placebo')"
    told = f"(SELECT Subject_Died FROM {placebo} LEFT JOIN (SELECT DISTINCT subject_id, Subject_Died FROM DEATHDATA) USING (subject_id))"
    for name, where in {"died": "= 'Yes'", "not died": "= 'No'", "no death record": "IS NULL"}.items():
        figures[f"placebo.{name}"] = files.one(
            f"SELECT avg(CASE WHEN Subject_Died {where} THEN 1.0 ELSE 0 END) FROM {told}"
        )
    deaths = files.columns(
        """SELECT subject_id::BIGINT, TRY_CAST(Death_Days AS DOUBLE) d, TRY_CAST(Onset_Delta AS DOUBLE) o FROM DEATHDATA
        JOIN ALSHISTORY USING (subject_id) WHERE d IS NOT NULL AND o < -30"""
    )
    figures["onset_to_death"] = float((deaths[1] - deaths[2]).mean())
    return figures | _kings_times(totals(files), deaths)


def kings_stage(items: Floats, tube: Flags) -> Ints:
    """King's stage 0 to 4 of each assessment (Balendra 2014, ALSFD 15:279); ``items`` in the scale's order."""
    fourth = tube | (items[:, 9] == 0) | (items[:, 11] < 4)
    regions = (
        (items[:, :3] < 4).any(axis=1).astype(int)
        + ((items[:, 3] < 4) | (items[:, 4] < 4))
        + (items[:, 7] < 4)
    )
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
        figures[f"kings_{number}"] = float(np.median((first - onset)[known] / (death - onset)[known]))
    return figures


# What makes two rows of a table the same fact.
_KEYS = {
    "ALSFRS": "subject_id, ALSFRS_Delta",
    "FVC": "subject_id, Forced_Vital_Capacity_Delta",
    "VITALSIGNS": "subject_id, Vital_Signs_Delta",
    "LABS": "subject_id, Laboratory_Delta, Test_Name",
}


def _conflicts(files: TrialFiles, table: str, key: str) -> float:
    """Rows that say of a fact something else than another one."""
    return files.one(
        f"SELECT sum(n - 1) FROM (SELECT count(*) n FROM (SELECT DISTINCT * FROM {table}) GROUP BY {key} HAVING n > 1)"
    )


def _mistakes(files: TrialFiles) -> Figures:
    rows = sum(files.one(f"SELECT count(*) FROM {table}") for table in files.tables)
    repeats = sum(
        files.one(f"SELECT count(*) FROM {table}") - files.one(f"SELECT count(*) FROM (SELECT DISTINCT * FROM {table})")
        for table in files.tables
    )
    early = sum(
        files.one(f"SELECT count(*) FROM {table} WHERE TRY_CAST({day} AS INT) < 0")
        for table, day in (
            ("ALSFRS", "ALSFRS_Delta"),
            ("FVC", "Forced_Vital_Capacity_Delta"),
            ("LABS", "Laboratory_Delta"),
            ("VITALSIGNS", "Vital_Signs_Delta"),
        )
    )
    people = files.one("SELECT count(DISTINCT subject_id) FROM DEMOGRAPHICS")
    metres = "TRY_CAST(Height AS DOUBLE) <= 80 AND Height_Units = 'Centimeters'"
    return {
        "exact_repeats": repeats / rows,
        "conflicts": sum(_conflicts(files, table, key) for table, key in _KEYS.items()) / rows,
        "before_first_visit": early / rows,
        "both_q5": files.one(
            "SELECT count(*) FROM ALSFRS WHERE Q5a_Cutting_without_Gastrostomy IS NOT NULL"
            " AND Q5b_Cutting_with_Gastrostomy IS NOT NULL"
        )
        / files.one("SELECT count(*) FROM ALSFRS"),
        "death_repeats": files.one("SELECT count(*) - count(DISTINCT subject_id) FROM DEATHDATA") / people,
        "height_below_80_cm": files.one(f"SELECT count(*) FROM VITALSIGNS WHERE {metres}") / people,
        "weight_below_25_kg": files.one(
            "SELECT count(*) FROM VITALSIGNS WHERE TRY_CAST(Weight AS DOUBLE) < 25 AND Weight_Units = 'Kilograms'"
        )
        / people,
    }
