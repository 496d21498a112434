"""The subject table as a release prints it: classes of eleven, and no more lost than need be."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openpals.model.parquet import parquet_schema
from openpals.model.tables import Subject
from openpals.model.vocabulary import vocabulary
from openpals.privacy.anonymity.combinations import AnonymityRefused
from openpals.privacy.anonymity.hierarchy import HierarchyRefused
from openpals.privacy.policy import Policy, default_policy
from openpals.privacy.protect import protected

STRICT = default_policy()
CLASSES = [one.name for one in STRICT.protected]
LARGE = replace(STRICT, average_risk=1.0)  # classes of eleven are enough


def subjects(*people: dict[str, Any]) -> pa.Table:
    plain = {"condition": "als", "index_event": "first_report", "dataset": "a"}
    rows = [{**plain, "subject_id": f"p{i}", **person} for i, person in enumerate(people)]
    return pa.Table.from_pylist(rows, parquet_schema(Subject))


def sizes(table: pa.Table, names: list[str] = CLASSES) -> Counter[tuple[Any, ...]]:
    return Counter(tuple(row[name] for name in names) for row in table.to_pylist())


WOMEN = [{"sex": "female", "age": 50 + i % 10, "race": "white"} for i in range(12)]
MEN = [{"sex": "male", "age": 60 + i % 10, "race": "white"} for i in range(12)]


def test_columns_are_printed_at_their_levels() -> None:
    made = protected(subjects(*WOMEN, *MEN), LARGE).subjects

    assert sizes(made, ["sex", "age", "birth_decade", "race"]) == {
        ("female", 54, None, "white"): 12,
        ("male", 64, None, "white"): 12,
    }


def test_codes_in_groups_are_printed_as_the_group() -> None:
    coarse = replace(
        LARGE, protected=tuple(replace(one, level=1) if one.name == "race" else one for one in LARGE.protected)
    )
    people = [{**person, "race": ["asian", "black", "other"][i % 3]} for i, person in enumerate(WOMEN)]
    made = protected(subjects(*people), coarse)

    assert set(made.subjects["race"].to_pylist()) == {"other"}
    assert made.report["columns"]["race"]["printed"] == "in groups, level 1"


def test_decade_of_birth_is_not_printed() -> None:
    people = [{**person, "birth_decade": 1960} for person in WOMEN]
    made = protected(subjects(*people), LARGE)

    assert made.subjects["birth_decade"].null_count == 12
    assert made.report["columns_not_printed"] == ["birth_decade"]


def test_cells_of_a_rare_combination_are_suppressed_and_nobody_is_left_out() -> None:
    table = subjects(*WOMEN, *MEN, {"sex": "male", "age": 55, "race": "white"})
    made = protected(table, LARGE)

    assert made.subjects["subject_id"].to_pylist() == table["subject_id"].to_pylist()
    assert min(sizes(made.subjects).values()) >= 11
    assert made.report["columns"]["age"]["suppressed_cells"] == made.subjects["age"].null_count > 0
    assert made.report["suppressed_rows"] == 0


def test_columns_that_are_no_quasi_identifiers_pass_as_they_are() -> None:
    people = [
        {**person, "onset_day": -30 * i, "diagnosis_day": -i, "last_contact_day": i} for i, person in enumerate(WOMEN)
    ]
    table = subjects(*people)
    made = protected(table, LARGE).subjects

    for name in ("subject_id", "dataset", "onset_day", "diagnosis_day", "last_contact_day", "index_event"):
        assert made[name] == table[name]
    assert made.schema == table.schema


def test_people_of_two_datasets_are_not_of_one_class() -> None:
    few = [{**person, "dataset": "b", "age": 20 + i} for i, person in enumerate(WOMEN[:11])]
    made = protected(subjects(*WOMEN, *few), LARGE).subjects

    assert min(sizes(made).values()) >= 11
    assert sizes(made, ["dataset"]) == {("a",): 12, ("b",): 11}


def test_dataset_of_fewer_than_eleven_is_refused() -> None:
    few = [{**person, "dataset": "b", "age": 20 + i} for i, person in enumerate(WOMEN[:10])]

    with pytest.raises(AnonymityRefused, match="Only 10 people are alike in dataset"):
        protected(subjects(*WOMEN, *few), LARGE)


def test_fewer_people_than_k_are_refused() -> None:
    with pytest.raises(AnonymityRefused, match="k = 11 is more than the 10 people"):
        protected(subjects(*WOMEN[:10]), LARGE)


def test_people_of_whom_nothing_would_be_left_are_refused() -> None:
    people = [{"sex": ["female", "male"][i % 2], "age": 20 + 3 * i} for i in range(20)]

    with pytest.raises(AnonymityRefused, match="nothing would be left"):
        protected(subjects(*people), LARGE)


@pytest.mark.parametrize(("column", "value"), [("age", 91), ("age", -1), ("race", "martian"), ("birth_decade", 1870)])
def test_value_outside_its_hierarchy_is_refused_unless_the_column_is_not_printed(column: str, value: object) -> None:
    table = subjects(*WOMEN[:-1], {**WOMEN[-1], column: value})

    if column == "birth_decade":
        assert protected(table, LARGE).subjects[column].null_count == 12
        return
    with pytest.raises(HierarchyRefused, match=f"{column}: 1 cells hold a value"):
        protected(table, LARGE)


def test_classes_are_enlarged_until_the_average_risk_is_low_enough() -> None:
    people = [
        {"sex": sex, "age": 10 * decade} for sex in ("female", "male") for decade in range(3, 8) for _ in range(12)
    ]
    plain, aimed = protected(subjects(*people), LARGE), protected(subjects(*people), STRICT)

    assert plain.report["average_risk"] == pytest.approx(1 / 12, abs=1e-4)
    assert plain.report["k"] == 11
    assert aimed.report["average_risk"] <= 0.05
    assert 11 < aimed.report["k"] <= 21
    assert aimed.report["granularity"] < plain.report["granularity"]


def test_average_risk_is_given_up_where_a_dataset_would_lose_everything() -> None:
    people = [{"sex": sex} for sex in ("female", "male") for _ in range(12)]
    made = protected(subjects(*people), STRICT)

    assert sizes(made.subjects, ["sex"]) == {("female",): 12, ("male",): 12}
    assert made.report["average_risk"] == pytest.approx(2 / 24, abs=1e-4)


def genes(women: list[str | None], men: list[str | None]) -> pa.Table:
    return subjects(
        *({"sex": "female", "gene": gene} for gene in women), *({"sex": "male", "gene": gene} for gene in men)
    )


def test_gene_that_a_whole_class_carries_is_suppressed_there() -> None:
    made = protected(genes(["sod1"] * 11, ["sod1"] * 11 + ["not_tested"]), LARGE)

    assert made.subjects["gene"].to_pylist() == [None] * 11 + ["sod1"] * 11 + ["not_tested"]
    assert made.report["sensitive"]["gene"] == {
        "l_asked": 2, "l_distinct": 1, "l_entropy": 1.0, "suppressed_cells": 11,
        "t": pytest.approx(12 / 23, abs=1e-4),
    }  # fmt: skip


@pytest.mark.parametrize("gene", [None, "not_tested", "none_found", "not_said"])
def test_class_of_harmless_genes_is_printed(gene: str | None) -> None:
    assert protected(genes([gene] * 12, [gene] * 12), LARGE).report["sensitive"]["gene"]["suppressed_cells"] == 0


def test_gene_that_too_few_are_left_with_is_suppressed_for_all() -> None:
    made = protected(genes(["sod1"] * 12, ["sod1"] * 4 + ["none_found"] * 11), LARGE)

    assert Counter(made.subjects["gene"].to_pylist()) == {None: 16, "none_found": 11}


def test_policy_without_classes_prints_all() -> None:
    table = subjects(*WOMEN[:3])
    open_policy = replace(STRICT, people=1, protected=())

    assert protected(table, open_policy).subjects == table


def test_report_tells_what_the_agreement_protects_and_what_is_weaker() -> None:
    weaker = replace(LARGE, weaker={"average_risk": "The board agreed."})
    report = protected(subjects(*WOMEN), weaker).report

    assert set(report["agreement"]) == {"subject.onset_day", "subject.diagnosis_day", "vital_status.day"}
    assert report["weaker"] == {"average_risk": "The board agreed."}
    assert report["columns"]["age"]["printed"] == "in bands of 10 years, by their middle"
    assert report["columns"]["dataset"]["printed"] == "as it is, in every row"
    assert report["share_of_limit"] == 1


def person() -> st.SearchStrategy[dict[str, Any]]:
    def code(name: str) -> st.SearchStrategy[str | None]:
        return st.sampled_from([*vocabulary(name).codes, None])

    return st.fixed_dictionaries(
        {
            "sex": st.sampled_from(["female", "male", "male", None]),
            "age": st.one_of(st.none(), st.integers(0, 90)),
            "race": st.sampled_from(["white", "white", "black", None]),
            "ethnicity": code("ethnicity"),
            "region": st.sampled_from(["europe", "africa"]),
            "onset_site": code("onset_site"),
            "gene": st.sampled_from(["sod1", "not_tested", None]),
            "dataset": st.sampled_from(["a", "a", "b"]),
        }
    )


@settings(max_examples=40)
@given(
    st.lists(person(), min_size=30, max_size=60),
    st.sampled_from([2, 3, 5]),
    st.sampled_from([0.05, 1.0]),
    st.randoms(use_true_random=False),
)
def test_protection_is_whole_stable_and_blind_to_order(
    people: list[dict[str, Any]], k: int, average_risk: float, shuffled: random.Random
) -> None:
    policy: Policy = replace(STRICT, people=k, average_risk=average_risk)
    table = subjects(*people)
    try:
        made = protected(table, policy)
    except AnonymityRefused:
        return

    assert min(sizes(made.subjects).values()) >= k
    assert made.report["smallest_class"] == min(sizes(made.subjects).values())
    assert made.report["classes"] == len(sizes(made.subjects))
    assert 0 < made.report["granularity"] <= made.report["granularity_limit"] + 1e-4
    for given_row, row in zip(table.to_pylist(), made.subjects.to_pylist(), strict=True):
        for name in ("sex", "race", "ethnicity", "region", "onset_site", "gene"):
            assert row[name] in (None, given_row[name])
        assert row["age"] is None or row["age"] // 10 == given_row["age"] // 10
    assert protected(made.subjects, policy).subjects == made.subjects

    order = list(range(len(people)))
    shuffled.shuffle(order)
    other = protected(subjects(*(people[i] for i in order)), policy)
    assert {**other.report, "sensitive": 0} == {**made.report, "sensitive": 0}
    assert sizes(other.subjects) == sizes(made.subjects)
