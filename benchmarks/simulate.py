"""`openpals simulate members` at the seed's size, beside writing the same rows from memory as Parquet.

    python benchmarks/simulate.py [--members 850000 --als 14000] [--rounds 3]

Each simulation is a process of its own; memory is its largest resident set. The floor holds every table in memory
as Arrow, repeated texts as dictionaries, and writes it with pyarrow as zstd Parquet: nothing is made or checked.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from measure import Cost, measure

OPENPALS = str(Path(sys.executable).with_name("openpals"))

FLOOR = """
import sys, time
from pathlib import Path
import pyarrow as pa, pyarrow.csv as csv, pyarrow.parquet as pq
source, out = Path(sys.argv[1]), Path(sys.argv[2])
seconds = 0.0
for path in sorted(source.glob("*/*.csv")):
    options = csv.ConvertOptions(auto_dict_encode=True, auto_dict_max_cardinality=1_000_000, strings_can_be_null=True)
    rows = csv.read_csv(path, convert_options=options).combine_chunks()
    started = time.perf_counter()
    pq.write_table(rows, out / f"{path.stem}.parquet", compression="zstd")
    seconds += time.perf_counter() - started
print(seconds)
"""


def floor(source: Path, out: Path) -> float:
    """Seconds to write the tables of ``source`` as Parquet, once they are in memory."""
    out.mkdir()
    run = subprocess.run(
        [sys.executable, "-c", FLOOR, str(source), str(out)], capture_output=True, text=True, check=True
    )
    return float(run.stdout)


def one_round(folder: Path, members: int, als: int) -> tuple[Cost, float]:
    """The simulation and the floor, in turn."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    made = folder / "made"
    command = [
        OPENPALS,
        "simulate",
        "members",
        "--members",
        str(members),
        "--als",
        str(als),
        "--out",
        str(made),
        "--json",
    ]
    return measure(command), floor(made, folder / "floor")


def main() -> None:
    """Parses the options, measures, prints medians; the ratio is taken round by round."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--members", type=int, default=850_000)
    parser.add_argument("--als", type=int, default=14_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="openpals-bench-") as folder:
        rounds = [one_round(Path(folder) / "work", options.members, options.als) for _ in range(options.rounds)]
    seconds = statistics.median(cost.seconds for cost, _ in rounds)
    memory = statistics.median(cost.memory for cost, _ in rounds)
    written = statistics.median(floor for _, floor in rounds)
    ratio = statistics.median(cost.seconds / floor for cost, floor in rounds)
    print(f"{options.members:,} members, {options.als:,} with ALS, median of {len(rounds)} rounds")
    print("| simulate s | peak GB | floor s | simulate / floor |\n|---|---|---|---|")
    print(f"| {seconds:.1f} | {memory:.2f} | {written:.1f} | {ratio:.2f} |")


if __name__ == "__main__":
    main()
