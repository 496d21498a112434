"""k-anonymity of synthetic people by size, and of any table with hierarchies: seconds, and the detail that is left.

    python benchmarks/anonymity.py [--people 14000 --people 100000 --people 850000] [--k 11]
    python benchmarks/anonymity.py --table people.csv --hierarchies FOLDER --k 5

The second form reads a CSV file with a header and a hierarchy for each column that has one, FOLDER/COLUMN.csv: a line
a value, its groups from finest to coarsest, parted by semicolons, at last `*`. Rows with a value in no hierarchy are
left out and counted.
"""

from __future__ import annotations

import argparse
import csv
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import numpy as np
import pyarrow as pa

from openpals.privacy.anonymity.combinations import Combinations, Levels, combinations, combined
from openpals.privacy.anonymity.full_domain import optimal_levels
from openpals.privacy.anonymity.hierarchy import Hierarchy, from_bands, from_levels
from openpals.privacy.anonymity.limit import upper_limit
from openpals.privacy.anonymity.measures import measures
from openpals.privacy.anonymity.recoding import Recoding, full_domain, level_and_cells, local_recoding, proposed_levels
from openpals.privacy.anonymity.settling import settled
from openpals.privacy.policy import default_policy

SIZES = (14_000, 100_000, 850_000)
SEED = 20261124

# The share of rows that the exact search may drop.
LIMIT = 0.05

# Levels of the synthetic people: ages in 10 years, months of first symptom and diagnosis in years.
FIXED = {"age": 2, "onset_day": 3, "diagnosis_day": 3}

# How often each code occurs, in per cent; None is an empty cell.
SHARES: dict[str, dict[str | None, float]] = {
    "sex": {"female": 42, "male": 57.8, "other": 0.2},
    "race": {
        "white": 86, "black": 5.2, "asian": 4, "other": 2, "unknown": 2, "american_indian": 0.6,
        "pacific_islander": 0.2,
    },
    "ethnicity": {"not_hispanic": 84, "unknown": 10, "hispanic": 6},
    "region": {
        "north_america": 70, "europe": 20, "oceania": 4, "asia": 3, "south_america": 2, "africa": 0.5, None: 0.5,
    },
    "onset_site": {"limb": 68, "bulbar": 25, "limb_and_bulbar": 3, "spine": 2, "other": 1, "unknown": 1},
}  # fmt: skip

Result = TypeVar("Result")


def synthetic(people: int) -> Combinations:
    """People with eight quasi-identifiers: the strict policy's but dataset and decade of birth, and two months."""
    random = np.random.default_rng(SEED)
    hierarchies = {one.name: one.hierarchy for one in default_policy().protected if one.hierarchy}
    hierarchies["onset_day"] = from_bands("onset_day", -3600, 0, [90, 180, 360, 720], step=30, ends_open=True)
    hierarchies["diagnosis_day"] = from_bands("diagnosis_day", -3600, 360, [90, 180, 360, 720], step=30, ends_open=True)
    since = np.clip(random.lognormal(np.log(8), 0.9, people), 0, 60).round()
    delay = np.clip(random.lognormal(np.log(12), 0.7, people), 1, 100).round()
    numbers = {
        "age": np.clip(random.normal(57, 12, people).round(), 0, 90),
        "onset_day": np.clip(-30 * (since + delay), -3600, 0),
        "diagnosis_day": -30 * since,
    }
    codes, chosen = [], []
    for name in ("sex", "age", "race", "ethnicity", "region", "onset_site", "onset_day", "diagnosis_day"):
        hierarchy = hierarchies[name]
        if name in numbers:
            codes.append(((numbers[name] - hierarchy.values[0]) // hierarchy.step).astype(np.int64))
        else:
            listed = [hierarchy.values.index(code) if code else hierarchy.missing for code in SHARES[name]]
            weights = np.array(list(SHARES[name].values()))
            codes.append(np.array(listed)[random.choice(len(listed), people, p=weights / weights.sum())])
        chosen.append(hierarchy)
    return combined(chosen, codes)


def table(path: Path, folder: Path) -> Combinations:
    """The columns of a CSV file that have a hierarchy."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    hierarchies = [hierarchy(one) for one in sorted(folder.glob("*.csv")) if one.stem in rows[0]]
    known = [row for row in rows if all(row[h.name] in h.values for h in hierarchies)]
    print(f"{len(rows) - len(known)} of {len(rows)} rows are left out: a value of theirs is in no hierarchy.")
    return combinations(hierarchies, [pa.array([row[h.name] for row in known]) for h in hierarchies])


def hierarchy(path: Path) -> Hierarchy:
    lines = [line.split(";") for line in path.read_text("utf-8").splitlines() if line]
    return from_levels(path.stem, [line[0] for line in lines], list(zip(*(line[1:-1] for line in lines), strict=True)))


def timed(what: Callable[[], Result]) -> tuple[Result, float]:
    """The result, and the processor seconds that it took."""
    start = time.process_time()
    result = what()
    return result, time.process_time() - start


def report(people: Combinations, k: int, levels: Levels | None) -> None:
    """One line of the table for each form."""
    print(
        f"\n{people.rows:,} people, {len(people.counts):,} distinct combinations of {len(people.hierarchies)}, k = {k}"
    )
    print("| form | CPU-s | granularity | share of limit | entropy | discernibility | smallest class | suppressed |")
    print("|---|---|---|---|---|---|---|---|")
    local, local_seconds = timed(lambda: local_recoding(people, k))
    limit, limit_seconds = timed(lambda: upper_limit(local))
    for share in (LIMIT, 1.0):
        best, seconds = timed(lambda share=share: optimal_levels(people, k, share))
        name = f"full domain, limit {share:.0%}: {best.checked:,} of {best.nodes:,} nodes"
        line(name, seconds, full_domain(people, k, best.levels), limit)
    if levels is None:
        levels, seconds = timed(lambda: proposed_levels(people, k))
        print(f"| levels {levels} proposed | {seconds:.2f} | | | | | | |")
    cells, seconds = timed(lambda: settled(level_and_cells(people, k, levels)))
    line("level + cells, nobody dropped", seconds, cells, limit)
    line("local recoding", local_seconds, local, limit)
    print(f"| upper limit of any recoding | {limit_seconds:.2f} | {limit:.3f} | 1 | | | | |")


def line(name: str, seconds: float, recoding: Recoding, limit: float) -> None:
    found = measures(recoding)
    cells = sum(found.suppressed_cells.values()) / (found.rows * len(found.suppressed_cells))
    print(
        f"| {name} | {seconds:.2f} | {found.granularity:.3f} | {found.granularity / limit:.1%} | {found.entropy:.3f} | "
        f"{found.discernibility:.2e} | {found.smallest_class} | {found.suppressed_rows:,} rows, {cells:.1%} of cells |"
    )


def main() -> None:
    """Parses the options and prints a table for each size, or for the file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, action="append")
    parser.add_argument("--k", type=int, default=11)
    parser.add_argument("--table", type=Path)
    parser.add_argument("--hierarchies", type=Path)
    options = parser.parse_args()
    if options.table:
        report(table(options.table, options.hierarchies), options.k, None)
        return
    for size in options.people or SIZES:
        people, seconds = timed(lambda size=size: synthetic(size))
        levels = tuple(FIXED.get(h.name, 0) for h in people.hierarchies)
        report(people, options.k, levels)
        print(f"| distinct combinations, with making the people | {seconds:.2f} | | | | | | |")


if __name__ == "__main__":
    main()
