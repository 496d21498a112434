"""PRO-ACT's words as CDISC's controlled terms, by way of the model's vocabularies, and units as CDISC writes them."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from ...model.units import ucum_code
from ...model.vocabulary import Vocabulary, normal_form, vocabulary

SEX = {"female": "F", "male": "M", "other": "U"}
ETHNICITY = {
    "hispanic": "HISPANIC OR LATINO",
    "not_hispanic": "NOT HISPANIC OR LATINO",
    "unknown": "UNKNOWN",
}
# PRO-ACT's boxes, and the terms for what is ticked.
RACES = {
    "Race_Americ_Indian_Alaska_Native": "AMERICAN INDIAN OR ALASKA NATIVE",
    "Race_Asian": "ASIAN",
    "Race_Black_African_American": "BLACK OR AFRICAN AMERICAN",
    "Race_Hawaiian_Pacific_Islander": "NATIVE HAWAIIAN OR OTHER PACIFIC ISLANDER",
    "Race_Caucasian": "WHITE",
    "Race_Other": "OTHER",
    "Race_Unknown": "UNKNOWN",
}
# CDISC grades events mild, moderate and severe; what is worse is told by the flags of seriousness.
EVENT_SEVERITY = {
    "mild": "MILD",
    "moderate": "MODERATE",
    "severe": "SEVERE",
    "life_threatening": "SEVERE",
    "fatal": "SEVERE",
    "unknown": None,
}
EVENT_OUTCOME = {
    "recovered": "RECOVERED/RESOLVED",
    "recovering": "RECOVERING/RESOLVING",
    "not_recovered": "NOT RECOVERED/NOT RESOLVED",
    "sequelae": "RECOVERED/RESOLVED WITH SEQUELAE",
    "fatal": "FATAL",
    "unknown": "UNKNOWN",
}
RESPONDENT = {
    "person": "STUDY SUBJECT",
    "caregiver_writing": "CAREGIVER",
    "caregiver_answering": "CAREGIVER",
    "clinician": "INVESTIGATOR",
}
CONTACT_MODE = {"in_person": "IN PERSON", "phone": "TELEPHONE CALL", "online": "REMOTE AUDIO VIDEO", "mail": "MAIL"}
ONSET_SITE = {
    "bulbar": "BULBAR",
    "limb": "LIMB",
    "limb_and_bulbar": "LIMB AND BULBAR",
    "spine": "SPINE",
    "other": "OTHER",
    "unknown": None,
}
ROUTE = {
    "oral": "ORAL",
    "tube": "ENTERAL",
    "intravenous": "INTRAVENOUS",
    "intramuscular": "INTRAMUSCULAR",
    "subcutaneous": "SUBCUTANEOUS",
    "intrathecal": "INTRATHECAL",
    "inhaled": "RESPIRATORY (INHALATION)",
    "skin": "TOPICAL",
    "eye_or_ear": "OPHTHALMIC",
    "rectal": "RECTAL",
    "sublingual": "SUBLINGUAL",
    "other": "UNKNOWN",
}
DOSE_UNIT = {
    "mg": "mg",
    "g": "g",
    "ug": "ug",
    "mL": "mL",
    "iu": "IU",
    "units": "U",
    "tablet": "TABLET",
    "patch": "PATCH",
    "drop": "DROP",
    "puff": "PUFF",
    "sachet": "SACHET",
    "percent": "%",
    "mg_per_kg": "mg/kg",
    "hours_a_day": "hours/day",
    "times_a_day": "times/day",
    "times_a_week": "times/week",
    "times_a_month": "times/month",
    "other": None,
}
SPECIMEN = {"serum": "SERUM", "whole_blood": "BLOOD", "urine": "URINE", "csf": "CEREBROSPINAL FLUID"}
SIDE = {"left": "LEFT", "right": "RIGHT", "both": "BILATERAL"}

# UCUM -> CDISC's unit codelist, where the two differ; a ratio has no unit.
_UNITS = {
    "1": "fraction of 1",
    "[lb_av]": "LB",
    "[in_i]": "in",
    "[degF]": "F",
    "Cel": "C",
    "mm[Hg]": "mmHg",
    "meq/L": "mEq/L",
    "m[IU]/L": "mIU/L",
    "u[IU]/mL": "uIU/mL",
    "10*3/uL": "10^3/uL",
    "10*6/uL": "10^6/uL",
    "10*9/L": "10^9/L",
    "10*12/L": "10^12/L",
}
# What is counted by the minute.
_RATES = {"PULSE": "beats/min", "RESP": "breaths/min"}


class NoTerm(Exception):
    """A table holds a word for which no controlled term is declared."""


def words_as_codes(words: pa.Array, listed: Vocabulary) -> pa.Array:
    """Each word's code in a vocabulary of the model. Raises NoTerm."""
    distinct = pc.unique(words)
    codes = [listed.words.get(normal_form(word)) if word else None for word in distinct.to_pylist()]
    if codes.count(None) > distinct.null_count:
        raise NoTerm(f"a word is not in the vocabulary {listed.name}: add it there, or correct the table that has it")
    return pa.array(codes, pa.string()).take(pc.index_in(words, distinct))


def words_as_terms(words: pa.Array, name: str, terms: Mapping[str, str | None]) -> pa.Array:
    """Each word's controlled term: ``terms`` gives it for each code of the model's vocabulary. Raises NoTerm."""
    codes = words_as_codes(words, vocabulary(name))
    distinct = pc.unique(codes)
    found = pa.array([None if code is None else terms[code] for code in distinct.to_pylist()], pa.string())
    return found.take(pc.index_in(codes, distinct))


def unit_term(ucum: str, test: str = "") -> str:
    """A UCUM unit as CDISC's codelist of units writes it, of a test where that matters.

    >>> unit_term("mm[Hg]"), unit_term("/min", "RESP"), unit_term("umol/L")
    ('mmHg', 'breaths/min', 'umol/L')
    """
    if ucum == "/min":
        return _RATES.get(test, ucum)
    return _UNITS.get(ucum, ucum)


def unit_term_of(word: str, test: str = "") -> str:
    """A source's word for a unit as CDISC writes it; a word that the model does not know stays as it is."""
    code = ucum_code(word)
    if code is None:
        return word
    # The laboratory's international units are units of their own in CDISC's list.
    return "IU/L" if word.strip().upper() == "IU/L" else unit_term(code, test)
