"""The published statistics against the same counted one by one; and how many people each of them rests on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from tests.release.twin.conftest import MEMBERS, TRIAL_PEOPLE, Pool
from tests.release.twin.naive import PEOPLE, Naive, carriers, cells_of, conditional, group_means, label, shares

from openpals.model.tables import TABLES
from openpals.privacy.counting.policy import default_count_policy
from openpals.release.twin.arrays import Coded
from openpals.release.twin.persons import Persons, gather
from openpals.release.twin.statistics.disclosure import Disclosure
from openpals.release.twin.statistics.kinds import kinds

PEOPLE_OF = {"members": MEMBERS, "proact": TRIAL_PEOPLE}  # by layout


@pytest.fixture(scope="module", params=PEOPLE_OF)
def both(request: pytest.FixtureRequest, pool: Pool) -> tuple[dict[str, Any], Naive, dict[str, dict[str, str]]]:
    """What is told of a dataset, its people counted naively, and their facts with the kind that was found."""
    dataset = pool.dataset(request.param)
    naive = Naive(pool.release, dataset)
    found = kinds(Disclosure(default_count_policy()), gather(pool.used(dataset)))
    kind = {who: found.labels[at] for who, at in zip(naive.ids, found.at.tolist(), strict=True)}
    return pool.statistics["parts"][dataset], naive, naive.facts() | {"kind": kind}


def test_used_people_are_four_in_five(both: tuple[dict[str, Any], Naive, Any], pool: Pool) -> None:
    _, naive, facts = both
    (dataset,) = {row["dataset"] for row in naive.subject.values()}

    assert len(naive.ids) == pool.used(dataset).size
    assert len(naive.ids) in [int(0.8 * people) for people in PEOPLE_OF.values()]
    assert all(set(fact) == set(naive.ids) for fact in facts.values())


def test_shares_of_facts_are_those_counted_one_by_one(both: tuple[dict[str, Any], Naive, Any]) -> None:
    told, naive, facts = both

    assert {one["fact"] for one in told["facts"]} == set(facts)
    for one in told["facts"]:
        parent = facts[one["parent"]] if one["parent"] else dict.fromkeys(naive.ids, "*")
        expected = conditional((who, parent[who], facts[one["fact"]][who]) for who in naive.ids)
        if one["parent"] is None:
            alone = shares({child: dict.fromkeys(people, 1) for child, people in grouped(facts[one["fact"]])})
            expected = {"*": alone} if alone else {}
        assert one["shares"] == expected, one["fact"]


def grouped(fact: dict[str, str]) -> list[tuple[str, list[str]]]:
    found = defaultdict(list)
    for who, child in fact.items():
        found[child].append(who)
    return list(found.items())


def test_numbers_are_told_in_cells_of_enough_people_as_means_of_groups(both: tuple[dict[str, Any], Naive, Any]) -> None:
    told, naive, facts = both
    numbers = naive.numbers()
    compared = 0
    for name, values in numbers.items():
        if len(values) < PEOPLE:
            assert name not in told["numbers"]
            continue
        margin = told["numbers"][name]
        expected = cells_of(values, [facts[fact] for fact in margin["by"]])
        assert set(margin["cells"]) == set(expected), name
        for cell, people in expected.items():
            spread, known = margin["cells"][cell], [values[who] for who in people]
            if "means" in spread:
                groups = len(spread["means"])
                assert groups * PEOPLE <= len(people)
                assert spread["means"] == pytest.approx(group_means(known, groups), rel=1e-3, abs=1e-9), name
            elif "values" in spread:
                carried = defaultdict(dict)
                for who in people:
                    carried[label(values[who])][who] = 1
                assert spread["values"] == shares(carried), name
            else:
                assert PEOPLE <= len(people) < 2 * PEOPLE
            compared += 1
    assert compared > 30


def test_numbers_that_are_not_counted_here_rest_on_enough_people_too(both: tuple[dict[str, Any], Naive, Any]) -> None:
    told, naive, facts = both
    totals = ("alsfrs_r_total", "alsfrs_total")
    complete = {who for who, rows in naive.of["alsfrs"].items()
                if any(row[name] is not None for row in rows for name in totals)}  # fmt: skip
    for name in set(told["numbers"]) - set(naive.numbers()):
        assert name in ("level", "slope", "tube", "diagnosis")
        for cell, spread in told["numbers"][name]["cells"].items():
            by = [facts[fact] for fact in told["numbers"][name]["by"]]
            labels = cell.split("|") if by else []
            people = [who for who in complete
                      if all(one in ("*", fact[who]) for one, fact in zip(labels, by, strict=True))]  # fmt: skip
            assert len(people) >= PEOPLE * len(spread.get("means", [0]))


def test_items_and_what_stands_beside_them_rest_on_enough_people(both: tuple[dict[str, Any], Naive, Any]) -> None:
    told, naive, _ = both
    for name, one in told["tables"].items():
        rows = naive.rows[name]
        people = carriers(rows, lambda row, one=one: "|".join(label(row[column]) for column in one["columns"]))
        for item in one["items"]:
            assert len(people["|".join(item)]) >= PEOPLE, (name, item)
        for attribute in one["attributes"]:
            if attribute["column"] in TABLES[name].variables:
                told_labels = {code for shown in attribute["shares"].values() for code in shown} - {"*"}
                cells = carriers(rows, lambda row, column=attribute["column"]: label(row[column]))
                for shown in told_labels - {"nan", ""}:
                    assert len(cells[shown]) >= PEOPLE, (name, attribute["column"], shown)


def test_shares_of_attributes_given_the_item_are_those_counted_one_by_one(
    both: tuple[dict[str, Any], Naive, Any],
) -> None:
    told, naive, _ = both
    compared = 0
    for name, one in told["tables"].items():
        known = {"|".join(item) for item in one["items"]}
        for attribute in one["attributes"]:
            column = attribute["column"]
            coded = TABLES[name].variables[column].vocabulary if column in TABLES[name].variables else None
            if attribute["parent"] != "item" or not coded:
                continue
            rows = []
            for row in naive.rows[name]:
                item = "|".join(label(row[part]) for part in one["columns"])
                if item in known:
                    rows.append((row["subject_id"], item, label(row[column])))
            assert attribute["shares"] == conditional(rows), (name, column)
            compared += 1
    assert compared >= 3


def test_series_rest_on_enough_people(both: tuple[dict[str, Any], Naive, Any]) -> None:
    told, naive, _ = both
    sources = {"percent": "best_percent", "litres": "best_litres", "predicted": "best_litres"}
    for name, one in told["tables"].items():
        for column, series in one.get("series", {}).items():
            known = [row for row in naive.rows[name] if row[sources.get(column, column)] is not None]
            people = carriers(known, lambda row, one=one: "|".join(label(row[part]) for part in one["columns"]))
            for item, spread in series["items"].items():
                groups = len(spread["level"].get("means", [0]))
                assert len(people[item]) >= PEOPLE * groups, (name, column, item)


def test_statistics_name_no_code_that_few_people_carry(both: tuple[dict[str, Any], Naive, Any]) -> None:
    told, naive, _ = both
    people: dict[str, set[str]] = defaultdict(set)
    for listed in naive.rows.values():
        for row in listed:
            for value in row.values():
                if isinstance(value, str):
                    people[value].add(row["subject_id"])
    columns = {name for table in TABLES.values() for name in table.variables}
    rare = {code for code, carrying in people.items() if len(carrying) < PEOPLE} - columns - set(naive.ids)

    assert len(rare) > 10
    assert rare & set(words(told)) == set()


def words(told: Any) -> Iterator[str]:
    """Every text in plain data, keys among them, and the parts of joined labels."""
    if isinstance(told, str):
        yield from told.split("|")
    elif isinstance(told, dict):
        for key, value in told.items():
            yield from words(key)
            yield from words(value)
    elif isinstance(told, list):
        for value in told:
            yield from words(value)


def test_correlations_are_coarse_and_of_pairs_that_enough_people_have(both: tuple[dict[str, Any], Naive, Any]) -> None:
    told, naive, _ = both
    numbers = naive.numbers()
    for one, other, value in told["correlations"]:
        assert round(value * 20) == pytest.approx(value * 20)
        if one in numbers and other in numbers:
            assert len(numbers[one].keys() & numbers[other].keys()) >= 3 * PEOPLE


def test_people_are_told_rounded(pool: Pool) -> None:
    told = {name: one["people"] for name, one in pool.statistics["parts"].items()}

    assert told == {pool.dataset(layout): people for layout, people in PEOPLE_OF.items()}


def test_kinds_separate_schedules_and_are_one_where_all_are_alike() -> None:
    rng = np.random.default_rng(3)
    facts = {f"has:{name}": Coded(np.ones(300, np.int64), ("no", "yes")) for name in ("alsfrs", "lab")}
    facts["status"] = Coded(np.zeros(300, np.int64), ("alive",))
    often = np.repeat([30.0, 90.0], 150) * rng.uniform(0.95, 1.05, 300)

    found = kinds(
        Disclosure(default_count_policy()), Persons(facts, {"between:alsfrs": often, "between:lab": 2 * often})
    )
    alike = kinds(Disclosure(default_count_policy()), Persons(facts, {"between:alsfrs": np.full(300, 30.0)}))

    assert len(found.labels) == 2
    assert len({tuple(found.at[:150]), tuple(found.at[150:])}) == 2
    assert len(set(found.at[:150])) == len(set(found.at[150:])) == 1
    assert alike.labels == ("a",)
