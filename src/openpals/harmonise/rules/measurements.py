"""Measurements: one unit for each thing measured, limits and words kept apart from numbers."""

from __future__ import annotations

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from ...model.tables import Biomarker, VitalCapacity
from ...model.units import Conversion, conversion, ucum_code
from ...model.variable import Variable
from ...model.vocabulary import Vocabulary, vocabulary
from ..work import Effect, Work
from .cells import NUMBER, outside_range, to_number
from .codes import at_position, to_code

TRIALS = (1, 2, 3)
_MEASURED = ("predicted_litres", *(f"{kind}_{i}" for kind in ("litres", "percent") for i in TRIALS))


def source_units(work: Work) -> dict[str, str | None]:
    """The unit words that this feed's rows hold, in lower case -> UCUM code, None where unknown.

    The contributor's own words (``units`` in the mapping file) come first.
    """
    words = work.settings.engine.rows(work.table.select(unit=work["unit"]).distinct().order_by("unit"))
    own = work.settings.layout.units
    return {word: own.get(word.lower()) or ucum_code(word) for row in words if (word := row["unit"]) is not None}


def to_unit(work: Work, value: str, kind: str, targets: Mapping[str, tuple[str, float | None]]) -> None:
    """A04: converts ``value`` to the unit of its kind.

    ``targets``: kind (a vocabulary position as text, or ``*`` for all) -> (UCUM unit, molar mass). Rows whose unit is
    not known, or does not measure this kind, lose the value and are reported; rows without a unit stay as they are.
    """
    listed = [
        (key, word, found)
        for word, code in source_units(work).items()
        if code is not None
        for key, (target, mass) in targets.items()
        if (found := conversion(code, target, mass)) is not None
    ]
    table = work.settings.engine.table(
        pa.table(
            {
                "_kind": pa.array([key for key, _, _ in listed], pa.string()),
                "_word": pa.array([word for _, word, _ in listed], pa.string()),
                "_factor": pa.array([found.factor for *_, found in listed], pa.float64()),
                "_offset": pa.array([found.offset for *_, found in listed], pa.float64()),
            }
        )
    )
    subject = work[kind].cast("string") if kind != "*" else ibis.literal("*")
    work.set(_kind_text=subject)
    work.table = work.table.left_join(
        table,
        [work["_kind_text"] == table["_kind"], work["unit"] == table["_word"]],
    )
    work.find(
        "A04",
        "unit",
        Effect.REJECT,
        "unknown unit",
        work["unit"].notnull() & work[value].notnull() & work["_factor"].isnull() & work["_kind_text"].notnull(),
    )
    work.set(
        **{
            value: ibis.cases(
                (work["unit"].isnull(), work[value]),
                (work["_factor"].notnull(), work[value] * work["_factor"] + work["_offset"]),
                else_=ibis.null("float64"),
            )
        }
    )
    work.drop("_kind", "_word", "_factor", "_offset", "_kind_text")


def body_measure(work: Work) -> None:
    """R10: vital signs in one unit each. A missing unit is inferred only where the vocabulary says how."""
    signs = vocabulary("vital_sign")
    to_code(work, "sign", "vital_sign", Effect.REJECT)
    to_number(work, "result", effect=Effect.REJECT)
    if work.has("unit"):
        to_unit(work, "result", "sign", {str(i): (term.facts["unit"], None) for i, term in enumerate(signs.terms)})
    else:
        work.set(unit=ibis.null("string"))
    inferred = ibis.cases(
        *(
            ((work["sign"] == i) & _between(work["result"], entry), found.factor)
            for i, entry, found in _when_blank(signs)
        ),
        else_=ibis.null("float64"),
    )
    offset = ibis.cases(
        *(
            ((work["sign"] == i) & _between(work["result"], entry), found.offset)
            for i, entry, found in _when_blank(signs)
        ),
        else_=ibis.null("float64"),
    )
    work.set(_inferred=inferred, _offset=offset)
    blank = work["unit"].isnull() & work["result"].notnull() & work["sign"].notnull()
    work.find("R10", "unit", Effect.REJECT, "no unit", blank & work["_inferred"].isnull())
    work.find(
        "R10",
        "unit",
        Effect.NOTE,
        "unit inferred",
        blank & ((work["_inferred"] != 1) | (work["_offset"] != 0)),
    )
    work.set(value=work["unit"].isnull().ifelse(work["result"] * work["_inferred"] + work["_offset"], work["result"]))
    outside_band(work, "sign", signs, "R10")
    work.drop("result", "unit", "_inferred", "_offset")


