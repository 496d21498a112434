"""R16: drug names: joined ones split, upper-case, mapped to the model's treatments where it knows them."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from ...model.tables import ConcomitantMedication
from ...model.vocabulary import vocabulary
from ..work import Effect, Work
from .cells import NUMBER, outside_range
from .codes import to_code

# ASCII's own sign between units of text. Spark takes what it splits at for a pattern, in which "+" is no plus.
_BETWEEN = "\x1f"


def split_ingredients(table: ir.Table, column: str, separator: str) -> ir.Table:
    """One row an ingredient: ``A;B`` becomes two rows, blanks dropped; a cell of nothing else keeps its row."""
    parts = table.mutate(**{column: table[column].replace(separator, _BETWEEN).split(_BETWEEN).unnest()})
    parts = parts.mutate(**{column: parts[column].strip().nullif("")})
    blank = table.filter(table[column].replace(separator, "").strip().nullif("").isnull())
    blank = blank.mutate(**{column: ibis.null("string")})
    return parts.filter(parts[column].notnull()).union(blank)


def medication(work: Work) -> None:
    """Ingredient and dose of one medication."""
    work.set(ingredient=work["name"].upper(), treatment=work["name"].lower())
    known = list(vocabulary("treatment").words)
    work.set(treatment=work["treatment"].isin(known).ifelse(work["treatment"], None))
    to_code(work, "treatment", "treatment", Effect.NOTE)
    if work.has("dose"):
        work.find("R16", "dose", Effect.LEFT, "text", work["dose"].notnull() & ~work["dose"].re_search(NUMBER))
        work.set(dose=work["dose"].re_search(NUMBER).ifelse(work["dose"], None).try_cast("float64"))
        outside_range(work, ConcomitantMedication.dose)
    for name, listed in (("dose_unit", "dose_unit"), ("route", "route")):
        if work.has(name):
            to_code(work, name, listed, Effect.LEFT)
    work.find("A06", "ingredient", Effect.REJECT, "empty", work["ingredient"].isnull())
    work.drop("name")
