"""MK: strength of the grip and of muscle groups, by dynamometry."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from ...model.vocabulary import vocabulary
from .course import Course
from .dataset import constant
from .findings import Test, findings, measured, together
from .rows import Rows, Tables, rows_of
from .terms import SIDE, words_as_terms

GRIP = "GRIPSTR"
# Movement -> CDISC's isometric test. Its list has none for plantar flexion; rotation is inward or outward there.
_MOVEMENTS = {
    "abduction": ("ISOMSABD", "Abduction"),
    "adduction": ("ISOMSADD", "Adduction"),
    "dorsiflexion": ("ISOMSDOR", "Dorsiflexion"),
    "extension": ("ISOMSEXT", "Extension"),
    "flexion": ("ISOMSFL", "Flexion"),
    "plantarflexion": ("ISOMSPF", "Plantar Flexion"),
    "rotation": ("ISOMSER", "Extern Rotat"),
}
_LOCATIONS = {
    "shoulder": "SHOULDER JOINT",
    "elbow": "ELBOW JOINT",
    "wrist": "WRIST JOINT",
    "hand": "HAND",
    "neck": "NECK",
    "hip": "HIP JOINT",
    "knee": "KNEE JOINT",
    "ankle": "ANKLE JOINT",
}
TESTS = {GRIP: Test(GRIP, "Grip Strength", "kg")} | {
    code: Test(code, f"Isometric Muscle Strength, {name}", "kg") for code, name in _MOVEMENTS.values()
}


def strength(tables: Tables, course: Course) -> pa.Table:
    """The dataset MK."""
    grip = rows_of(tables, "HANDGRIPSTRENGTH", course.roster)
    muscle = rows_of(tables, "MUSCLESTRENGTH", course.roster)
    parts = [*_parts(grip, constant(GRIP, len(grip)), constant("HAND", len(grip))), *_muscles(muscle)]
    return findings("MK", course, together(parts), TESTS, ["--LOC", "--LAT"])


def _muscles(rows: Rows) -> Iterator[pa.Table]:
    named = pc.utf8_trim_whitespace(pc.replace_substring_regex(rows.text("Test_Name"), r"^.*,", ""))
    codes = {movement: code for movement, (code, _) in _MOVEMENTS.items()}
    test = words_as_terms(named, "movement", codes)
    yield from _parts(rows, test, words_as_terms(rows.text("Test_Location"), "strength_location", _LOCATIONS))


def _parts(rows: Rows, test: pa.Array, location: pa.Array) -> Iterator[pa.Table]:
    side = words_as_terms(rows.text("Test_Laterality"), "side", SIDE)
    qualifiers = {
        "--LOC": location,
        "--LAT": side,
        "--METHOD": constant("DYNAMOMETRY", len(rows)),
        "--REPNUM": rows.number("Test_trial").cast(pa.int64()),
    }
    yield measured(rows, rows.days("MS_Delta"), test, rows.text("Test_Result"), rows.text("Test_Unit"), **qualifiers)


assert set(_MOVEMENTS) == set(vocabulary("movement").codes)
assert set(_LOCATIONS) == set(vocabulary("strength_location").codes)
