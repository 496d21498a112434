"""The open tables in words: what is in them, how they were judged, what they cost an analysis."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .columns import Column

MARK = "SYNTHETIC"


def as_markdown(
    report: Mapping[str, Any],
    columns: Mapping[str, Mapping[str, Column]],
    title: str,
    synthetic: Mapping[str, bool],
) -> str:
    """The report for a person to read. ``synthetic``: by dataset."""
    step, limit = report["step"], report["limit"]
    lines = [f"# {title[0].upper()}{title[1:]}", ""]
    if any(synthetic.values()):
        invented = ", ".join(sorted(name for name, flag in synthetic.items() if flag))
        lines += [f"**Synthetic data** among it: {invented}. Such rows have `synthetic` true and describe nobody.", ""]
    lines += [
        "Anybody may have these tables, without an agreement. They have no id in common, with one another or with "
        "anything else: what one says of a person cannot be put beside what another says.",
        "",
        *_tables(report, columns),
        f"Courses are told by {step['period']}s of the person's own time and in bands of {step['points']} points of "
        f"the ALSFRS-R. A band that fewer than {report['people']} people of a sex have in a period is left out, and so "
        f"is everybody who shares a row of the other tables with fewer than {report['people']} people.",
        "",
        "## How identifying they are",
        "",
        f"The policy's limit: of people of whom {limit['facts']} rows are known, and their sex, fewer than "
        f"{limit['singled_out']:.1%} may be alone in fitting them, by the upper end of the 95 % interval. The first "
        "step that keeps it was taken.",
        "",
        "| step | rows known | people looked for | singled out | 95 % interval | mean risk | taken |",
        "|---|---|---|---|---|---|---|",
    ]
    for one in report["tried"]:
        for risk in one["risks"]:
            interval = f"{risk['low']:.1%} to {risk['high']:.1%}"
            cells = [f"{one['period']}, {one['points']} points", risk["facts"], risk["targets"],
                     f"{risk['singled_out']:.1%}", interval, f"{risk['average']:.3f}",
                     "yes" if one["passes"] else "no"]  # fmt: skip
            lines.append(f"| {' | '.join(map(str, cells))} |")
    lines += [
        "",
        "Who knows more than that many scores of somebody, or all of them, may still find the person; the rows then "
        "tell nothing beyond what is known already but the other bands of the course.",
        "",
        "## What they cost an analysis",
        "",
        *_cost(report),
    ]
    return "\n".join(lines) + "\n"


def _tables(report: Mapping[str, Any], columns: Mapping[str, Mapping[str, Column]]) -> list[str]:
    what = {
        "course": "periods of people left out",
        "people": "people left out",
        "survival": "people left out",
    }
    lines = []
    for name, declared in columns.items():
        lines += [
            f"## `tables/{name}.parquet`",
            "",
            f"{report['rows'][name]:,} rows; {report['left_out'][name]:,} {what[name]}.",
            "",
            "| column | says |",
            "|---|---|",
            *(f"| `{column}` | {facts.says} |" for column, facts in declared.items()),
            "",
        ]
    return lines


def _cost(report: Mapping[str, Any]) -> list[str]:
    lines = []
    if slope := report["slope"]:
        lines.append(
            "Slopes of the ALSFRS-R (points in 30 days, by the middles of periods and bands): mean "
            f"{slope['mean']:.3f}, {slope['difference']:+.3f} from that of exact days and totals; a person's own slope "
            f"moves by {slope['spread']:.3f} (standard deviation), where slopes of people differ by {slope['sd']:.3f}."
        )
    if survival := report.get("survival"):
        for months in (12, 24):
            if survival.get(f"alive_{months}_difference") is not None:
                lines.append(
                    f"Estimated alive after {months} months: {survival[f'alive_{months}']:.1%}, "
                    f"{100 * survival[f'alive_{months}_difference']:+.1f} percentage points from that of exact days."
                )
        if survival.get("median_difference") is not None:
            lines.append(
                f"Median survival: {survival['median']:.0f} days, {survival['median_difference']:+.0f} from that of "
                "exact days."
            )
    return lines or ["Too few people to tell."]
