"""A small release of invented people, built once for all tests of a run, as contributors and host would build it."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from functools import cache
from pathlib import Path

import numpy as np
from tests.contributions import KEY, TO_THE_END, csv_text, write_contribution

from openpals.privacy.keys import Key
from openpals.privacy.policy import default_policy
from openpals.release.build import build_release
from openpals.release.deposit import make_deposit

VERSION = "2026.1"
PEOPLE = 360
FEW = 5
PATIENCE_SECONDS = 120

ITEMS = (
    "Q1_Speech",
    "Q2_Salivation",
    "Q3_Swallowing",
    "Q4_Handwriting",
    "Q5a_Cutting_without_Gastrostomy",
    "Q6_Dressing_and_Hygiene",
    "Q7_Turning_in_Bed",
    "Q8_Walking",
    "Q9_Climbing_Stairs",
    "R_1_Dyspnea",
    "R_2_Orthopnea",
    "R_3_Respiratory_Insufficiency",
)


def trial_files() -> dict[str, str]:
    """People of two sexes, five bands of age and two sites of onset, seen every other month, of whom a third die."""
    rng = np.random.default_rng(7)
    people, courses, deaths, histories = [], [], [], []
    for n in range(PEOPLE):
        dies, bulbar = bool(rng.random() < 0.35), bool(rng.random() < 0.3)
        last = int(rng.integers(60, 700))
        people.append(
            {"subject_id": n, "Age": int(rng.integers(35, 85)), "Sex": "Male" if rng.random() < 0.6 else "Female"}
        )
        histories.append(
            {"subject_id": n, "Onset_Delta": -30 * int(rng.integers(6, 40)), f"Site_of_Onset___{_site(n, bulbar)}": 1}
        )
        deaths.append({"subject_id": n, "Subject_Died": "Yes" if dies else "No", "Death_Days": last if dies else ""})
        courses += [
            {"subject_id": n, "ALSFRS_Delta": day, **{item: _score(rng, day, bulbar) for item in ITEMS}}
            for day in range(0, last, 60)
        ]
    return {
        "PROACT_DEMOGRAPHICS.csv": csv_text(people),
        "PROACT_ALSFRS.csv": csv_text(courses),
        "PROACT_DEATHDATA.csv": csv_text(deaths),
        "PROACT_ALSHISTORY.csv": csv_text(histories),
    }


def _site(n: int, bulbar: bool) -> str:
    """Of a few people one that may not be told."""
    return "Spine" if n < FEW else "Bulbar" if bulbar else "Limb"


def _score(rng: np.random.Generator, day: int, bulbar: bool) -> int:
    return int(np.clip(4 - day / (200 if bulbar else 300) - rng.random(), 0, 4))


@cache
def release_folder() -> Path:
    """The release's folder; never to be changed. All processes of a run share it: the first one builds it."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", f"{os.getpid()}")
    root = Path(tempfile.gettempdir()) / f"openpals-tests-{os.getuid()}" / "releases"
    root.mkdir(parents=True, exist_ok=True)
    out = root / run / VERSION
    try:
        (root / run).mkdir()
    except FileExistsError:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not out.exists():
            assert time.monotonic() < deadline, "no other process built the release"
            time.sleep(0.2)
        return out
    for old in root.iterdir():
        if old.name != run and time.time() - old.stat().st_mtime > PATIENCE_SECONDS * 60:
            shutil.rmtree(old, ignore_errors=True)
    _build(root / run, out)
    return out


def _build(work: Path, out: Path) -> None:
    source = write_contribution(work / "source", trial_files(), dataset="invented-trial", synthetic=True)
    make_deposit(source, work / "deposit", lambda _: KEY, TO_THE_END, lambda _: None)
    build_release([work / "deposit"], out, VERSION, Key("host", bytes(range(32, 64))), default_policy(), lambda _: None)
