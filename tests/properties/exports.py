"""Random exports in every layout: what each column may hold, good cells and bad ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

from tests.contributions import TO_THE_END, Made, csv_text, deposit, write_contribution

Rows = list[dict[str, str]]
Files = dict[str, Rows]


@dataclass(frozen=True)
class Column:
    """``good`` cells are taken as they are (an empty one where a cell may be empty); ``bad`` lose or reject."""

    good: Sequence[str]
    bad: Sequence[str] = ()


@dataclass(frozen=True)
class Shape:
    """The files of one layout and their columns. ``people`` is the file that lists the people."""

    layout: str
    subject: str
    people: str
    columns: Mapping[str, Mapping[str, Column]]


def maybe(column: Column) -> Column:
    """The same, and a cell may be empty."""
    return Column([*column.good, "", ""], column.bad)


def words(*good: str) -> Column:
    return Column(good, ("no such word", "?", "17 Nonsense Street"))


def numbers(*good: float | str) -> Column:
    return Column([str(value) for value in good], ("many", "1,5", "-99999999999", "1e99", "1e999", "NaN", "0x10"))


def counts(*good: int) -> Column:
    return Column([str(value) for value in good], ("many", "1.5", "-99999999999", "NaN", "0x10"))


DAYS = [str(date(2021, 3, 1) + timedelta(days)) for days in (0, 1, 2, 30, 60, 61, 400)]
DATE = Column(
    [*DAYS, DAYS[0] + "T08:30", "2021-3-2"],
    ("", "2021-02-31", "2021/03/01", "2021-03-1O", "1900-01-01", "2031-01-01", "2021-03", "1981-03-01", "tomorrow"),
)
DAY = Column(["0", "1", "30", "31", "365", "-20"], ("", "-91", "10951", "1.5", "99999", "soon"))
SOME_DAY = maybe(Column(DAY.good, ("1.5", "soon")))
ITEM = maybe(Column("01234", ("7", "-1", "2.5", "x")))
SYMPTOM = words("fatigue", "Fatigue", "pain", "insomnia", "tired")
TREATMENT = words("riluzole", "Rilutek", "edaravone", "lithium")
DOSE = maybe(numbers(50, 100, "50.0", 2.5))
DOSE_UNIT = maybe(words("mg", "milligrams", "g"))
RESPONDENT = maybe(words("person", "patient", "caregiver", "clinician"))
SEX = maybe(words("female", "M", "male"))
RACE_BOX = Column(["", "", "1"])
YES_NO = words("yes", "No", "Y", "0")

MEMBERS = Shape(
    "members",
    "member_id",
    "members.csv",
    {
        "members.csv": {
            "sex": SEX,
            "country": maybe(words("DE", "fr", "US")),
            "birth_date": maybe(Column(["1950-05-01", "1961-12-31"], ("1961-13-31", "1961"))),
            "onset_date": maybe(Column(["2019-02-01", "2020-05-05"], ("2019-02-30",))),
        },
        "symptom_reports.csv": {
            "date": DATE,
            "symptom": SYMPTOM,
            "severity": words("none", "Mild", "moderate", "SEVERE"),
            "attributed_to": maybe(words("disease", "treatment")),
            "answered_by": RESPONDENT,
        },
        "treatments.csv": {
            "treatment": TREATMENT,
            "purpose": maybe(SYMPTOM),
            "start_date": maybe(Column(DAYS, ("2021-02-31", "2021"))),
            "stop_date": maybe(Column(DAYS, ("2021-02-31",))),
            "dose": DOSE,
            "dose_unit": DOSE_UNIT,
        },
        "treatment_reports.csv": {
            "date": DATE,
            "treatment": TREATMENT,
            "dose": DOSE,
            "dose_unit": DOSE_UNIT,
            "effectiveness": maybe(words("none", "slight", "Major")),
            "main_side_effect": maybe(SYMPTOM),
            "main_side_effect_severity": maybe(counts(1, 2, 3)),
        },
        "alsfrs.csv": {"date": DATE, "speech": Column("01234", ITEM.bad), "walking": ITEM, "cutting_without": ITEM},
        "outcomes.csv": {
            "date": DATE,
            "instrument": Column(["alsaq-5", "phq-2"]),
            "item": Column("12"),
            "score": numbers(0, 1, 2.5),
        },
        "measurements.csv": {
            "date": DATE,
            "sign": words("PULSE", "resp"),
            "value": numbers(40, 41.5, 60),
            "unit": Column(["/min"], ("furlong",)),
        },
        "equipment.csv": {
            "equipment": words("niv", "BiPAP", "afo"),
            "start_date": maybe(Column(DAYS, ("2021-02-31",))),
        },
        "family_history.csv": {"relative": words("mother", "Father"), "disease": words("ALS", "stroke")},
        "deaths.csv": {
            "died": Column(["yes", "no"]),
            "death_date": maybe(Column(["2024-05-01", "2024-05-02"], ("2024",))),
        },
    },
)

PROACT = Shape(
    "proact",
    "subject_id",
    "DEMOGRAPHICS.csv",
    {
        "DEMOGRAPHICS.csv": {
            "Sex": SEX,
            "Age": maybe(numbers(41, 55.5, 70)),
            "Race_Caucasian": RACE_BOX,
            "Race_Asian": RACE_BOX,
        },
        "ALSFRS.csv": {
            "ALSFRS_Delta": DAY,
            "Q1_Speech": Column("01234", ITEM.bad),
            "Q5a_Cutting_without_Gastrostomy": ITEM,
            "Q8_Walking": ITEM,
            "R_1_Dyspnea": ITEM,
            "ALSFRS_R_Total": maybe(numbers(30, 40)),
        },
        "ALSHISTORY.csv": {
            "Onset_Delta": maybe(Column(["-300", "-700"], ("long ago", "20"))),
            "Diagnosis_Delta": maybe(Column(["-100", "-200"], ("?",))),
            "Site_of_Onset": words("Onset: Bulbar", "Onset: Limb"),
        },
        "FVC.csv": {
            "Forced_Vital_Capacity_Delta": DAY,
            "Subject_Liters_Trial_1": numbers(2.5, 3.25, 4),
            "Subject_Liters_Trial_2": maybe(numbers(2.75, 3)),
            "pct_of_Normal_Trial_1": maybe(numbers(60, 80.5)),
        },
        "LABS.csv": {
            "Laboratory_Delta": DAY,
            "Test_Name": words("ALP", "ALT(SGPT)"),
            "Test_Result": Column(["40", "41.5", "<5"], ("sample lost", "")),
            "Test_Unit": Column(["U/L"], ("furlong", "")),
        },
        "VITALSIGNS.csv": {
            "Vital_Signs_Delta": DAY,
            "Pulse": numbers(60, 72, 80),
            "Weight": maybe(numbers(70, 71.5)),
            "Weight_Units": Column(["kg"], ("furlong",)),
            "Supine_Pulse": maybe(numbers(58, 60)),
        },
        "FAMILYHISTORY.csv": {
            "Mother": Column(["1"], ("",)),
            "Aunt": RACE_BOX,
            "Neurological_Disease": words("ALS", "DAT"),
        },
        "CONMEDS.csv": {
            "Medication_Coded": Column(["ASPIRIN", "aspirin; RILUZOLE", "BACLOFEN"], ("", " ; ")),
            "Start_Delta": SOME_DAY,
            "Dose": maybe(Column(["50", "100"], ("as needed",))),
            "Unit": DOSE_UNIT,
        },
        "ADVERSEEVENTS.csv": {"Preferred_Term": Column(["Fall", "Nausea"], ("",)), "Start_Date_Delta": SOME_DAY},
        "DEATHDATA.csv": {"Subject_Died": YES_NO, "Death_Days": maybe(Column(["500", "501"], ("soon", "15")))},
    },
)

SDTM = Shape(
    "sdtm",
    "USUBJID",
    "dm.csv",
    {
        "dm.csv": {
            "SEX": SEX,
            "AGE": maybe(numbers(50, 61)),
            "RFSTDTC": Column([DAYS[0], DAYS[2]], ("2021-02-31", "")),
            "DTHFL": Column(["", "N"], ("Y",)),
            "ARM": Column(["Placebo", "Drug"]),
        },
        "vs.csv": {
            "VSDTC": DATE,
            "VSTESTCD": words("PULSE", "RESP"),
            "VSORRES": numbers(40, 60),
            "VSORRESU": Column(["/min"], ("furlong",)),
        },
        "lb.csv": {
            "LBDTC": DATE,
            "LBTESTCD": words("ALP", "ALT"),
            "LBORRES": Column(["40", "41.5"], ("sample lost", "")),
            "LBORRESU": Column(["U/L"], ("furlong", "")),
        },
        "ae.csv": {
            "AEDECOD": Column(["Fall", "Nausea"], ("",)),
            "AESTDTC": maybe(Column(DAYS, ("2021-02-31", "2021"))),
        },
        "qs.csv": {
            "QSDTC": DATE,
            "QSCAT": Column(["alsaq-5"]),
            "QSTESTCD": Column(["ALSFR101", "ALSFR102", "ALSAQ1"]),
            "QSORRES": Column("01234", ITEM.bad),
        },
    },
)

SHAPES = (MEMBERS, PROACT, SDTM)


def export(shape: Shape, seed: int, bad: float, others: int = 2, people: int = 15, rows: int = 120) -> Files:
    """An export of ``people`` persons: the file that lists them, and ``others`` more of ``rows`` rows.

    ``bad`` is the share of cells that are bad ones; a third of it is the share of rows of nobody.
    """
    dice = Random(seed)
    known = [f"P-{number}" for number in range(people)]
    files = {shape.people: [*known, *dice.choices(known, k=people // 3)]}
    for file in dice.sample([file for file in shape.columns if file != shape.people], others):
        owners = dice.choices(known, k=rows)
        files[file] = [dice.choice(["P-nobody", "", f" {who} "]) if dice.random() < bad / 3 else who for who in owners]
    return {
        file: [
            {shape.subject: who, **{name: _cell(dice, column, bad) for name, column in shape.columns[file].items()}}
            for who in owners
        ]
        for file, owners in files.items()
    }


def _cell(dice: Random, column: Column, bad: float) -> str:
    return dice.choice(column.bad if column.bad and dice.random() < bad else column.good)


def deposited(folder: Path, shape: Shape, files: Files) -> Made:
    """The deposit of an export, in the new folder ``folder``."""
    texts = {file: csv_text(rows) for file, rows in files.items()}
    return deposit(write_contribution(folder / "export", texts, layout=shape.layout), folder / "deposit", TO_THE_END)
