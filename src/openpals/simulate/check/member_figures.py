"""What the members' files show, in the terms in which others published it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import numpy as np

from ..disease import REVISED, Floats
from ..members import FOLDER
from ..parameters import MONTH
from .trial_course import kings_stage
from .trial_files import Figures, mean, spread

_ITEMS = ["coalesce(cutting_without, cutting_with)" if item == "cutting" else item for item in REVISED]
_SUPPLEMENTS = "('Vitamin E', 'Vitamin D', 'Coenzyme Q10', 'Creatine', 'Magnesium')"


class MemberFiles:
    """The tables of an export, as views on its files; ``als``: the members with ALS."""

    def __init__(self, folder: Path, extracted: date) -> None:
        self._connection = duckdb.connect()
        self._connection.execute("SET enable_progress_bar = false")
        for path in sorted((folder / FOLDER).glob("*.csv")):
            self._connection.execute(
                f"CREATE VIEW {path.stem} AS SELECT * FROM read_csv('{path}', all_varchar = true, header = true)"
            )
        self._connection.execute("CREATE TABLE als AS SELECT * FROM members WHERE condition = 'als'")
        self._connection.execute(
            "CREATE TABLE als_symptoms AS SELECT member_id, symptom, bool_or(severity <> 'none') AS had, count(*) AS n"
            " FROM symptom_reports WHERE member_id IN (SELECT member_id FROM als) GROUP BY ALL"
        )
        self.extracted = extracted

    def close(self) -> None:
        """Lets go of the tables."""
        self._connection.close()

    def one(self, sql: str) -> float:
        """The single number of a query; nan for none."""
        found = self._connection.execute(sql).fetchone()
        return float("nan") if found is None or found[0] is None else float(found[0])

    def share(self, of: str, where: str) -> float:
        """Rows for which something is true, in per cent."""
        return 100 * self.one(f"SELECT avg(CASE WHEN {where} THEN 1.0 ELSE 0 END) FROM {of}")

    def columns(self, sql: str) -> list[np.ndarray]:
        """The columns of a query."""
        return [np.asarray(column) for column in self._connection.execute(sql).fetchnumpy().values()]


def member_figures(folder: Path, extracted: date) -> Figures:
    """Every figure that targets.toml names for members."""
    files = MemberFiles(folder, extracted)
    try:
        figures = _volume(files)
        for part in (_people, _engagement, _function, _symptoms, _treatments):
            figures |= part(files)
        return figures
    finally:
        files.close()


def _volume(files: MemberFiles) -> Figures:
    members = files.one("SELECT count(*) FROM members")
    outcomes = "SELECT count(*) FROM (SELECT DISTINCT member_id, date, instrument FROM outcomes)"
    return {
        "symptom_reports": files.one("SELECT count(*) FROM symptom_reports") / members,
        "medication_reports": files.one("SELECT count(*) FROM treatment_reports") / members,
        "outcomes": (files.one("SELECT count(*) FROM alsfrs") + files.one(outcomes)) / members,
    }


def _people(files: MemberFiles) -> Figures:
    joined = "(SELECT member_id, min(TRY_CAST(date AS DATE)) j FROM measurements GROUP BY 1)"
    age = f"""(SELECT date_diff('day', TRY_CAST(birth_date AS DATE), j) / 365.25 a
        FROM als JOIN {joined} USING (member_id))"""
    figures = {
        "male": files.share("als", "lower(sex) IN ('male', 'm')"),
        "white": files.share("als", "race = 'white'"),
        "age_50_69": files.share(age, "a >= 50 AND a < 70"),
        "familial": files.share("als", "member_id IN (SELECT member_id FROM family_history WHERE disease = 'als')"),
    }
    sites = {"leg": "leg_foot", "arm": "arm_hand", "bulbar": "bulbar_speech_swallow", "breathing": "breathing"}
    figures |= {f"site.{name}": files.share("als", f"onset_site = '{word}'") for name, word in sites.items()}
    figures["site.bulbar and other"] = figures["site.bulbar"] + figures["site.breathing"]
    figures["site.limb"] = figures["site.leg"] + figures["site.arm"]
    return figures


def _engagement(files: MemberFiles) -> Figures:
    rated = "(SELECT member_id, count(DISTINCT date) n FROM alsfrs GROUP BY 1)"
    first = "(SELECT member_id, min(TRY_CAST(date AS DATE)) f FROM alsfrs GROUP BY 1)"
    year = f"""(SELECT member_id, count(DISTINCT date) n FROM alsfrs JOIN {first} USING (member_id)
        WHERE TRY_CAST(date AS DATE) < f + 365 GROUP BY 1)"""
    return {
        "rated_4_times": 100
        * files.one(f"SELECT count(*) FROM {rated} WHERE n >= 4")
        / files.one("SELECT count(*) FROM als"),
        "history_and_status": files.share(
            "als",
            "member_id IN (SELECT member_id FROM treatments) AND member_id IN (SELECT member_id FROM alsfrs)",
        ),
        "rated_again": files.share(rated, "n >= 2"),
        "rated_4_times_a_year": files.share(year, "n >= 4"),
        "ratings_a_year": files.one(f"SELECT avg(n) FROM {year} WHERE n >= 4"),
    }


def _function(files: MemberFiles) -> Figures:
    *items, tube, duration, age = files.columns(
        f"""SELECT {", ".join(f"TRY_CAST({item} AS DOUBLE) AS i{place}" for place, item in enumerate(_ITEMS))},
            cutting_with IS NOT NULL t,
            date_diff('day', TRY_CAST(onset_date AS DATE), TRY_CAST(date AS DATE)) / {MONTH} d,
            date_diff('day', TRY_CAST(birth_date AS DATE), TRY_CAST(date AS DATE)) / 365.25 a
        FROM (SELECT * FROM alsfrs QUALIFY row_number() OVER (PARTITION BY member_id ORDER BY date DESC) = 1)
        JOIN als USING (member_id)"""
    )
    scores: Floats = np.stack([np.asarray(item, float) for item in items], axis=1)
    whole = np.isfinite(scores).all(axis=1) & np.isfinite(np.asarray(duration, float)) & (duration > 1)
    total = scores[whole].sum(axis=1)
    stage = kings_stage(scores[whole], np.asarray(tube, bool)[whole])
    return {
        "kings_4": 100 * mean(stage == 4),
        "age_mean": mean(np.asarray(age, float)[whole]),
        "age_sd": spread(np.asarray(age, float)[whole]),
        "duration_mean": mean(duration[whole]),
        "duration_sd": spread(duration[whole]),
        "loss_a_month": mean((48 - total) / duration[whole]),
    }


def _symptoms(files: MemberFiles) -> Figures:
    names = ("fatigue", "stiffness", "muscle_cramps", "fasciculations", "dysarthria", "pain", "constipation")
    reporters = files.one("SELECT count(DISTINCT member_id) FROM als_symptoms")
    return {
        f"symptom.{name}": 100
        * files.one(f"SELECT count(*) FROM als_symptoms WHERE symptom = '{name}' AND had")
        / reporters
        for name in (*names, "insomnia", "excess_saliva")
    }


def _treatments(files: MemberFiles) -> Figures:
    last = "(SELECT member_id, max(TRY_CAST(date AS DATE)) l FROM alsfrs GROUP BY 1)"
    on_riluzole = f"""SELECT member_id FROM treatments JOIN {last} USING (member_id) WHERE treatment = 'Riluzole'
        AND TRY_CAST(start_date AS DATE) <= l AND coalesce(TRY_CAST(stop_date AS DATE) > l, true)"""
    uses = "member_id IN (SELECT member_id FROM {table} WHERE {where})"
    figures = {
        "riluzole_now": files.share(last, f"member_id IN ({on_riluzole})"),
        "wheelchair": files.share("als", uses.format(table="equipment", where="equipment LIKE '%wheelchair'")),
        "niv": files.share("als", uses.format(table="equipment", where="equipment = 'niv'")),
        "supplements": files.share("als", uses.format(table="treatments", where=f"treatment IN {_SUPPLEMENTS}")),
        "riluzole_days": _median_course(files),
    }
    takers = "(SELECT DISTINCT member_id FROM treatments WHERE treatment = 'Lithium')"
    judged = """(SELECT member_id, max(TRY_CAST(main_side_effect_severity AS INT)) s
        FROM treatment_reports WHERE treatment = 'Lithium' GROUP BY 1)"""
    men = "(SELECT * FROM als WHERE lower(sex) IN ('male', 'm'))"
    return figures | {
        "lithium.men": files.share(takers, f"member_id IN (SELECT member_id FROM {men})"),
        "lithium.riluzole": files.share(takers, uses.format(table="treatments", where="treatment = 'Riluzole'")),
        "lithium.any side effect": files.share(judged, "s IS NOT NULL"),
        "lithium.severe side effect": files.share(judged, "s = 3"),
    }


def _median_course(files: MemberFiles) -> float:
    """Median days on riluzole, courses that still run counted as such (Kaplan-Meier)."""
    length, stopped = files.columns(
        f"""SELECT date_diff('day', TRY_CAST(start_date AS DATE),
            coalesce(TRY_CAST(stop_date AS DATE), DATE '{files.extracted}')) n, stop_date IS NOT NULL s
        FROM treatments WHERE treatment = 'Riluzole' AND member_id NOT IN (SELECT member_id FROM deaths) ORDER BY n"""
    )
    at_risk = np.arange(len(length), 0, -1)
    surviving = np.cumprod(1 - np.asarray(stopped, float) / at_risk)
    return float(length[np.argmax(surviving <= 0.5)])
