"""What a trial records beside the visits: the person, history, arm, death, events, medication."""

from __future__ import annotations

import numpy as np

from .files import Row
from .participants import Participant
from .proact_names import blank

_RACES = (
    ("Race_Caucasian", 0.90),
    ("Race_Black_African_American", 0.025),
    ("Race_Asian", 0.025),
    ("Race_Other", 0.02),
    ("Race_Unknown", 0.02),
    ("Race_Americ_Indian_Alaska_Native", 0.005),
    ("Race_Hawaiian_Pacific_Islander", 0.005),
)
_SITES = {"bulbar": ("Bulbar", "MOUTH"), "arm": ("Limb", "HAND"), "leg": ("Limb", "FOOT")}
_SYMPTOMS = ("WEAKNESS", "Speech", "Cramps", "Fasciculations", "GAIT_CHANGES")
_RELATIVES = ("Mother", "Father", "Sister", "Brother", "Uncle__Maternal_", "Grandmother", "Cousin")
_DISEASES = ("ALS", "PARKINSON'S DISEASE", "DAT", "STROKE NOS", "DEMENTIA NOS")
_EVENTS = (
    ("Fall", "Injury, poisoning and procedural complications", "Inj&P"),
    ("Nausea", "Gastrointestinal disorders", "Gastr"),
    ("Constipation", "Gastrointestinal disorders", "Gastr"),
    ("Headache", "Nervous system disorders", "Nerv"),
    ("Fatigue", "General disorders and administration site conditions", "Genrl"),
    ("Nasopharyngitis", "Infections and infestations", "Infec"),
    ("Muscle spasms", "Musculoskeletal and connective tissue disorders", "Musc"),
    ("Dyspnoea", "Respiratory, thoracic and mediastinal disorders", "Resp"),
    ("Insomnia", "Psychiatric disorders", "Psych"),
)
_DRUGS = (
    ("BACLOFEN", "10", "mg"),
    ("VITAMIN E", "400", "IU"),
    ("COENZYME Q10", "100", "mg"),
    ("ACETYLSALICYLIC ACID", "81", "mg"),
    ("LEVOTHYROXINE", "50", "mcg"),
    ("AMITRIPTYLINE", "25", "mg"),
    ("LISINOPRIL", "10", "mg"),
    ("CREATINE", "5", "g"),
    ("HYDROCODONE;PARACETAMOL", "1", "tablet"),
    ("DEXTROMETHORPHAN;QUINIDINE", "1", "capsule"),
    ("CALCIUM;VITAMIN D", "1", "tablet"),
)


def demographics(rng: np.random.Generator, who: Participant) -> list[Row]:
    """Age or birth, sex, race; ethnicity for a quarter."""
    row = blank("DEMOGRAPHICS", who.subject)
    row |= {
        "Demographics_Delta": "0",
        "Age": f"{who.age:.0f}",
        "Sex": "Male" if who.person.male else "Female",
        str(rng.choice([name for name, _ in _RACES], p=[share for _, share in _RACES])): "1",
    }
    if rng.random() < 0.25:
        row["Ethnicity"] = "Hispanic or Latino" if rng.random() < 0.05 else "Non-Hispanic or Latino"
    return [row]


def history(rng: np.random.Generator, who: Participant) -> list[Row]:
    """Onset and diagnosis in one row; the first symptoms of some in rows of their own."""
    site, place = _SITES.get(who.person.site, ("Other", "CHEST"))
    row = blank("ALSHISTORY", who.subject)
    row |= {
        "Subject_ALS_History_Delta": "0",
        "Onset_Delta": str(who.onset),
        "Diagnosis_Delta": str(who.diagnosis),
    }
    row |= {"Site_of_Onset": f"Onset: {site}"} if who.study.onset == "words" else {f"Site_of_Onset___{site}": "1"}
    rows = [row]
    for symptom in rng.choice(_SYMPTOMS, int(rng.choice(3, p=(0.8, 0.15, 0.05))), replace=False):
        first = blank("ALSHISTORY", who.subject)
        rows.append(first | {"Subject_ALS_History_Delta": "0", "Symptom": str(symptom), "Location": f"LEFT {place}"})
    return rows


