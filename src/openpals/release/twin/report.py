"""What the twin keeps and what it gives away, measured: as plain data and as a page to read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ...privacy.counting.policy import CountPolicy
from .arrays import ANY, SEPARATOR
from .fidelity import fidelity, step, summary
from .likeness import membership_in_statistics
from .nearest import membership
from .outcomes import EVERYBODY, MONTHS, outcomes
from .rows import People
from .sample import Sample

MARK = "SYNTHETIC"

WORST = 8  # so many variables are named as the least alike


def twin_report(
    samples: Sequence[Sample], twins: Mapping[str, People], statistics: Mapping[str, Any], policy: CountPolicy
) -> dict[str, Any]:
    """Measures of each part's twin against the people looked at, used or left out; and the tests of membership.

    ``statistics``: the data of statistics.json.
    """
    parts, minimum = {}, policy.people
    for sample in samples:
        twin = twins.get(sample.part.name)
        if twin is None:
            continue
        by_table = fidelity(sample.both, twin, minimum)
        parts[sample.part.name] = {
            "people": twin.size,
            "steps": step(sample.both.size, minimum),
            "fidelity": summary(by_table),
            "tables": by_table,
            "outcomes": {"release": outcomes(sample.both, minimum), "twin": outcomes(twin, minimum)},
        }
    return {
        "synthetic": True,
        "parts": parts,
        "membership": membership(samples, dict(twins), policy),
        "membership_in_statistics": membership_in_statistics(samples, statistics, policy),
    }


def brief(report: Mapping[str, Any]) -> dict[str, Any]:
    """The report's main figures, for the release's manifest and page."""
    return {
        "people": {called(name): one["people"] for name, one in report["parts"].items()},
        "fidelity": {called(name): one["fidelity"] for name, one in report["parts"].items()},
        "membership": report["membership"],
        "membership_in_statistics": report["membership_in_statistics"],
    }


def as_markdown(report: Mapping[str, Any], title: str) -> str:
    """The report for a person to read."""
    lines = [
        f"# {MARK}: {title}",
        "",
        "Nobody in these tables exists. They are drawn from `statistics.json` alone, statistics of the release that no "
        "few people make; who has them has no more. An analysis that runs here runs unchanged on the release. What it "
        "finds here is no finding: relations that the statistics do not tell are not in the twin.",
        "",
        "## How alike it is",
        "",
        "Distances are between 0 (the same) and 1: half the sum of the differences of shares for codes, the largest "
        "difference of cumulated shares for numbers. They are told in steps that stand for as many people as the "
        "policy asks, so small datasets have coarse ones.",
        "",
        "| part | people | variables | median distance | 90th centile | share below 0.1 | steps |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, one in report["parts"].items():
        found = one["fidelity"]
        cells = [found.get(key, "") for key in ("variables", "median", "90th centile", "below 0.1")]
        lines.append(_row(called(name), one["people"], *cells, one["steps"]))
    for name, one in report["parts"].items():
        lines += ["", f"### {called(name)}", "", *_outcomes(one["outcomes"]), *_least_alike(one["tables"])]
    return "\n".join([*lines, "", "## Membership", "", *_membership(report["membership"])]) + "\n"


def called(part: str) -> str:
    """A part's name as it is printed: ``members|als`` -> members (als)."""
    dataset, _, condition = part.partition(SEPARATOR)
    return dataset if not condition else f"{dataset} ({'other conditions' if condition == ANY else condition})"


def _row(*cells: object) -> str:
    return f"| {' | '.join(str(cell) for cell in cells)} |"


def _outcomes(found: Mapping[str, Any]) -> list[str]:
    release, twin = found["release"], found["twin"]
    lines = []
    if release.get("slopes"):
        lines += [
            "ALSFRS-R, points in 30 days, mean (standard deviation):",
            "",
            "| onset site | release | twin |",
            "|---|---|---|",
            *(_row(_called(group), _slope(one), _slope(twin.get("slopes", {}).get(group)))
              for group, one in release["slopes"].items()),
            "",
        ]  # fmt: skip
    if release.get("survival"):
        months = [str(month) for month in MONTHS]
        head = [f"{side}, {month} months" for month in months for side in ("release", "twin")]
        lines += ["Estimated alive, per cent:", "", _row("onset site", *head), _row(*["---"] * (1 + len(head)))]
        for group, one in release["survival"].items():
            other = twin.get("survival", {}).get(group, {})
            cells = [side.get(month, "–") for month in months for side in (one, other)]
            lines.append(_row(_called(group), *cells))
        lines.append("")
    return lines


def _called(group: str) -> str:
    return "all" if group == EVERYBODY else group or "not recorded"


def _slope(one: Mapping[str, float] | None) -> str:
    return "–" if one is None else f"{one['mean']:.2f} ({one['sd']:.2f})"


def _least_alike(tables: Mapping[str, Any]) -> list[str]:
    variables = [
        (variable["distance"], f"{table}.{name}")
        for table, one in tables.items()
        for name, variable in one["variables"].items()
        if variable["distance"]
    ]
    worst = sorted(variables, key=lambda one: (-one[0], one[1]))[:WORST]
    return [f"Least alike: {', '.join(f'`{name}` {distance}' for distance, name in worst)}."] if worst else []


def _membership(found: Mapping[str, Any] | None) -> list[str]:
    if found is None:
        return ["Too few people were left out of the statistics to tell."]
    low, high = found["interval"]
    return [
        f"{found['people_used']} people whose data made the statistics, and {found['people_left_out']} of the same "
        "release whose data did not, were each held against the nearest person of the twin. How often the former was "
        f"the nearer one: {found['auc']:.3f} (95 % interval {low:.3f} to {high:.3f}); 0.5 means that "
        "the twin does not tell who was in the release.",
        "",
        "No row of `subject` has the quasi-identifiers of a real person who shares them with fewer people than the "
        "policy asks.",
    ]
