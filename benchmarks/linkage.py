"""Linkage: how right it is on people with realistic errors, and what each step costs.

    python benchmarks/linkage.py accuracy FOLDER       # of lists as linkage_people.py writes them
    python benchmarks/linkage.py cost [--rounds 3]

``accuracy`` deals the people of each pair of lists into two datasets of 5,500, a sixth of them in both, and counts over
all pairs of lists. ``cost`` runs the commands on synthetic members and trials, each in a process of its own.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
from pathlib import Path

import numpy as np
import pyarrow as pa

from measure import Cost, measure
from openpals.privacy.keys import load_key
from openpals.privacy.linkage.codes import coded
from openpals.privacy.linkage.facts import Facts, read_facts
from openpals.privacy.linkage.features import features
from openpals.privacy.linkage.match import match

OPENPALS = [sys.executable, "-c", "from openpals.cli.main import main; main()"]
SIZE, SHARE = 5_500, 6
THRESHOLDS = (0.1, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99)


def accuracy(folder: Path) -> None:
    probability: list[np.ndarray] = []
    right: list[np.ndarray] = []
    accepted: list[np.ndarray] = []
    both = 0
    for left in sorted(folder.glob("left-*.csv")):
        one, other = read_facts(left), read_facts(left.with_name(left.name.replace("left", "right")))
        common = sorted(set(one.ids.to_pylist()) & set(other.ids.to_pylist()))
        random.Random(left.name).shuffle(common)
        overlap = SIZE // SHARE
        one = only(one, set(common[:SIZE]))
        other = only(other, set(common[SIZE - overlap : 2 * SIZE - overlap]))
        found = match(*coded([features(one), features(other)]))
        ids = [np.array(people.ids.to_pylist()) for people in (one, other)]
        probability.append(found.probability)
        accepted.append(found.accepted)
        right.append(ids[0][found.left] == ids[1][found.right])
        both += overlap
    p, correct = np.concatenate(probability), np.concatenate(right)
    print(f"{both:,} people in both\n| p at least | precision | recall | pairs | wrong |\n|---|---|---|---|---|")
    for threshold in THRESHOLDS:
        told(str(threshold), correct[p >= threshold], both)
    told("accepted", correct[np.concatenate(accepted)], both)


def told(name: str, taken: np.ndarray, both: int) -> None:
    print(f"| {name} | {taken.mean():.4f} | {taken.sum() / both:.4f} | {len(taken):,} | {(~taken).sum()} |")


def only(facts: Facts, ids: set[str]) -> Facts:
    rows = pa.array([place for place, one in enumerate(facts.ids.to_pylist()) if one in ids])
    return Facts(facts.ids.take(rows), {name: column.take(rows) for name, column in facts.columns.items()})


def cost(rounds: int) -> None:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        for name, more in (
            ("trials", ["trials"]),
            ("members", ["members"]),
            ("als", ["members", "--members", "14000"]),
        ):
            measure([*OPENPALS, "simulate", *more, "--out", str(folder / name)])
        trials = folder / "trials" / "SYNTHETIC_identities.csv"
        for members in ("als", "members"):
            lists = {"trials": trials, members: folder / members / "SYNTHETIC_members_export" / "members.csv"}
            costs = [one_round(folder / f"{members}-{number}", lists) for number in range(rounds)]
            print(f"\n{' and '.join(lists)}, median of {rounds}\n| step | s | CPU-s | peak GB |\n|---|---|---|---|")
            for step in costs[0]:
                figures = [
                    statistics.median(getattr(one[step], what) for one in costs)
                    for what in ("seconds", "processor", "memory")
                ]
                print(f"| {step} | {figures[0]:.1f} | {figures[1]:.1f} | {figures[2]:.2f} |")


def one_round(work: Path, lists: dict[str, Path]) -> dict[str, Cost]:
    work.mkdir()
    shared, service, links = (work / f"{name}.key" for name in ("shared", "service", "links"))
    measure([*OPENPALS, "link", "key", "--out", str(shared)])
    costs = {}
    for dataset, people in lists.items():
        own = work / f"{dataset}.key"
        load_key("contributor", own)
        asked, answer, tokens = (work / f"{dataset}.{name}" for name in ("asked", "answer", "tokens"))
        of_round = [str(people), "--round", "1", "--shared-key", str(shared)]
        costs[f"ask {dataset}"] = measure([*OPENPALS, "link", "ask", *of_round, "--out", str(asked)])
        request = [str(asked / "request.parquet"), "--from", dataset, "--key", str(service), "--out", str(answer)]
        costs[f"answer {dataset}"] = measure([*OPENPALS, "link", "answer", *request])
        made = ["--dataset", dataset, "--key", str(own), "--asked", str(asked), "--answer", str(answer)]
        costs[f"tokens {dataset}"] = measure([*OPENPALS, "link", "tokens", *of_round, *made, "--out", str(tokens)])
    files = [str(work / f"{dataset}.tokens") for dataset in lists]
    costs["match"] = measure([*OPENPALS, "link", "match", *files, "--key", str(links), "--out", str(work / "links")])
    return costs


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    what = arguments.add_subparsers(dest="what", required=True)
    what.add_parser("accuracy").add_argument("folder", type=Path)
    what.add_parser("cost").add_argument("--rounds", type=int, default=3)
    given = arguments.parse_args()
    if given.what == "accuracy":
        accuracy(given.folder)
    else:
        cost(given.rounds)


if __name__ == "__main__":
    main()
