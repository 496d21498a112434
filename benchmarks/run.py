"""The main job at the seed's size and at a tenth of it, beside the floor measured in the same run.

    python benchmarks/run.py [--scale 1.0 --scale 0.1] [--rounds 3] [--folder DIR]

prints a table for each scale; benchmarks/README.md says what the columns mean.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

from generate import generate
from measure import Cost, measure

HERE = Path(__file__).parent
OPENPALS = str(Path(sys.executable).with_name("openpals"))


def one_round(source: Path, work: Path) -> dict[str, Cost]:
    """Floor, deposit and release build, each in a process of its own, in turn."""
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()
    keys = ("--key", str(work / "contributor.key"))
    costs = {
        "floor": measure([sys.executable, str(HERE / "floor.py"), str(source), str(work / "floor")]),
        "deposit": measure([OPENPALS, "deposit", str(source), "--out", str(work / "deposit"), *keys, "--json"]),
        "release build": measure(
            [
                OPENPALS,
                "release",
                "build",
                str(work / "deposit"),
                "--out",
                str(work / "release"),
                "--version",
                "2026.1",
                "--key",
                str(work / "host.key"),
                "--json",
            ]
        ),
    }
    return costs | {"both": costs["deposit"] + costs["release build"]}


def report(scale: float, rounds: list[dict[str, Cost]]) -> None:
    """Medians over the rounds; ratios are taken round by round, then their median."""
    print(f"\nscale {scale}: {24_000_000 * scale:,.0f} symptom reports, median of {len(rounds)} rounds")
    print("| step | s | CPU-s | peak GB | s / floor | CPU-s / floor |\n|---|---|---|---|---|---|")
    for step in rounds[0]:
        median = {
            name: statistics.median(getattr(costs[step], name) for costs in rounds)
            for name in ("seconds", "processor", "memory")
        }
        ratio = {
            name: statistics.median(getattr(costs[step], name) / getattr(costs["floor"], name) for costs in rounds)
            for name in ("seconds", "processor")
        }
        print(
            f"| {step} | {median['seconds']:.1f} | {median['processor']:.1f} | {median['memory']:.2f} | "
            f"{ratio['seconds']:.2f} | {ratio['processor']:.2f} |"
        )


def main() -> None:
    """Parses the options, generates what is missing, measures, prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, action="append", help="1.0 is 24 million symptom reports")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path, help="where generated files stay for the next run")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="openpals-bench-") as temporary:
        folder = options.folder or Path(temporary)
        for scale in options.scale or (1.0, 0.1):
            source = folder / f"source-{scale}"
            if not source.exists():
                generate(source, scale)
            report(scale, [one_round(source, folder / "work") for _ in range(options.rounds)])


if __name__ == "__main__":
    main()
