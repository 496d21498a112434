"""Public counts: what they still tell, how fast they answer, and what attackers get out of them.

    python benchmarks/counting.py [--members 14000 --members 850000] [--folder DIR]

People are synthetic members, 14,000 of them with ALS, read from a deposit. The floor of an answer is a bare numpy
group-by of the same people by the same columns, in the same run.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import numpy.typing as npt

from openpals.engine import Engine
from openpals.privacy.counting.answer import answer
from openpals.privacy.counting.attackers import (
    Oracle,
    Where,
    counter_oracle,
    difference_of_pairs,
    isolating_pairs,
    reconstruct,
    rounding_oracle,
)
from openpals.privacy.counting.cube import Cube, build_cube
from openpals.privacy.counting.dimension import Dimension
from openpals.privacy.counting.people import People, read_people
from openpals.privacy.counting.policy import default_count_policy
from openpals.privacy.counting.question import ask
from openpals.privacy.keys import load_key
from openpals.privacy.policy import default_policy
from openpals.release.deposit import make_deposit
from openpals.simulate import write_members

POLICY = default_count_policy()
WITH_ALS = 14_000
TARGETS, PAIRS = 250, 20
SAMPLES = 5


def people_of_members(folder: Path, members: int) -> People:
    """The people of a deposit of so many synthetic members, made unless it is there."""
    made, deposit = folder / f"members-{members}", folder / f"deposit-{members}"
    if not deposit.exists():
        write_members(made, members=members, als=min(WITH_ALS, members))
        make_deposit(
            made, deposit, lambda name: load_key("contributor", folder / f"{name}.key"), default_policy(), print
        )
    with tempfile.TemporaryDirectory() as scratch, Engine(Path(scratch)) as engine:
        return read_people(engine, deposit / "tables", POLICY)


def cells(people: People, cube: Cube, together: int) -> Iterator[tuple[int, int]]:
    """(people, told) of every cell of 11 people or more, of every breakdown by so many dimensions."""
    for columns in combinations(range(len(people.dimensions)), together):
        sizes = [len(people.dimensions[c].bands) for c in columns]
        true = np.bincount(np.ravel_multi_index(people.codes[:, columns].T, sizes), minlength=int(np.prod(sizes)))
        by = [people.dimensions[c].name for c in columns]
        lines = answer(cube, POLICY, ask(cube.dimensions, POLICY, None, by)).lines
        yield from (
            (int(n), line.count.at_least or 0) for n, line in zip(true, lines, strict=True) if n >= POLICY.people
        )


def utility(people: People, cube: Cube) -> None:
    """What is told of breakdowns, beside all."""
    print("| dimensions | cells of 11 or more | of these told | people told |\n|---|---|---|---|")
    for together in (1, 2, 3):
        true, told = np.array(list(cells(people, cube, together))).T
        covered = np.minimum(told, true).sum() / true.sum()
        print(f"| {together} | {len(true)} | {100 * (told > 0).mean():.0f} % | {100 * covered:.0f} % |")


class DifferenceLedger:
    """The other design: exact groups, and no answer that differs by 1 to 10 people from one given before."""

    def __init__(self, people: People) -> None:
        self.people = people
        self._given = np.zeros((0, (len(people) + 7) // 8), np.uint8)

    def gives(self, inside: npt.NDArray[np.bool_]) -> bool:
        """Whether an answer about these people is given; if so, it is noted."""
        bits = np.packbits(inside)
        differ = np.bitwise_count(self._given ^ bits).sum(axis=1)
        fine = bool(inside.sum() >= POLICY.people) and not ((differ > 0) & (differ < POLICY.difference)).any()
        if fine:
            self._given = np.vstack([self._given, bits])
        return fine

    def inside(self, where: Where) -> npt.NDArray[np.bool_]:
        """Who is asked for."""
        inside = np.ones(len(self.people), bool)
        for c, one in enumerate(self.people.dimensions):
            if one.name in where:
                inside &= np.isin(self.people.codes[:, c], list(where[one.name]))
        return inside

    def answer(self, where: Where) -> int:
        """The rounded number; of a refused question half of those who are asked for, as an attacker would guess."""
        inside = self.inside(where)
        if self.gives(inside):
            return POLICY.rounded(int(inside.sum()))
        return int(self.inside({name: bands for name, bands in where.items() if name != "secret"}).sum()) // 2


def ledger_utility(people: People, questions: int, rng: np.random.Generator) -> None:
    """Of random questions about 11 people or more, how many such a ledger answers, and how many the groups do."""
    ledger, oracle = DifferenceLedger(people), counter_oracle(build_cube(people, POLICY, "bench"), POLICY)
    given, told = [], []
    for where in product_of_bands(people, questions, rng):
        inside = ledger.inside(where)
        if inside.sum() >= POLICY.people:
            given.append(ledger.gives(inside))
            told.append(oracle(where) > 0)
    print(
        f"{len(given)} questions: a ledger of differences answers {np.mean(given):.3f}, the groups {np.mean(told):.3f}"
    )


def product_of_bands(people: People, questions: int, rng: np.random.Generator) -> Iterator[Where]:
    """Random questions of one to three dimensions, one band or several of each."""
    for _ in range(questions):
        columns = rng.permutation(len(people.dimensions))[: rng.integers(1, 4)]
        asked = [people.dimensions[c] for c in columns]
        yield {one.name: frozenset(rng.permutation(len(one.bands))[: rng.integers(1, 4)].tolist()) for one in asked}


def speed(people: People, cube: Cube, rng: np.random.Generator) -> None:
    """Processor milliseconds of an answer, as JSON, and of the floor."""
    answers, floors = [], []
    for _ in range(300):
        columns = sorted(rng.permutation(len(people.dimensions))[:3].tolist())
        by = [people.dimensions[c].name for c in columns]
        start = time.thread_time()
        answer(cube, POLICY, ask(cube.dimensions, POLICY, None, by)).as_json()
        middle = time.thread_time()
        sizes = [len(people.dimensions[c].bands) for c in columns]
        np.bincount(np.ravel_multi_index([people.codes[:, c] for c in columns], sizes), minlength=int(np.prod(sizes)))
        answers.append(middle - start)
        floors.append(time.thread_time() - middle)
    found = [1000 * float(np.quantile(times, q)) for times in (answers, floors) for q in (0.5, 0.95)]
    print("| people | groups | answer ms | p95 | numpy ms | p95 | answer / numpy |\n|---|---|---|---|---|---|---|")
    figures = " | ".join(f"{one:.2f}" for one in (*found, found[0] / found[2]))
    print(f"| {len(people):,} | {len(cube.counts):,} | {figures} |")


def attacks(people: People, rng: np.random.Generator) -> None:
    """What 10,000 questions tell of a secret, a coin that is a dimension, and of everybody at once."""
    secret = rng.integers(0, 2, len(people)).astype(np.int16)
    codes = np.column_stack([people.codes, secret])
    coin = Dimension("secret", "Secret", (("no", "No"), ("yes", "Yes")))
    them = People((*people.dimensions, coin), codes)
    free = replace(POLICY, dimensions_together=99)
    pairs = {}
    for person in rng.permutation(len(them)).tolist():
        found = isolating_pairs(them, person, "secret", PAIRS, 60, rng)
        if len(found) == PAIRS:
            pairs[person] = found
        if len(pairs) == TARGETS:
            break
    by_pairs = {
        "rounding": rounding_oracle(them, POLICY),
        "groups": counter_oracle(build_cube(them, POLICY, "bench"), free),
    }
    print(f"| rule | right after {PAIRS} pairs, {len(pairs)} people |\n|---|---|")
    for name, oracle in by_pairs.items():
        right = [
            (difference_of_pairs(oracle, found, {"secret": frozenset([1])}) > 0) == (secret[person] == 1)
            for person, found in pairs.items()
        ]
        print(f"| {name} | {np.mean(right):.3f} |")
    solved: dict[str, list[bool]] = {}
    for sample in range(SAMPLES):
        few = People(them.dimensions, codes[rng.permutation(len(them))[:600]])
        by_squares: dict[str, Oracle] = {
            "rounding": rounding_oracle(few, POLICY),
            "rounding and a ledger of differences": DifferenceLedger(few).answer,
            "groups": counter_oracle(build_cube(few, POLICY, "bench"), free),
        }
        _, group, sizes = np.unique(few.codes[:, :-1], axis=0, return_inverse=True, return_counts=True)
        alone = sizes[group.reshape(-1)] == 1
        for name, oracle in by_squares.items():
            likely = reconstruct(oracle, few, "secret", 1, 4_000, np.random.default_rng(sample))
            solved.setdefault(name, []).extend(((likely > 0.5) == few.codes[:, -1])[alone].tolist())
    print(f"| rule | right by least squares, people who are alone in {SAMPLES} samples of 600 |\n|---|---|")
    for name, guessed in solved.items():
        print(f"| {name} | {np.mean(guessed):.3f} of {len(guessed)} |")


def main() -> None:
    """Parses the options, makes what is missing, measures, prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--members", type=int, action="append")
    parser.add_argument("--folder", type=Path, help="where made files stay for the next run")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="openpals-bench-") as temporary:
        folder = options.folder or Path(temporary)
        for members in options.members or (14_000, 850_000):
            people = people_of_members(folder, members)
            start = time.perf_counter()
            cube = build_cube(people, POLICY, "bench")
            print(f"\n{members:,} members: cube in {time.perf_counter() - start:.2f} s")
            speed(people, cube, np.random.default_rng(1))
            utility(people, cube)
            if members <= WITH_ALS:
                ledger_utility(people, 4_000, np.random.default_rng(2))
                attacks(people, np.random.default_rng(3))


if __name__ == "__main__":
    main()
