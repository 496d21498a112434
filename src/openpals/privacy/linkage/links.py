"""Who is one person: links with an id that stands for nothing, and requests to look again where it is not sure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from ..keys import Key
from ..pseudonyms import pseudonyms
from .codes import coded
from .comparison import FIELDS
from .envelope import FileRefused, read_envelope, write_envelope
from .match import ACCEPTED, Pairs, match
from .tokens import Tokens

# From this probability on, contributors of a pair that is not accepted are asked to look.
ASKED = 0.5

LINKS = "links of a pool"
SCHEMA = pa.schema([("link_id", pa.string()), ("dataset", pa.string()), ("subject_id", pa.string())])

Person = tuple[str, str]  # dataset, subject_id


@dataclass(frozen=True)
class Links:
    """``people``: the members of each linked person, (dataset, subject_id).

    ``asked``: whom each dataset's contributor should look at; ``report``: counts only.
    """

    people: Sequence[tuple[Person, ...]]
    asked: Mapping[str, Sequence[str]]
    report: Mapping[str, Any]


def link(datasets: Sequence[Tokens]) -> Links:
    """Links every two datasets, and joins what belongs together; nobody is two people of one dataset."""
    datasets = sorted(datasets, key=lambda tokens: tokens.dataset)
    codes = coded([tokens.columns for tokens in datasets])
    accepted: list[tuple[float, Person, Person]] = []
    asked: dict[str, set[str]] = {tokens.dataset: set() for tokens in datasets}
    reports = []
    for one, other in combinations(range(len(datasets)), 2):
        pairs = match(codes[one], codes[other])
        left, right = datasets[one], datasets[other]
        for taken, (probability, ours, theirs) in zip(pairs.accepted.tolist(), _named(pairs, left, right), strict=True):
            if taken:
                accepted.append((probability, ours, theirs))
            elif probability >= ASKED:
                for dataset, subject in (ours, theirs):
                    asked[dataset].add(subject)
        reports.append(_report(pairs, left, right))
    people, apart = _joined(accepted)
    report = {
        "accepted_at": ACCEPTED,
        "asked_at": ASKED,
        "people_linked": len(people),
        "contradictions_left_out": apart,
        "to_check": {dataset: len(subjects) for dataset, subjects in asked.items()},
        "pairs_of_datasets": reports,
    }
    return Links(people, {dataset: sorted(subjects) for dataset, subjects in asked.items()}, report)


def _named(pairs: Pairs, left: Tokens, right: Tokens) -> list[tuple[float, Person, Person]]:
    ones = left.subject_ids.take(pa.array(pairs.left)).to_pylist()
    others = right.subject_ids.take(pa.array(pairs.right)).to_pylist()
    return [
        (float(probability), (left.dataset, one), (right.dataset, other))
        for probability, one, other in zip(pairs.probability, ones, others, strict=True)
    ]


def _joined(accepted: list[tuple[float, Person, Person]]) -> tuple[list[tuple[Person, ...]], int]:
    """The people whom pairs make, the most probable first; how many pairs would have joined two of one dataset."""
    group: dict[Person, dict[str, str]] = {}
    apart = 0
    for _, one, other in sorted(accepted, key=lambda pair: (-pair[0], pair[1:])):
        ours, theirs = group.get(one, dict([one])), group.get(other, dict([other]))
        if ours is theirs:
            continue
        if ours.keys() & theirs.keys():
            apart += 1
            continue
        both = ours | theirs
        group.update(dict.fromkeys(both.items(), both))
    people = {id(members): tuple(sorted(members.items())) for members in group.values()}
    return sorted(people.values()), apart


def _report(pairs: Pairs, left: Tokens, right: Tokens) -> dict[str, Any]:
    accepted = pairs.accepted
    return {
        "datasets": [left.dataset, right.dataset],
        "people": [len(left), len(right)],
        "compared": pairs.compared,
        "left_out_as_too_common": pairs.left_out,
        "accepted": int(accepted.sum()),
        "contradictory": int(((pairs.probability >= ACCEPTED) & ~accepted).sum()),
        "to_check": int(((pairs.probability >= ASKED) & ~accepted).sum()),
        "expected_wrong": round(float((1 - pairs.probability[accepted]).sum()), 2),
        "expected_in_both": round(pairs.model.matches, 1),
        "rounds": len(pairs.model.likelihood),
        "fields": {
            field.name: {
                label: {"one_person": _figure(same), "two_people": _figure(other)}
                for label, same, other in zip(field.labels, own, chance, strict=False)
            }
            for field, own, chance in zip(FIELDS, pairs.model.same, pairs.model.chance.levels, strict=True)
        },
    }


def _figure(share: float) -> float:
    return float(np.format_float_positional(share, 4, fractional=False))


def write_links(folder: Path, links: Links, key: Key) -> None:
    """links.parquet for the pool, and for each dataset the pseudonyms to look at: nothing of any other dataset.

    A link's id is a keyed hash: whoever lacks the key learns nothing from it, and the same links have the same ids.
    """
    ids = pseudonyms(key, "link", ["/".join(members[0]) for members in links.people]).to_pylist()
    rows = sorted(
        (link_id, dataset, subject)
        for link_id, members in zip(ids, links.people, strict=True)
        for dataset, subject in members
    )
    columns = list(zip(*rows, strict=True)) or [(), (), ()]
    table = pa.table([pa.array(column, pa.string()) for column in columns], schema=SCHEMA)
    write_envelope(folder / "links.parquet", LINKS, {"people": len(links.people)}, table)
    checks = folder / "check"
    checks.mkdir()
    for dataset, subjects in links.asked.items():
        if subjects:
            lines = "".join(f"{subject}\n" for subject in ["subject_id", *subjects])
            (checks / f"{dataset}.csv").write_text(lines, "utf-8", newline="\n")


def read_links(path: Path) -> pa.Table:
    """``link_id``, ``dataset``, ``subject_id`` as ``write_links`` wrote them. Raises FileRefused."""
    _, table = read_envelope(path, LINKS, SCHEMA)
    people = list(zip(table["dataset"].to_pylist(), table["subject_id"].to_pylist(), strict=True))
    in_link = list(zip(table["link_id"].to_pylist(), table["dataset"].to_pylist(), strict=True))
    if len(set(people)) < len(people) or len(set(in_link)) < len(in_link):
        raise FileRefused([f"{path}: somebody is in two links, or a link has two people of one dataset. Link again."])
    return table
