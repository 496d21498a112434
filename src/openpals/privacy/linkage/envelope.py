"""The files that pass between contributor, key service and host: Parquet, with what they are and how they were made."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from ...model.refused import Refused

_LABEL = b"openpals"


class FileRefused(Refused):
    """A file is not what it should be, or cannot be written. Carries one line for each thing that is wrong."""

    summary = "Linkage was refused; nothing was written."

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def write_envelope(path: Path, kind: str, facts: Mapping[str, Any], table: pa.Table) -> None:
    """Writes ``table`` with its kind and facts (JSON), whole or not at all, never over a file. Raises FileRefused."""
    if path.exists():
        raise FileRefused([f"{path} exists already. Nothing is overwritten: name another file, or remove it."])
    label = json.dumps({"kind": kind, **facts}, sort_keys=True)
    handle, unfinished = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    os.close(handle)
    try:
        pq.write_table(table.replace_schema_metadata({_LABEL: label}), unfinished, compression="zstd")
        os.replace(unfinished, path)
    finally:
        Path(unfinished).unlink(missing_ok=True)


def read_envelope(path: Path, kind: str, schema: pa.Schema) -> tuple[dict[str, Any], pa.Table]:
    """The facts and the table of a file of this kind, its columns being those of ``schema``. Raises FileRefused."""
    made_by = f"It must be {kind}, as `openpals link` writes it."
    try:
        found = pq.read_schema(path)
        facts = json.loads((found.metadata or {}).get(_LABEL, b"{}"))
    except FileNotFoundError:
        raise FileRefused([f"{path} does not exist. {made_by}"]) from None
    except (pa.ArrowInvalid, ValueError):
        raise FileRefused([f"{path} is no file of linkage. {made_by}"]) from None
    if not isinstance(facts, dict) or facts.pop("kind", None) != kind:
        raise FileRefused([f"{path} is something else. {made_by}"])
    if found.names != schema.names:
        raise FileRefused([f"{path}: its columns are not those of {kind}. Ask for the file again."])
    try:
        dictionaries = [field.name for field in schema if pa.types.is_dictionary(field.type)]
        return facts, pq.read_table(path, read_dictionary=dictionaries).cast(schema)
    except pa.ArrowInvalid:
        raise FileRefused([f"{path}: what is in it cannot be read. Ask for the file again."]) from None
