"""Making a release's synthetic twin: a folder that is a release itself, of people who are nobody."""

from __future__ import annotations

import hashlib
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
from ...privacy.policy import FLOOR, Policy
from ..manifest import read_json, seal, write_json
from ..output import Labels, in_order, write_table
from .arrays import Ints
from .report import MARK, as_markdown, brief, twin_report
from .rows import People
from .sample import read_samples
from .sieve import chosen
from .statistics import describe
from .synthesis import Twin, candidates, synthesise
from .table import DrawnRows, as_rows, columns_of

FOLDER = "twin"

# Ids that say what they are, in the shape of pseudonyms: this, and seven letters and digits that count.
PREFIX, ALPHABET = "synthetic", "abcdefghijklmnopqrstuvwxyz234567"
COUNTED = 16 - len(PREFIX)


class TwinLeak(Exception):
    """The guard found in the twin what could identify somebody; it is a fault of the program."""


def write_twin(
    engine: Engine, tables: Path, facts: Mapping[str, Any], policy: Policy, key: Key, out: Path
) -> dict[str, Any]:
    """Writes the twin of the release whose Parquet files are in ``tables`` into the new folder ``out``.

    ``facts``: the release's manifest. Gives what the manifest is to say of the twin. Where no dataset has enough
    people for a statistic, no folder is written, and the reason is given. ``key``, the host's, throws the coins of the
    sieve and nothing else: seed and rows follow from the statistics.
    """
    minimum = max(policy.people, FLOOR)
    people = {dataset["dataset"]: dataset["people"] for dataset in facts["datasets"]}
    rows = {dataset["dataset"]: dataset["rows"] for dataset in facts["datasets"]}
    samples = read_samples(tables, people, rows)
    found = describe(samples, minimum)
    if not found["datasets"]:
        return {"made": False, "because": f"No dataset has the {minimum} people whom a statistic needs."}
    out.mkdir()
    write_json(out / "statistics.json", found)
    statistics, seed = read_json(out / "statistics.json"), seed_of(out / "statistics.json")
    subject = tables / f"{Subject.name}.parquet"
    names = policy.quasi_identifiers
    drawn = candidates(statistics, seed)
    twins = synthesise(statistics, seed, chosen(engine, subject, names, minimum, key, drawn, statistics["datasets"]))
    written = _write_tables(engine, out / "tables", twins, facts["rows"])
    made = {
        twin.dataset: People(twin.dataset, twin.people, {name: as_rows(rows) for name, rows in twin.tables.items()})
        for twin in twins
    }
    report = twin_report(samples, made, minimum)
    title = f"twin of {facts['title']}, release {facts['version']}"
    write_json(out / "report.json", report)
    (out / "report.md").write_text(as_markdown(report, title), "utf-8")
    write_json(out / "dictionary.json", dictionary())
    (out / "dictionary.md").write_text(dictionary_page(), "utf-8")
    seal(out, "release", _facts(facts, title, twins, written, seed))
    return {"made": True, **brief(report)}


def seed_of(statistics: Path) -> int:
    """The seed of the second step: the first 64 bits of the SHA-256 of the published statistics."""
    return int.from_bytes(hashlib.sha256(statistics.read_bytes()).digest()[:8], "big")


def _write_tables(
    engine: Engine, folder: Path, twins: Sequence[Twin], released: Mapping[str, int]
) -> dict[str, dict[str, int]]:
    """Every table of the release, with no rows where the twin has none; gives the rows by table and dataset.

    Raises TwinLeak.
    """
    folder.mkdir()
    everybody = sum(twin.people for twin in twins)
    order = np.random.Generator(np.random.PCG64(everybody)).permutation(everybody)
    starts = np.cumsum([0, *(twin.people for twin in twins)])
    numbers = [order[start : start + twin.people] for start, twin in zip(starts, twins, strict=False)]
    labels = Labels(synthetic_ids(everybody), [twin.dataset for twin in twins])
    written: dict[str, dict[str, int]] = {}
    for name in TABLES:
        if not released.get(name):
            continue
        parts = {i: twin.tables[name] for i, twin in enumerate(twins) if name in twin.tables}
        path = folder / f"{name}.parquet"
        if parts:
            joined = pa.concat_tables([_numbered(rows, numbers[i], i) for i, rows in parts.items()])
            write_table(engine.batches(in_order(engine.view(joined), TABLES[name])), TABLES[name], labels, path)
            written[name] = {twins[i].dataset: len(rows) for i, rows in parts.items()}
        else:
            pq.write_table(parquet_schema(TABLES[name]).empty_table(), path, store_schema=False)
    found = leaks(folder, pa.chunked_array([], pa.string()))
    if found:
        raise TwinLeak("; ".join(str(leak) for leak in found))
    return written


def _numbered(rows: DrawnRows, number: Ints, dataset: int) -> pa.Table:
    columns = {"_person": pa.array(number[rows.person], pa.int32())}
    columns["_dataset"] = pa.array(np.full(len(rows), dataset), pa.int16())
    return pa.table({**columns, **columns_of(rows)})


def synthetic_ids(number: int) -> pa.StringArray:
    """So many ids, ascending."""
    places = np.arange(number)[:, None] // len(ALPHABET) ** np.arange(COUNTED)[::-1] % len(ALPHABET)
    # Digits come before letters where ids are sorted.
    letters = np.array(sorted(ALPHABET))[places]
    return pa.array([PREFIX + "".join(row) for row in letters.tolist()], pa.string())


def _facts(
    release: Mapping[str, Any], title: str, twins: Sequence[Twin], written: Mapping[str, Mapping[str, int]], seed: int
) -> dict[str, Any]:
    """The twin's manifest, with everything that a release's manifest has."""
    told = {dataset["dataset"]: dataset for dataset in release["datasets"]}
    datasets = [
        {
            "dataset": twin.dataset,
            "contributor": "OpenPALS (synthetic)",
            "title": f"{MARK} twin of {told[twin.dataset]['title']}",
            "terms": "None: invented people",
            "terms_url": "",
            "synthetic": True,
            "people": twin.people,
            "condition": told[twin.dataset]["condition"],
            "layout": told[twin.dataset]["layout"],
            "rows": {name: rows[twin.dataset] for name, rows in written.items() if twin.dataset in rows},
        }
        for twin in twins
    ]
    return {
        "title": f"{MARK} {title}",
        "version": f"{release['version']}-synthetic",
        "datasets": datasets,
        "people": sum(twin.people for twin in twins),
        "rows": {name: sum(rows.values()) for name, rows in written.items()},
        "synthetic": True,
        "seed": seed,
        "versions": release["versions"],
        "citation": f"{MARK} {title}. Invented people; no data of anybody.",
    }
