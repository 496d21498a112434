"""The page for machines: the same numbers as plain data, and so as public as the page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ...privacy.counting.suppression import Hidden
from .charts import Panel
from .counts import Share, Shown
from .report import Report, Risk
from .words import column

HIDDEN = "hidden"


def as_data(report: Report) -> dict[str, Any]:
    """Plain data, ready to be written as JSON: numbers as they are printed, "fewer than 11", "hidden", or None."""

    def count(shown: Shown) -> int | str | None:
        match shown:
            case Hidden.FEW:
                return report.policy.fewest
            case Hidden.BESIDE:
                return HIDDEN
            case _:
                return shown

    def by_dataset(counts: Iterable[Shown]) -> dict[str, int | str | None]:
        return {column(name): count(shown) for name, shown in zip(report.columns, counts, strict=False)}

    return {
        "title": report.title,
        "version": report.version,
        "citation": report.citation,
        "versions": dict(report.versions),
        "policy": {
            "name": report.policy.name,
            "people": report.policy.people,
            "rounded_to": report.policy.rounding,
            "rounded_from_large_to": report.policy.large_rounding,
            "large": report.policy.large,
        },
        "people": count(report.people),
        "datasets": [
            {**{name: value for name, value in vars(one).items() if name != "people"}, "people": count(one.people)}
            for one in report.datasets
        ],
        "rows": {one.table: by_dataset(one.rows) for one in report.contents},
        "characteristics": [
            {
                "label": one.label,
                "line": line.label,
                **({"people": by_dataset(line.counts[name] for name in report.columns)} if line.counts else {}),
                **({"spread": _spreads(line.spreads)} if line.spreads else {}),
            }
            for one in report.characteristics
            for line in one.lines
            if not line.quartiles  # the line of means has everything
        ],
        "findings": [
            {
                "rule": one.rule.id,
                "title": one.rule.title,
                "effect": one.effect,
                "where": list(one.where),
                "rows": by_dataset(one.rows),
            }
            for one in report.findings
        ],
        "files": {
            name: [
                {
                    "file": one.file,
                    "read": count(one.read),
                    "kept": _share(one.kept),
                    "merged": count(one.merged),
                    "rejected": count(one.rejected),
                    "out_of_scope": count(one.out_of_scope),
                    "with_losses": count(one.lossy),
                }
                for one in files
            ]
            for name, files in report.fates.items()
        },
        "risk": _risk(report.risk, count(report.risk.people), count(report.risk.smallest)),
        "attacks": [{"attack": one.attack, "variant": one.variant, "verdict": one.verdict} for one in report.attacks],
        "charts": [_chart(panel) for panel in (*report.course, *report.activity, *report.survival)],
    }


def _spreads(spreads: Mapping[str, Any]) -> dict[str, Any]:
    return {column(name): None if one is None else vars(one) for name, one in spreads.items()}


def _share(share: Share | None) -> dict[str, Any] | None:
    return None if share is None else {"percent": share.percent, "bound": share.bound}


def _risk(risk: Risk, people: int | str | None, smallest: int | str | None) -> dict[str, Any]:
    return {
        "people": people,
        "classes": risk.classes,
        "smallest_class": smallest,
        "threshold": risk.threshold,
        "highest_risk": risk.maximum,
        "average_risk": round(risk.average, 2),
        "alone": _share(risk.alone),
        "below_threshold": _share(risk.below),
        "quasi_identifiers": list(risk.quasi_identifiers),
        "meaning": risk.meaning,
    }


def _chart(panel: Panel) -> dict[str, Any]:
    return {"id": panel.id, "title": panel.title, "head": list(panel.head), "lines": [list(row) for row in panel.body]}
