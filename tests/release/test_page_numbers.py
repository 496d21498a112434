from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.release.test_page_release import as_table

from openpals.engine import Engine
from openpals.model.tables import TABLES
from openpals.privacy.counting.policy import CountPolicy, default_count_policy
from openpals.privacy.counting.spreads import Step
from openpals.privacy.counting.suppression import Hidden
from openpals.release.page.characteristics import Spread, characteristics
from openpals.release.page.charts import activity_panels, course_panels, survival_panels
from openpals.release.page.completeness import State, completeness
from openpals.release.page.counts import ALL, Columns, Share
from openpals.release.page.course import Observed, course
from openpals.release.page.survey import survey
from openpals.release.page.survival import Leaving, kaplan_meier, survival

POLICY = default_count_policy()


def of(people: int) -> CountPolicy:
    """The policy for numbers that can be worked out by hand: so few people are enough, and nothing is rounded."""
    exact = {"rounding": 1, "large_rounding": 1, "interval": 1, "two_largest": 1.0, "others": 0.0}
    return replace(POLICY, people=people, difference=people, survival_deaths=people, **exact)  # type: ignore[arg-type]


# Remission of 21 people on 6-mercaptopurine, in weeks (Freireich et al. 1963, as in most textbooks):
#   6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+
# By hand, S after each death: 18/21 = .8571; * 16/17 = .8067; * 14/15 = .7529; * 11/12 = .6902;
# * 10/11 = .6275; * 6/7 = .5378; * 5/6 = .4482.
REMISSION = [
    (6, 3, 1), (7, 1, 0), (9, 0, 1), (10, 1, 1), (11, 0, 1), (13, 1, 0), (16, 1, 0), (17, 0, 1),
    (19, 0, 1), (20, 0, 1), (22, 1, 0), (23, 1, 0), (25, 0, 1), (32, 0, 2), (34, 0, 1), (35, 0, 1),
]  # fmt: skip


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    with Engine(tmp_path, threads=1) as engine:
        yield engine


def rows(engine: Engine, table: str, *lines: dict[str, Any]) -> Any:
    columns = {name: [line.get(name) for line in lines] for name in TABLES[table].variables}
    return engine.table(as_table(table, columns))


def test_kaplan_meier_agrees_with_the_textbook() -> None:
    curve = kaplan_meier(Leaving(*left) for left in reversed(REMISSION))
    deaths = {one.time: (round(one.share, 4), one.at_risk) for one in curve
              if one.time in (6, 7, 10, 13, 16, 22, 23)}  # fmt: skip
    assert deaths == {6: (0.8571, 21), 7: (0.8067, 17), 10: (0.7529, 15), 13: (0.6902, 12), 16: (0.6275, 11),
                      22: (0.5378, 7), 23: (0.4482, 6)}  # fmt: skip
    assert curve[-1].share == pytest.approx(0.4482, abs=1e-4)


def test_survival_takes_unknown_to_last_contact_and_never_for_alive(engine: Engine) -> None:
    def person(i: int, status: str | None, day: int | None, contact: int | None) -> tuple[dict[str, Any], ...]:
        who = {"subject_id": f"s{i}", "dataset": "d"}
        return {**who, "last_contact_day": contact}, {**who, "status": status, "day": day}

    people = [
        person(1, "died", 30, 29), person(2, "died", 60, 10), person(3, "died", None, 90),  # 3 has no day
        person(4, "alive", 90, 40), person(5, "unknown", None, 45), person(6, None, None, 75),
        person(7, "unknown", None, None),
    ]  # fmt: skip
    subject = rows(engine, "subject", *(one for one, _ in people))
    status = rows(engine, "vital_status", *(two for _, two in people if two["status"]))
    tables = {"subject": subject, "vital_status": status}
    curve = survival(engine, tables, of(1))["d"]
    # At risk on day 30: five (1, 2, 4, 5, 6), one dies: 4/5. On 45 one leaves. On 60: three, one dies: 8/15.
    assert curve == [Step(0, 100, 5), Step(30, 80, 4), Step(60, 53, 2)]
    assert survival(engine, tables, of(3)) == {}
    assert survival(engine, {"subject": subject}, of(1)) == {}