def _when_blank(signs: Vocabulary) -> list[tuple[int, Mapping[str, float], Conversion]]:
    return [
        (i, entry, found)
        for i, term in enumerate(signs.terms)
        for entry in term.facts["when_blank"]
        if (found := conversion(entry["unit"], term.facts["unit"])) is not None
    ]


def _between(value: ir.NumericValue, entry: Mapping[str, float]) -> ir.BooleanValue:
    return (value > entry.get("above", -1e300)) & (value < entry.get("below", 1e300))


def outside_band(work: Work, kind: str, of: Vocabulary, rule: str) -> None:
    """A value outside its kind's plausible band is not a fact: null, and the row is reported and rejected."""
    low = at_position([float(term.facts["band"][0]) for term in of.terms], work[kind])
    high = at_position([float(term.facts["band"][1]) for term in of.terms], work[kind])
    work.set(_outside=((work["value"] < low) | (work["value"] > high)).fill_null(False))
    work.find(rule, "value", Effect.REJECT, "number out of range", work["_outside"])
    work.set(value=work["_outside"].ifelse(None, work["value"]))
    work.drop("_outside")


def lab_result(work: Work) -> None:
    """R13: analyte and specimen from one list, the result as number, limit or word, in the analyte's unit."""
    analytes = vocabulary("analyte")
    to_code(work, "analyte", "analyte", Effect.REJECT)
    _lab_specimen(work)
    _split_result(work)
    work.find(
        "A06",
        "value",
        Effect.REJECT,
        "empty",
        work["value"].isnull() & work["value_text"].isnull() & work.fine(),
    )
    if work.has("unit"):
        to_unit(
            work,
            "value",
            "analyte",
            {str(i): (term.facts["unit"], term.facts.get("molar_mass")) for i, term in enumerate(analytes.terms)},
        )
    else:
        work.set(unit=ibis.null("string"))
    _infer_magnitude(work, analytes)
    outside_band(work, "analyte", analytes, "R13")
    work.drop("unit")


def _lab_specimen(work: Work) -> None:
    """The analyte says its specimen; one that the source states must not contradict it."""
    specimens = vocabulary("specimen").codes
    usual = [specimens.index(term.facts["specimen"]) for term in vocabulary("analyte").terms]
    work.set(_usual=at_position(usual, work["analyte"]).cast("int16"))
    if not work.has("specimen"):
        work.set(specimen=work["_usual"])
    else:
        to_code(work, "specimen", "specimen", Effect.REJECT)
        blood = [specimens.index("serum"), specimens.index("whole_blood")]
        alike = (work["specimen"] == work["_usual"]) | (work["specimen"].isin(blood) & work["_usual"].isin(blood))
        work.find("R13", "specimen", Effect.REJECT, "another specimen", ~alike)
        work.set(specimen=work["_usual"])
    work.drop("_usual")


def _split_result(work: Work) -> None:
    """``<5`` -> below 5; ``4,750`` -> 4750; ``3,5`` -> 3.5; ``Trace`` -> a word of the list."""
    text = work["result"]
    sign = text.re_extract(r"^(<=|>=|<|>)", 1).nullif("")
    bare = text.re_replace(r"^(<=|>=|<|>)\s*", "")
    bare = ibis.cases(
        (bare.re_search(r"^[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?$"), bare.replace(",", "")),
        (bare.re_search(r"^[0-9]+,[0-9]+$"), bare.replace(",", ".")),
        else_=bare,
    )
    work.set(_bare=bare, comparator=sign)
    to_code(work, "comparator", "comparator")
    number = work["_bare"].re_search(NUMBER)
    work.set(
        value=number.ifelse(work["_bare"], None).try_cast("float64"),
        value_text=number.ifelse(None, work["result"]),
    )
    to_code(work, "value_text", "lab_text", Effect.REJECT)
    work.drop("_bare", "result")


