"""What a trial records beside the visits: the person, history, arm, death, events, medication."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from ..model.editions import COLUMNS
from .columns import Given, same, stacked, table, tick, whole, word
from .disease import Ints
from .enrolment import Participants, Visits
from .parameters import BREATHING, BULBAR, TRIALS

# Published flags of 2022, cells below 11 as 5.
_RACES = {
    "Race_Caucasian": 7581,
    "Race_Black_African_American": 136,
    "Race_Asian": 73,
    "Race_Other": 148,
    "Race_Unknown": 25,
    "Race_Americ_Indian_Alaska_Native": 12,
    "Race_Hawaiian_Pacific_Islander": 5,
}
_OTHER_RACE = 39 / 148  # of those who say "other", who specify it
# Published counts of first symptoms of 2018, by the site where each is usual.
_SYMPTOMS = {
    "WEAKNESS": 1978,
    "Speech": 293,
    "Cramps": 67,
    "Fasciculations": 65,
    "Atrophy": 54,
    "OTHER": 51,
    "Swallowing": 47,
    "Stiffness": 40,
    "SENSORY_CHANGES": 35,
    "GAIT_CHANGES": 23,
}
_PLACE_NAMES = (
    *("MOUTH", "TONGUE", "THROAT", "FACE"),
    *("LEFT HAND", "RIGHT HAND", "LEFT ARM", "RIGHT ARM"),
    *("LEFT FOOT", "RIGHT FOOT", "LEFT LEG", "RIGHT LEG"),
    *("CHEST", "TRUNK", "BACK", "NECK"),
)
_RELATIVES = ("Mother", "Father", "Sister", "Brother", "Uncle__Maternal_", "Aunt__Paternal_", "Grandmother", "Cousin")
_DISEASES = ("ALS", "PARKINSON'S DISEASE", "DAT", "STROKE NOS", "DEMENTIA NOS")
# Preferred term, system organ class and its abbreviation.
_EVENTS = (
    ("Fall", "Injury, poisoning and procedural complications", "Inj&P"),
    ("Nausea", "Gastrointestinal disorders", "Gastr"),
    ("Constipation", "Gastrointestinal disorders", "Gastr"),
    ("Diarrhoea", "Gastrointestinal disorders", "Gastr"),
    ("Dysphagia", "Gastrointestinal disorders", "Gastr"),
    ("Headache", "Nervous system disorders", "Nerv"),
    ("Dizziness", "Nervous system disorders", "Nerv"),
    ("Fatigue", "General disorders and administration site conditions", "Genrl"),
    ("Nasopharyngitis", "Infections and infestations", "Infec"),
    ("Urinary tract infection", "Infections and infestations", "Infec"),
    ("Muscle spasms", "Musculoskeletal and connective tissue disorders", "Musc"),
    ("Muscular weakness", "Musculoskeletal and connective tissue disorders", "Musc"),
    ("Back pain", "Musculoskeletal and connective tissue disorders", "Musc"),
    ("Dyspnoea", "Respiratory, thoracic and mediastinal disorders", "Resp"),
    ("Respiratory failure", "Respiratory, thoracic and mediastinal disorders", "Resp"),
    ("Insomnia", "Psychiatric disorders", "Psych"),
    ("Depression", "Psychiatric disorders", "Psych"),
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
    ("SIMVASTATIN", "20", "mg"),
    ("OMEPRAZOLE", "20", "mg"),
    ("IBUPROFEN", "400", "mg"),
    ("LORAZEPAM", "1", "mg"),
    ("HYDROCODONE;PARACETAMOL", "1", "tablet"),
    ("DEXTROMETHORPHAN;QUINIDINE", "1", "capsule"),
    ("CALCIUM;VITAMIN D", "1", "tablet"),
)


def _shares(counts: dict[str, int]) -> np.ndarray:
    total = np.array(list(counts.values()), float)
    return np.asarray(total / total.sum())


def demographics(rng: np.random.Generator, them: Participants) -> pa.Table:
    """Age or birth, sex, race; ethnicity for some."""
    count = len(them)
    age, birth = them.has("age"), them.has("birth") | them.has("birth_too")
    asked = them.has("race")
    race = rng.choice(len(_RACES), count, p=_shares(_RACES))
    flags = {name: tick(asked & (race == place)) for place, name in enumerate(_RACES)}
    other = asked & (race == list(_RACES).index("Race_Other")) & (rng.random(count) < _OTHER_RACE)
    return table(
        COLUMNS["DEMOGRAPHICS"],
        {
            "subject_id": whole(them.subject),
            "Demographics_Delta": whole(np.zeros(count), rng.random(count) < 0.9927),
            "Age": whole(np.floor(them.age), age),
            "Date_of_Birth": whole(-np.rint(them.age * 365.25), birth),
            "Ethnicity": word(
                (rng.random(count) < 0.05).astype(int),
                ["Non-Hispanic or Latino", "Hispanic or Latino"],
                them.has("ethnicity"),
            ),
            **flags,
            "Race_Other_Specify": same("SYNTHETIC: NOT A RACE", count, other),
            "Sex": word(them.people.male, ["Female", "Male"], rng.random(count) < 0.9995),
        },
    )


def history(rng: np.random.Generator, them: Participants) -> pa.Table:
    """Onset and diagnosis in one row; the first symptoms of some in rows of their own."""
    asked = np.flatnonzero(them.has("history"))
    words = them.has("onset_in_words")[asked]
    site = them.people.site[asked]
    # How trials call the site: bulbar, limb, other, spine, limb and bulbar; not always as it was.
    called = np.where(site == BULBAR, 0, np.where(site == BREATHING, 2, 1))
    odd = rng.random(len(asked))
    called = np.where(odd < 0.060, 2, np.where(odd < 0.077, 3, np.where(odd < 0.083, 4, called)))
    boxed = np.where(called > 1, np.where(site == BULBAR, 0, 1), called)
    texts = ["Onset: Bulbar", "Onset: Limb", "Onset: Other", "Onset: Spine", "Onset: Limb and Bulbar"]
    known = rng.random(len(asked)) < 0.93
    onset_known = them.has("onset")[asked]
    onset = table(
        COLUMNS["ALSHISTORY"],
        {
            "subject_id": whole(them.subject[asked]),
            "Subject_ALS_History_Delta": whole(np.zeros(len(asked)), rng.random(len(asked)) < 0.72),
            "Site_of_Onset": word(called, texts, words & known),
            "Site_of_Onset___Bulbar": tick(~words & known & (boxed == 0)),
            "Site_of_Onset___Limb": tick(~words & known & (boxed == 1)),
            "Location": word(_place(rng, site), _PLACE_NAMES, rng.random(len(asked)) < 0.06),
            "Onset_Delta": whole(them.onset[asked], onset_known & (rng.random(len(asked)) < 0.97)),
            "Diagnosis_Delta": whole(them.diagnosis[asked], them.has("diagnosis")[asked]),
        },
    )
    return stacked([onset, _first_symptoms(rng, them)])


def _place(rng: np.random.Generator, site: Ints) -> Ints:
    """Where a symptom was felt: one of the four names of each site of onset."""
    return np.asarray(site * 4 + rng.integers(0, 4, len(site)))


def _first_symptoms(rng: np.random.Generator, them: Participants) -> pa.Table:
    asked = them.has("history") & them.has("first_symptom")
    times = np.where(asked, rng.choice(3, len(them), p=(0.5, 0.41, 0.09)), 0)
    who = np.repeat(np.arange(len(them)), times)
    symptom = rng.choice(len(_SYMPTOMS), len(who), p=_shares(_SYMPTOMS))
    other = symptom == list(_SYMPTOMS).index("OTHER")
    columns = {
        "subject_id": whole(them.subject[who]),
        "Subject_ALS_History_Delta": whole(np.zeros(len(who))),
        "Symptom": word(symptom, list(_SYMPTOMS)),
        "Symptom_Other_Specify": same("SYNTHETIC: NOT SPECIFIED", len(who), other),
        "Location": word(_place(rng, them.people.site[who]), _PLACE_NAMES),
    }
    return table(COLUMNS["ALSHISTORY"], columns)


def death(them: Participants) -> pa.Table:
    """Yes with the day, or No; nothing where the trial did not record it."""
    died = np.isfinite(them.death)
    written = np.flatnonzero(them.has("deaths") & (died | ~them.has("only_deaths")))
    return table(
        COLUMNS["DEATHDATA"],
        {
            "subject_id": whole(them.subject[written]),
            "Subject_Died": word(died[written], ["No", "Yes"]),
            "Death_Days": whole(them.death[written], died[written]),
        },
    )


def riluzole(them: Participants) -> pa.Table:
    """Yes or No; some trials write down only Yes, some nothing."""
    takes = them.people.riluzole
    written = np.flatnonzero(them.has("riluzole") & (takes | ~them.has("only_riluzole")))
    return table(
        COLUMNS["RILUZOLE"],
        {
            "subject_id": whole(them.subject[written]),
            "Subject_used_Riluzole": word(takes[written], ["No", "Yes"]),
            "Riluzole_use_Delta": whole(np.zeros(len(written))),
        },
    )


def treatment(them: Participants) -> pa.Table:
    """The arm; the drug is not disclosed."""
    written = np.flatnonzero(them.has("treatment"))
    return table(
        COLUMNS["TREATMENT"],
        {
            "subject_id": whole(them.subject[written]),
            "Study_Arm": word(them.active[written], ["Placebo", "Active"]),
            "Treatment_Group_Delta": whole(np.zeros(len(written))),
        },
    )


def el_escorial(rng: np.random.Generator, them: Participants) -> pa.Table:
    """Diagnostic certainty at screening."""
    written = np.flatnonzero(them.has("el_escorial"))
    words = ["Definite", "Probable", "Probable Laboratory Supported", "Possible"]
    return table(
        COLUMNS["ELESCORIAL"],
        {
            "subject_id": whole(them.subject[written]),
            "el_escorial": word(rng.choice(4, len(written), p=(0.32, 0.40, 0.20, 0.08)), words),
            "delta_days": whole(them.screening[written]),
        },
    )


def family_history(rng: np.random.Generator, them: Participants) -> pa.Table:
    """One row a disease in the family, in one of the two columns that trials used for it."""
    asked = them.has("family_history")
    familial = asked & them.people.familial
    some = asked & (rng.random(len(them)) < 0.13)
    who = np.concatenate([np.flatnonzero(familial), np.flatnonzero(some)])
    disease = np.concatenate([np.zeros(familial.sum(), int), rng.integers(1, len(_DISEASES), some.sum())])
    boxes = ~them.has("onset_in_words")[who]
    relative = rng.integers(0, len(_RELATIVES), len(who))
    second = np.where(rng.random(len(who)) < 0.3, (relative + 1) % len(_RELATIVES), relative)
    other = (rng.random(len(who)) < 0.02) & (disease > 0)
    return table(
        COLUMNS["FAMILYHISTORY"],
        {
            "subject_id": whole(them.subject[who]),
            "Family_History_Delta": whole(np.zeros(len(who))),
            "Family_Hx_of_Neuro_Disease": word(disease, _DISEASES, boxes),
            "Neurological_Disease": word(disease, _DISEASES, ~boxes),
            "Neurological_Disease_Other": same("SYNTHETIC: NOT SPECIFIED", len(who), ~boxes & other),
            **{name: tick((relative == place) | (second == place)) for place, name in enumerate(_RELATIVES)},
        },
    )


def adverse_events(rng: np.random.Generator, them: Participants, visits: Visits) -> pa.Table:
    """Some events a year, each term at most once a person; most end."""
    last = np.zeros(len(them), np.int64)
    last[visits.who[visits.last]] = visits.day[visits.last]
    likely = np.where(them.has("adverse_events"), TRIALS.events_a_year / len(_EVENTS) * (last + 30) / 365, 0)
    who, event = np.nonzero(rng.random((len(them), len(_EVENTS))) < likely[:, None])
    start = rng.integers(0, last[who] + 30)
    alive = start < np.where(np.isfinite(them.death), them.death, np.inf)[who]
    who, event, start = who[alive], event[alive], start[alive]
    count = len(who)
    over = rng.random(count) < 0.8
    grade = rng.choice(3, count, p=(0.6, 0.3, 0.1))
    terms = [term for term, _, _ in _EVENTS]
    return table(
        COLUMNS["ADVERSEEVENTS"],
        {
            "subject_id": whole(them.subject[who]),
            "Lowest_Level_Term": word(event, terms),
            "Preferred_Term": word(event, terms),
            "System_Organ_Class": word(event, [organ for _, organ, _ in _EVENTS]),
            "SOC_Abbreviation": word(event, [short for _, _, short in _EVENTS]),
            "Severity": word(grade, ["Mild", "Moderate", "Severe"]),
            "Outcome": word(over, ["Not recovered", "Recovered"]),
            "Start_Date_Delta": whole(start),
            "End_Date_Delta": whole(start + rng.integers(1, 60, count), over),
        },
    )


def medication(rng: np.random.Generator, them: Participants) -> pa.Table:
    """Drugs beside the study drug, each once a person; some names hold two ingredients."""
    likely = np.where(them.has("medication"), TRIALS.drugs / len(_DRUGS), 0)
    who, drug = np.nonzero(rng.random((len(them), len(_DRUGS))) < likely[:, None])
    count = len(who)
    stopped: Given = rng.random(count) < 0.3
    start: Ints = -rng.integers(0, 1500, count)
    return table(
        COLUMNS["CONMEDS"],
        {
            "subject_id": whole(them.subject[who]),
            "Medication_Coded": word(drug, [name for name, _, _ in _DRUGS]),
            "Start_Delta": whole(start),
            "Stop_Delta": whole(rng.integers(1, 300, count), stopped),
            "Dose": word(drug, [dose for _, dose, _ in _DRUGS]),
            "Unit": word(drug, [unit for _, _, unit in _DRUGS]),
            "Frequency": word(rng.random(count) < 0.4, ["QD", "BID"]),
            "Route": same("ORAL", count),
        },
    )
