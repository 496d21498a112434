"""What the privacy page states about the policy and the risk, checked against both."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.docs.guide import DOCS, markdown_rows

from openpals.engine import Engine
from openpals.model.parquet import parquet_schema
from openpals.model.tables import ALL, Subject
from openpals.model.variable import Type
from openpals.privacy.pages import with_tables
from openpals.privacy.policy import default_policy, parse_policy
from openpals.privacy.protect import protected
from openpals.privacy.risk import class_risk

GUIDE = (DOCS / "privacy.md").read_text("utf-8")
POLICY = default_policy()
PEOPLE = pa.Table.from_pylist(
    [{"subject_id": f"p{i}", "dataset": "a", "condition": "als", "index_event": "first_report", "sex": "male"}
     for i in range(12)],
    parquet_schema(Subject),
)  # fmt: skip


def test_rare_values_become_what_the_page_states() -> None:
    table = re.search(r"^\| variable \| a rare value becomes \|\n(?:\|[^\n]*\n)+", GUIDE, re.MULTILINE)
    assert table is not None
    stated = {
        variable: becomes.strip("`").replace("empty", "")
        for variables, becomes in markdown_rows(table[0])[1:]
        for variable in re.findall(r"`([^`]+)`", variables)
    }
    open_lists = {
        f"{table.name}.{name}": POLICY.open_rare
        for table in ALL
        for name, variable in table.own_variables().items()
        if variable.type is Type.OPEN_CODE
    }
    assert stated == {**open_lists, **POLICY.rare}


def test_generated_tables_are_what_the_policy_and_the_mapping_say() -> None:
    assert with_tables(GUIDE) == GUIDE, "docs/privacy.md is not what they say. Run `make docs` and commit."
    assert GUIDE.count(": generated -->") == GUIDE.count("<!-- end -->") == 2


def test_thresholds_are_those_that_the_page_states() -> None:
    assert f"on fewer than k = {POLICY.people} people" in GUIDE
    assert f"until the average risk is at most {POLICY.average_risk:g}" in GUIDE


def test_example_of_a_policy_is_accepted_when_it_says_the_rest() -> None:
    found = re.search(r"Beside all the rest:\n\n```toml\n(.*?)```", GUIDE, re.DOTALL)
    assert found is not None
    strict = files("openpals.privacy").joinpath("strict.toml").read_text("utf-8")
    rest = re.sub(r"^(name|people) = .*\n", "", strict, flags=re.MULTILINE)
    head, weaker = found[1].split("[weaker]")

    assert parse_policy(f"{head}{rest}\n[weaker]{weaker}", "ours.toml").people == 5


MEASURES = {name for name, value in protected(PEOPLE, POLICY).report.items() if isinstance(value, int | float)}


@pytest.mark.parametrize("field", sorted(MEASURES - {"k_asked", "average_risk_asked"}))
def test_field_of_the_protection_is_explained(field: str) -> None:
    assert f"`{field}`" in GUIDE.split("## Rare combinations")[1]


def test_example_of_risk_is_computed_so(tmp_path: Path) -> None:
    sizes = (5, 3, 1, 1)
    assert f"classes of {sizes[0]}, {sizes[1]}, {sizes[2]} and {sizes[3]}" in GUIDE
    ages = [age for age, size in zip((50, 60, 70, 80), sizes, strict=True) for _ in range(size)]
    pq.write_table(pa.table({"age": ages}), tmp_path / "subject.parquet")
    with Engine(tmp_path, threads=1) as engine:
        risk = class_risk(engine, [tmp_path / "subject.parquet"], POLICY)

    assert risk["maximum_risk"] == 1
    assert (risk["average_risk"], risk["share_alone"], risk["share_below_threshold"]) == (0.4, 0.2, 1)


@pytest.mark.parametrize("field", ["maximum_risk", "average_risk", "share_alone", "share_below_threshold"])
def test_measure_of_risk_is_explained(field: str) -> None:
    assert f"| `{field}` |" in GUIDE


def test_quasi_identifiers_are_those_that_the_page_lists() -> None:
    listed = re.search(r"those of the table\s+`subject`: ([^.]+)\.", GUIDE)
    assert listed is not None
    assert len(re.split(r", | and of ", listed[1])) == len(POLICY.quasi_identifiers)
