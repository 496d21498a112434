"""A release of a trial, whose people all have assessments and a day of onset."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.contributions import KEY, TO_THE_END, csv_text, write_contribution
from tests.release.conftest import HOST_KEY, ITEMS

from openpals.privacy.policy import default_policy
from openpals.release.build import build_release
from openpals.release.deposit import make_deposit
from openpals.simulate.disease import REVISED, answered, make_people
from openpals.simulate.parameters import MEMBERS

PEOPLE, VISITS = 400, 6


def trial_files() -> dict[str, str]:
    """Everybody comes each month for half a year, the first time a year or two after onset."""
    rng = np.random.default_rng(3)
    them = make_people(rng, PEOPLE, MEMBERS)
    since = 30 * rng.integers(12, 24, PEOPLE)
    people = [{"subject_id": n, "Age": 60, "Sex": "Male" if n % 2 else "Female"} for n in range(PEOPLE)]
    history = [
        {"subject_id": n, "Onset_Delta": -since[n], "Site_of_Onset": "Onset: Limb" if n % 4 else "Onset: Bulbar"}
        for n in range(PEOPLE)
    ]
    who, visit = np.repeat(np.arange(PEOPLE), VISITS), np.tile(np.arange(VISITS), PEOPLE)
    items = answered(rng, them.latent((since[who] + 30.0 * visit) / 30.4375, who), MEMBERS)[:, : len(REVISED)]
    assessments = [
        {"subject_id": n, "ALSFRS_Delta": 30 * day, **dict(zip(ITEMS, scores, strict=True))}
        for n, day, scores in zip(who.tolist(), visit.tolist(), items.tolist(), strict=True)
    ]
    return {
        "PROACT_DEMOGRAPHICS.csv": csv_text(people),
        "PROACT_ALSHISTORY.csv": csv_text(history),
        "PROACT_ALSFRS.csv": csv_text(assessments),
    }


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release; never to be changed by a test."""
    folder = tmp_path_factory.mktemp("statistics")
    source = write_contribution(folder / "source", trial_files(), layout="proact", synthetic=True)
    make_deposit(source, folder / "deposit", lambda _: KEY, TO_THE_END, lambda _: None)
    out = folder / "2026.1"
    build_release([folder / "deposit"], out, "2026.1", HOST_KEY, default_policy(), lambda _: None)
    return out
