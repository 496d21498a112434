"""Packing: all of a row's small values in one 64-bit integer, so that sorting and comparing rows is comparing numbers.

The order of packed numbers is the order of (person, key, values), each value empty last when compared downwards:
the same order that ``rank_duplicates`` states, so both ways keep the same rows.
"""

from __future__ import annotations

from dataclasses import dataclass

import ibis.expr.types as ir

from ..model.table import Table
from ..model.variable import Type, Variable
from ..model.vocabulary import vocabulary


@dataclass(frozen=True)
class Field:
    """One value's place: ``stored = value - lowest + 1``; 0 stands for empty."""

    name: str
    lowest: int
    bits: int
    shift: int


@dataclass(frozen=True)
class Packing:
    """How rows of a table become integers. ``key_shift``: bits below it hold the values beside the key."""

    fields: tuple[Field, ...]
    key_shift: int

    def pack(self, table: ir.Table) -> ir.IntegerValue:
        """The packed integer of each row; the ranges were checked when the rows were staged."""
        parts = [((table[f.name].cast("int64") - f.lowest + 1).fill_null(0) * (1 << f.shift)) for f in self.fields]
        total = parts[0]
        for part in parts[1:]:
            total = total + part
        return total

    def unpack(self, packed: ir.IntegerValue) -> dict[str, ir.IntegerValue]:
        """The values of a packed integer."""
        stored = {f.name: (packed >> f.shift) & ((1 << f.bits) - 1) for f in self.fields}
        return {f.name: (stored[f.name].nullif(0) + (f.lowest - 1)).cast("int32") for f in self.fields}


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
        fields.append(Field(name, lowest, bits, shift))
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


def distinct_keys(packed: ir.Table, plan: Packing) -> ir.Table:
    """One row a key: ``kept`` is the greatest packed row, ``least`` the smallest: they differ in a contradiction."""
    return packed.group_by(key=packed.packed >> plan.key_shift).agg(
        kept=packed.packed.max(),
        least=packed.packed.min(),
    )
