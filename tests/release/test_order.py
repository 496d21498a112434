"""Rows are written in one order, whether an engine sorts them or they lie in memory."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openpals.engine import Engine
from openpals.model.tables import AdverseEvent, Lab, Table
from openpals.release.output import in_order, sorted_rows

few = st.none() | st.integers(-2, 2)
texts = st.none() | st.sampled_from(["", "a", "B", "Ä", "ab", "é", "z", "😀"])


def rows_of(table: type[Table]) -> st.SearchStrategy[pa.Table]:
    thirds = few.map(lambda number: number and number / 3), pa.float64()
    kinds = {"term": (texts, pa.string()), "organ_class": (texts, pa.string()), "value": thirds}
    columns = {name: kinds.get(name, (few, pa.int32())) for name in table.own_variables()}

    def made(size: int) -> st.SearchStrategy[pa.Table]:
        cells = {name: st.lists(cell, min_size=size, max_size=size) for name, (cell, _) in columns.items()}
        person = st.lists(st.integers(0, 3), min_size=size, max_size=size)
        return st.fixed_dictionaries({"_person": person, **cells}).map(
            lambda found: pa.table(
                {"_person": pa.array(found["_person"], pa.int32()),
                 **{name: pa.array(found[name], kind) for name, (_, kind) in columns.items()}}
            )
        )  # fmt: skip

    return st.integers(1, 12).flatmap(made)


@pytest.mark.parametrize("table", [AdverseEvent, Lab])
@given(data=st.data())
def test_rows_in_memory_are_in_the_order_of_the_engine(
    tmp_path_factory: pytest.TempPathFactory, table: type[Table], data: st.DataObject
) -> None:
    rows = data.draw(rows_of(table))

    with Engine(tmp_path_factory.mktemp("order"), threads=1) as engine:
        expected = engine.result(in_order(engine.view(rows), table))

    assert sorted_rows(rows, table).select(expected.column_names).to_pylist() == expected.to_pylist()
