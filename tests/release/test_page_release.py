"""The whole page of a small pool: a trial, a members' platform and a registry, none of them real."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from openpals.engine import Engine
from openpals.model.tables import TABLES
from openpals.model.variable import Type
from openpals.privacy.policy import default_policy
from openpals.privacy.risk import class_risk
from openpals.release.page import write_page

PEOPLE = {"members": 2600, "registry": 90, "trial-a": 420}
ARROW = {Type.INTEGER: pa.int32(), Type.DAY: pa.int32(), Type.NUMBER: pa.float64(), Type.FLAG: pa.bool_()}
Rows = dict[str, list[Any]]


def as_table(name: str, columns: Rows) -> pa.Table:
    """All declared columns of a table of the model; those not given are empty."""
    size = len(columns["subject_id"])
    arrays = {
        variable: pa.array(columns.get(variable, [None] * size), ARROW.get(declared.type, pa.string()))
        for variable, declared in TABLES[name].variables.items()
    }
    return pa.table(arrays)


def build(folder: Path) -> dict[str, Any]:
    """Writes a pool's tables; returns what ``write_page`` wants beside them."""
    tables = folder / "tables"
    tables.mkdir(parents=True)
    made = {name: as_table(name, columns) for name, columns in _pool(np.random.default_rng(11)).items()}
    for name, table in made.items():
        pq.write_table(table, tables / f"{name}.parquet")
    recorded = {
        dataset: {
            name: {v: table.filter(pa.compute.equal(table["dataset"], dataset))[v].drop_null().length()
                   for v in TABLES[name].own_variables()}
            for name, table in made.items()
        }
        for dataset in PEOPLE
    }  # fmt: skip
    recorded["trial-a"]["subject"]["gene"] = 77  # recorded by the contributor, withheld from the release
    with Engine(folder) as engine:
        risk = class_risk(engine, [tables / "subject.parquet"], default_policy())
    return {
        "tables": tables,
        "manifest": {
            "title": "ALS Pool", "version": "2026.1", "people": sum(PEOPLE.values()),
            "rows": {name: table.num_rows for name, table in made.items()},
            "versions": {"openpals": "0.1.0", "model": "33963f87b85e", "policy": "strict-1"},
            "datasets": [
                {"dataset": dataset, "contributor": contributor, "title": title, "terms": "Registered access",
                 "synthetic": dataset != "registry", "people": PEOPLE[dataset], "condition": "als"}
                for dataset, contributor, title in (
                    ("members", "The members’ platform", "What members report <of themselves> & others"),
                    ("registry", "North University", "Regional registry"),
                    ("trial-a", "Sponsor A", "Trial of drug A, placebo and active arms"))
            ],
        },
        "quality": {"datasets": {dataset: _quality(dataset, recorded[dataset]) for dataset in PEOPLE}},
        "risk": risk,
    }  # fmt: skip


def _pool(rng: np.random.Generator) -> dict[str, Rows]:
    pool: dict[str, Rows] = {}
    for dataset, people in PEOPLE.items():
        for i in range(people):
            _person(rng, pool, dataset, f"{dataset[0]}{i:07d}{'abcdefghijklmnopqrstuvwxyz234567'[i % 32]}")
    return pool


def _person(rng: np.random.Generator, pool: dict[str, Rows], dataset: str, subject: str) -> None:
    members, trial = dataset == "members", dataset == "trial-a"
    slope = float(np.clip(rng.lognormal(-0.4, 0.7), 0.05, 4))
    onset = -30 * int(rng.integers(4, 60 if members else 24))
    died_at = onset + int(30 * 48 / slope * rng.uniform(0.55, 0.95))
    if died_at < 15:
        died_at = int(rng.integers(15, 900))
    seen = int(min(died_at, rng.exponential(700) + 5)) if members else min(died_at, 540 if trial else 900)
    died = died_at <= seen
    status = "unknown" if members and not died else "died" if died else "alive"

    def add(table: str, **values: Any) -> None:
        columns = pool.setdefault(table, {name: [] for name in TABLES[table].variables})
        for name in columns:
            columns[name].append({"subject_id": subject, "dataset": dataset, **values}.get(name))

    def one_of(codes: list[str | None], shares: list[float]) -> str | None:
        return codes[int(rng.choice(len(codes), p=shares))]

    add("subject", condition=one_of(["als", "pls", "pma"], [0.97, 0.02, 0.01]), index_event="first_report",
        sex=one_of(["male", "female", "other", None], [0.58, 0.4, 0.005, 0.015]), age=int(rng.normal(57, 11)),
        race=one_of(["white", "black", "asian", "unknown"], [0.9, 0.03, 0.02, 0.05]) if trial else None,
        region=one_of(["europe", "north_america", "oceania"], [0.5, 0.49, 0.01]), onset_day=onset,
        onset_site=one_of(["bulbar", "limb", "unknown"], [0.22, 0.7, 0.08]), last_contact_day=seen,
        diagnosis_day=onset + 30 * int(rng.integers(1, 24)) if rng.random() < 0.8 else None,
        riluzole_use="unknown" if dataset == "registry" else one_of(["yes", "no", "unknown"], [0.6, 0.3, 0.1]))  # fmt: skip
    if not members or died or rng.random() < 0.5:
        add("vital_status", status=status, day=died_at if died else seen if status == "alive" else None)
    for day in range(0, seen + 1, 28 if members else 30 if trial else 180):
        total = int(np.clip(48 - slope * (day - onset) / 30 + rng.normal(0, 2), 0, 48))
        whole_scale = rng.random() < 0.95
        add("alsfrs", day=day, scale="alsfrs_r", speech=4, alsfrs_r_total=total if whole_scale else None,
            gastrostomy=False if trial else None, respondent="person" if members else None)  # fmt: skip
        if members:
            for symptom in ("fatigue", "stiffness", "pain")[: int(rng.integers(1, 4))]:
                add("symptom_report", day=day, symptom=symptom, severity="mild", respondent="person")
        if trial:
            for analyte in ("albumin", "creatinine", "urate"):
                add("lab", day=day, analyte=analyte, specimen="serum", value=1.5)


def _quality(dataset: str, recorded: dict[str, dict[str, int]]) -> dict[str, Any]:
    def file(name: str, read: int, merged: int, rejected: int, *findings: dict[str, Any]) -> dict[str, Any]:
        return {
            "file": name, "source": name.split(".")[0].upper(), "read": read, "kept": read - merged - rejected,
            "merged": merged, "rejected": rejected, "out_of_scope": 0, "rows_with_losses": rejected,
            "columns_left_behind": ["STUDYID", "COMMENT"], "findings": list(findings),
        }  # fmt: skip

    def finding(rule: str, effect: str, table: str, column: str, rows: int) -> dict[str, Any]:
        return {"rule": rule, "name": "", "effect": effect, "table": table, "column": column,
                "value_class": "", "rows": rows, "remedy": ""}  # fmt: skip

    files = [
        file("people.csv", PEOPLE[dataset], 0, 0),
        file("alsfrs.csv", 4321, 56, 7, finding("R04", "value lost", "alsfrs", "walking", 7),
             finding("R01", "note", "alsfrs", "day", 56)),
    ]  # fmt: skip
    return {"files": files, "recorded": recorded}


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return build(tmp_path_factory.mktemp("pool"))


def write(pool: dict[str, Any], out: Path, threads: int = 2) -> str:
    with Engine(out.parent, threads=threads) as engine:
        write_page(engine, pool["tables"], pool["manifest"], pool["quality"], pool["risk"], out)
    return out.read_text("utf-8")
