"""The datasets keep SDTM's rules, and each rule finds its fault."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa
import pytest
from tests.simulate.sdtm import rules
from tests.simulate.sdtm.rules import RULES, Rule, rows_of

from openpals.simulate.sdtm.variables import DATASETS


@pytest.fixture(scope="module")
def rows(made: dict[str, pa.Table]) -> dict[str, list[dict[str, Any]]]:
    return rows_of(made)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_rule_is_kept(rule: Rule, rows: Mapping[str, list[dict[str, Any]]]) -> None:
    assert list(rule(rows))[:5] == []


def test_every_declared_dataset_is_made(made: dict[str, pa.Table]) -> None:
    assert set(made) == set(DATASETS)


REVERSED: dict[str, Any] = {}

FAULTS: tuple[tuple[Rule, str, dict[str, Any]], ...] = (
    (rules.texts_fit, "AE", {"AETERM": "x" * 201}),
    (rules.texts_fit, "CM", {"CMTRT": "malaise généralisé"}),
    (rules.columns_are_the_declared_ones, "VS", {"VSNOTE": "x"}),
    (rules.required_values_are_there, "LB", {"LBTESTCD": None}),
    (rules.identifiers_agree, "VS", {"USUBJID": "SYN-ALS-01-101-1"}),
    (rules.identifiers_agree, "LB", {"DOMAIN": "VS"}),
    (rules.sequences_ascend, "VS", {"VSSEQ": 1}),
    (rules.rows_are_sorted_and_told_apart_by_keys, "VS", REVERSED),
    (rules.dates_are_iso_8601, "VS", {"VSDTC": "2021-02-30"}),
    (rules.study_days_count_from_1_and_skip_0, "VS", {"VSDY": 0}),
    (rules.ends_follow_starts, "EX", {"EXENDTC": "2020-01-01"}),
    (rules.terms_are_controlled, "DM", {"SEX": "Female"}),
    (rules.terms_are_controlled, "AE", {"AESER": "No"}),
    (rules.codes_have_one_name, "LB", {"LBTEST": "Something else"}),
    (rules.results_are_standardised, "VS", {"VSSTRESN": 1.5}),
    (rules.results_are_standardised, "MK", {"MKSTRESU": "LB"}),
    (rules.one_last_observation_before_exposure, "VS", {"VSLOBXFL": "Y"}),
    (rules.visits_of_findings_took_place, "VS", {"VISITNUM": 99.0}),
    (rules.visit_numbers_follow_time_and_plan, "SV", REVERSED),
    (rules.arms_are_the_trials, "DM", {"ARMCD": "OTHER"}),
    (rules.deaths_agree, "DD", {"DDDTC": "2024-01-01"}),
    (rules.epochs_are_those_of_the_elements, "VS", {"EPOCH": "SCREENING"}),
    (rules.nothing_follows_the_end_of_participation, "SV", {"SVENDTC": "2029-01-01"}),
    (rules.it_says_that_it_is_synthetic, "VS", {"STUDYID": "ALS-01"}),
    (rules.several_races_are_named, "DM", {"RACE": "MULTIPLE"}),
)


@pytest.mark.parametrize(
    ("rule", "dataset", "fault"), FAULTS, ids=[f"{rule.__name__}-{dataset}" for rule, dataset, _ in FAULTS]
)
def test_rule_finds_its_fault(
    rule: Rule, dataset: str, fault: dict[str, Any], rows: Mapping[str, list[dict[str, Any]]]
) -> None:
    *others, last = rows[dataset]
    broken = [*others, {**last, **fault}] if fault else rows[dataset][::-1]
    assert list(rule({**rows, dataset: broken})) != []