def death(who: Participant) -> list[Row]:
    """Yes with the day, or No; nothing where the trial did not record it."""
    recorded = who.study.deaths
    if recorded == "none" or (recorded == "yes only" and who.death is None):
        return []
    row = blank("DEATHDATA", who.subject)
    row["Subject_Died"] = "No" if who.death is None else "Yes"
    row["Death_Days"] = "" if who.death is None else str(who.death)
    return [row]


def riluzole(who: Participant) -> list[Row]:
    """Yes or No; some trials write down only Yes, some nothing."""
    recorded = who.study.riluzole
    if recorded == "none" or (recorded == "yes only" and not who.person.riluzole):
        return []
    row = blank("RILUZOLE", who.subject)
    return [row | {"Subject_used_Riluzole": "Yes" if who.person.riluzole else "No", "Riluzole_use_Delta": "0"}]


def treatment(who: Participant) -> list[Row]:
    """The arm; the drug is not disclosed."""
    row = blank("TREATMENT", who.subject)
    return [row | {"Study_Arm": "Active" if who.active else "Placebo", "Treatment_Group_Delta": "0"}]


def el_escorial(rng: np.random.Generator, who: Participant) -> list[Row]:
    """Diagnostic certainty at screening."""
    words = ("Definite", "Probable", "Probable Laboratory Supported", "Possible")
    row = blank("ELESCORIAL", who.subject)
    chosen = str(rng.choice(words, p=(0.32, 0.4, 0.2, 0.08)))
    return [row | {"el_escorial": chosen, "delta_days": str(who.screening)}]


def family_history(rng: np.random.Generator, who: Participant) -> list[Row]:
    """One row a disease in the family, in one of the two columns that trials used for it."""
    if rng.random() > 0.2:
        return []
    column = "Family_Hx_of_Neuro_Disease" if who.study.onset == "boxes" else "Neurological_Disease"
    rows = []
    for disease in rng.choice(_DISEASES, int(rng.integers(1, 3)), replace=False):
        row = blank("FAMILYHISTORY", who.subject)
        row |= {"Family_History_Delta": "0", column: str(disease)}
        row |= {str(name): "1" for name in rng.choice(_RELATIVES, int(rng.integers(1, 3)), replace=False)}
        rows.append(row)
    return rows


def adverse_events(rng: np.random.Generator, who: Participant) -> list[Row]:
    """A few events, each term once; most end."""
    rows = []
    count = min(int(rng.poisson(2.5)), len(_EVENTS))
    for i in rng.choice(len(_EVENTS), count, replace=False):
        term, organ_class, short = _EVENTS[i]
        start = int(rng.integers(0, who.visits[-1] + 30))
        over = rng.random() < 0.8
        row = blank("ADVERSEEVENTS", who.subject)
        row |= {
            "Lowest_Level_Term": term,
            "Preferred_Term": term,
            "System_Organ_Class": organ_class,
            "SOC_Abbreviation": short,
            "Severity": str(rng.choice(("Mild", "Moderate", "Severe"), p=(0.6, 0.3, 0.1))),
            "Outcome": "Recovered" if over else "Not recovered",
            "Start_Date_Delta": str(start),
            "End_Date_Delta": str(start + int(rng.integers(1, 60))) if over else "",
        }
        rows.append(row)
    return rows


def medication(rng: np.random.Generator, who: Participant) -> list[Row]:
    """Drugs beside the study drug, each once; some names hold two ingredients."""
    rows = []
    count = min(int(rng.poisson(3)), len(_DRUGS))
    for i in rng.choice(len(_DRUGS), count, replace=False):
        name, dose, unit = _DRUGS[i]
        start = -int(rng.integers(0, 1500))
        row = blank("CONMEDS", who.subject)
        row |= {
            "Medication_Coded": name,
            "Start_Delta": str(start),
            "Stop_Delta": str(int(rng.integers(1, 300))) if rng.random() < 0.3 else "",
            "Dose": dose,
            "Unit": unit,
            "Frequency": "BID" if rng.random() < 0.4 else "QD",
            "Route": "ORAL",
        }
        rows.append(row)
    return rows
