"""Who the people are, a row each and no id: every combination that is printed covers as many as the policy asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ...model.tables import Subject
from ...privacy.trajectory.coarsening import Ints
from .cells import sizes
from .columns import people_columns, schema


@dataclass(frozen=True)
class OpenPeople:
    """``rows`` in the order of their values, which tells nothing; ``left_out``: people who are not printed."""

    rows: pa.Table
    left_out: int


def open_people(tables: Path, synthetic: Mapping[str, bool], printed: tuple[str, ...], minimum: int) -> OpenPeople:
    """The quasi-identifiers ``printed`` of the release's subject table. ``synthetic``: by dataset.

    Where fewer than ``minimum`` people share everything in a row, the condition is emptied; where they are too few
    still, they are left out.
    """
    columns = people_columns(printed)
    names = [name for name in columns if name != "synthetic"]
    rows = pq.read_table(tables / f"{Subject.name}.parquet", columns=names)
    flags = pa.array([synthetic[name] for name in rows["dataset"].to_pylist()], pa.bool_())
    rows = rows.append_column("synthetic", flags).select(list(columns)).cast(schema(columns))
    few = pa.array(class_sizes(rows) < minimum)
    hidden = pc.if_else(few, pa.scalar(None, pa.string()), rows["condition"])
    rows = rows.set_column(rows.schema.get_field_index("condition"), "condition", hidden)
    keep = class_sizes(rows) >= minimum
    ordered = rows.filter(pa.array(keep)).sort_by([(name, "ascending") for name in columns])
    return OpenPeople(ordered.combine_chunks(), int((~keep).sum()))


def class_sizes(rows: pa.Table) -> Ints:
    """Of each row, how many rows have the same values in all columns; an empty cell is a value of its own."""
    coded = [column.combine_chunks().dictionary_encode(null_encoding="encode") for column in rows.columns]
    return sizes(*(np.asarray(one.indices.to_numpy(zero_copy_only=False)).astype(np.int64) for one in coded))
