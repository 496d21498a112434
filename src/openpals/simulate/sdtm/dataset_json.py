"""Datasets as CDISC Dataset-JSON 1.1, written batch by batch. The same dataset and study give the same bytes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa

from ... import __version__
from .study import Study
from .variables import MODEL_VERSION, VERSION, Dataset, Variable

VERSION_OF_FORMAT = "1.1.0"
BATCH = 10_000  # rows

_TYPES = {"text": "string", "date": "date", "integer": "integer", "number": "double"}


def write_dataset_json(path: Path, declared: Dataset, table: pa.Table, study: Study) -> None:
    """One dataset: what describes it, then a line a row. Texts that are missing are empty, anything else is null."""
    empty = ["" if variable.kind == "text" else None for variable in declared.variables]
    with path.open("w", encoding="utf-8", newline="\n") as file:
        head = json.dumps(_description(declared, len(table), study), ensure_ascii=False, indent=1)
        file.write(head[: -len("\n}")] + ',\n "rows": [')
        begun = False
        for batch in table.to_batches(BATCH):
            columns = [
                [missing if value is None else value for value in column.to_pylist()]
                for column, missing in zip(batch.columns, empty, strict=True)
            ]
            for row in zip(*columns, strict=True):
                file.write((",\n" if begun else "\n") + json.dumps(row, ensure_ascii=False))
                begun = True
        file.write("\n]}\n")


def _description(declared: Dataset, rows: int, study: Study) -> dict[str, Any]:
    made = f"{study.extracted.isoformat()}T00:00:00"
    return {
        "datasetJSONCreationDateTime": made,
        "datasetJSONVersion": VERSION_OF_FORMAT,
        "fileOID": f"{study.study_id}.SYNTHETIC.{declared.name}",
        "dbLastModifiedDateTime": made,
        "originator": "OpenPALS simulator (SYNTHETIC: every person is invented)",
        "sourceSystem": {"name": "OpenPALS", "version": __version__},
        "studyOID": study.study_id,
        "metaDataVersionOID": f"MDV.{study.study_id}.SDTMIG.{VERSION}.SDTM.{MODEL_VERSION}",
        "itemGroupOID": f"IG.{declared.name}",
        "isReferenceData": not declared.people,
        "records": rows,
        "name": declared.name,
        "label": declared.label,
        "columns": [_column(declared, variable) for variable in declared.variables],
    }


def _column(declared: Dataset, variable: Variable) -> dict[str, Any]:
    described: dict[str, Any] = {
        "itemOID": f"IT.{declared.name}.{variable.name}",
        "name": variable.name,
        "label": variable.label,
        "dataType": _TYPES[variable.kind],
    }
    if variable.kind == "text":
        described["length"] = variable.length
    if variable.name in declared.keys:
        described["keySequence"] = declared.keys.index(variable.name) + 1
    return described
