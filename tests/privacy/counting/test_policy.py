from __future__ import annotations

from pathlib import Path

import pytest

from openpals.model.tables import ALL
from openpals.privacy.counting.policy import (
    CountPolicyRefused,
    default_count_policy,
    parse_count_policy,
    read_count_policy,
)

STRICT = default_count_policy()


def test_default_is_strict() -> None:
    assert (STRICT.people, STRICT.rounding, STRICT.difference, STRICT.dimensions_together) == (11, 5, 11, 3)
    assert STRICT.weaker == {}


@pytest.mark.parametrize(
    ("count", "shown"),
    [(0, 0), (2, 0), (3, 5), (12, 10), (13, 15), (17, 15), (18, 20), (999, 1000), (1004, 1000), (1005, 1010)],
)
def test_rounding_to_five_and_from_a_thousand_to_ten(count: int, shown: int) -> None:
    assert STRICT.rounded(count) == shown


def test_thirteen_are_told_together_since_eleven_would_be_shown_as_ten() -> None:
    assert STRICT.together == 13


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("people = 5", "people"),
        ("rounding = 1", "rounding"),
        ("large = 5000", "large"),
        ("difference = 1", "difference"),
        ("dimensions_together = 4", "dimensions_together"),
        ("interval = 3", "interval"),
        ("centiles = [1, 95]", "centiles"),
        ("centiles = [5, 99]", "centiles"),
        ("two_largest = 0.95", "two_largest"),
        ("others = 0.05", "others"),
        ("survival_days = 7", "survival_days"),
        ("survival_deaths = 2", "survival_deaths"),
        ("[budgets]\ncaller = 100000", "budgets.caller"),
        ("[budgets]\nanonymous = 100000", "budgets.anonymous"),
        ("[budgets]\neverybody = 100000", "budgets.everybody"),
    ],
)
def test_weaker_setting_needs_its_reason_by_name(text: str, name: str) -> None:
    with pytest.raises(CountPolicyRefused) as refused:
        parse_count_policy(text, "own.toml")
    assert f'[weaker] "{name}"' in str(refused.value)

    reasoned = f'{text}\n[weaker]\n"{name}" = "a closed room"\n'
    assert parse_count_policy(reasoned, "own.toml").weaker == {name: "a closed room"}


def test_stricter_policy_needs_no_reason() -> None:
    policy = parse_count_policy("people = 20\nrounding = 10", "own.toml")

    assert (policy.name, policy.people, policy.together) == ("own.toml", 20, 20)
    assert policy.dimensions == STRICT.dimensions


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("people = ", "not valid TOML"),
        ("persons = 11", "`persons` is no setting"),
        ("people = 0", "at least 1"),
        ("people = true", "at least 1"),
        ("large_rounding = 12", "multiple of `rounding`"),
        ("centiles = [95, 5]", "in this order"),
        ("centiles = 5", "such as"),
        ("two_largest = 2", "between 0 and 1"),
        ("[budgets]\nnight = 5", "not night"),
        ("dimensions = []", "at least one variable"),
        ('[[dimensions]]\nvariable = "subject.shoe_size"', "no variable of the model"),
        ('[[dimensions]]\nvariable = "subject.gene"', "never counted by it"),
        ('[[dimensions]]\nvariable = "alsfrs.alsfrs_r_total"', 'take = "first"'),
        ('[[dimensions]]\nvariable = "subject.sex"\ntake = "first"', "leave `take` out"),
        ('[[dimensions]]\nvariable = "subject.sex"\n[[dimensions]]\nvariable = "subject.sex"', "sex twice"),
        ('[weaker]\npeople = ""', "gives no reason for people"),
        ('[weaker]\npeople = "why not"', "is not weaker"),
        ('name = "strict-counts-1"\npeople = 5\n[weaker]\npeople = "why not"', "has its name"),
    ],
)
def test_wrong_policy_is_refused(text: str, message: str) -> None:
    with pytest.raises(CountPolicyRefused) as refused:
        parse_count_policy(text, "own.toml")
    assert message in str(refused.value)


def test_policy_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CountPolicyRefused, match="cannot be read"):
        read_count_policy(tmp_path / "none.toml")
    (tmp_path / "latin.toml").write_bytes(b'name = "\xe9"')
    with pytest.raises(CountPolicyRefused, match="not UTF-8"):
        read_count_policy(tmp_path / "latin.toml")


def test_sensitive_genes_and_exact_days_cannot_be_counted() -> None:
    countable = {f"{table.name}.{name}" for table in ALL for name, one in table.variables.items() if one.countable}

    assert {"subject.sex", "subject.age", "alsfrs.alsfrs_r_total"} <= countable
    assert not {"subject.gene", "subject.onset_day", "vital_status.day", "subject.birth_decade"} & countable
