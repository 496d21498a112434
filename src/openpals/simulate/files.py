"""Writing: CSV tables, contribution.toml, and what says that all of it is synthetic."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as csv
import pyarrow.parquet as pq

from .. import __version__
from ..model.refused import Refused
from ..sources.contribution_file import Facts

# Says which step has begun.
Progress = Callable[[str], None]

# What contribution.toml says under [contribution].
FREE_TERMS = (
    "Synthetic data: every person and every record is invented. No row describes anybody. Free to use for "
    "any purpose under the licence of OpenPALS (Apache-2.0)."
)

MANIFEST = "SYNTHETIC_manifest.json"
TRUTH = "SYNTHETIC_truth.parquet"
IDENTITIES = "SYNTHETIC_identities.csv"
BOM = b"\xef\xbb\xbf"


class SizeRefused(Refused):
    """Sizes that make no sense; the message says which, and what would."""


class CsvFile:
    """A CSV that grows table by table. Texts have quotes only where some of the same rows hold commas or quotes."""

    def __init__(self, path: Path, *, header: Sequence[str] | None = None, bom: bool = False) -> None:
        self._path, self._header, self._bom = path, header, bom
        self.rows = 0

    def write(self, rows: pa.Table) -> None:
        """Appends rows; the first call decides on the header."""
        first = not self._path.exists()
        if first:
            self._path.parent.mkdir(parents=True, exist_ok=True)
        plain = rows.rename_columns(list(self._header)) if self._header else rows
        texts = pa.table([_decoded(column) for column in plain.itercolumns()], names=plain.column_names)
        style = "needed" if any(map(_needs_quotes, plain.itercolumns())) else "none"
        options = csv.WriteOptions(include_header=first, quoting_style=style, quoting_header="none")
        with self._path.open("ab") as file:
            if first and self._bom:
                file.write(BOM)
            csv.write_csv(texts, file, options)
        self.rows += rows.num_rows


def _decoded(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_dictionary(column.type):
        return column.cast(column.type.value_type)
    return column.cast(pa.string()) if pa.types.is_null(column.type) else column


def _needs_quotes(column: pa.ChunkedArray) -> bool:
    texts = [part.dictionary if pa.types.is_dictionary(column.type) else part for part in column.chunks]
    return any(
        pa.types.is_string(text.type) and pc.any(pc.match_substring_regex(text, '[",\r\n]')).as_py() for text in texts
    )


def write_truth(folder: Path, truth: pa.Table) -> None:
    """What only the simulator knows of its people."""
    marked = truth.replace_schema_metadata({"synthetic": "true"})
    pq.write_table(marked, folder / TRUTH, compression="zstd")


def write_manifest(folder: Path, kind: str, arguments: Mapping[str, Any], facts: Mapping[str, Any]) -> None:
    """What was made, by which version, of which arguments; the same arguments give the same bytes."""
    manifest = {"synthetic": True, "kind": kind, "openpals": __version__, "arguments": dict(arguments), **facts}
    text = json.dumps(manifest, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    (folder / MANIFEST).write_text(text, "utf-8", newline="\n")


def synthetic_facts(dataset: str, title: str, layout: str, extracted: date, accept_losses: float) -> Facts:
    """What contribution.toml says of invented people."""
    return {
        "dataset": f"synthetic-{dataset}",
        "contributor": "OpenPALS simulator (synthetic)",
        "title": f"SYNTHETIC {title}",
        "terms": FREE_TERMS,
        "layout": layout,
        "condition": "als",
        "extracted": extracted,
        "synthetic": True,
        "accept_losses": accept_losses,
    }
