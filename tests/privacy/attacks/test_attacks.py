"""Each attack succeeds on a release with its fault, and fails on one without."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.privacy.attacks.conftest import Hold, known, person, pseudonym, row, total

from openpals.privacy.attacks import (
    ages,
    anchor,
    attributes,
    dictionary,
    differences,
    downcoding,
    duplicates,
    forum,
    membership,
    order,
    rare,
    register,
)
from openpals.privacy.attacks.courses import courses
from openpals.privacy.attacks.outcome import NotRun, Outcome
from openpals.privacy.keys import Key
from openpals.privacy.policy import default_policy
from openpals.privacy.pseudonyms import of_release, pseudonyms

POLICY = default_policy()


def by_variant(outcomes: Any) -> dict[str, Outcome]:
    return {one.variant: one for one in outcomes}


# Register.

AGES = [22 + number % 60 for number in range(60)]
NAMED = [{"sex": "female" if n % 2 else "male", "age": AGES[n]} for n in range(60)]


def test_register_finds_people_by_exact_ages(hold: Hold) -> None:
    held = hold([person(n, **NAMED[n]) for n in range(60)], classes=("sex", "age"))
    (found,) = register.by_demographics(held, POLICY, [known(held, NAMED)])
    assert (found.tries, found.successes, round(found.guess, 4)) == (60, 60, round(1 / 60, 4))


def test_register_fails_where_everybody_prints_alike(hold: Hold) -> None:
    held = hold([person(n, sex=None, age=44) for n in range(60)], classes=("sex", "age"))
    (found,) = [
        one for one in register.by_demographics(held, POLICY, [known(held, NAMED)]) if one.variant == "everybody"
    ]
    assert found.rate <= 0.09


def test_register_finds_people_in_spite_of_a_mistake(hold: Hold) -> None:
    printed = [{"age": AGES[n], "race": "white" if n else "black", "region": "europe"} for n in range(60)]
    held = hold([person(n, **printed[n]) for n in range(60)], classes=("age", "race", "region"))
    wrong = [{**printed[n], "region": "asia"} for n in range(60)]
    (found,) = register.by_demographics(held, POLICY, [known(held, wrong)])
    assert found.successes == 60


def test_register_of_days_finds_who_hides_by_demographics(hold: Hold) -> None:
    people = [person(n, age=44, onset_day=-90 * n) for n in range(1, 31)]
    held = hold(people, classes=("age",), levels={"age": 2})
    truth = known(held, [{"age": 41, "onset_day": -90 * n - 10} for n in range(1, 31)])
    without, with_days = (attack(held, POLICY, [truth])[0] for attack in (register.by_demographics, register.by_days))
    assert without.rate < 0.2
    assert with_days.rate == 1.0


def test_register_takes_a_silent_cell_for_nothing(hold: Hold) -> None:
    held = hold([person(0, age=44), *(person(n, age=None) for n in range(1, 12))], classes=("age",))
    found = by_variant(register.by_demographics(held, POLICY, [known(held, [{"age": 44}] * 12)]))
    assert found["everybody"].successes == 1
    assert found["people with hidden cells"].successes == 0


def test_register_without_facts_is_not_run(hold: Hold) -> None:
    held = hold([person(0)], classes=("race",))
    with pytest.raises(NotRun, match="prints nothing"):
        register.by_demographics(held, POLICY, [known(held, [{"age": 44}])])


# Downcoding.


def test_downcoding_wins_back_what_alone_is_printed_nowhere(hold: Hold) -> None:
    people = [person(n, race="white", sex="male") for n in range(20)]
    people += [person(20 + n, race="black", sex="female") for n in range(12)]
    people += [person(32 + n, race=None, sex="male") for n in range(12)]
    held = hold(people, classes=("race", "sex"))
    facts = [{}] * 32 + [{"race": "black"}] * 12
    (found,) = downcoding.downcoded(held, POLICY, [known(held, facts)])
    assert (found.tries, found.successes, found.guess) == (12, 12, 0.0)


def test_downcoding_fails_where_all_values_may_be_hidden(hold: Hold) -> None:
    people = [person(n, race="white", sex="male") for n in range(20)]
    people += [person(20 + n, race="black", sex="male") for n in range(12)]
    people += [person(32 + n, race=None, sex="male") for n in range(12)]
    held = hold(people, classes=("race", "sex"))
    (found,) = downcoding.downcoded(held, POLICY, [known(held, [{}] * 32 + [{"race": "black"}] * 12)])
    assert found.rate == found.guess == 0.0


# Forum.


def test_forum_finds_people_by_three_dated_totals(hold: Hold) -> None:
    dice = np.random.default_rng(1)
    rows = [
        total(n, int(day), int(points))
        for n in range(80)
        for day, points in zip(np.sort(dice.integers(0, 900, 8)), dice.integers(5, 48, 8), strict=True)
    ]
    held = hold([person(n) for n in range(80)], alsfrs=rows)
    found = by_variant(forum.by_posts(held))
    assert found["3 posts"].low > 0.9
    assert found["1 post"].guess == pytest.approx(1 / 80)


def test_forum_fails_where_courses_are_alike(hold: Hold) -> None:
    rows = [total(n, 90 * visit, 40 - 2 * visit) for n in range(80) for visit in range(6)]
    held = hold([person(n) for n in range(80)], alsfrs=rows)
    assert max(one.rate for one in forum.by_posts(held)) < 0.09


def test_forum_without_totals_is_not_run(hold: Hold) -> None:
    with pytest.raises(NotRun, match="no ALSFRS"):
        list(forum.by_posts(hold([person(0)])))


# Anchor. The data are of 2026-06-30.

JOINED = [date(2019, 1, 1) + timedelta(days=20 * n) for n in range(100)]


def histories(ends: list[date]) -> list[dict[str, Any]]:
    return [
        row(n, day=day, symptom="fatigue", severity="mild")
        for n, end in enumerate(ends)
        for day in (0, (end - JOINED[n]).days)
    ]


def test_anchor_is_told_by_histories_up_to_the_extraction(hold: Hold) -> None:
    held = hold([person(n) for n in range(100)], symptom_report=histories([date(2026, 6, 30)] * 100))
    found = by_variant(anchor.by_last_day(held, courses(held), [known(held, [{}] * 100, JOINED)]))
    assert found["trial, everybody"].rate == 1.0
    assert found["trial, everybody"].guess < 0.1


def test_anchor_is_not_told_by_histories_that_end_anywhere(hold: Hold) -> None:
    dice = np.random.default_rng(3)
    ends = [one + timedelta(days=int(dice.integers(30, (date(2026, 1, 1) - one).days))) for one in JOINED]
    held = hold([person(n) for n in range(100)], symptom_report=histories(ends))
    found = by_variant(anchor.by_last_day(held, courses(held), [known(held, [{}] * 100, JOINED)]))
    assert found["trial, everybody"].rate <= found["trial, everybody"].guess + 0.05


def test_anchor_does_not_try_the_dead(hold: Hold) -> None:
    dead = [row(n, status="died", day=2_000) for n in range(100)]
    reports = histories([date(2026, 6, 30)] * 100)
    held = hold([person(n) for n in range(100)], symptom_report=reports, vital_status=dead)
    with pytest.raises(NotRun, match="Nobody"):
        list(anchor.by_last_day(held, courses(held), [known(held, [{}] * 100, JOINED)]))


# Ages.


@pytest.mark.parametrize(
    ("age", "day", "over"),
    [
        (84, 3_653, 1),  # the band of 80 to 89; 10.001 years later
        (84, 3_650, 0),
        (90, 5_000, 0),  # the top band says it anyway
        (74, 5_000, 0),
    ],
)
def test_age_over_89_by_sum_counts_from_the_lower_edge_of_its_band(hold: Hold, age: int, day: int, over: int) -> None:
    people = [person(0, age=age), person(1, age=44)]
    held = hold(
        people, levels={"age": 2}, symptom_report=[row(n, day=day, symptom="pain", severity="mild") for n in (0, 1)]
    )
    assert ages.by_sum(held, POLICY, courses(held)).successes == over


# Membership.


def test_membership_reads_what_was_measured_at_the_twin(hold: Hold) -> None:
    told = {"auc": 0.7, "interval": [0.65, 0.75], "people_used": 400, "people_left_out": 100}
    found = membership.in_twin(hold([person(0)], manifest={"twin": {"made": True, "membership": told}}))
    assert (found.rate, found.low, found.guess, found.tries, found.successes) == (0.7, 0.65, 0.5, 500, None)


def test_membership_without_a_twin_is_not_run(hold: Hold) -> None:
    with pytest.raises(NotRun, match="no twin"):
        membership.in_statistics(hold([person(0)], manifest={"twin": {"made": False, "because": "few"}}))


# Attributes.


def test_attribute_is_told_by_a_class_that_shares_it(hold: Hold) -> None:
    people = [person(n, sex="male", gene="sod1") for n in range(12)]
    people += [person(12 + n, sex="female", gene="none_found") for n in range(40)]
    held = hold(people)
    (homogeneous,) = attributes.in_one_value_classes(held, POLICY)
    assert (homogeneous.tries, homogeneous.successes) == (52, 12)


def test_attribute_is_not_told_where_a_class_has_two_values(hold: Hold) -> None:
    people = [person(n, sex="male", gene="sod1" if n % 3 else "none_found") for n in range(30)]
    (homogeneous,) = attributes.in_one_value_classes(hold(people), POLICY)
    assert homogeneous.successes == 0


def test_attribute_is_not_told_where_a_class_shares_a_harmless_value(hold: Hold) -> None:
    (homogeneous,) = attributes.in_one_value_classes(hold([person(n, gene="none_found") for n in range(30)]), POLICY)
    assert homogeneous.successes == 0


def test_attribute_of_a_group_is_no_advantage_of_having_the_row(hold: Hold) -> None:
    people = [person(n, sex="male", gene="sod1") for n in range(60)]
    people += [person(60 + n, sex="female", gene="none_found") for n in range(60)]
    (found,) = attributes.by_class(hold(people), POLICY)
    assert (found.rate, found.guess) == (1.0, 1.0)  # a model without the person says the same


def test_attribute_of_classes_of_one_is_an_advantage(hold: Hold) -> None:
    genes = ["sod1", "fus", "tardbp", "none_found"]
    people = [person(n, age=n, gene=genes[n % 4]) for n in range(80)]
    (found,) = attributes.by_class(hold(people, classes=("age",)), POLICY)
    assert found.rate == 1.0
    assert found.guess < 0.6


# Rare values.


def test_rare_value_is_found_whatever_the_table(hold: Hold) -> None:
    rows = [row(n, term="HEADACHE") for n in range(30)] + [row(n, term="RARE FEVER") for n in range(10)]
    held = hold([person(n) for n in range(30)], adverse_event=rows)
    (found,) = rare.in_protected_columns(held, POLICY)
    assert (found.tries, found.successes) == (30, 10)


def test_rare_value_of_eleven_people_is_none(hold: Hold) -> None:
    rows = [row(n, term="HEADACHE") for n in range(30)] + [row(n, term="FEVER") for n in range(11)]
    (found,) = rare.in_protected_columns(hold([person(n) for n in range(30)], adverse_event=rows), POLICY)
    assert found.successes == 0


def test_rare_value_is_counted_by_people_not_by_rows(hold: Hold) -> None:
    rows = [row(0, term="FEVER", start_day=day) for day in range(50)]
    (found,) = rare.in_protected_columns(hold([person(n) for n in range(30)], adverse_event=rows), POLICY)
    assert found.successes == 1


def test_rare_pair_of_two_frequent_facts(hold: Hold) -> None:
    people = [person(n, sex="male" if n < 20 else "female", race="white" if n < 17 else "black") for n in range(40)]
    found = by_variant(rare.in_other_columns(hold(people), POLICY))
    assert found["two columns of subject"].successes == 3  # black men


# Duplicates.


def reports(people: list[int]) -> list[dict[str, Any]]:
    """A row each five times over; ``people``: whose course it is, by row of subject."""
    return [
        row(n, day=7 * visit + course, symptom="pain", severity="mild")
        for n, course in enumerate(people)
        for visit in range(5)
    ]


def test_duplicates_that_fill_a_class(hold: Hold) -> None:
    held = hold([person(n) for n in range(11)], symptom_report=reports([0, 0, *range(1, 10)]))
    assert duplicates.in_classes_of_few(held, POLICY, courses(held)).successes == 11


def test_duplicates_in_a_class_of_many_do_no_harm(hold: Hold) -> None:
    held = hold([person(n) for n in range(12)], symptom_report=reports([0, 0, *range(1, 11)]))
    assert duplicates.in_classes_of_few(held, POLICY, courses(held)).successes == 0


def test_duplicates_are_not_what_everybody_has(hold: Hold) -> None:
    held = hold([person(n) for n in range(11)], symptom_report=reports([0] * 11))
    assert duplicates.in_classes_of_few(held, POLICY, courses(held)).successes == 0


def test_duplicates_are_not_seen_in_courses_too_short_to_tell(hold: Hold) -> None:
    rows = [row(n, day=0, symptom="pain", severity="mild") for n in range(11)]
    held = hold([person(n) for n in range(11)], symptom_report=rows)
    assert duplicates.in_classes_of_few(held, POLICY, courses(held)).successes == 0


# Dictionary.


def with_ids(hold: Hold, ids: list[str]) -> Any:
    return hold([{**person(0), "subject_id": one} for one in sorted(ids)])


def released(ids: list[str], contributor: bytes, host: bytes) -> list[str]:
    deposited = pseudonyms(Key("contributor", contributor), "trial", ids).to_pylist()
    made = of_release(Key("host", host), "2026.1", ["trial"] * len(ids), deposited)
    return [str(one) for one in made.to_pylist()]


IDS = [f"P{number}" for number in range(20)]


def test_dictionary_breaks_pseudonyms_without_a_secret(hold: Hold) -> None:
    held = with_ids(hold, released(IDS, bytes(32), b""))
    (found,) = dictionary.without_key(held, [known(held, [{}] * 20)])
    assert (found.tries, found.successes) == (20, 20)


def test_dictionary_breaks_a_plain_hash(hold: Hold) -> None:
    held = with_ids(hold, [hashlib.sha256(one.encode()).hexdigest()[:16] for one in IDS])
    (found,) = dictionary.without_key(held, [known(held, [{}] * 20)])
    assert found.successes == 20


def test_dictionary_breaks_numbers_without_anybodys_ids(hold: Hold) -> None:
    held = with_ids(hold, [hashlib.md5(str(one).encode()).hexdigest()[:16] for one in range(20)])
    (found,) = dictionary.without_key(held, [])
    assert found.successes == 20


def test_dictionary_fails_on_keyed_pseudonyms_and_keys_open_them(hold: Hold) -> None:
    held = with_ids(hold, released(IDS, b"contributor's secret of 32 bytes", b"the host's own secret of 32 byte"))
    truth = known(held, [{}] * 20)
    (without,) = dictionary.without_key(held, [truth])
    (with_keys,) = dictionary.with_keys([truth])
    assert (without.successes, with_keys.successes) == (0, 20)


# Order.


def test_order_of_enrolment_is_told_by_rows_in_that_order(hold: Hold) -> None:
    held = hold([person(n) for n in range(100)])
    found = order.of_rows(held, [known(held, [{}] * 100, JOINED)])
    assert (found.tries, found.successes, found.guess) == (50, 50, 0.5)


def test_order_of_enrolment_is_not_told_by_rows_in_another(hold: Hold) -> None:
    held = hold([person(n) for n in range(1_000)])
    mixed = [JOINED[i] for i in np.random.default_rng(4).permutation(1_000) % 100]
    found = order.of_rows(held, [known(held, [{}] * 1_000, mixed)])
    assert found.low <= 0.5 <= found.high


# Two releases.


def test_difference_of_one_person_points_at_the_person(hold: Hold) -> None:
    before = hold([person(n) for n in range(30)])
    held = hold([person(n) for n in range(31)])
    found = differences.of_classes(held, before, POLICY)
    assert (found.tries, found.successes) == (1, 1)
    (name,) = set(held.subjects["dataset"].to_pylist())
    assert f"Too few people came or went in {name} (classes: 1). Build the release again with the earlier" in found.note


def test_difference_of_eleven_people_points_at_nobody(hold: Hold) -> None:
    before = hold([person(n) for n in range(30)])
    held = hold([person(n) for n in range(41)])
    found = differences.of_classes(held, before, POLICY)
    assert (found.tries, found.successes) == (11, 0)


def test_difference_of_nothing_is_not_run(hold: Hold) -> None:
    before = hold([person(n) for n in range(30)])
    with pytest.raises(NotRun, match="No class differs"):
        differences.of_classes(before, before, POLICY)


def test_difference_by_courses_finds_who_left_though_counts_are_equal(hold: Hold) -> None:
    before = hold([person(n) for n in range(12)], symptom_report=reports(list(range(12))))
    held = hold([person(n) for n in range(12)], symptom_report=reports([*range(11), 40]))
    found = by_variant(differences.of_courses(held, before, POLICY, courses(held), courses(before)))
    assert found["people matched by course"].successes == 11
    assert (found["people left over"].tries, found["people left over"].successes) == (2, 2)


def test_difference_by_courses_matches_who_went_on_reporting(hold: Hold) -> None:
    rows = reports(list(range(12)))
    later = [row(n, day=400, symptom="pain", severity="mild") for n in range(12)]
    before = hold([person(n) for n in range(12)], symptom_report=rows)
    held = hold([person(n) for n in range(12)], symptom_report=sorted(rows + later, key=lambda one: one["subject_id"]))
    found = by_variant(differences.of_courses(held, before, POLICY, courses(held), courses(before)))
    assert list(found) == ["people matched by course"]
    assert found["people matched by course"].rate == 1.0


def test_levels_refined_are_named(hold: Hold) -> None:
    before = hold([person(0)], levels={"age": 2, "race": 1})
    held = hold([person(0)], levels={"age": 1, "race": 1})
    found = differences.of_levels(held, before)
    assert (found.tries, found.successes, found.note) == (2, 1, "Finer: age.")


def test_levels_that_only_coarsen_are_no_attack(hold: Hold) -> None:
    before = hold([person(0)], levels={"age": 1})
    assert differences.of_levels(hold([person(0)], levels={"age": 2}), before).successes == 0


# Courses.


def test_courses_do_not_depend_on_row_groups(hold: Hold) -> None:
    rows = [row(n, day=3 * visit, symptom="pain", severity="mild") for n in range(5) for visit in range(8)]
    held = hold([person(n) for n in range(5)], symptom_report=rows)
    once = courses(held)
    path = held.path("symptom_report")
    assert path is not None
    pq.write_table(pq.read_table(path), path, row_group_size=3)
    cut = courses(held)
    for name in ("rows", "last", "whole", "begun"):
        np.testing.assert_array_equal(getattr(once, name), getattr(cut, name))
    assert once.last.tolist() == [21] * 5


def test_courses_of_people_without_rows_are_empty(hold: Hold) -> None:
    found = courses(hold([person(0)]))
    assert (found.rows.tolist(), found.last.tolist()) == ([0], [np.iinfo(np.int64).min])


def test_places_of_strangers_are_none(hold: Hold) -> None:
    held = hold([person(n) for n in range(3)])
    assert held.places(pa.array([pseudonym(2), pseudonym(9), pseudonym(0)])).tolist() == [2, -1, 0]
