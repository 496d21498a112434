"""A recipient's copy of a seed-size release, beside copying its rows as they are; and tracing a part of it.

    python benchmarks/recipients.py [--scale 1.0] [--rounds 3] [--folder DIR]

The floor reads the same Parquet files with pyarrow and writes their rows again, compressed the same way; people keep
their ids and their order. benchmarks/README.md holds the figures.
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

GRANTS, ROWS = 300, 0.01

OPENPALS = [sys.executable, "-c", "from openpals.cli.main import main; main()"]

FLOOR = """
import shutil, sys
from pathlib import Path
import pyarrow.parquet as pq

source, out = map(Path, sys.argv[1:])
for path in sorted(path for path in source.rglob("*") if path.is_file()):
    target = out / path.relative_to(source)
    target.parent.mkdir(parents=True, exist_ok=True)
    if path.parent.name != "tables":
        shutil.copyfile(path, target)
        continue
    with pq.ParquetFile(path) as file, pq.ParquetWriter(target, file.schema_arrow, compression="zstd") as writer:
        for group in range(file.num_row_groups):
            writer.write_table(file.read_row_group(group))
"""


def prepare(folder: Path, scale: float) -> Path:
    """A release of ``scale`` times 24 million symptom reports, made once."""
    release = folder / f"release-{scale}"
    if not release.exists():
        source, deposit = folder / f"source-{scale}", folder / f"deposit-{scale}"
        if not source.exists():
            generate(source, scale)
        key, host = str(folder / "contributor.key"), str(folder / "host.key")
        measure([*OPENPALS, "deposit", str(source), "--out", str(deposit), "--key", key, "--json"])
        build = ["release", "build", str(deposit), "--out", str(release), "--version", "2026.1", "--key", host]
        measure([*OPENPALS, *build, "--json"])
        shutil.rmtree(deposit)
    return release


# One in a hundred rows of the largest table as CSV.
LEAK = f"""
import sys
import pyarrow as pa, pyarrow.csv as csv, pyarrow.parquet as pq

rows = pq.read_table(sys.argv[1], columns=["subject_id", "day", "severity"])
csv.write_csv(rows.take(pa.array(range(0, len(rows), {round(1 / ROWS)}))), sys.argv[2])
"""


def one_round(release: Path, work: Path) -> dict[str, Cost]:
    """Floor, copy and trace, each in a process of its own, in turn."""
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()
    (work / "terms.txt").write_text("Terms")
    (work / "grants.txt").write_text("".join(f"G-{n}\n" for n in range(GRANTS)))
    own = ["--key", str(work / "recipient.key"), "--grants", str(work / "grants.txt"), "--json"]
    costs = {"floor": measure([sys.executable, "-c", FLOOR, str(release), str(work / "floor")])}
    shutil.rmtree(work / "floor")
    copy = ["release", "copy", str(release), "--grant", "G-299", "--terms", str(work / "terms.txt")]
    costs["copy"] = measure([*OPENPALS, *copy, "--out", str(work / "copy"), *own])
    table = work / "copy" / "tables" / "symptom_report.parquet"
    measure([sys.executable, "-c", LEAK, str(table), str(work / "leak.csv")])  # not in this process: it would grow
    costs["trace"] = measure([*OPENPALS, "release", "trace", str(work / "leak.csv"), "--release", str(release), *own])
    return costs


def main() -> None:
    """Parses the options, prepares, measures, prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0, help="1.0 is 24 million symptom reports")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path, help="where generated files stay for the next run")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="openpals-bench-") as temporary:
        folder = options.folder or Path(temporary)
        release = prepare(folder, options.scale)
        rounds = [one_round(release, folder / "work") for _ in range(options.rounds)]
    print(f"trace: {ROWS:.0%} of the rows, {GRANTS} grants; median of {len(rounds)} rounds")
    print("| step | s | CPU-s | peak GB | s / floor | CPU-s / floor |\n|---|---|---|---|---|---|")
    for step in rounds[0]:
        costs, floors = [one[step] for one in rounds], [one["floor"] for one in rounds]
        figures = [statistics.median(getattr(cost, name) for cost in costs) for name in vars(costs[0])]
        ratios = [
            statistics.median(getattr(a, name) / getattr(b, name) for a, b in zip(costs, floors, strict=True))
            for name in ("seconds", "processor")
        ]
        print(
            f"| {step} | {figures[0]:.1f} | {figures[1]:.1f} | {figures[2]:.2f} | {ratios[0]:.2f} | {ratios[1]:.2f} |"
        )


if __name__ == "__main__":
    main()
