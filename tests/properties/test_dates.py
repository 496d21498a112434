"""Only a date is a date: whatever is nearly one gives no day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from tests.contributions import DATASET, KEY, pseudonym
from tests.properties.expected import Report, deposit_of
from tests.properties.exports import MEMBERS, deposited

ALPHABET = "0123456789-/ T+OBC"
KNOWN_DAY = "1996-06-01"

YEARS = ("1066", "1899", "1900", "1996", "2023", "2024", "2026", "2031", "2100", "9999")
BEHIND = ("", "", "", "", " ", "T", "T10", " 10", "T+02")

some_days = st.builds(
    "{}-{:02}-{:02}{}".format,
    st.sampled_from(YEARS),
    st.sampled_from((0, 1, 2, 2, 3, 12, 13)),
    st.sampled_from((0, 1, 9, 28, 29, 30, 31, 32)),
    st.sampled_from(BEHIND),
)


@st.composite
def slips(draw: st.DrawFn) -> str:
    """A day written with one slip: a character too many, too few, or another one."""
    text = draw(some_days)
    place = draw(st.integers(0, len(text)))
    return text[:place] + draw(st.sampled_from(["", *ALPHABET])) + text[place + draw(st.integers(0, 1)) :]


any_texts = st.text(ALPHABET, min_size=8, max_size=12)
texts = st.lists(some_days | slips() | slips() | any_texts, min_size=80, max_size=120, unique=True)

few_but_large = settings(max_examples=5, phases=[Phase.explicit, Phase.reuse, Phase.generate])


def read_otherwise(folder: Path, dates: Sequence[str]) -> list[str]:
    """Those of the texts that are not read as they should be.

    Each stands in a report of somebody who has another report as well, of a day that is known.
    """
    people = {f"M-{number}": text for number, text in enumerate(dates)}
    reports = [
        {"member_id": name, "date": date, "symptom": symptom, "severity": "mild"}
        for name, text in people.items()
        for symptom, date in (("fatigue", text), ("pain", KNOWN_DAY))
    ]
    members = [{"member_id": name} for name in people]
    made = deposited(folder, MEMBERS, {"members.csv": members, "symptom_reports.csv": reports})
    tables, _ = deposit_of({"symptom_reports.csv": reports}, people)
    found, expected = by_subject(made.rows("symptom_report")), by_subject(tables["symptom_report"])
    subjects = {text: pseudonym(KEY, DATASET, name) for name, text in people.items()}
    return [text for text, subject in subjects.items() if found[subject] != expected[subject]]


def by_subject(rows: Sequence[Report]) -> defaultdict[str, list[Report]]:
    found: defaultdict[str, list[Report]] = defaultdict(list)
    for row in rows:
        found[row["subject_id"]].append(row)
    return found


@few_but_large
@given(dates=texts)
def test_near_dates_give_no_day(tmp_path_factory: pytest.TempPathFactory, dates: list[str]) -> None:
    assert read_otherwise(tmp_path_factory.mktemp("dates"), dates) == []


def test_year_zero_is_no_date(tmp_path: Path) -> None:
    """No calendar that people use has it: it would make an index day of more than two thousand years ago."""
    assert read_otherwise(tmp_path, ["0000-01-01", "0000-12-31", "0000-1-1", "0000-02-29T10:00"]) == []