def _infer_magnitude(work: Work, analytes: Vocabulary) -> None:
    """Without a unit, the one power of ten that brings the value into the band; none or several: not released."""
    factors = sorted({float(f) for term in analytes.terms for f in term.facts["factors"]})
    blank = work["unit"].isnull() & work["value"].notnull() & work["analyte"].notnull()
    low = at_position([float(term.facts["band"][0]) for term in analytes.terms], work["analyte"])
    high = at_position([float(term.facts["band"][1]) for term in analytes.terms], work["analyte"])
    fits = [
        at_position([f in map(float, term.facts["factors"]) for term in analytes.terms], work["analyte"])
        & (work["value"] * f >= low)
        & (work["value"] * f <= high)
        for f in factors
    ]
    work.set(**{f"_fit{i}": fit.fill_null(False) for i, fit in enumerate(fits)})
    count = sum((work[f"_fit{i}"].cast("int8") for i in range(1, len(fits))), work["_fit0"].cast("int8"))
    chosen = ibis.cases(*((work[f"_fit{i}"], f) for i, f in enumerate(factors)), else_=ibis.null("float64"))
    work.set(_chosen=(count == 1).ifelse(chosen, None), _blank=blank)
    work.find("R13", "unit", Effect.REJECT, "no unit", work["_blank"] & work["_chosen"].isnull())
    work.find("R13", "unit", Effect.NOTE, "magnitude inferred", work["_blank"] & (work["_chosen"] != 1))
    work.set(value=work["_blank"].ifelse(work["value"] * work["_chosen"], work["value"]))
    work.drop("_chosen", "_blank", *(f"_fit{i}" for i in range(len(fits))))


def strength(work: Work, kilograms: Variable) -> None:
    """Dynamometry in kilograms; a result without a unit cannot be told (pounds or kilograms) and is rejected."""
    to_number(work, "result", effect=Effect.REJECT)
    if not work.has("unit"):
        work.set(unit=ibis.null("string"))
    work.find("A04", "unit", Effect.REJECT, "no unit", work["unit"].isnull() & work["result"].notnull())
    to_unit(work, "result", "*", {"*": ("kg", None)})
    work.set(kilograms=work["unit"].isnull().ifelse(None, work["result"]))
    outside_range(work, kilograms, effect=Effect.REJECT)
    work.drop("result", "unit")


def biomarker(work: Work) -> None:
    """Research markers in pg/mL, with a limit kept apart."""
    text = work["result"]
    work.set(
        comparator=text.re_extract(r"^(<=|>=|<|>)", 1).nullif(""),
        value=text.re_replace(r"^(<=|>=|<|>)\s*", ""),
    )
    to_code(work, "comparator", "comparator")
    to_number(work, "value", effect=Effect.REJECT)
    if not work.has("unit"):
        work.set(unit=ibis.null("string"))
    work.find("A04", "unit", Effect.REJECT, "no unit", work["unit"].isnull() & work["value"].notnull())
    to_unit(work, "value", "*", {"*": ("pg/mL", None)})
    outside_range(work, Biomarker.value, effect=Effect.REJECT)
    work.drop("result", "unit")


def vital_capacity(work: Work) -> None:
    """R12: every trial and the best; proportions become per cent; litres, prediction and per cent must agree."""
    to_number(work, *(name for name in _MEASURED if work.has(name)))
    work.set(**{name: ibis.null("float64") for name in _MEASURED if not work.has(name)})
    _litres(work)
    _percents(work)
    for name in _MEASURED:
        outside_range(work, VitalCapacity.variables[name], rule="R12")
    work.set(
        best_litres=ibis.greatest(*(work[f"litres_{i}"] for i in TRIALS)),
        best_percent=ibis.greatest(*(work[f"percent_{i}"] for i in TRIALS)),
    )
    expected = 100 * work["best_litres"] / work["predicted_litres"]
    work.find(
        "R12",
        "best_percent",
        Effect.NOTE,
        "percent differs from litres",
        (work["best_percent"] - expected).abs() > 0.1 * expected,
    )
    work.find(
        "A06",
        "best_litres",
        Effect.REJECT,
        "nothing measured",
        work["best_litres"].isnull() & work["best_percent"].isnull() & work.fine(),
    )


def _litres(work: Work) -> None:
    if not work.has("unit"):
        return
    litres = ("predicted_litres", *(f"litres_{i}" for i in TRIALS))
    factors = {word: conversion(code, "L") for word, code in source_units(work).items() if code is not None}
    usable = {word: found.factor for word, found in factors.items() if found is not None}
    factor = work["unit"].cases(*usable.items(), else_=None) if usable else ibis.null("float64")
    work.set(_factor=work["unit"].isnull().ifelse(1.0, factor))
    work.find("A04", "unit", Effect.REJECT, "unknown unit", work["_factor"].isnull())
    work.set(**{name: work[name] * work["_factor"] for name in litres})
    work.drop("unit", "_factor")


def _percents(work: Work) -> None:
    names = [f"percent_{i}" for i in TRIALS]
    proportion = ibis.greatest(*(work[name] for name in names)) <= 1.5
    work.set(_proportion=proportion.fill_null(False))
    work.find("R12", "percent_1", Effect.NOTE, "proportion instead of per cent", work["_proportion"])
    work.set(**{name: work["_proportion"].ifelse(work[name] * 100, work[name]) for name in names})
    work.drop("_proportion")
