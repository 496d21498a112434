from __future__ import annotations

import json

import pytest

from openpals.sources.files import MOST_LISTED

COLUMNS = [
    {"itemOID": "IT.DM.USUBJID", "name": "USUBJID", "label": "Subject Identifier", "dataType": "string"},
    {"itemOID": "IT.DM.AGE", "name": "AGE", "label": "Age", "dataType": "integer"},
    {"itemOID": "IT.DM.X", "name": "X", "dataType": "decimal"},
]
ROWS = [["01-001", 63, 0.10], ["01-002", 64.0, None], ["", True, 12345678901234567890.5]]
TEXT = [("01-001", "63", "0.1"), ("01-002", "64", None), (None, "true", "12345678901234567890.5")]
DATASET = {"datasetJSONVersion": "1.1.0", "records": 3, "name": "DM", "columns": COLUMNS, "rows": ROWS}
LABELS = {"USUBJID": "Subject Identifier", "AGE": "Age"}


def dataset(**changes: object) -> bytes:
    return dumps({**DATASET, **changes})


def dumps(value: object) -> bytes:
    # json would round the long number
    return json.dumps(value).replace("1.2345678901234567e+19", "12345678901234567890.5").encode()


def lines(*values: object) -> bytes:
    return b"\n".join(map(dumps, values)) + b"\n"


DESCRIPTION = {name: value for name, value in DATASET.items() if name != "rows"}
OLD = {
    "clinicalData": {
        "itemGroupData": {
            "IG.DM": {
                "records": 3,
                "name": "DM",
                "items": [{"OID": column["itemOID"], **column} for column in COLUMNS],
                "itemData": ROWS,
            }
        }
    }
}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("dm.json", dumps(DATASET)),
        ("dm.json", b"\xef\xbb\xbf" + dumps(DATASET)),
        ("dm.json", dumps(dict(reversed(DATASET.items())))),
        ("dm.json", dumps(OLD)),
        ("dm.ndjson", lines(DESCRIPTION, *ROWS)),
        ("dm.ndjson", lines({"records": 3}, {"columns": COLUMNS}, *ROWS)),
    ],
)
def test_each_shape_becomes_the_same_text(build_text, rows, name, content):
    text = build_text(content, name)

    assert (text.kind, text.rows, text.labels) == ("parquet", 3, LABELS)
    assert rows(text) == TEXT


def test_no_rows(build_text, rows):
    text = build_text(dataset(rows=[], records=0), "dm.json")

    assert (text.rows, rows(text)) == (0, [])


@pytest.mark.parametrize(
    ("name", "content", "place", "what"),
    [
        ("dm.json", dumps(DATASET)[:-20], (3, None), "breaks off"),
        ("dm.json", b"id,score\n1,2\n", (None, None), "breaks off"),
        ("dm.json", dumps(DATASET).replace(b"01-002", b"01\x92002"), (2, None), "breaks off"),
        ("dm.json", b"{}", (None, None), "declares no columns"),
        ("dm.json", b"[1, 2]", (None, None), "declares no columns"),
        ("dm.json", dataset(columns=[]), (None, None), "declares no columns"),
        ("dm.json", dataset(columns=COLUMNS[:2] + COLUMNS[:1]), (None, "USUBJID"), "repeats the name"),
        ("dm.json", dataset(rows=[ROWS[0], ["01-002", 64], ROWS[2]]), (2, None), "this row has 2 values"),
        ("dm.json", dataset(rows=[ROWS[0], 5, ROWS[2]]), (2, None), "not a list"),
        ("dm.json", dataset(rows=[ROWS[0], ["01-002", [64], None]]), (2, "AGE"), "list or an object"),
        ("dm.json", dataset(rows=ROWS[:2]), (None, None), "announces 3 rows and holds 2"),
        ("dm.ndjson", lines(DESCRIPTION, *ROWS)[:-20], (3, None), "breaks off"),
        ("dm.ndjson", lines(DESCRIPTION, ROWS[0], [1, float("nan"), 2]), (2, None), "breaks off"),
        ("dm.ndjson", b'{"columns": [', (None, None), "breaks off"),
        ("dm.ndjson", lines(DESCRIPTION), (None, None), "announces 3 rows and holds 0"),
        ("dm.ndjson", lines(DESCRIPTION, ["x" * (1 << 20)]), (1, None), "breaks off"),
    ],
)
def test_a_fault_is_named(refuse, name, content, place, what):
    (problem,) = refuse(content, name)

    assert (problem.row, problem.column) == place
    assert what in problem.what


def test_many_bad_rows_are_summed_up(refuse):
    problems = refuse(dataset(rows=[[1]] * 100), "dm.json")

    assert [problem.row for problem in problems] == [*range(1, MOST_LISTED + 1), None]


def test_nothing_is_left_behind_by_a_refused_file(refuse, tmp_path):
    refuse(dataset(rows=[[1]]), "dm.json")

    assert list((tmp_path / "scratch").iterdir()) == []
