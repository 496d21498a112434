"""The report written down: a template, a style sheet, and nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined, Template

from ...engine import Engine
from ...privacy.counting.policy import CountPolicy
from ...privacy.counting.suppression import Hidden
from ..manifest import write_json
from . import words
from .characteristics import Line
from .completeness import Cell, State
from .data import as_data
from .report import Report, make_report


def write_page(
    engine: Engine,
    tables: Path,
    manifest: Mapping[str, Any],
    quality: Mapping[str, Any],
    risk: Mapping[str, Any],
    out: Path,
    policy: CountPolicy,
) -> None:
    """Writes the quality report of the release whose Parquet files are in ``tables``: as one HTML file, and beside it
    the same as JSON.

    Every count in it is as ``policy`` prints it. The same release gives the same bytes.
    """
    report = make_report(engine, tables, manifest, quality, risk, policy)
    out.write_text(html(report), "utf-8")
    write_json(out.with_suffix(".json"), as_data(report))


def html(report: Report) -> str:
    """The page of a report."""
    return template("page.html.j2").render(report=report) + "\n"


def template(name: str) -> Template:
    """One of the page's templates; all of them have the same style sheet."""
    return _environment().get_template(name, globals={"css": _text("page.css"), "risk_css": _text("risk.css")})


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FunctionLoader(_text),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "count": words.count,
        "count_of": words.count_of,
        "share": words.share,
        "per_cent": words.per_cent,
        "column": words.column,
        "spoken": words.spoken,
        "listed": words.listed,
        "happened": words.happened,
        "whole": words.whole,
        "heat": _heat,
        "line_cell": _line_cell,
    }
    environment.tests["hidden"] = lambda shown: isinstance(shown, Hidden)
    return environment


def _text(name: str) -> str:
    return files("openpals.release.page").joinpath("templates", name).read_text("utf-8")


def _heat(cell: Cell) -> str:
    """The class that colours a cell: one of five steps of the share, or the reason why there is none."""
    if cell.state is State.FILLED and cell.share is not None:
        return f"h{min(cell.share.percent // 20, 4)}"
    return cell.state.name.lower().replace("_", "-")


def _line_cell(line: Line, column: str, policy: CountPolicy) -> str:
    """One cell of Table 1."""
    if line.counts is not None:
        return words.count_of(line.counts[column], line.whole[column] if line.whole else None, policy)
    assert line.spreads is not None
    spread = line.spreads.get(column)
    return words.quartiles(spread) if line.quartiles else words.mean(spread)
