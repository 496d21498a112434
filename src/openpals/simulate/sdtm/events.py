"""AE and MH: what happened during the trial, and how the disease began."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ...model.vocabulary import vocabulary
from .course import Course
from .dataset import Columns, constant, dated, of_people
from .findings import together
from .roster import People
from .rows import Rows, Tables, rows_of
from .terms import EVENT_OUTCOME, EVENT_SEVERITY, ONSET_SITE, words_as_codes, words_as_terms
from .timing import UNKNOWN, Days, as_days, from_days, iso_dates

DISEASE = "AMYOTROPHIC LATERAL SCLEROSIS"
_NOTHING = pa.scalar(None, pa.string())
_GRAVE = pa.array(["life_threatening", "fatal"])
_SITE_BOXES = {
    "bulbar": "Site_of_Onset___Bulbar",
    "limb": "Site_of_Onset___Limb",
    "limb_and_bulbar": "Site_of_Onset___Limb_and_Bulbar",
    "spine": "Site_of_Onset___Spine",
    "other": "Site_of_Onset___Other",
}


def adverse_events(tables: Tables, course: Course) -> pa.Table:
    """The dataset AE."""
    rows = rows_of(tables, "ADVERSEEVENTS", course.roster)
    start, end = rows.days("Start_Date_Delta"), rows.days("End_Date_Delta")
    severity = words_as_codes(rows.text("Severity"), vocabulary("event_severity"))
    outcome = words_as_codes(rows.text("Outcome"), vocabulary("event_outcome"))
    term, organ_class = rows.text("Preferred_Term"), rows.text("System_Organ_Class")
    fatal = pc.or_(_is(severity, "fatal"), _is(outcome, "fatal"))
    code = rows.number("SOC_Code").cast(pa.int64())
    columns = {
        "AETERM": pc.utf8_upper(pc.coalesce(rows.text("Lowest_Level_Term"), term)),
        "AELLT": rows.text("Lowest_Level_Term"),
        "AEDECOD": term,
        "AEHLT": rows.text("High_Level_Term"),
        "AEHLGT": rows.text("High_Level_Group_Term"),
        "AEBODSYS": organ_class,
        "AEBDSYCD": code,
        "AESOC": organ_class,
        "AESOCCD": code,
        "AESEV": words_as_terms(rows.text("Severity"), "event_severity", EVENT_SEVERITY),
        "AESER": _flag(pc.or_(fatal, pc.is_in(severity, _GRAVE)), no="N"),
        "AEOUT": words_as_terms(rows.text("Outcome"), "event_outcome", EVENT_OUTCOME),
        "AESDTH": _flag(fatal),
        "AESLIFE": _flag(_is(severity, "life_threatening")),
        "EPOCH": course.epoch(rows.person, start),
        **dated(course, rows.person, "AEST", start),
        **dated(course, rows.person, "AEEN", end),
        **ongoing(course, rows.person, np.isnat(end) & np.asarray(_is(outcome, "not_recovered")), "AE"),
    }
    return of_people("AE", course, rows.person, columns)


def ongoing(course: Course, person: People, still: npt.NDArray[np.bool_], domain: str) -> dict[str, pa.Array]:
    """--ENRTPT and --ENTPT of what still went on at the end of participation."""
    until = iso_dates(course.roster.starts[person], course.last_contact[person])
    return {
        f"{domain}ENRTPT": pc.if_else(pa.array(still), "ONGOING", _NOTHING),
        f"{domain}ENTPT": pc.if_else(pa.array(still), until, _NOTHING),
    }


def medical_history(tables: Tables, course: Course) -> pa.Table:
    """The dataset MH: diagnosis and first symptom of the disease, with days; and first symptoms by name."""
    rows = rows_of(tables, "ALSHISTORY", course.roster)
    found = together(_history(rows))
    person = found["person"].to_numpy()
    day = as_days(found["day"].combine_chunks())
    columns: Columns = {
        **{name: found[name].combine_chunks() for name in found.column_names if name.startswith("MH")},
        "MHDTC": iso_dates(course.roster.starts[person], course.screening[person]),
        "MHDY": dated(course, person, "MH", course.screening[person])["MHDY"],
        "MHSTDTC": iso_dates(course.roster.starts[person], day),
    }
    return of_people("MH", course, person, columns)


def _history(rows: Rows) -> Iterator[pa.Table]:
    onset, diagnosis = rows.days("Onset_Delta"), rows.days("Diagnosis_Delta")
    site = _onset_site(rows)
    begun = ~np.isnat(onset) | np.asarray(pc.is_valid(site))
    yield _entry(rows, begun, onset, DISEASE, "SYMPTOM ONSET", "ONSET", site)
    yield _entry(rows, ~np.isnat(diagnosis), diagnosis, DISEASE, "DIAGNOSIS", "PRIMARY DIAGNOSIS")
    symptom = pc.utf8_upper(pc.replace_substring(rows.text("Symptom"), "_", " "))
    place = pc.utf8_upper(rows.text("Location"))
    side = pc.struct_field(pc.extract_regex(place, r"^(?P<side>LEFT|RIGHT)\b"), "side")
    where = pc.utf8_trim_whitespace(pc.replace_substring_regex(place, r"^(LEFT|RIGHT)\b", ""))
    named = np.asarray(pc.is_valid(symptom))
    yield _entry(rows, named, np.full(len(rows), UNKNOWN), symptom, None, "ALS FIRST SYMPTOMS", where, side)


def _entry(
    rows: Rows,
    kept: npt.NDArray[np.bool_],
    day: Days,
    term: pa.Array | str,
    date_type: str | None,
    category: str,
    location: pa.Array | None = None,
    side: pa.Array | None = None,
) -> pa.Table:
    nothing = pa.nulls(len(rows), pa.string())
    pre_specified = date_type is not None
    table = pa.table(
        {
            "person": pa.array(rows.person),
            "day": from_days(day),
            "MHTERM": constant(term, len(rows)) if isinstance(term, str) else term,
            "MHDECOD": constant(DISEASE.capitalize(), len(rows)) if pre_specified else nothing,
            "MHEVDTYP": constant(date_type, len(rows)) if date_type else nothing,
            "MHCAT": constant(category, len(rows)),
            "MHPRESP": constant("Y", len(rows)) if pre_specified else nothing,
            "MHOCCUR": constant("Y", len(rows)) if pre_specified else nothing,
            "MHLOC": nothing if location is None else location,
            "MHLAT": nothing if side is None else side,
        }
    )
    return table.filter(pa.array(kept))


def _onset_site(rows: Rows) -> pa.Array:
    """From the text, or from the box that is ticked; limb and bulbar where several are."""
    boxes = np.stack([rows.ticked(column) for column in _SITE_BOXES.values()], axis=1)
    count = boxes.sum(axis=1)
    ticked = pa.array(list(_SITE_BOXES)).take(pa.array(boxes.argmax(axis=1), mask=count == 0))
    word = pc.coalesce(rows.text("Site_of_Onset"), pc.if_else(pa.array(count > 1), "limb_and_bulbar", ticked))
    return words_as_terms(word, "onset_site", ONSET_SITE)


def _is(codes: pa.Array, code: str) -> pa.Array:
    return pc.fill_null(pc.equal(codes, code), False)


def _flag(condition: pa.Array, no: str | None = None) -> pa.Array:
    return pc.if_else(condition, "Y", pa.scalar(no, pa.string()))
