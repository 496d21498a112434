"""What the Findings domains share: rows out of wide tables, results in standard units, the last before treatment.

Found rows are tables with ``person``, ``day``, ``test``, ``result``, ``unit``, and qualifiers such as ``--POS``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ...model.units import conversion, ucum_code
from .course import Course
from .dataset import at_visits, of_people
from .rows import Rows
from .terms import unit_term, unit_term_of
from .timing import Days, as_days, from_days

NUMBER = r"^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$"
DECIMALS = 4  # of a converted result


@dataclass(frozen=True)
class Test:
    """A test: its short name and name, the UCUM unit of its standard results (None: a score or a word)."""

    code: str
    name: str
    unit: str | None = None
    molar_mass: float | None = None


def measured(
    rows: Rows,
    day: Days,
    test: pa.Array | str,
    result: pa.Array,
    unit: pa.Array | str | None = None,
    **qualifiers: pa.Array,
) -> pa.Table:
    """Rows about one measured value each: those that have a result.

    ``test`` is what the domain's tests call it, the same in all rows or one a row.
    """
    count = len(rows)
    columns = {
        "person": pa.array(rows.person),
        "day": from_days(day),
        "test": _each(test, count),
        "result": result.cast(pa.string()),
        "unit": _each(unit, count),
        **qualifiers,
    }
    found = pa.table(columns)
    return found.filter(pc.is_valid(found["result"]))


def together(parts: Iterable[pa.Table]) -> pa.Table:
    """All of several tables of findings; a qualifier that one does not have is empty there."""
    return pa.concat_tables(list(parts), promote_options="permissive").combine_chunks()


def findings(
    name: str, course: Course, found: pa.Table, tests: Mapping[str, Test], qualifiers: Sequence[str] = ()
) -> pa.Table:
    """A Findings dataset. ``tests``: what ``found`` calls a test -> the test. ``qualifiers``: columns of ``found`` that
    together with the test say what was measured."""
    person, day = found["person"].to_numpy(), as_days(found["day"].combine_chunks())
    own = {column: found[column].combine_chunks() for column in found.column_names if column.startswith("--")}
    columns = {
        "--TESTCD": _looked_up(found["test"], {key: test.code for key, test in tests.items()}),
        "--TEST": _looked_up(found["test"], {key: test.name for key, test in tests.items()}),
        **own,
        **_results(found, tests),
        "--LOBXFL": _last_before_treatment(found, qualifiers),
        **at_visits(course, person, day),
    }
    if all(test.unit is None for test in tests.values()):  # scores
        columns = {column: values for column, values in columns.items() if column not in ("--ORRESU", "--STRESU")}
    return of_people(name, course, person, columns)


def _each(value: pa.Array | str | None, rows: int) -> pa.Array:
    if value is None or isinstance(value, str):
        return pa.repeat(pa.scalar(value, pa.string()), rows)
    return value


def _looked_up(keys: pa.ChunkedArray, values: Mapping[str, str | float | None], kind: str = "string") -> pa.Array:
    """The value for each key, null for one that is not there."""
    encoded = keys.combine_chunks().dictionary_encode()
    return pa.array([values.get(key) for key in encoded.dictionary.to_pylist()], kind).take(encoded.indices)


def _results(found: pa.Table, tests: Mapping[str, Test]) -> dict[str, pa.Array]:
    """Original and standard results. A limit such as <5, or a word, has no number."""
    result = found["result"].combine_chunks()
    pairs = pc.binary_join_element_wise(found["test"], pc.fill_null(found["unit"], ""), "\x1f")
    original, standard, factor, offset = (
        dict[str, str | None](),
        dict[str, str | None](),
        dict[str, float](),
        dict[str, float](),
    )
    for pair in pc.unique(pairs).to_pylist():
        key, _, word = pair.partition("\x1f")
        test = tests[key]
        original[pair] = unit_term_of(word, test.code) if word else None
        scale = conversion(ucum_code(word) or "", test.unit, test.molar_mass) if word and test.unit else None
        if scale is not None and test.unit is not None:
            standard[pair] = None if test.unit == "1" else unit_term(test.unit, test.code)
            factor[pair], offset[pair] = scale.factor, scale.offset
        elif not word:  # as it stands: a score, or a measure that has no unit
            factor[pair], offset[pair] = 1.0, 0.0
    number = pc.cast(
        pc.if_else(pc.match_substring_regex(result, NUMBER), result, pa.scalar(None, pa.string())), pa.float64()
    )
    converted = _converted(number, _looked_up(pairs, factor, "double"), _looked_up(pairs, offset, "double"))
    text = pc.if_else(pc.is_valid(converted), converted.cast(pa.string()), pc.utf8_upper(result))
    return {
        "--ORRES": result,
        "--ORRESU": _looked_up(pairs, original),
        "--STRESC": text,
        "--STRESN": converted,
        "--STRESU": _looked_up(pairs, standard),
    }


def _converted(number: pa.Array, factor: pa.Array, offset: pa.Array) -> pa.Array:
    same = pc.and_(pc.equal(factor, 1), pc.equal(offset, 0))
    return pc.if_else(same, number, pc.round(pc.add(pc.multiply(number, factor), offset), DECIMALS))


def _last_before_treatment(found: pa.Table, qualifiers: Sequence[str]) -> pa.Array:
    """Y at each person's last result of a test up to day 0, on which visits come before the first dose."""
    # Of repetitions the last one counts; the result itself makes the choice among others of a day the same each time.
    within_day = [name for name in ("day", "--REPNUM", "result") if name in found.column_names]
    order = pc.sort_indices(found, [(name, "ascending") for name in within_day]).to_numpy()
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    early = found.append_column("_rank", pa.array(rank)).filter(pc.less_equal(found["day"], 0))
    last = early.group_by(["person", "test", *qualifiers]).aggregate([("_rank", "max")])["_rank_max"].to_numpy()
    flags = np.full(len(order), None, object)
    flags[order[last]] = "Y"
    return pa.array(flags, pa.string())
