"""The files: what SAS and Dataset-JSON say about the variables, the same bytes each time, and nothing beside."""

from __future__ import annotations

import json
import re
import struct
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyreadstat
import pytest
from tests.simulate.made import bytes_of

from openpals.simulate.sdtm import FOLDERS, Study, write_sdtm, xpt
from openpals.simulate.sdtm.variables import DATASETS

NAMES = sorted(DATASETS)


def transport(written: Path, name: str) -> Path:
    return written / FOLDERS["xpt"] / f"{name.lower()}.xpt"


def dataset_json(written: Path, name: str) -> dict[str, Any]:
    text = (written / FOLDERS["json"] / f"{name.lower()}.json").read_text("utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def test_folders_say_that_the_data_are_synthetic(written: Path) -> None:
    assert sorted(path.name for path in written.iterdir()) == sorted(FOLDERS.values())
    assert all("SYNTHETIC" in name for name in FOLDERS.values())


def test_counts_are_of_the_rows_written(
    tables: dict[str, pa.Table], trial_study: Study, made: dict[str, pa.Table], tmp_path: Path
) -> None:
    counts = write_sdtm(tmp_path, tables, trial_study, ["json"])
    assert counts == {name: len(table) for name, table in made.items()}
    assert [path.name for path in tmp_path.iterdir()] == [FOLDERS["json"]]


@pytest.mark.parametrize("name", NAMES)
def test_transport_file_keeps_names_labels_and_rows(name: str, written: Path, made: dict[str, pa.Table]) -> None:
    cells, metadata = pyreadstat.read_xport(transport(written, name), output_format="dict")
    declared = DATASETS[name].variables
    assert (metadata.table_name, metadata.file_label) == (name, DATASETS[name].label)
    assert metadata.column_names == [variable.name for variable in declared]
    assert metadata.column_labels == [variable.label for variable in declared]
    for variable in declared:
        expected = made[name][variable.name].to_pylist()
        assert list(cells[variable.name]) == [(value or "") if variable.is_text else value for value in expected]


@pytest.mark.parametrize("name", NAMES)
def test_transport_file_is_of_version_5(name: str, written: Path) -> None:
    data = transport(written, name).read_bytes()
    assert data.startswith(b"HEADER RECORD*******LIBRARY HEADER RECORD!!!!!!!")
    number = int(data[560 + 54 : 560 + 58])
    lengths = [struct.unpack(">hhh", data[at : at + 6]) for at in range(640, 640 + 140 * number, 140)]
    for variable, (kind, _, length) in zip(DATASETS[name].variables, lengths, strict=True):
        assert (kind == 2) == variable.is_text
        assert length == 8 if kind == 1 else 1 <= length <= variable.length
    assert len(data) % 80 == 0


def test_transport_file_is_dated_with_the_extraction(written: Path) -> None:
    assert set(re.findall(rb"[0-9]{2}[A-Z]{3}[0-9]{2}:[0-9:]{8}", transport(written, "TS").read_bytes())) == {
        b"30JUN24:00:00:00"
    }


def test_transport_file_of_an_unexpected_shape_is_refused(tmp_path: Path) -> None:
    (tmp_path / "dm.xpt").write_bytes(b" " * 800)
    with pytest.raises(RuntimeError, match=r"look for it in xpt\.py"):
        xpt._stamp(tmp_path / "dm.xpt", date(2024, 6, 30))


@pytest.mark.parametrize("name", NAMES)
def test_dataset_json_describes_its_columns(name: str, written: Path, made: dict[str, pa.Table]) -> None:
    found, declared = dataset_json(written, name), DATASETS[name]
    assert found["datasetJSONVersion"] == "1.1.0"
    assert found["datasetJSONCreationDateTime"] == "2024-06-30T00:00:00"
    assert (found["name"], found["label"], found["itemGroupOID"]) == (name, declared.label, f"IG.{name}")
    assert found["isReferenceData"] == (name in ("TA", "TE", "TV", "TS"))
    assert found["records"] == len(found["rows"]) == len(made[name])
    for variable, column in zip(declared.variables, found["columns"], strict=True):
        assert (column["itemOID"], column["name"]) == (f"IT.{name}.{variable.name}", variable.name)
        assert column["label"] == variable.label
    keyed = [column for column in found["columns"] if "keySequence" in column]
    assert tuple(c["name"] for c in sorted(keyed, key=lambda column: column["keySequence"])) == declared.keys
    assert "SYNTHETIC" in found["originator"]


@pytest.mark.parametrize("name", NAMES)
def test_dataset_json_rows_have_the_declared_types(name: str, written: Path, made: dict[str, pa.Table]) -> None:
    found = dataset_json(written, name)
    kinds = {"string": (str,), "date": (str, type(None)), "integer": (int, type(None)), "double": (float, type(None))}
    wrong = [
        (column["name"], value)
        for row in found["rows"]
        for column, value in zip(found["columns"], row, strict=True)
        if not isinstance(value, kinds[column["dataType"]]) or len(str(value)) > column.get("length", 200)
    ]
    assert wrong == []
    texts = [None if value == "" else value for value in (row[0] for row in found["rows"])]
    assert texts == made[name].columns[0].to_pylist()


def test_same_arguments_give_the_same_bytes(
    tables: dict[str, pa.Table], trial_study: Study, written: Path, tmp_path: Path
) -> None:
    write_sdtm(tmp_path / "again", tables, trial_study)
    assert bytes_of(tmp_path / "again") == bytes_of(written)
    later = replace(trial_study, index_dates=trial_study.index_dates + np.timedelta64(1))
    write_sdtm(tmp_path / "later", tables, later)
    assert bytes_of(tmp_path / "later") != bytes_of(written)


def test_order_of_rows_makes_no_difference(
    tables: dict[str, pa.Table], trial_study: Study, written: Path, tmp_path: Path
) -> None:
    turned = {name: table.take(pa.array(range(len(table))[::-1], pa.int64())) for name, table in tables.items()}
    write_sdtm(tmp_path, turned, trial_study)
    assert bytes_of(tmp_path) == bytes_of(written)


def test_nothing_is_overwritten(tables: dict[str, pa.Table], trial_study: Study, tmp_path: Path) -> None:
    write_sdtm(tmp_path, tables, trial_study, ["json"])
    with pytest.raises(FileExistsError):
        write_sdtm(tmp_path, tables, trial_study, ["json"])
