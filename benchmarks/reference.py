"""Reference statistics: what they cost, how near to the truth they are, and what they tell of single people.

    python -m benchmarks.reference [--people 25685] [--a-month 2.0] [--release DIR]

People are simulated, as in the tests, and lie in the tables of a release. With --release the tables of a release are
read instead, and nothing is compared.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from tests.release.statistics.made import RELEASE, Crowd

from openpals.model.parquet import parquet_schema
from openpals.model.tables import TABLES
from openpals.privacy.counting.policy import default_count_policy
from openpals.release.statistics.make import make_reference
from openpals.release.statistics.reading import FILE
from openpals.release.statistics.reference import CENTILES, DOMAINS, EVERYONE
from openpals.release.statistics.rows import read_assessments
from openpals.release.statistics.splines import grouped_centile
from openpals.release.statistics.write import write_statistics
from openpals.simulate.disease import REVISED, answered
from openpals.simulate.parameters import MEMBERS
from openpals.simulate.parameters import MONTH as MONTH_OF_A_YEAR

MONTHS = range(8, 49, 4)


def write_tables(folder: Path, people: int, a_month: float) -> int:
    """The two tables that are read, of so many people; gives the rows of assessments. Day 0 is that of onset."""
    crowd = Crowd(people, 1)
    made = crowd.assessments(a_month)
    ids = np.array([f"{n:016d}" for n in range(people)])
    site = np.full(people, None, object)
    for group in ("bulbar", "limb", "other"):
        site[crowd.inside[group]] = group
    subjects = {"subject_id": ids, "condition": ["als"] * people, "onset_site": site, "onset_day": [0] * people}
    items = answered(crowd.rng, crowd.them.latent(made.day / MONTH_OF_A_YEAR, made.person), MEMBERS)
    rows = {"subject_id": ids[made.person], "day": made.day, "scale": ["alsfrs_r"] * len(made.day)}
    rows |= {name: items[:, number] for number, name in enumerate(REVISED)}
    for name, columns in (("subject", subjects), ("alsfrs", rows)):
        schema = parquet_schema(TABLES[name])
        size = len(columns["subject_id"])
        full = {"dataset": ["synthetic"] * size, "index_event": ["first_report"] * size, **columns}
        arrays = [pa.array(full.get(field.name, [None] * size), field.type) for field in schema]
        pq.write_table(pa.table(arrays, schema=schema), folder / f"{name}.parquet")
    return len(made.day)


def cost(tables: Path, out: Path) -> None:
    """Prints time and memory of reading the tables, and of everything."""
    start, spent = time.perf_counter(), time.process_time()
    rows = read_assessments(tables)
    print(f"read: {time.perf_counter() - start:.1f} s, {time.process_time() - spent:.1f} CPU-s")
    if rows is not None:
        print(f"{rows.people:,} people, {len(rows.person):,} assessments")
    start, spent = time.perf_counter(), time.process_time()
    facts = {"title": "Synthetic", "version": "2026.1", "citation": "Synthetic.", "synthetic": True}
    told = write_statistics(tables, facts, default_count_policy(), out)
    print(
        f"all, the reading again included: {time.perf_counter() - start:.1f} s, {time.process_time() - spent:.1f} CPU-s"
    )
    print(f"{told}\n{(out / FILE).stat().st_size:,} bytes; peak {peak():.2f} GB")


def peak() -> float:
    """The largest resident memory so far, in GB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def errors(people: int, crowds: int) -> None:
    """Prints the mean absolute error of centiles, in points, over months 8 to 48 and some crowds."""
    policy, everybody = default_count_policy(), Crowd(200_000, 1000)
    found: dict[str, list[list[float]]] = {domain.id: [] for domain in DOMAINS}
    made = [make_reference(Crowd(people, seed).assessments(), RELEASE, 1.0, policy) for seed in range(crowds)]
    for domain in DOMAINS:
        for month in MONTHS:
            truth = everybody.truth(domain, EVERYONE, month)
            true = [min(max(grouped_centile(truth, c / 100), 0), domain.most) for c in CENTILES]
            for reference in made:
                point = reference.centiles(domain.id, EVERYONE, month)
                scores = point.scores if point else (None,) * len(CENTILES)
                pairs = zip(scores, true, strict=True)
                found[domain.id].append([np.nan if score is None else abs(score - one) for score, one in pairs])
    print(f"\n| {people:,} people, {crowds} crowds | {' | '.join(map(str, CENTILES))} |\n|---|{'---|' * len(CENTILES)}")
    for name, lines in found.items():
        print(f"| {name} | {' | '.join(f'{one:.2f}' for one in np.nanmean(lines, axis=0))} |")


def main() -> None:
    """Parses the options, measures, prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=25_685)
    parser.add_argument("--a-month", type=float, default=2.0, help="assessments of a person a month, about")
    parser.add_argument("--release", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="openpals-bench-") as temporary:
        folder = Path(temporary)
        if options.release:
            cost(options.release / "tables", folder / "statistics")
            return
        write_tables(folder, options.people, options.a_month)
        cost(folder, folder / "statistics")
    errors(3_000, 8)
    errors(15_000, 2)


if __name__ == "__main__":
    main()
