"""What holds of every row of the release holds of every row of the twin."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from tests.release.twin.conftest import Pool, Query

from openpals.model.instruments import ALSFRS_R_RESPIRATORY, ALSFRS_RESPIRATORY, SHARED_ITEMS
from openpals.model.parquet import parquet_schema
from openpals.model.tables import ALL, TABLES
from openpals.model.variable import Type
from openpals.model.vocabulary import vocabulary
from openpals.release.twin.roles import item_candidates

CONTACT = [table.name for table in ALL if table.contact]
VISITS = [table.name for table in ALL if table.visit]


def files(pool: Pool) -> list[Path]:
    return sorted((pool.twin / "tables").iterdir())


def plus(names: tuple[str, ...]) -> str:
    return " + ".join(names)


def test_twin_has_the_tables_of_the_release_with_their_columns(pool: Pool) -> None:
    assert [path.name for path in files(pool)] == sorted(path.name for path in (pool.release / "tables").iterdir())
    for path in files(pool):
        assert pq.read_schema(path).equals(parquet_schema(TABLES[path.stem])), path.stem


def test_table_values_are_within_their_declarations(pool: Pool) -> None:
    for path in files(pool):
        rows = pq.read_table(path)
        for name, variable in TABLES[path.stem].variables.items():
            column = rows[name]
            assert not (variable.required and column.null_count), f"{path.stem}.{name}"
            values = column.drop_null().unique().to_pylist()
            if variable.type is Type.CODE and variable.vocabulary:
                assert set(values) <= set(vocabulary(variable.vocabulary).codes), f"{path.stem}.{name}"
            elif variable.minimum is not None and variable.maximum is not None and values:
                assert variable.minimum <= min(values), f"{path.stem}.{name}"
                assert max(values) <= variable.maximum, f"{path.stem}.{name}"
            if variable.type is Type.NUMBER:
                assert all(round(value, variable.decimals) == value for value in values), f"{path.stem}.{name}"


def test_table_rows_are_sorted_and_each_fact_is_there_once(pool: Pool) -> None:
    for path in files(pool):
        key = ("subject_id", *TABLES[path.stem].key)
        rows = [tuple(row[name] for name in key) for row in pq.read_table(path).to_pylist()]
        ordered = sorted(rows, key=lambda row: [(value is not None, value) for value in row])
        assert rows == ordered, path.stem
        assert len(set(rows)) == len(rows), path.stem


def test_rows_are_of_people_of_the_subject_table_in_their_dataset(pool: Pool, ask: Query) -> None:
    for path in files(pool):
        strangers = f"SELECT subject_id, dataset FROM {path.stem} EXCEPT SELECT subject_id, dataset FROM subject"
        assert ask(strangers) == [], path.stem


def test_ids_say_that_they_are_synthetic_and_follow_one_another(ask: Query) -> None:
    ids = [row[0] for row in ask("SELECT subject_id FROM subject")]

    assert all(one.startswith("synthetic") and len(one) == 16 for one in ids)
    assert ids == sorted(set(ids))


BROKEN = {
    "ALSFRS-R total that is not the sum of its items": f"""
        SELECT * FROM alsfrs
        WHERE alsfrs_r_total IS DISTINCT FROM {plus((*SHARED_ITEMS, *ALSFRS_R_RESPIRATORY))}""",
    "ALSFRS total that is not the sum of its items": f"""
        SELECT * FROM alsfrs WHERE alsfrs_total IS DISTINCT FROM {plus((*SHARED_ITEMS, *ALSFRS_RESPIRATORY))}""",
    "scale that is not of the items answered": """
        SELECT * FROM (SELECT scale, respiratory IS NOT NULL AS old,
                              coalesce(dyspnea, orthopnea, respiratory_insufficiency) IS NOT NULL AS new FROM alsfrs)
        WHERE scale <> CASE WHEN old AND new THEN 'both' WHEN new THEN 'alsfrs_r' WHEN old THEN 'alsfrs'
                            ELSE 'unknown' END""",
    "feeding tube without an answer to item 5": """
        SELECT * FROM alsfrs WHERE gastrostomy IS NOT NULL AND cutting IS NULL""",
    "feeding tube that is given back": """
        SELECT * FROM (SELECT gastrostomy, lag(gastrostomy) OVER (PARTITION BY subject_id ORDER BY day) AS before
                       FROM alsfrs WHERE gastrostomy IS NOT NULL) WHERE before AND NOT gastrostomy""",
    "feeding tube at any time that no row tells": """
        SELECT s.subject_id FROM subject s
        LEFT JOIN (SELECT subject_id, bool_or(tube) AS tube
                   FROM (SELECT subject_id, gastrostomy AS tube FROM alsfrs WHERE gastrostomy IS NOT NULL
                         UNION ALL SELECT subject_id, true FROM equipment WHERE equipment = 'gastrostomy')
                   GROUP BY subject_id) t USING (subject_id)
        WHERE s.gastrostomy_ever IS DISTINCT FROM t.tube""",
    "riluzole that the subject is not said to take": """
        SELECT * FROM (SELECT subject_id, treatment FROM treatment
                       UNION ALL SELECT subject_id, treatment FROM treatment_report
                       UNION ALL SELECT subject_id, treatment FROM concomitant_medication) t
        JOIN subject USING (subject_id) WHERE t.treatment = 'riluzole' AND riluzole_use <> 'yes'""",
    "best vital capacity that is not the best of the trials": """
        SELECT * FROM vital_capacity
        WHERE best_litres IS DISTINCT FROM greatest(litres_1, litres_2, litres_3)
           OR best_percent IS DISTINCT FROM greatest(percent_1, percent_2, percent_3)""",
    "vital capacity of nothing": """
        SELECT * FROM vital_capacity WHERE best_litres IS NULL AND best_percent IS NULL""",
    "laboratory result in words and as a number, or neither": """
        SELECT * FROM lab WHERE (value IS NULL) = (value_text IS NULL)""",
    "limit without a number": "SELECT * FROM lab WHERE comparator IS NOT NULL AND value IS NULL",
    "onset not before diagnosis": "SELECT * FROM subject WHERE onset_day >= diagnosis_day",
    "onset or diagnosis that is no month": """
        SELECT * FROM subject WHERE onset_day % 30 <> 0 OR diagnosis_day % 30 <> 0""",
    "onset after the index day, or diagnosis after a trial's screening": """
        SELECT * FROM subject WHERE onset_day > 0
           OR index_event = 'first_trial_visit' AND (onset_day > -30 OR diagnosis_day > 30)""",
    "decade of birth of the oldest": "SELECT * FROM subject WHERE age >= 90 AND birth_decade IS NOT NULL",
    "alive on another day than that of the last contact": """
        SELECT * FROM vital_status JOIN subject USING (subject_id)
        WHERE status = 'alive' AND day IS DISTINCT FROM last_contact_day""",
    "unknown on a day": "SELECT * FROM vital_status WHERE status = 'unknown' AND day IS NOT NULL",
    "last contact before a contact": f"""
        SELECT * FROM subject JOIN ({" UNION ALL ".join(f"SELECT subject_id, day FROM {name}" for name in CONTACT)}) t
        USING (subject_id) WHERE last_contact_day IS NULL OR t.day > last_contact_day""",
    "visit after death": f"""
        SELECT * FROM vital_status v
        JOIN ({" UNION ALL ".join(f"SELECT subject_id, day FROM {name}" for name in VISITS)}) t USING (subject_id)
        WHERE v.status = 'died' AND t.day > v.day""",
    "visit out of the window": f"""
        SELECT * FROM ({" UNION ALL ".join(f"SELECT day FROM {name}" for name in VISITS)})
        WHERE day NOT BETWEEN -90 AND 10950""",
    "course that ends before it begins": """
        SELECT * FROM (SELECT start_day, stop_day FROM treatment UNION ALL SELECT start_day, stop_day FROM equipment
                       UNION ALL SELECT start_day, stop_day FROM concomitant_medication
                       UNION ALL SELECT start_day, end_day FROM adverse_event) WHERE stop_day < start_day""",
    "event that begins after death": """
        SELECT * FROM vital_status v JOIN (SELECT subject_id, start_day FROM adverse_event
                                           UNION ALL SELECT subject_id, start_day FROM equipment) t USING (subject_id)
        WHERE v.status = 'died' AND t.start_day > v.day""",
}


@pytest.mark.parametrize("what", BROKEN)
def test_no_row_breaks_a_rule(ask: Query, what: str) -> None:
    assert ask(BROKEN[what]) == []


def test_laboratory_values_are_within_their_analytes_band(ask: Query) -> None:
    for analyte, low, high in ask("SELECT analyte, min(value), max(value) FROM lab GROUP BY analyte"):
        band = vocabulary("analyte").term(analyte).facts["band"]
        assert low is None or band[0] <= low <= high <= band[1], analyte


def test_only_a_table_without_anything_that_enough_people_have_is_empty(pool: Pool) -> None:
    for path in files(pool):
        if pq.read_metadata(path).num_rows == 0:
            for sample in pool.samples:
                if path.stem in sample.used.tables:
                    rows = sample.used.tables[path.stem]
                    facts = [rows.codes[name].at.tolist() for name in item_candidates(rows.table)]
                    people = defaultdict(set)
                    for person, *fact in zip(rows.person.tolist(), *facts, strict=True):
                        people[tuple(fact)].add(person)
                    assert max(map(len, people.values())) < 11, path.stem
