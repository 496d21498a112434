"""Breath and blood of the trials' people."""

from __future__ import annotations

import numpy as np

from ..disease import Floats
from ..parameters import MONTH
from .mixed_model import fit, least_squares
from .trial_files import Figures, TrialFiles, correlation, mean, median, spread
from .trial_records import ANALYTES


def lungs(files: TrialFiles) -> Figures:
    """Forced vital capacity: first, and how it falls."""
    litres, percent = files.columns(
        """SELECT arg_min(TRY_CAST(Subject_Liters_Trial_1 AS DOUBLE), d), arg_min(p, d) FROM (
            SELECT subject_id, TRY_CAST(Forced_Vital_Capacity_Delta AS INT) d, Subject_Liters_Trial_1,
                greatest(TRY_CAST(pct_of_Normal_Trial_1 AS DOUBLE), TRY_CAST(pct_of_Normal_Trial_2 AS DOUBLE),
                    TRY_CAST(pct_of_Normal_Trial_3 AS DOUBLE)) p FROM FVC)
        WHERE d BETWEEN -90 AND 5000 AND p BETWEEN 5 AND 160 GROUP BY subject_id"""
    )
    figures = {"fvc_first_median": median(litres)}
    figures |= {"fvc_percent_mean": mean(percent), "fvc_percent_sd": spread(percent)}
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
    seen = files.totals
    slope = least_squares(seen.who, seen.day / MONTH, seen.total, seen.people)
    enough = (seen.visits >= 3) & (seen.last_day >= 90)
    begins = np.array([start.get(one, np.nan) for one in seen.subject.tolist()])
    both = enough & np.isfinite(begins)
    figures["fvc_slope_correlation"] = correlation(begins[both], slope[both])
    return figures


def laboratory(files: TrialFiles) -> Figures:
    """First results of four analytes in one unit each; neurofilament."""
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
        names = ", ".join(f"'{spelling}'" for spelling in ANALYTES[name])
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
        figures["nfl_median"] = median(level)
        seen = files.totals
        slope = dict(
            zip(
                seen.subject.tolist(),
                least_squares(seen.who, seen.day / MONTH, seen.total, seen.people).tolist(),
                strict=True,
            )
        )
        slopes = np.array([slope.get(one, np.nan) for one in subject.astype(int).tolist()])
        known = np.isfinite(slopes)
        figures["nfl_spearman"] = correlation(_ranks(level[known]), _ranks(slopes[known]))
    return figures


def _ranks(values: Floats) -> Floats:
    return np.asarray(np.argsort(np.argsort(values)), float)
