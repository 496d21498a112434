"""The 21 defects that users of PRO-ACT describe in public, and the general ones, seeded into the trials'
tables.

What rules resolve without a finding, by design: R01 exact repeats; R05 neither 5a nor 5b; R06 first
symptoms in rows of their own; R08 birth instead of age; R09 synonyms; R11 positions in column names; R13
limits, words and thousands; R14 no day of death, repeats; R16 joined names; R17 absent answers; R18 columns
that nobody filled; R19 small cells; R20 names by release; R21 laboratory rows after the last visit. R03
reports rows of both scales only.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..model.editions import COLUMNS
from .defects import RARE, REPEATS, Edit, Row, Seeder, has, sets
from .lab_defects import seed_labs
from .trial_days import DAY
from .visit_defects import seed_visits
from .vital_defects import seed_vital_signs

_RACES = [name for name in COLUMNS["DEMOGRAPHICS"] if name.startswith("Race_") and name != "Race_Other_Specify"]
_POSITIONS = [name for name in COLUMNS["VITALSIGNS"] if "Supine" in name or "Standing" in name]
# Tables whose rows prove that somebody was seen (R21).
_CONTACTS = ("ALSFRS", "FVC", "SVC", "VITALSIGNS", "HANDGRIPSTRENGTH", "MUSCLESTRENGTH")


def seed_trials(seed: Seeder) -> None:
    """Every defect, into a release's tables without any."""
    _resolved_by_design(seed)
    _protect_last_contacts(seed)
    infants = _demographics(seed)
    _history(seed)
    deaths = _deaths(seed)
    seed_visits(seed, infants, deaths)
    seed_vital_signs(seed)
    seed_labs(seed, infants)
    _strength(seed)
    _events(seed)
    _codes(seed)
    for table, rate in (
        ("ALSFRS", 1.0),
        ("FVC", 1.0),
        ("LABS", 1.0),
        ("VITALSIGNS", 1.0),
        ("TREATMENT", 0.5),
    ):
        seed.repeat(table, rate * REPEATS)


def _resolved_by_design(seed: Seeder) -> None:
    """Counts what the trials themselves bring along, and keeps what a test shall find again."""
    tables = seed.tables
    names = tables["CONMEDS"].rows["Medication_Coded"]
    joined = np.flatnonzero(pc.match_substring(names, ";").to_numpy())
    symptoms = np.flatnonzero(tables["ALSHISTORY"].filled("Symptom"))
    both = np.flatnonzero(tables["ALSFRS"].filled("Q10_Respiratory") & tables["ALSFRS"].filled("R_1_Dyspnea"))
    for table, places in (("CONMEDS", joined), ("ALSHISTORY", symptoms), ("ALSFRS", both)):
        seed.protect(table, places)
    seed.count("R03", "ALSFRS", len(both), lossy=False)
    seed.note("R06", len(symptoms))
    seed.note("R11", int(np.any([tables["VITALSIGNS"].filled(name) for name in _POSITIONS], axis=0).sum()))
    seed.note("R16", len(joined))
    seed.note("R17", tables["DEMOGRAPHICS"].rows.num_rows - tables["RILUZOLE"].rows.num_rows)
    seed.note("R18", int((~tables["ALSFRS"].filled("Mode_of_Administration")).sum()))
    people = tables["DEMOGRAPHICS"]
    births = np.flatnonzero(people.filled("Date_of_Birth") & ~people.filled("Age"))
    seed.protect("DEMOGRAPHICS", births)
    seed.note("R08", len(births))
    races = [int(people.filled(name).sum()) for name in _RACES]
    seed.note("R19", sum(count for count in races if count < 11))


