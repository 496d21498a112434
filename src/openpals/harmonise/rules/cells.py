"""Reading single cells: numbers. Written so that every engine reads the same cell alike."""

from __future__ import annotations

import ibis.expr.types as ir

from ...model.variable import Variable
from ..work import Effect, Work

# A plain number; engines disagree on what else they would cast ("1d", "Infinity", "1_000").
NUMBER = r"^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$"


def number(text: ir.StringValue) -> ir.FloatingValue:
    """The number that a cell holds, null when it holds none."""
    return text.re_search(NUMBER).ifelse(text, None).try_cast("float64")


def to_number(work: Work, *names: str, effect: Effect = Effect.LOST) -> None:
    """A01: makes columns of text columns of numbers; what is no number becomes null and is reported."""
    work.set(**{f"_{name}_number": number(work[name]) for name in names})
    for name in names:
        text, value = work[name], work[f"_{name}_number"]
        work.set(**{name: value})
        work.find("A01", name, effect, "text", text.notnull() & value.isnull())


def to_integer(work: Work, *names: str, rule: str = "A01", effect: Effect = Effect.LOST) -> None:
    """Like ``to_number``, and a fraction is no whole number."""
    work.set(**{f"_{name}_number": number(work[name]) for name in names})
    for name in names:
        text, value = work[name], work[f"_{name}_number"]
        # An engine that makes a whole number of what is too large for one gives up.
        small = (value.abs() < 2**31).ifelse(value, None)
        whole = (small == small.floor()).fill_null(False) | value.isnull()
        work.set(**{name: whole.ifelse(value, None).cast("int32")})
        work.find("A01", name, effect, "text", text.notnull() & value.isnull())
        work.find(rule, name, effect, "fraction", ~whole)


def outside_range(work: Work, variable: Variable, rule: str = "A02", effect: Effect = Effect.LOST) -> None:
    """A02: a value outside the variable's inclusive range becomes null and is reported."""
    value = work[variable.name]
    inside = value.between(variable.minimum, variable.maximum)
    work.set(**{variable.name: inside.ifelse(value, None)})
    work.find(rule, variable.name, effect, "number out of range", ~inside)
