"""What the page on public counts states, checked against the policy, the tests and the code."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.docs.guide import DOCS, markdown_rows

from openpals.engine import Engine
from openpals.privacy.counting.policy import AT_LEAST, AT_MOST, SHARES, default_count_policy, parse_count_policy

GUIDE = (DOCS / "counts.md").read_text("utf-8")
POLICY = default_count_policy()
CASES = (DOCS.parent / "tests" / "privacy" / "counting" / "test_cases.py").read_text("utf-8")


def table(header: str) -> list[list[str]]:
    found = re.search(rf"^{re.escape(header)}\n(?:\|[^\n]*\n)+", GUIDE, re.MULTILINE)
    assert found is not None
    return markdown_rows(found[0])[1:]


def test_settings_and_defaults_are_those_of_the_policy() -> None:
    stated = {name.strip("`"): float(value) for name, value, _ in table("| setting | default | meaning |")}

    assert stated == {name: getattr(POLICY, name) for name in (*AT_LEAST, *AT_MOST, *SHARES)}


def test_budgets_and_centiles_are_those_of_the_policy() -> None:
    assert "`centiles` (5 to 95)" in GUIDE
    assert POLICY.centiles == (5, 95)
    for number in POLICY.budgets.values():
        assert f"{number:,} of" in GUIDE


def test_example_of_a_weaker_policy_is_read() -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", GUIDE, re.DOTALL)

    assert parse_count_policy(example, "guide").people == 5


@pytest.mark.parametrize("number", range(1, 19))
def test_case_has_a_test_of_its_number(number: int) -> None:
    assert str(number) in [row[0] for row in table("| no. | case | what stops it |")]
    assert f"def test_case_{number:02}_" in CASES


def test_example_runs(tmp_path: Path) -> None:
    (example,) = re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL)
    (tmp_path / "tables").mkdir()
    sexes = np.repeat(["female", "male"], [20, 40])
    subject = {"subject_id": [f"p{i}" for i in range(60)], "dataset": ["one"] * 60, "condition": ["als"] * 60}
    pq.write_table(pa.table({**subject, "sex": sexes}), tmp_path / "tables" / "subject.parquet")
    with Engine(tmp_path, threads=1) as engine:
        names = {"engine": engine, "release": tmp_path}
        exec(example, names)

    told = {line.bands: line.count.at_least for line in names["answer"].lines}
    assert told["Female",] == 20
    assert told["Other or not stated",] is None
