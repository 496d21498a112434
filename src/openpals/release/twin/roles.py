"""What each column of the model's tables is to the twin, derived from the declarations.

Both sides of the wall read this: it says how tables are built, and nothing about anybody.
"""

from __future__ import annotations

from ...model.table import Table
from ...model.tables import ALL, Alsfrs, Subject, VitalCapacity, VitalStatus
from ...model.variable import Type
from ...model.vocabulary import vocabulary

# Tables that are told by facts and numbers of people, not by rows of their own.
OF_PEOPLE = (Subject.name, VitalStatus.name)

# Tables whose columns depend on each other in ways that only modules of their own keep.
SCALE, CAPACITY = Alsfrs.name, VitalCapacity.name

MONTH = 30  # onset and diagnosis are released in months of so many days
CODED = (Type.CODE, Type.OPEN_CODE, Type.FLAG)
NUMBERS = (Type.INTEGER, Type.NUMBER)
FLAG_LABELS = ("false", "true")


def visits() -> list[type[Table]]:
    """Tables of assessments and reports: their ``day`` is a day on which the person was seen or wrote."""
    return [table for table in ALL if table.visit]


def events() -> list[type[Table]]:
    """Tables of what has a beginning, perhaps an end, or no day at all."""
    return [table for table in ALL if not table.visit and table.name not in OF_PEOPLE]


def columns(table: type[Table], *types: Type) -> list[str]:
    """The variables of these types, in declared order."""
    return [name for name, variable in table.own_variables().items() if variable.type in types]


def known_labels(table: type[Table], name: str) -> tuple[str, ...] | None:
    """The labels that a coded variable can have; None for a list that is not shipped."""
    variable = table.variables[name]
    if variable.type is Type.FLAG:
        return FLAG_LABELS
    return vocabulary(variable.vocabulary).codes if variable.vocabulary else None


def item_candidates(table: type[Table]) -> list[str]:
    """What may tell apart the rows of one visit, or one event from another: codes and small numbers of the key.

    Those that every row has come first. None where a visit has one row.
    """
    found = [name for name in table.key if table.variables[name].type in (*CODED, Type.INTEGER)]
    found = found or ([] if table.visit else columns(table, *CODED)[:1])
    return sorted(found, key=lambda name: not table.variables[name].required)


def told_by_module(table: type[Table]) -> set[str]:
    """Columns that a module of the table's own makes."""
    if table is Alsfrs:
        return set(Alsfrs.own_variables()) - {"day", "respondent", "mode"}
    if table is VitalCapacity:
        return {name for name in VitalCapacity.own_variables() if "litres" in name or "percent" in name}
    return set()
