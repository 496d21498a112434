"""The declared rules: each names code that exists, and has tests that bear its number."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest

from openpals.model.rules import RULES, Rule

TESTED = {
    found.upper()
    for path in Path(__file__).parents[1].rglob("test_*.py")
    for found in re.findall(r"^def test_([ra]\d\d)_", path.read_text("utf-8"), re.MULTILINE)
}


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_rule_names_a_function_that_exists(rule: Rule) -> None:
    module, _, function = rule.function.rpartition(".")
    assert callable(getattr(import_module(module), function))


def test_rules_all_have_tests() -> None:
    assert set(RULES) == TESTED


def test_rules_answer_all_defects_in_order() -> None:
    assert [name for name in RULES if name.startswith("R")] == [f"R{i:02}" for i in range(1, 22)]
