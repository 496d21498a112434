"""How identifying courses are: the published shares of a simulation, made again; and the time it takes.

    python benchmarks/trajectory.py [--people 14000 --reports 41] [--release RELEASE_DIR]

Made again: courses of as many people with as many reports, with slopes and noise of our own assumption, since those of
the published figures are not known. With --release the time to measure a release's courses is printed as well.
"""

from __future__ import annotations

import argparse
import resource
import time
from pathlib import Path

import numpy as np
import pyarrow as pa

from openpals.privacy.trajectory import (
    FACTS,
    PERIODS,
    Coarsening,
    Courses,
    Population,
    measure,
    read_outcomes,
    read_people,
    read_population,
    trajectory_risk,
)
from openpals.privacy.trajectory.courses import NO_ONSET, Starts

# (period, value) -> by number of known facts: share singled out, mean risk. 300 targets; sex is known.
PUBLISHED = {
    ("day", "exact"): ((0.05, 0.17), (0.91, 0.95), (1.00, 1.00), (1.00, 1.00)),
    ("week", "exact"): ((0.01, 0.04), (0.27, 0.48), (0.75, 0.85), (0.98, 0.98)),
    ("month", "exact"): ((0.00, 0.01), (0.03, 0.10), (0.18, 0.32), (0.59, 0.71)),
    ("month", "band"): ((0.00, 0.00), (0.00, 0.02), (0.01, 0.05), (0.07, 0.17)),
    ("quarter", "band"): ((0.00, 0.00), (0.00, 0.01), (0.00, 0.01), (0.00, 0.03)),
}
SLOPE, SLOPE_SPREAD = 1.0, 0.6  # points in 30 days: median, and standard deviation of its logarithm
FIRST, FIRST_SD, NOISE = 42.0, 3.0, 1.0  # the first total, and the scatter around the line
EVERY, BESIDE = 30, 14  # days between reports as planned, and how far beside that they are


def courses(people: int, reports: int, seed: int) -> Population:
    """People with straight courses and noise, ``reports`` each in the mean."""
    rng = np.random.default_rng(seed)
    number = np.clip(rng.poisson(reports, people), 1, None)
    person = np.repeat(np.arange(people), number)
    nth = np.arange(len(person)) - (np.cumsum(number) - number)[person]
    day = np.maximum(0, EVERY * nth + rng.integers(-BESIDE, BESIDE + 1, len(person)))
    slope = rng.lognormal(np.log(SLOPE), SLOPE_SPREAD, people)
    line = rng.normal(FIRST, FIRST_SD, people)[person] - slope[person] * day / 30
    total = np.clip(np.round(line + rng.normal(0, NOISE, len(person))), 0, 48).astype(np.int64)
    nothing = np.zeros(0, np.int64)
    return Population(
        people,
        (rng.random(people) < 0.6).astype(np.int64),
        np.full(people, NO_ONSET),
        Courses(person, day, {"exact": total, "band": total // 4}),
        Starts(nothing, nothing, nothing),
        np.ones(people, np.int64),
    )


def compare(people: int, reports: int) -> None:
    """Prints our shares beside the published ones."""
    population = courses(people, reports, 1)
    started, processor = time.perf_counter(), time.process_time()
    found = {
        (one.period, one.value, one.facts): one
        for one in measure(population, [Coarsening(*key) for key in PUBLISHED], knows=("sex",))
    }
    seconds, spent = time.perf_counter() - started, time.process_time() - processor
    size = f"{people:,} people, {len(population.courses):,} reports, {len(PUBLISHED)} codings"
    print(f"{size}: {seconds:.1f} s, {spent:.1f} CPU-s")
    print("| coding | known | singled out | published | difference | mean risk | published | difference |")
    print("|---|---|---|---|---|---|---|---|")
    for (period, value), figures in PUBLISHED.items():
        for m, (share, average) in zip(FACTS, figures, strict=True):
            ours = found[period, value, m]
            print(
                f"| {period}, {value} | {m} | {ours.singled_out:.2f} | {share:.2f} | {ours.singled_out - share:+.2f} | "
                f"{ours.average:.2f} | {average:.2f} | {ours.average - average:+.2f} |"
            )


def time_release(folder: Path) -> None:
    """Prints how long the measures of a release take, step by step, and the memory of all."""
    tables = folder / "tables"
    started, processor = time.perf_counter(), time.process_time()

    def step(name: str, size: int) -> None:
        nonlocal started, processor
        now, spent = time.perf_counter(), time.process_time()
        print(f"| {name} | {size:,} | {now - started:.1f} | {spent - processor:.1f} |")
        started, processor = now, spent

    print("| step | facts | s | CPU-s |\n|---|---|---|---|")
    people = read_people(tables)
    population = read_population(tables, people)
    if population is None:
        raise SystemExit(f"{folder} has no courses.")
    step(f"read {len(people.ids):,} people and their courses", len(population.courses))
    measure(population)
    step("all codings and knowledge of ALSFRS-R courses", len(population.courses))
    outcomes = read_outcomes(tables, people)
    if outcomes is not None:
        sharp = [Coarsening(period, "exact") for period in PERIODS]
        measure(outcomes, sharp, knows=("sex",))
        step("answers to other instruments", len(outcomes.courses))
    trajectory_risk(tables, people, population)
    step("all of it again, as a release does", len(population.courses))
    print(f"\npeak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB; pyarrow {pa.__version__}")


def main() -> None:
    """Parses the options, measures, prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=14_000)
    parser.add_argument("--reports", type=int, default=41)
    parser.add_argument("--release", type=Path)
    options = parser.parse_args()
    compare(options.people, options.reports)
    if options.release:
        time_release(options.release)


if __name__ == "__main__":
    main()