def test_survey_counts_rows_filled_and_known(engine: Engine) -> None:
    lab = [{"subject_id": f"s{i}", "dataset": "d", "day": 31, "analyte": "urate", "value": 1.0 if i else None}
           for i in range(3)]  # fmt: skip
    found = survey(engine, rows(engine, "lab", *lab), TABLES["lab"], of(1))
    assert found.rows == {"d": 3}
    assert (found.filled["d", "value"], found.known["d", "value"], found.filled["d", "comparator"]) == (
        2,
        2,
        0,
    )
    assert found.monthly == {("d", 1): 3}
    sign = [{"subject_id": "s", "dataset": "d", "day": 0, "position": code} for code in ("unknown", "sitting", None)]
    found = survey(engine, rows(engine, "vital_sign", *sign), TABLES["vital_sign"], of(1))
    assert (found.filled["d", "position"], found.known["d", "position"]) == (2, 1)


def test_months_count_people_and_not_rows(engine: Engine) -> None:
    def report(person: str, day: int, symptom: str) -> dict[str, Any]:
        return {"subject_id": person, "dataset": "d", "day": day, "symptom": symptom}

    one_person = [report("p", 0, f"s{i}") for i in range(40)]
    same_letter = [report(f"{i}x", 30, "s") for i in range(12)]  # all in one bucket: counted a second time
    before = [report(f"{i}", -1, "s") for i in range(9)]
    found = survey(
        engine,
        rows(engine, "symptom_report", *one_person, *same_letter, *before),
        TABLES["symptom_report"],
        POLICY,
    )
    assert found.monthly == {("d", 1): 15}  # twelve reports, rounded
    assert found.enough == {"d": True}


def test_rows_of_few_people_are_not_enough_however_many_they_are(engine: Engine) -> None:
    lines = [{"subject_id": f"p{i % 10}", "dataset": "few", "day": 0} for i in range(50)]
    lines += [{"subject_id": f"{i}x", "dataset": "enough", "day": 0} for i in range(11)]  # all in one bucket
    found = survey(engine, rows(engine, "symptom_report", *lines), TABLES["symptom_report"], POLICY)
    assert found.enough == {"few": False, "enough": True}


def test_completeness_states(engine: Engine) -> None:
    def lines(dataset: str, n: int, **values: Any) -> list[dict[str, Any]]:
        return [{"subject_id": f"{dataset}{i}", "dataset": dataset, **values} for i in range(n)]

    people = rows(
        engine,
        "subject",
        *lines("a", 20, sex="male", race="unknown"),
        *lines("a", 20),
        *lines("b", 5, sex="male"),
    )
    found = survey(engine, people, TABLES["subject"], POLICY)
    quality = {"datasets": {"a": {"recorded": {"subject": {"gene": 9}}}}}
    table = completeness(TABLES["subject"], found, ["a", "b", "c"], quality, POLICY)
    cells = {name: cells for name, _, cells in table.rows}
    assert [cell.state for cell in cells["sex"]] == [State.FILLED, State.FEW_ROWS, State.NO_ROWS]
    assert cells["sex"][0].share == Share(50)
    assert [cell.state for cell in cells["race"]] == [State.UNKNOWN, State.NOT_RECORDED, State.NO_ROWS]
    assert [cell.state for cell in cells["gene"]] == [State.WITHHELD, State.NOT_RECORDED, State.NO_ROWS]


def test_course_counts_a_person_once_a_month_and_hides_small_months(engine: Engine) -> None:
    people = [{"subject_id": f"s{i}", "dataset": "d", "onset_day": -60} for i in range(3)]
    people.append({"subject_id": "no-onset", "dataset": "d"})
    scores = [("s0", 0, 40), ("s0", 29, 30), ("s1", 5, 20), ("s2", 5, 10), ("s0", 30, 9), ("no-onset", 5, 48),
              ("s1", 6, None)]  # fmt: skip
    alsfrs = [{"subject_id": who, "dataset": "d", "day": day, "alsfrs_r_total": total} for who, day, total in scores]
    tables = {"subject": rows(engine, "subject", *people), "alsfrs": rows(engine, "alsfrs", *alsfrs)}
    # Month 2 since onset: 35 (mean of 40 and 30), 20 and 10, a bin each; month 3 has one person.
    assert course(engine, tables, of(1)) == {"d": [Observed(2, 3, 10.0, 20.0, 35.0)]}
    assert course(engine, tables, of(2)) == {}
    assert course(engine, {"subject": tables["subject"]}, of(1)) == {}


