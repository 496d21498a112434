"""Who is in the trials' files, what was recorded of them, and what is wrong with it."""

from __future__ import annotations

from ...model.editions import COLUMNS
from ..parameters import MONTH
from .trial_files import Figures, TrialFiles, mean, median, spread

ANALYTES = {
    "Creatinine": ("creatinine",),
    "Albumin": ("albumin",),
    "Creatine Kinase": ("ck", "creatine kinase"),
    "Uric Acid": ("uric acid",),
}


def sizes(files: TrialFiles) -> Figures:
    """Rows and subjects of each table, and of four analytes, for each person of DEMOGRAPHICS."""
    people = files.one("SELECT count(DISTINCT subject_id) FROM DEMOGRAPHICS")
    figures = {}
    for table in files.tables:
        figures[f"rows.{table}"] = files.one(f"SELECT count(*) FROM {table}") / people
        figures[f"subjects.{table}"] = files.one(f"SELECT count(DISTINCT subject_id) FROM {table}") / people
    figures["alsfrs_rows_a_subject"] = figures["rows.ALSFRS"] / figures["subjects.ALSFRS"]
    figures["subjects.onset"] = (
        files.one("SELECT count(DISTINCT subject_id) FROM ALSHISTORY WHERE Onset_Delta IS NOT NULL") / people
    )
    for name, spellings in ANALYTES.items():
        chosen = ", ".join(f"'{spelling}'" for spelling in spellings)
        figures[f"lab_rows.{name}"] = (
            files.one(f"SELECT count(*) FROM LABS WHERE lower(Test_Name) IN ({chosen})") / people
        )
    return figures


def people(files: TrialFiles) -> Figures:
    """Age, sex, race, height, weight."""
    figures = {
        "age_mean": files.one(
            "SELECT avg(TRY_CAST(Age AS DOUBLE)) FROM DEMOGRAPHICS WHERE TRY_CAST(Age AS DOUBLE) < 110"
        ),
        "age_sd": files.one(
            "SELECT stddev(TRY_CAST(Age AS DOUBLE)) FROM DEMOGRAPHICS WHERE TRY_CAST(Age AS DOUBLE) < 110"
        ),
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
    figures |= {"height_mean": mean(h), "height_sd": spread(h)}
    figures |= {"weight_mean": mean(w), "weight_sd": spread(w)}
    bmi = w / (h / 100) ** 2
    return figures | {
        "bmi_mean": mean(bmi),
        "bmi_sd": spread(bmi),
        "weight_within_sd": mean(s),
    }


def history(files: TrialFiles) -> Figures:
    """Sites and dates of onset, first symptoms."""
    people = files.one("SELECT count(DISTINCT subject_id) FROM ALSHISTORY")
    sites = {
        "Limb": "Limb",
        "Bulbar": "Bulbar",
        "Other": "Other",
        "Spine": "Spine",
        "Limb and Bulbar": "Limb and Bulbar",
    }
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
    for symptom, count in zip(
        *files.columns("SELECT Symptom, count(*) FROM ALSHISTORY WHERE Symptom IS NOT NULL GROUP BY 1"), strict=True
    ):
        figures[f"symptom.{symptom}"] = float(count) / total
    onset, diagnosis = files.columns(
        "SELECT TRY_CAST(Onset_Delta AS DOUBLE), TRY_CAST(Diagnosis_Delta AS DOUBLE) FROM ALSHISTORY"
        " WHERE TRY_CAST(Onset_Delta AS DOUBLE) < -30"
    )
    figures |= {"duration_mean": -mean(onset) / MONTH, "duration_sd": spread(onset) / MONTH}
    figures["diagnosis_to_baseline"] = -mean(diagnosis) / MONTH
    ages = files.columns(
        "SELECT TRY_CAST(Age AS DOUBLE) + TRY_CAST(Onset_Delta AS DOUBLE) / 365.25 FROM DEMOGRAPHICS JOIN ALSHISTORY"
        " USING (subject_id) WHERE TRY_CAST(Age AS DOUBLE) < 110 AND TRY_CAST(Onset_Delta AS DOUBLE) < -30"
    )[0]
    return figures | {"onset_age_median": median(ages)}


def filled(files: TrialFiles) -> Figures:
    """Cells that are filled, or not, in per cent."""
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


# What makes two rows of a table the same fact.
_KEYS = {
    "ALSFRS": "subject_id, ALSFRS_Delta",
    "FVC": "subject_id, Forced_Vital_Capacity_Delta",
    "VITALSIGNS": "subject_id, Vital_Signs_Delta",
    "LABS": "subject_id, Laboratory_Delta, Test_Name",
}


def mistakes(files: TrialFiles) -> Figures:
    """Repeats, contradictions, impossible values: shares of rows, or for each person."""
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


def _conflicts(files: TrialFiles, table: str, key: str) -> float:
    """Rows that say of a fact something else than another one."""
    return files.one(
        f"SELECT sum(n - 1) FROM (SELECT count(*) n FROM (SELECT DISTINCT * FROM {table}) GROUP BY {key} HAVING n > 1)"
    )
