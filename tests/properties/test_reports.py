"""Members' reports against a plain implementation: every row of the tables, and every row's fate."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from random import Random

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from tests.contributions import EXTRACTED
from tests.properties.expected import REPORTS, Report, deposit_of
from tests.properties.exports import MEMBERS, deposited

from openpals.model.variable import Type, Variable
from openpals.model.vocabulary import vocabulary

PEOPLE = [f"M-{number}" for number in range(20)]
ROWS = 500

few_but_large = settings(max_examples=3, phases=[Phase.explicit, Phase.reuse, Phase.generate])

# Few of them, so that reports meet on a day.
DATES = [
    *("2024-02-28", "2024-02-29", "2024-03-01", "2024-03-10", "2024-3-10", " 2024-03-01", "2024-03-1 "),
    *("2024-03-01T23:59:59", "2024-03-10 08:00", "2024-03-01T", " 2024-02-29T01:00+02:00 ", str(EXTRACTED)),
]
BAD_DATES = [
    *("", " ", "2021-02-31", "2023-02-29", "2100-02-29", "2024-03-1O", "2024/03/01", "01.03.2024", "20240301"),
    *("2024-3-1T10:00", "2024-03-01Z", "2024-03-001", "02024-03-01", "2024-13-01", "2024-00-10", "2024-03-00"),
    *("2024", "2024-03", "2024-03-", "2024-03-1-1", "-2024-03-01", "2024-03-01x", "March 1", "44000", "1e5"),
    *("1900-01-01", "9999-12-31", "1899-12-30", str(EXTRACTED + timedelta(1)), "2031-05-05"),
]
OLD_DATES = ["1994-01-31", "1994-02-01", "1996-05-05", "1066-10-14", "0001-01-01"]
UNKNOWN = ["nonsense", "17", "-", "?", "none at all", "fatigue pain", "ʍoɹǝʌǝs"]
NUMBERS = ["0", "1", "2", "2.0", "02", "3", "+3", "50", "100", "33.33333", "2.5", ".5", "5.", "1e2", "48", "1000000"]
BAD_NUMBERS = ["many", "1,5", "-1", "48.001", "1000001", "1e7", "1_0", "0x1", "NaN", "inf", "1e", "..", "1.2.3", "٣"]


def spelt(dice: Random, word: str) -> str:
    """A word as some people write it."""
    ways: list[Callable[[str], str]] = [str, str, str.upper, str.title, lambda text: f"  {text} "]
    other = dice.choice(ways)(word)
    return other if other.strip().lower() == word else word


def cell(dice: Random, variable: Variable, few: int) -> str:
    """A cell for a variable, with no more than ``few`` of a vocabulary's codes in use."""
    if dice.random() < 0.05:
        return dice.choice(["", "", " ", *UNKNOWN])
    if variable.type is Type.CODE:
        known = vocabulary(variable.vocabulary or "")
        codes = known.codes[:few]
        return spelt(dice, dice.choice([word for word, code in known.words.items() if code in codes]))
    return dice.choice(BAD_NUMBERS if dice.random() < 0.2 else NUMBERS)


def day(dice: Random) -> str:
    kind = dice.random()
    return dice.choice(DATES if kind < 0.9 else BAD_DATES if kind < 0.993 else OLD_DATES)


def who(dice: Random) -> str:
    name = dice.choice(PEOPLE)
    return dice.choice([f" {name}", f"{name}  ", "M-99", "", name.lower()]) if dice.random() < 0.1 else name


def rows(dice: Random, file: str) -> list[dict[str, str]]:
    table, columns = REPORTS[file]
    made = [
        {
            "member_id": who(dice),
            "date": day(dice),
            **{column: cell(dice, table.variables[name], few=5) for name, column in columns.items()},
        }
        for _ in range(ROWS)
    ]
    # Some rows come again, as they are or with another value.
    again = [dict(row) for row in dice.choices(made, k=ROWS // 5)]
    for row in again[::2]:
        name, column = dice.choice(list(columns.items()))
        row[column] = cell(dice, table.variables[name], few=5)
    return [*made, *again]


def differences(found: Sequence[Report], expected: Sequence[Report]) -> list[tuple[Report, Report]]:
    return [pair for pair in zip(found, expected, strict=False) if pair[0] != pair[1]][:3]


@few_but_large
@given(seed=st.integers(0, 2**32 - 1))
def test_reports_are_what_a_plain_implementation_makes_of_them(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    dice = Random(seed)
    files = {file: rows(dice, file) for file in REPORTS}
    tables, fates = deposit_of(files, PEOPLE)

    people = [{"member_id": name} for name in PEOPLE]
    made = deposited(tmp_path_factory.mktemp("reports"), MEMBERS, {"members.csv": people, **files})

    for table, expected in tables.items():
        assert differences(made.rows(table), expected) == [], table
        assert len(made.rows(table)) == len(expected)
    assert {file: made.fates(file) for file in files} == fates
