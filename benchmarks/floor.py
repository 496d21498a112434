"""The floor: DuckDB reads each CSV as text and writes it sorted by person and date as zstd Parquet. Nothing else."""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb


def floor(source: Path, out: Path) -> None:
    """Copies every CSV of ``source`` to ``out``."""
    out.mkdir(parents=True)
    with duckdb.connect() as connection:
        connection.execute(f"SET temp_directory = '{out / 'spill'}'")
        for path in sorted(source.glob("*.csv")):
            order = "member_id" if path.stem == "members" else "member_id, date"
            connection.execute(
                f"COPY (SELECT * FROM read_csv('{path}', all_varchar = true, header = true) ORDER BY {order})"
                f" TO '{out / path.stem}.parquet' (FORMAT parquet, COMPRESSION zstd)"
            )


if __name__ == "__main__":
    floor(Path(sys.argv[1]), Path(sys.argv[2]))
