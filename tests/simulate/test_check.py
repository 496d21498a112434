"""Every published figure has its place, and the default trials meet them."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from openpals.simulate import write_members, write_trials
from openpals.simulate.check import Report, check_folder
from openpals.simulate.check.mixed_model import fit, least_squares
from openpals.simulate.check.targets import Target, targets
from openpals.simulate.check.trial_course import kings_stage


@pytest.fixture(scope="module")
def trials(tmp_path_factory: pytest.TempPathFactory) -> Report:
    folder = tmp_path_factory.mktemp("check") / "trials"
    write_trials(folder)
    return check_folder(folder)


@pytest.fixture(scope="module")
def members(tmp_path_factory: pytest.TempPathFactory) -> Report:
    folder = tmp_path_factory.mktemp("check") / "members"
    write_members(folder, members=30_000)
    return check_folder(folder)


def test_every_figure_to_calibrate_has_a_target() -> None:
    text = files("openpals.simulate").joinpath("data/published_stats.json").read_text("utf-8")
    wanted = {one["id"] for one in json.loads(text)["stats"] if one["use"] == "calibrate"}
    have = {target.id for kind in ("trials", "members") for target in targets(kind)}
    assert wanted <= have


@pytest.mark.parametrize("kind", ["trials", "members"])
def test_what_has_no_figure_has_a_reason(kind: str) -> None:
    for target in targets(kind):  # type: ignore[arg-type]
        assert target.figure or target.reason, target.id


def test_default_trials_miss_nothing_without_a_reason(trials: Report) -> None:
    assert trials.judged
    assert trials.outside == ()


def test_the_three_figures_that_a_draft_missed_are_met(trials: Report) -> None:
    names = {"bedlack2016_plateaus", "balendra2022_kings", "vaneijk2018_slopes"}
    found = [line for line in trials.lines if line.target.id in names]
    assert len(found) == 7
    assert {line.verdict for line in found} == {"met"}


def test_members_miss_nothing_without_a_reason(members: Report) -> None:
    assert members.judged
    assert members.outside == ()


def test_reasons_are_few_and_named(trials: Report) -> None:
    assert {line.target.id for line in trials.lines if line.verdict == "missed"} <= {
        *("proact_onset_flags_2022", "proact_alsfrs_slope_atassi", "proact_time_in_study_mensa"),
        *("proact_alsfrs_slope_mogp", "proact_alsfrs_slope_bulbar26", "proact_alsfrs_slope_limb26"),
        *("proact_alsfrsr_base_26", "proact_fvc_med_26", "empower_svc_slope"),
    }


def target(**facts: object) -> Target:
    plain = {"id": "x", "part": "", "statistic": "", "population": "", "source": "", "unit": "", "figure": "f"}
    return Target(**{**plain, "per": 1.0, "reason": "", "needs": "", **facts})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("published", "tolerance", "simulated", "allowed"),
    [
        (50.0, 4, 0.0, 4),
        (-2.0, "10 %", 0.0, 0.2),
        (100.0, "chance", 96.0, 42),  # 3 x sqrt(100 + 96)
        ("<11", "chance", 5.0, 11),
    ],
)
def test_tolerances_by_hand(published: float | str, tolerance: float | str, simulated: float, allowed: float) -> None:
    assert target(published=published, tolerance=tolerance).allowed(simulated) == pytest.approx(allowed)


def test_least_squares_by_hand() -> None:
    who = np.array([0, 0, 0, 1, 1, 2])
    slopes = least_squares(who, np.array([0.0, 1, 2, 0, 4, 3]), np.array([40.0, 39, 38, 10, 12, 7]), 3)
    assert slopes[:2] == pytest.approx([-1, 0.5])
    assert np.isnan(slopes[2])


def test_mixed_model_finds_what_made_the_data() -> None:
    rng = np.random.default_rng(1)
    people, visits = 3000, 8
    who = np.repeat(np.arange(people), visits)
    t = np.tile(np.arange(visits) * 1.5, people)
    intercept, slope = rng.normal(38, 5, people), rng.normal(-1.0, 0.8, people)
    y = intercept[who] + slope[who] * t + rng.normal(0, 1.7, len(who))

    found = fit(who, t, y, people)

    assert found.slope == pytest.approx(-1.0, abs=0.05)
    assert found.slope_sd == pytest.approx(0.8, abs=0.04)
    assert found.residual_sd == pytest.approx(1.7, abs=0.03)
    assert found.intercept_sd == pytest.approx(5, abs=0.2)
    assert found.correlation == pytest.approx(0, abs=0.06)


@pytest.mark.parametrize(
    ("lost", "tube", "stage"),
    [
        # The worked examples of King's staging: item -> score, all others 4.
        ({}, False, 0),
        ({0: 3}, False, 1),
        ({3: 3, 7: 3}, False, 2),
        ({0: 3, 3: 3, 7: 3}, False, 3),
        ({8: 3}, False, 0),
        ({5: 2}, False, 0),
        ({11: 3}, False, 4),
        ({9: 0}, False, 4),
        ({9: 1}, False, 0),
        ({}, True, 4),
    ],
)
def test_kings_stage_of_the_worked_examples(lost: dict[int, int], tube: bool, stage: int) -> None:
    items = np.full((1, 12), 4.0)
    for item, score in lost.items():
        items[0, item] = score
    assert kings_stage(items, np.array([tube])).tolist() == [stage]


def test_a_folder_of_the_simulator_is_named_in_the_report(trials: Report) -> None:
    assert (trials.kind, trials.people) == ("trials", 11_685)
    assert trials.assumptions["Platform.death_told"] == 0.45


def test_the_released_facts_are_package_data() -> None:
    folder = Path(str(files("openpals.simulate"))) / "data"
    assert {path.name for path in folder.iterdir()} == {"published_stats.json", "targets.toml"}