def _protect_last_contacts(seed: Seeder) -> None:
    """Keeps each person's last contacts and the laboratory rows after them (R21)."""
    contacts = pa.concat_tables(
        seed.tables[name].rows.select(["subject_id", DAY[name]]).rename_columns(["subject", "day"])
        for name in _CONTACTS
        if name in seed.tables
    )
    last = contacts.group_by("subject").aggregate([("day", "max")])
    order = pc.sort_indices(last["subject"])
    subjects, days = last["subject"].take(order).to_numpy(), last["day_max"].take(order).to_numpy()
    for name in (*_CONTACTS, "LABS"):
        if name not in seed.tables:
            continue
        rows = seed.tables[name].rows
        who, day = rows["subject_id"].to_numpy(), rows[DAY[name]].to_numpy()
        place = np.minimum(np.searchsorted(subjects, who), len(subjects) - 1)
        seen = subjects[place] == who
        kept = seen & (day >= days[place])
        seed.protect(name, np.flatnonzero(kept))
        if name == "LABS":
            seed.note("R21", len(np.unique(who[seen & (day > days[place])])))


def _demographics(seed: Seeder) -> set[str]:
    """Ages, births and sexes; the people whose birth stands in years instead of days are returned."""
    table = "DEMOGRAPHICS"

    def age_only(row: Row) -> bool:
        return bool(row["Age"]) and not row["Date_of_Birth"]

    seed.change("R08", table, RARE, sets(Age="158"), age_only)
    seed.change("R08", table, RARE, lambda row: row.update(Date_of_Birth=f"{int(row['Age']) * 365}"), age_only)
    seed.change("A01", table, RARE, sets(Age="fifty"), age_only)
    seed.change("R09", table, RARE, sets(Sex="Mle"), has("Sex"))
    examined = {str(subject) for subject in pc.unique(seed.tables["LABS"].rows["subject_id"]).to_pylist()}
    infants = seed.rows(table, RARE, lambda row: age_only(row) and row["subject_id"] in examined)
    for row in infants:
        row["Date_of_Birth"] = f"-{row['Age']}"
        labs = seed.tables["LABS"]
        place = pc.index(labs.rows["subject_id"], pa.scalar(int(row["subject_id"]))).as_py()
        early = labs.edit(place, labs.texts(np.array([place]))[0])
        early["Laboratory_Delta"] = "-88"
        seed.count("A07", "LABS")
    seed.respell("R09", table, 0.1, lambda row: row.update(Sex=row["Sex"][0]), has("Sex"))
    seed.respell("R09", table, 0.05, lambda row: row.update(Sex=row["Sex"].upper()), has("Sex"))
    seed.repeat(table, REPEATS)
    return {row["subject_id"] for row in infants}


def _history(seed: Seeder) -> None:
    """Onset records that contradict each other or come in an order that cannot be."""
    table = "ALSHISTORY"
    sites = {name: "" for name in COLUMNS[table] if name.startswith("Site_of_Onset")}
    told = has("Onset_Delta")
    for row in seed.rows(table, RARE, told):
        row.update(sites)
        seed.add(table, {**row, "Onset_Delta": str(int(row["Onset_Delta"]) - 200)})
        seed.count("R06", table, 2)
    for row in seed.rows(table, RARE, told):
        row.update(sites)
        alone = {**row, "Onset_Delta": "", "Diagnosis_Delta": ""}
        seed.add(table, {**alone, "Site_of_Onset": "Onset: Limb"})
        seed.add(table, {**alone, "Site_of_Onset___Bulbar": "1"})
        seed.count("R06", table, 3)

    def swap(row: Row) -> None:
        row["Onset_Delta"], row["Diagnosis_Delta"] = row["Diagnosis_Delta"], row["Onset_Delta"]

    def apart(row: Row) -> bool:
        dated = bool(row["Onset_Delta"]) and bool(row["Diagnosis_Delta"])
        return dated and int(row["Onset_Delta"]) < int(row["Diagnosis_Delta"]) < -30

    seed.change("R07", table, RARE, swap, apart)
    seed.change("R07", table, RARE, sets(Onset_Delta="140", Diagnosis_Delta=""), told)
    seed.change("R07", table, RARE, sets(Onset_Delta="-12", Diagnosis_Delta=""), told)
    seed.change("R07", table, RARE, sets(Diagnosis_Delta="75"), told)