def test_characteristics_of_two_datasets(engine: Engine) -> None:
    def person(dataset: str, i: int, **values: Any) -> dict[str, Any]:
        return {"subject_id": f"{dataset}{i}", "dataset": dataset, "condition": "als", **values}

    people = [person("a", i, age=50 + i, sex="male", onset_day=-360, diagnosis_day=-60) for i in range(11)]
    people += [person("b", i, age=80 if i < 5 else None, sex="female" if i < 5 else "male") for i in range(40)]
    first = [("a1", 5, 20), ("a1", 1, 40), ("a1", 0, None)]
    alsfrs = [{"subject_id": who, "dataset": "a", "day": day, "alsfrs_r_total": total} for who, day, total in first]
    tables = {"subject": rows(engine, "subject", *people), "alsfrs": rows(engine, "alsfrs", *alsfrs)}
    found = {one.label: one for one in characteristics(engine, tables, Columns({"a": 11, "b": 40}, POLICY))}

    age = found["Age at index day, years"].lines[0].spreads
    # 50 to 60: mean 55, variance 110/10 = 11. Five people of b stay out, also of the mean of all.
    expected = Spread(55.0, 3.32, None)  # eleven people are one bin, and no quartiles
    assert age == {"a": expected, "b": None, ALL: expected}
    delay = found["Diagnostic delay, months"].lines[1].spreads
    assert delay is not None
    assert delay["a"] == Spread(10.0, 0.0, None)
    sex = {line.label: line.counts for line in found["Sex"].lines}
    # Of a's 11 people (printed as 15) nothing can be told beside five women elsewhere.
    assert sex["Female"] == {"a": None, "b": Hidden.FEW, ALL: None}
    assert sex["Male"] == {"a": None, "b": Hidden.BESIDE, ALL: None}
    assert found["First ALSFRS-R total"].lines[0].spreads == {"a": None, "b": None, ALL: None}
    assert characteristics(engine, {}, Columns({}, POLICY)) == []


def test_first_total_is_that_of_the_first_day(engine: Engine) -> None:
    people = [{"subject_id": f"p{i}", "dataset": "a", "condition": "als"} for i in range(2)]
    scores = [("p0", 5, 20), ("p0", 1, 40), ("p0", 0, None), ("p1", 9, 30)]
    alsfrs = [{"subject_id": who, "dataset": "a", "day": day, "alsfrs_r_total": total} for who, day, total in scores]
    tables = {"subject": rows(engine, "subject", *people), "alsfrs": rows(engine, "alsfrs", *alsfrs)}
    found = {one.label: one for one in characteristics(engine, tables, Columns({"a": 2}, of(1)))}
    spreads = found["First ALSFRS-R total"].lines[0].spreads
    assert spreads is not None
    assert spreads["a"] is not None
    assert spreads["a"].mean == 35.0


def test_absent_from_the_vital_status_table_is_not_recorded(engine: Engine) -> None:
    people = [{"subject_id": f"p{i}", "dataset": "a", "condition": "als"} for i in range(60)]
    status = [{"subject_id": f"p{i}", "dataset": "a", "status": "died" if i < 20 else "unknown"} for i in range(35)]
    tables = {
        "subject": rows(engine, "subject", *people),
        "vital_status": rows(engine, "vital_status", *status),
    }
    found = {one.label: one for one in characteristics(engine, tables, Columns({"a": 60}, POLICY))}
    assert {line.label: line.counts for line in found["Vital status"].lines} == {
        "Died": {"a": 20}, "Not recorded": {"a": 40},
    }  # fmt: skip


def test_hidden_months_break_the_line() -> None:
    months = [Observed(month, 20, 30.0, 33.0, 36.0) for month in (1, 2, 3, 7)]
    panel = course_panels({"d": months})[0]
    assert Counter(mark.style for mark in panel.marks) == {"band": 2, "line s0": 1, "dot s0": 1}
    assert [row[0] for row in panel.body] == ["1", "2", "3", "7"]


def test_charts_stay_within_their_drawing() -> None:
    curve = [Step(0, 100, 100), Step(360, 50, 50), Step(720, 0, 15)]
    panel = survival_panels({"d": curve})[0]
    assert panel.marks[0].path == "M44.0 28.0L176.0 108.0L308.0 188.0"
    assert [tick.label for tick in panel.x_ticks] == ["0", "6", "12", "18", "24"]
    assert [tick.label for tick in panel.below] == ["100", "50", "15"]
    activity = activity_panels({"lab": {"a": {0: 1000, 1: 100}, "b": {1: 20}}})[0]
    assert [tick.label for tick in activity.y_ticks] == ["10", "100", "1k"]
    assert activity.marks[0].path.startswith("M44.0 28.0L")
    assert activity.body == (("0", "1,000", "–"), ("1", "100", "20"))
