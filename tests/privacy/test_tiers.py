"""The open tier as a policy declares it, and that nothing weaker than the floor passes in silence."""

from __future__ import annotations

import pytest
from tests.privacy.test_policy import named, replaced, without

from openpals.privacy.policy import PolicyRefused, default_policy, parse_policy
from openpals.privacy.tiers import NO_COURSES, OpenTier, Step, weaker_open

FIRST = '  { period = "month", points = 4 },\n'


def test_strict_policy_asks_for_less_than_one_per_cent_by_three_facts() -> None:
    tier = default_policy().open

    assert (tier.facts, tier.singled_out) == (3, 0.01)
    assert tier.ladder == (Step("month", 4), Step("quarter", 4), Step("quarter", 8), Step("quarter", 12))


def test_policy_that_says_nothing_of_it_opens_no_courses() -> None:
    policy = parse_policy(without("open"), "ours.toml")

    assert policy.open is NO_COURSES
    assert policy.open.ladder == ()


def test_quasi_identifiers_of_open_tables_are_those_printed_by_their_classes() -> None:
    # Decade of birth is suppressed, onset and diagnosis are protected by the agreement.
    assert default_policy().printed_openly == ("dataset", "sex", "age", "race", "ethnicity", "region", "onset_site")


@pytest.mark.parametrize(
    ("what", "old", "new"),
    [
        ("open.facts", "facts = 3", "facts = 2"),
        ("open.singled_out", "singled_out = 0.01", "singled_out = 0.02"),
        ("open.ladder", FIRST, '  { period = "week", points = 4 },\n'),
        ("open.ladder", FIRST, '  { period = "month", points = 3 },\n'),
    ],
)
def test_weaker_open_tier_is_refused_unless_it_says_so_by_name_and_reason(what: str, old: str, new: str) -> None:
    text = replaced(old, new)

    with pytest.raises(PolicyRefused, match=rf'\[weaker\] "{what}" = "the reason"'):
        parse_policy(named(text), "ours.toml")
    assert parse_policy(named(text, f'"{what}" = "The board agreed."'), "ours.toml").weaker


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("facts = 3", "facts = 0", "`facts` must be a whole number from 1 to 5"),
        ("facts = 3", "facts = true", "`facts` must be a whole number"),
        ("singled_out = 0.01", "singled_out = 0", "`singled_out` must be above 0 and below 1"),
        ("singled_out = 0.01", 'singled_out = "1 %"', "`singled_out` must be above 0"),
        (FIRST, '  { period = "year", points = 4 },\n', "`period` must be one of day, week, month, quarter"),
        (FIRST, '  { period = "month", points = 49 },\n', "`points` must be a whole number from 1 to 48"),
        (FIRST, '  { period = "month" },\n', "has a `period` and `points`"),
        (FIRST, '  { period = "quarter", points = 4 },\n', "bands of 4 is not coarser than quarter, bands of 4"),
        (FIRST, '  { period = "month", points = 8 },\n', "quarter, bands of 4 is not coarser than month, bands of 8"),
        ("facts = 3", "facts = 3\nfigures = 1", "figures is none of its settings"),
    ],
)
def test_open_tier_that_is_none_is_refused(old: str, new: str, told: str) -> None:
    with pytest.raises(PolicyRefused, match=told):
        parse_policy(replaced(old, new), "ours.toml")


def test_stricter_open_tier_is_not_weaker() -> None:
    floor = default_policy().open

    assert list(weaker_open(OpenTier(5, 0.001, (Step("quarter", 24),)), floor)) == []
    assert list(weaker_open(OpenTier(1, 0.5, ()), floor)) == []
