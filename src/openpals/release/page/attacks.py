"""The risk page: every attack with its success beside guessing and threshold, as a dot plot and in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from typing import Any

from ...privacy.attacks.verdict import Result, Verdict
from .charts import Scale, Tick
from .render import template

# A drawing of 320 units, as all charts of the release's page; a line of text and a line of marks for each attack.
LEFT, RIGHT, TOP, LINE = 8, 308, 14, 40
LONGEST = 56
TICKS = (0, 1, 5, 10, 25, 50, 100)


@dataclass(frozen=True)
class Line:
    """One attack in the drawing: heights of its text and its marks, and places on the axis."""

    label: str
    text: float
    y: float
    low: float
    high: float
    rate: float
    guess: float
    threshold: float | None
    verdict: str


@dataclass(frozen=True)
class Plot:
    """One drawing."""

    id: str
    title: str
    sentence: str
    height: float
    bottom: float
    ticks: tuple[Tick, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Row:
    """One attack in the table, in words."""

    name: str
    variant: str
    knows: str
    tries: str
    success: str
    interval: str
    guess: str
    advantage: str
    threshold: str
    verdict: str
    because: str


def write_risk_page(results: Sequence[Result], manifest: Mapping[str, Any], out: Path) -> None:
    """Writes the page as one HTML file with nothing from elsewhere. The same results give the same bytes."""
    out.write_text(risk_html(results, manifest), "utf-8")


def risk_html(results: Sequence[Result], manifest: Mapping[str, Any]) -> str:
    """The page. It counts people who were found, never says what of whom."""
    run = [one for one in results if one.verdict is not Verdict.NOT_RUN]
    held = [one for one in run if one.threshold is not None]
    reported = [one for one in run if one.threshold is None]
    plots = [
        _plot("held", "Attacks that the release must withstand", held),
        _plot("reported", "Attacks that something else protects from", reported),
    ]
    return template("risk.html.j2").render(
        manifest=manifest,
        plots=[plot for plot in plots if plot.lines],
        rows=[row(one) for one in run],
        failed=[one for one in run if one.verdict is Verdict.FAILED],
        reported=list(dict.fromkeys((one.title, one.because) for one in reported)),
        not_run=[one for one in results if one.verdict is Verdict.NOT_RUN],
    )


def row(result: Result) -> Row:
    """A result that was run in words, for a page or a terminal."""
    return Row(
        result.title,
        result.variant,
        result.knows,
        f"{result.tries:,}",
        per_cent(result.rate or 0) + ("" if result.successes is None else f" ({result.successes:,})"),
        f"{per_cent(result.low or 0)} to {per_cent(result.high or 0)}",
        per_cent(result.guess or 0),
        f"{100 * (result.advantage or 0):+.1f} points",
        "–" if result.threshold is None else per_cent(result.threshold),
        str(result.verdict),
        result.because if result.verdict is not Verdict.REPORTED else "",
    )


def per_cent(share: float) -> str:
    """0.0912 -> 9.1%; what is above nothing is never printed as nothing."""
    if 0 < share < 0.0005:
        return "<0.1%"
    return f"{100 * share:.1f}%"


def shortened(label: str) -> str:
    """What fits above the marks; the table has all of it."""
    return label if len(label) <= LONGEST else f"{label[: LONGEST - 1]}…"


def _plot(id: str, title: str, results: Sequence[Result]) -> Plot:
    # A root scale: thresholds of a few per cent must be told from nothing, and certainty must still fit.
    across = Scale(0, 1, LEFT, RIGHT)
    lines = []
    for number, result in enumerate(results):
        top = TOP + number * LINE
        low, high, rate, guess = (across(sqrt(x or 0)) for x in (result.low, result.high, result.rate, result.guess))
        limit = None if result.threshold is None else across(sqrt(result.threshold))
        label = shortened(f"{result.title}: {result.variant}")
        lines.append(Line(label, top, top + 14, low, high, rate, guess, limit, str(result.verdict)))
    bottom = TOP + len(results) * LINE
    ticks = tuple(Tick(across(sqrt(value / 100)), f"{value}") for value in TICKS)
    failed = sum(one.verdict is Verdict.FAILED for one in results)
    if id == "held":
        sentence = f"{failed or 'None'} of {len(results)} succeed{'s' if failed == 1 else ''} more often than allowed."
    else:
        sentence = "How often each succeeds. The policy sets no threshold, and says below what protects instead."
    return Plot(id, title, sentence, bottom + 40, bottom, ticks, tuple(lines))
