"""Our variables told as a contributor's columns tell them: the rules of ``harmonise`` turned round, table by table."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import reduce
from operator import or_
from typing import Final

import ibis
import ibis.expr.types as ir

from ..model.inversion import Outline
from ..model.tables import TABLES
from ..model.units import conversion
from ..model.vocabulary import vocabulary
from ..model.written import Words, Written

Inputs = dict[str, ir.Value]


def told(outline: Outline, rows: ir.Table, declared: Written) -> Inputs:
    """The inputs that rules made into variables, made of these again; codes still as codes, units in UCUM."""
    again = AGAIN.get(outline.target)
    return again(outline, rows, declared) if again else {}


def in_words(code: ir.StringValue, words: Words) -> ir.StringValue:
    """The word for each row's code, null where there is none."""
    said = [(name, ibis.literal(word)) for name, word in words.items() if word]
    silence = ibis.null("string")
    return code.cases(*said, else_=silence) if said else silence


def as_text(value: ir.Value) -> ir.StringValue:
    """A number with as few digits as give it again, a whole one without a point; a text as it is."""
    text = value.cast("string")
    if not value.type().is_floating():
        return text
    return text.endswith(".0").ifelse(text.substr(0, text.length() - 2), text)


def _subject(_: Outline, rows: ir.Table, __: Written) -> Inputs:
    return {"onset": rows.onset_day, "diagnosis": rows.diagnosis_day}


def _vital_status(_: Outline, rows: ir.Table, __: Written) -> Inputs:
    """Who is unknown is not in the table."""
    died = rows.status == "died"
    return {"died": in_words(rows.status, {"died": "yes", "alive": "no"}), "death": died.ifelse(rows.day, None)}


def _alsfrs(_: Outline, rows: ir.Table, __: Written) -> Inputs:
    """Item 5 in one of two columns, and the totals."""
    tube = rows.gastrostomy.fill_null(False)
    items = {"cutting_without": tube.ifelse(None, rows.cutting), "cutting_with": tube.ifelse(rows.cutting, None)}
    return items | {"alsfrs_total": _total(rows, "alsfrs"), "alsfrs_r_total": _total(rows, "alsfrs_r")}


def _total(rows: ir.Table, scale: str) -> ir.IntegerValue:
    """Recomputed where all items are there, else as the source had it, if it is whole: programs read whole totals.

    With items of both scales nobody knows which of the totals the source's is.
    """
    whole = (rows.scale == scale) & (rows.source_total == rows.source_total.floor())
    return ibis.coalesce(rows[f"{scale}_total"], whole.ifelse(rows.source_total, None).cast("int32"))


def source_total_again(rows: ir.Table) -> ir.FloatingValue:
    """The source's total as it is read out of the totals that are told."""
    return ibis.coalesce(_total(rows, "alsfrs_r"), _total(rows, "alsfrs")).cast("float64")


def _vital_capacity(_: Outline, rows: ir.Table, __: Written) -> Inputs:
    litres = ("litres_1", "litres_2", "litres_3", "predicted_litres")
    measured = reduce(or_, (rows[name].notnull() for name in litres))
    return {"unit": measured.ifelse("L", None)}


def _lab(_: Outline, rows: ir.Table, declared: Written) -> Inputs:
    """``<5``, ``1+``: a text. A word has no unit."""
    sign = in_words(rows.comparator, declared.words["comparator"]).fill_null("")
    number = sign + as_text(rows.value)
    unit = in_words(rows.analyte, {term.code: term.facts["unit"] for term in vocabulary("analyte").terms})
    return {
        "result": ibis.coalesce(number, in_words(rows.value_text, declared.words["lab_text"])),
        "unit": rows.value.isnull().ifelse(None, unit),
    }


def _vital_sign(_: Outline, rows: ir.Table, __: Written) -> Inputs:
    return {"result": rows.value}


def _strength(outline: Outline, rows: ir.Table, _: Written) -> Inputs:
    unit = outline.unit or "kg"
    factor, decimals = _factor(unit, outline.target)
    return {"result": (rows.kilograms / factor).round(decimals), "unit": ibis.literal(unit)}


def _factor(unit: str, table: str) -> tuple[float, int]:
    """Kilograms in one of ``unit``, and so many decimals that rounding to them cannot change our own last decimal."""
    found = conversion(unit, "kg")
    assert found is not None
    ours = TABLES[table].variables["kilograms"].decimals
    return found.factor, ours + max(0, math.ceil(math.log10(found.factor / 0.9)))


def _biomarker(_: Outline, rows: ir.Table, __: Written) -> Inputs:
    """A limit is no number: such a row is left out."""
    return {"result": rows.comparator.isnull().ifelse(rows.value, None), "unit": ibis.literal("pg/mL")}


def _medication(_: Outline, rows: ir.Table, __: Written) -> Inputs:
    """One row an ingredient: which of them stood in one cell is not known any more."""
    return {"name": rows.ingredient}


AGAIN: Final[Mapping[str, Callable[[Outline, ir.Table, Written], Inputs]]] = {
    "subject": _subject,
    "vital_status": _vital_status,
    "alsfrs": _alsfrs,
    "vital_capacity": _vital_capacity,
    "lab": _lab,
    "vital_sign": _vital_sign,
    "muscle_strength": _strength,
    "grip_strength": _strength,
    "biomarker": _biomarker,
    "concomitant_medication": _medication,
}
