"""The attacker of tests/privacy/counting/test_attackers.py, here over HTTP.

OPENPALS_ATTACK_TARGETS=250 makes it 10,000 questions, which takes minutes; without it, it asks 1,600.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import timedelta
from math import sqrt
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.utils import timezone
from tests.privacy.counting.crowd import SECRET, crowd

from openpals.privacy.counting.attackers import (
    Oracle,
    Where,
    difference_of_pairs,
    isolating_pairs,
    rounding_oracle,
)
from openpals.privacy.counting.cube import build_cube, cube_as_data
from openpals.privacy.counting.dimension import Dimension
from openpals.privacy.counting.people import People
from openpals.privacy.counting.policy import default_count_policy
from openpals.release.manifest import read_json, seal, write_json

pytestmark = pytest.mark.django_db

STRICT = default_count_policy()
TARGETS = int(os.environ.get("OPENPALS_ATTACK_TARGETS", "40"))
PAIRS = 20  # of two questions each
HAS = {SECRET: frozenset([1])}


def known_by_two() -> People:
    """People of whom two dimensions single many out, beside a coin: with these three a question is full."""
    whole = crowd(3_000, 1)
    fine = (10 * whole.codes[:, 1] + whole.codes[:, 2] * 2 + whole.codes[:, 0]).astype(np.int16)
    month = whole.codes[:, [one.name for one in whole.dimensions].index("month")]
    codes = np.stack([fine, month, whole.codes[:, -1]], axis=1)
    place = Dimension("place", "Place", tuple((f"place{i}", f"Place {i}") for i in range(int(fine.max()) + 1)))
    return People((place, whole.dimensions[5], whole.dimensions[-1]), codes)


CROWD = known_by_two()


@pytest.fixture
def counted(folder: Path, tmp_path: Path, publish_release: Callable[[Path], Any]) -> None:
    """A release of that crowd, published: what the built one tells of itself, with the crowd's cube."""
    root = tmp_path / "release"
    root.mkdir()
    manifest = read_json(folder / "manifest.json")
    told = read_json(folder / "catalogue.json")
    write_json(root / "catalogue.json", told)
    write_json(root / "dictionary.json", read_json(folder / "dictionary.json"))
    write_json(root / "counts.json", cube_as_data(build_cube(CROWD, STRICT, "2026.1")))
    seal(root, "release", {name: manifest[name] for name in ("title", "version", "synthetic", "datasets")})
    publish_release(root)


def over_http(client: Any, monkeypatch: pytest.MonkeyPatch) -> tuple[Oracle, list[int]]:
    """What the site answers, and how many questions were sent. When a day's budget is spent, the attacker waits for
    the next day.
    """
    codes = {one.name: one.codes for one in CROWD.dimensions}
    sent, days = [0], [0]
    now = timezone.now()
    monkeypatch.setattr("openpals.portal.host.explorer.ask.today", lambda: (now + timedelta(days=days[0])).date())

    def number(where: Where) -> int:
        sent[0] += 1
        query = {name: [codes[name][band] for band in sorted(bands)] for name, bands in where.items()}
        answer = client.get("/explorer/2026.1/cohort.json", query)
        if answer.status_code == 429:
            days[0] += 1
            return number(where)
        return int(json.loads(answer.content)["people"]["at_least"] or 0)

    return number, sent


def test_attacker_who_breaks_rounding_guesses_over_http(
    client: Any, counted: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = np.random.default_rng(2)
    oracle, sent = over_http(client, monkeypatch)
    weak = rounding_oracle(CROWD, STRICT)
    right: dict[str, list[bool]] = {"site": [], "rounding": []}
    for person in rng.permutation(len(CROWD)).tolist():
        pairs = isolating_pairs(CROWD, person, SECRET, PAIRS, 60, rng)
        if len(pairs) < PAIRS:
            continue
        for name, asked in (("site", oracle), ("rounding", weak)):
            right[name].append((difference_of_pairs(asked, pairs, HAS) > 0) == (CROWD.codes[person, -1] == 1))
        if len(right["site"]) == TARGETS:
            break

    assert sent[0] >= 2 * PAIRS * TARGETS
    assert np.mean(right["rounding"]) > 0.9
    assert abs(np.mean(right["site"]) - 0.5) <= 1.96 * sqrt(0.25 / TARGETS)
