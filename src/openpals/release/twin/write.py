"""Making a release's synthetic twin: a folder that is a release itself, of people who are nobody."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from ...engine import Engine
from ...model.dictionary import as_markdown as dictionary_page
from ...model.dictionary import dictionary
from ...model.parquet import parquet_schema
from ...model.tables import TABLES, Subject
from ...privacy.guard import leaks
from ...privacy.keys import Key
from ...privacy.policy import Policy
from ..counts import policy_of
from ..deposit import IdentityLeak
from ..manifest import as_json, seal, write_json
from ..output import Labels, sorted_rows, write_table
from .arrays import Ints
from .parts import dataset_of
from .report import MARK, as_markdown, brief, called, twin_report
from .rows import People
from .sample import read_samples
from .sieve import chosen
from .statistics import describe
from .synthesis import Twin, candidates, rows_of, wanted_people
from .table import DrawnRows, as_rows, column_of

FOLDER = "twin"

# What the manifest of a twin has where that of a release has what is told of its twin.
ITSELF = "this is one"

# Ids that say what they are, in the shape of pseudonyms: this, and seven letters and digits that count.
PREFIX, ALPHABET = "synthetic", "abcdefghijklmnopqrstuvwxyz234567"
COUNTED = 16 - len(PREFIX)

NO_TWIN = "No dataset has enough people: statistics need {0} of them, and what is drawn of these must be like nobody."


def write_twin(
    engine: Engine, tables: Path, facts: Mapping[str, Any], policy: Policy, key: Key, out: Path
) -> dict[str, Any]:
    """Writes the twin of the release whose Parquet files are in ``tables`` into the new folder ``out``.

    ``facts``: the release's manifest. Gives what the manifest is to say of the twin. Where no dataset can have one, no
    folder is written, and the reason is given. ``key``, the host's, throws the coins of the sieve and nothing else:
    seed and rows follow from the statistics. Raises IdentityLeak.
    """
    rules = policy_of(policy)
    minimum = rules.people
    people = {dataset["dataset"]: dataset["people"] for dataset in facts["datasets"]}
    rows = {dataset["dataset"]: dataset["rows"] for dataset in facts["datasets"]}
    samples = read_samples(tables, people, rows)
    text = as_json(describe(samples, rules, facts["versions"]["model"]))
    twins = _twins(engine, tables / f"{Subject.name}.parquet", text, policy, minimum, key)
    if not twins:
        return {"made": False, "because": NO_TWIN.format(minimum)}
    out.mkdir()
    (out / "statistics.json").write_text(text, "utf-8")
    written = _write_tables(out / "tables", twins, list(people), facts["rows"])
    made = {
        twin.part: People(twin.part, twin.people, {name: as_rows(rows) for name, rows in twin.tables.items()})
        for twin in twins
    }
    report = twin_report(samples, made, json.loads(text), rules)
    title = f"twin of {facts['title']}, release {facts['version']}"
    write_json(out / "report.json", report)
    (out / "report.md").write_text(as_markdown(report, title), "utf-8")
    write_json(out / "dictionary.json", dictionary())
    (out / "dictionary.md").write_text(dictionary_page(), "utf-8")
    seal(out, "release", _facts(facts, title, _datasets(twins, facts), written, seed_of(text)))
    without = sorted(called(sample.part.name) for sample in samples if sample.part.name not in made)
    return {"made": True, **brief(report), "without": without}


def _twins(engine: Engine, subject: Path, text: str, policy: Policy, minimum: int, key: Key) -> list[Twin]:
    """The twins by the text of the statistics, of candidates who are like no real person; those that have people."""
    statistics, seed = json.loads(text), seed_of(text)
    drawn = candidates(statistics, seed)
    if not drawn:
        return []
    may = chosen(engine, subject, policy, minimum, key, drawn)
    people = [
        one.take(who[: wanted_people(statistics["parts"][one.part])])
        for one, who in zip(drawn, may, strict=True)
        if len(who)
    ]
    return rows_of(statistics, seed, people)


def seed_of(statistics: str) -> int:
    """The seed of the second step: the first 64 bits of the SHA-256 of the published statistics."""
    return int.from_bytes(hashlib.sha256(statistics.encode()).digest()[:8], "big")


def _write_tables(
    folder: Path, twins: Sequence[Twin], datasets: Sequence[str], released: Mapping[str, int]
) -> dict[str, int]:
    """Every table of the release, with no rows where the twin has none; gives the rows of those that have.

    Raises IdentityLeak.
    """
    folder.mkdir()
    everybody = sum(twin.people for twin in twins)
    order = np.random.Generator(np.random.PCG64(everybody)).permutation(everybody)
    starts = np.cumsum([0, *(twin.people for twin in twins)])
    numbers = [order[start : start + twin.people] for start, twin in zip(starts, twins, strict=False)]
    labels = Labels(synthetic_ids(everybody), datasets)
    written: dict[str, int] = {}
    for name in TABLES:
        if not released.get(name):
            continue
        parts = [
            _numbered(twin.tables[name], number, datasets.index(dataset_of(twin.part)))
            for twin, number in zip(twins, numbers, strict=True)
            if name in twin.tables
        ]
        path = folder / f"{name}.parquet"
        if parts:
            rows = sorted_rows(pa.concat_tables(parts), TABLES[name])
            written[name] = write_table(rows.to_batches(), TABLES[name], labels, path).rows
        else:
            pq.write_table(parquet_schema(TABLES[name]).empty_table(), path, store_schema=False)
    found = leaks(folder, pa.chunked_array([], pa.string()))
    if found:
        raise IdentityLeak(found)
    return written


def _numbered(rows: DrawnRows, number: Ints, dataset: int) -> pa.Table:
    columns = {"_person": pa.array(number[rows.person], pa.int32())}
    columns["_dataset"] = pa.array(np.full(len(rows), dataset), pa.int16())
    return pa.table({**columns, **{name: column_of(rows, name) for name in rows.table.own_variables()}})


def synthetic_ids(number: int) -> pa.StringArray:
    """So many ids, ascending."""
    places = np.arange(number)[:, None] // len(ALPHABET) ** np.arange(COUNTED)[::-1] % len(ALPHABET)
    # Digits come before letters where ids are sorted.
    letters = np.array(sorted(ALPHABET))[places]
    return pa.array([PREFIX + "".join(row) for row in letters.tolist()], pa.string())


def _datasets(twins: Sequence[Twin], release: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The datasets of the twin as a manifest lists them."""
    found = []
    for told in release["datasets"]:
        parts = [twin for twin in twins if dataset_of(twin.part) == told["dataset"]]
        rows = {name: sum(len(part.tables.get(name, ())) for part in parts) for name in TABLES}
        if parts:
            found.append(
                {
                    "dataset": told["dataset"],
                    "contributor": "OpenPALS (synthetic)",
                    "title": f"{MARK} twin of {told['title']}",
                    "terms": "None: invented people",
                    "terms_url": "",
                    "synthetic": True,
                    "people": sum(part.people for part in parts),
                    "condition": told["condition"],
                    "layout": told["layout"],
                    "rows": {name: count for name, count in rows.items() if count},
                }
            )
    return found


def _facts(
    release: Mapping[str, Any], title: str, datasets: list[dict[str, Any]], rows: Mapping[str, int], seed: int
) -> dict[str, Any]:
    """The twin's manifest, with everything that a release's manifest has."""
    return {
        "title": f"{MARK} {title}",
        "version": f"{release['version']}-synthetic",
        "datasets": datasets,
        "people": sum(dataset["people"] for dataset in datasets),
        "rows": dict(rows),
        "synthetic": True,
        "twin": ITSELF,
        "seed": seed,
        "versions": release["versions"],
        "citation": f"{MARK} {title}. Invented people; no data of anybody.",
    }