def _deaths(seed: Seeder) -> dict[str, int]:
    """Deaths without a day, repeats, a word; then the known day of each death."""
    table = "DEATHDATA"
    seed.change("R09", table, RARE, sets(Subject_Died="Alive"), lambda row: row["Subject_Died"] == "No")
    seed.respell("R14", table, RARE, sets(Death_Days=""), has("Death_Days"))
    for row in seed.rows(table, 1 / 4634, has("Death_Days")):  # published: one, 2018
        seed.add(table, dict(row))
        seed.note("R14", 1)
    return {row["subject_id"]: int(row["Death_Days"]) for row in seed.tables[table].now() if row["Death_Days"]}


def _strength(seed: Seeder) -> None:
    table = "HANDGRIPSTRENGTH"
    seed.change("A01", table, RARE, sets(Test_Result="unable"))
    seed.change("A02", table, RARE, sets(Test_trial="12"))
    seed.change("A04", table, RARE, sets(Test_Unit=""))
    seed.change("A06", table, RARE, sets(Test_Result=""))
    seed.change("R09", table, RARE, sets(Test_Laterality="Lft"))
    seed.respell("R09", table, 0.1, _upper("Test_Laterality"))
    seed.change("R09", "MUSCLESTRENGTH", RARE, sets(Test_Location="EAR LOBE"))
    seed.change("A04", "MUSCLESTRENGTH", RARE, sets(Test_Unit="squares"))
    seed.change("R09", "NEUROFILAMENT", RARE, sets(Matrix="SALIVA"))


def _events(seed: Seeder) -> None:
    seed.change("R15", "ADVERSEEVENTS", RARE, sets(End_Date_Delta="812345"))
    seed.change("A06", "ADVERSEEVENTS", RARE, sets(Preferred_Term=""))
    seed.change("R09", "ADVERSEEVENTS", RARE, sets(Severity="Awful"))
    seed.respell("R09", "ADVERSEEVENTS", 0.1, _upper("Severity"))
    seed.change("R15", "CONMEDS", 0.01, sets(Stop_Delta="1096331"))
    seed.change("R15", "CONMEDS", 0.01, sets(Stop_Delta="73299"))
    seed.change("R16", "CONMEDS", RARE, sets(Dose="1-2 tablets"))
    seed.change("R09", "CONMEDS", RARE, sets(Route="BY MAGIC"))
    seed.change("A06", "CONMEDS", RARE, sets(Medication_Coded=""))


def _codes(seed: Seeder) -> None:
    """Words nobody knows, variants that everybody knows, and two answers on one day."""
    seed.respell("R09", "TREATMENT", 0.1, _upper("Study_Arm"))
    seed.contradict("TREATMENT", RARE, _exchange("Study_Arm", ("Active", "Placebo")))
    seed.change("R09", "ELESCORIAL", RARE, sets(el_escorial="Certain"))
    seed.contradict("ELESCORIAL", RARE, _exchange("el_escorial", ("Definite", "Possible")), _sure_or_not)
    seed.change("R09", "FAMILYHISTORY", RARE, sets(Neurological_Disease="GOUT"), _one_relative)


def _sure_or_not(row: Row) -> bool:
    return row["el_escorial"] in ("Definite", "Possible")


def _one_relative(row: Row) -> bool:
    relatives = sum(text == "1" for text in row.values())
    return relatives == 1 and bool(row["Neurological_Disease"])


def _exchange(column: str, words: Iterable[str]) -> Edit:
    first, second = words
    return lambda row: row.update({column: second if row[column] == first else first})


def _upper(column: str) -> Edit:
    return lambda row: row.update({column: row[column].upper()})
