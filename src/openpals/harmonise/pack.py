"""Packing: all of a row's small values in one 64-bit integer, so that sorting and comparing rows is comparing numbers.

The order of packed numbers is the order of (person, key, values), each value empty last when compared downwards:
the same order that ``rank_duplicates`` states, so both ways keep the same rows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add

import ibis.expr.types as ir
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ..model.table import Table
from ..model.variable import Type, Variable
from ..model.vocabulary import vocabulary

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Field:
    """One value's place: ``stored = value - lowest + 1``; 0 stands for empty, which a required value never is."""

    name: str
    lowest: int
    bits: int
    shift: int
    required: bool

    @property
    def mask(self) -> int:
        """As many ones as the field has bits."""
        return (1 << self.bits) - 1


@dataclass(frozen=True)
class Packing:
    """How rows of a table become integers. ``key_shift``: bits below it hold the values beside the key."""

    fields: tuple[Field, ...]
    key_shift: int

    def pack(self, table: ir.Table) -> ir.IntegerValue:
        """The packed integer of each row, null where a required value is empty.

        The values must be within their declared ranges, as they are when rows are staged.
        """
        return _sum(_stored(table[f.name], f) for f in self.fields)

    def replace(self, packed: ir.IntegerValue, table: ir.Table, names: Collection[str]) -> ir.IntegerValue:
        """``packed`` with other values of some fields, out of ``table``."""
        changed = [f for f in self.fields if f.name in names]
        kept = ~sum(f.mask << f.shift for f in changed)
        return _sum([packed & kept, *(_stored(table[f.name], f) for f in changed)])

    def unpack(self, packed: ir.IntegerValue) -> dict[str, ir.IntegerValue]:
        """The values of a packed integer."""
        stored = {f: (packed >> f.shift) & f.mask for f in self.fields}
        values = {f: v if f.required else v.nullif(0) for f, v in stored.items()}
        return {f.name: (v + (f.lowest - 1)).cast("int32") for f, v in values.items()}

    def pack_columns(self, columns: Mapping[str, pa.Array]) -> Numbers:
        """``pack`` outside the engine: whole numbers, null for empty, a column a field."""
        parts = (columns[f.name].cast(pa.int64()).fill_null(f.lowest - 1).to_numpy() for f in self.fields)
        total = np.zeros(len(columns[self.fields[0].name]), np.int64)
        for f, values in zip(self.fields, parts, strict=True):
            total |= (values - (f.lowest - 1)) << f.shift
        return total

    def unpack_columns(self, packed: Numbers) -> dict[str, pa.Array]:
        """``unpack`` outside the engine."""
        stored = {f: ((packed >> f.shift) & f.mask).astype(np.int32) for f in self.fields}
        values = {f: v + np.int32(f.lowest - 1) for f, v in stored.items()}
        return {f.name: pa.array(v, mask=None if f.required else stored[f] == 0) for f, v in values.items()}


def _stored(value: ir.IntegerValue, field: Field) -> ir.IntegerValue:
    placed = (value.cast("int64") + (1 - field.lowest)) * (1 << field.shift)
    return placed if field.required else value.isnull().ifelse(0, placed)


def _sum(parts: Iterable[ir.IntegerValue]) -> ir.IntegerValue:
    return reduce(add, parts)


def packing(table: type[Table], people: int, datasets: int = 0) -> Packing | None:
    """The packing of a table for so many people, or None where its values do not fit into 63 bits.

    With ``datasets``, a field ``_dataset`` holds which of so many datasets a row is of.
    """
    key = [name for name in table.own_variables() if name in table.key]
    values = [name for name in table.own_variables() if name not in table.key]
    ranges: list[tuple[str, int, int | None]] = [("_person", 0, people)]
    ranges += [(name, *_range(table.variables[name])) for name in (*key, *values)]
    if datasets:
        values.append("_dataset")
        ranges.append(("_dataset", 0, datasets))
    fields: list[Field] = []
    shift = 0
    key_shift = 0
    for name, lowest, highest in reversed(ranges):
        if highest is None:
            return None
        bits = (highest - lowest + 1).bit_length()
        required = name not in table.variables or table.variables[name].required
        fields.append(Field(name, lowest, bits, shift, required))
        shift += bits
        if name in values:
            key_shift = shift
    return Packing(tuple(reversed(fields)), key_shift) if shift <= 63 else None


def _range(variable: Variable) -> tuple[int, int | None]:
    if variable.type is Type.CODE and variable.vocabulary:
        return 0, len(vocabulary(variable.vocabulary).codes) - 1
    if variable.type in (Type.INTEGER, Type.DAY) and variable.minimum is not None and variable.maximum is not None:
        return int(variable.minimum), int(variable.maximum)
    return 0, None


@dataclass(frozen=True)
class Distinct:
    """One row a key out of packed rows, ascending: the greatest. A number a row, so that all of them fit into memory.

    ``contradicting``: the packed rows, each once, that say something else than the row kept of their key.
    """

    kept: pa.Table  # one column, ``packed``
    contradicting: pa.Table  # one column, ``packed``


def distinct(batches: Iterable[pa.RecordBatch], key_shift: int) -> Distinct:
    """What is left of sorted packed rows (one column) when each key is to be there once."""
    kept: list[Numbers] = []
    contradicting: list[Numbers] = []

    def take(packed: Numbers) -> None:
        key = packed >> key_shift
        last = np.ones(len(packed), bool)
        last[:-1] = key[1:] != key[:-1]
        stand, others = packed[last], packed[~last]
        kept.append(stand)
        if len(others):
            beside = stand[np.searchsorted(key[last], key[~last])]
            contradicting.append(np.unique(others[others != beside]))

    rest = np.empty(0, np.int64)  # the last key's rows: the next batch may bring more of them
    for batch in batches:
        packed = np.concatenate([rest, batch.column(0).to_numpy()])
        if len(packed):
            end = int(np.searchsorted(packed, packed[-1] >> key_shift << key_shift))
            take(packed[:end])
            rest = packed[end:]
    take(rest)
    return Distinct(_column(kept), _column(contradicting))


def _column(numbers: Sequence[Numbers]) -> pa.Table:
    return pa.table({"packed": pa.chunked_array([pa.array(part) for part in numbers], pa.int64())})
