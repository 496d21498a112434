"""The whole page of a small pool: a trial, a members' platform and a registry, none of them real."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from openpals.engine import Engine
from openpals.model.tables import TABLES
from openpals.model.variable import Type
from openpals.privacy.counting.policy import default_count_policy
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
            name: {v: table.filter(pc.equal(table["dataset"], dataset))[v].drop_null().length()
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
        riluzole_use="unknown" if dataset == "registry" else one_of(["yes", "no", None], [0.6, 0.3, 0.1]),
    )  # fmt: skip
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
            "file": name, "source": name.split(".")[0].upper(), "read": read,
            "kept": read - merged - rejected, "merged": merged, "rejected": rejected,
            "out_of_scope": 0, "rows_with_losses": rejected,
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
        write_page(engine, pool["tables"], pool["manifest"], pool["quality"], pool["risk"], out, default_count_policy())
    return out.read_text("utf-8")


@pytest.fixture(scope="module")
def page(pool: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> str:
    return write(pool, tmp_path_factory.mktemp("page") / "report.html")


VOID = {"meta", "br", "hr", "img", "input", "link", "wbr"}
DRAWN = {"path"}  # SVG, closed at once


class Outline(HTMLParser):
    """Checks that elements nest, and collects what the tests ask for."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[tuple[str, dict[str, str | None]]] = []
        self.ids: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self.feed(page)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        assert len(named) == len(attrs), f"an attribute twice in <{tag}>"
        self.elements.append((tag, named))
        if named.get("id"):
            self.ids.append(str(named["id"]))
        if tag not in VOID:
            self.open.append((tag, named))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in DRAWN
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop()[0] == tag, f"</{tag}> closes another element"

    def handle_data(self, data: str) -> None:
        if data.strip() and self.open:
            self.texts.setdefault(self.open[-1][0], []).append(data.strip())

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [named for name, named in self.elements if name == tag]


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def section(page: str, id: str) -> str:
    found = re.search(rf'<section aria-labelledby="{id}">.*?</section>', page, re.S)
    assert found
    return found.group()


def test_page_is_well_formed(page: str) -> None:
    outline = Outline(page)
    assert len(outline.ids) == len(set(outline.ids))
    for _, named in outline.elements:
        for name in ("aria-labelledby", "aria-describedby"):
            assert set((named.get(name) or "").split()) <= set(outline.ids)
        if (named.get("href") or "").startswith("#"):
            assert str(named["href"])[1:] in outline.ids


def test_page_needs_nothing_from_elsewhere_and_runs_nothing(page: str) -> None:
    assert "<script" not in page
    assert not re.search(r"https?:|//[a-z]|url\(|@import|\bsrc=|\bon[a-z]+=|javascript:", page)
    assert "style-src 'unsafe-inline'" in page
    assert "default-src 'none'" in page
    assert {named["href"][:1] for named in Outline(page).all("a") if named["href"]} == {"#"}


def test_page_has_landmarks_and_headings_in_order(page: str) -> None:
    outline = Outline(page)
    for landmark in ("header", "nav", "main", "footer"):
        assert len(outline.all(landmark)) == 1
    levels = [int(tag[1]) for tag, _ in outline.elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_each_table_has_a_caption_and_scopes_and_can_be_scrolled_by_keyboard(page: str) -> None:
    outline = Outline(page)
    assert len(outline.all("caption")) == len(outline.all("table")) > 10
    assert all(named.get("scope") in ("col", "row", "rowgroup") for named in outline.all("th"))
    scrolled = [named for named in outline.all("div") if named.get("class") == "scroll"]
    assert len(scrolled) == len(outline.all("table"))
    assert all(named["role"] == "region" and named["tabindex"] == "0" for named in scrolled)


def test_each_chart_has_a_sentence_and_its_numbers(page: str) -> None:
    figures = re.findall(r"<figure.*?</figure>", page, re.S)
    assert len(figures) == 2 + 3 + 3  # the registry has no month with enough people for quartiles
    for figure in figures:
        caption = re.search(r'<figcaption id="([^"]+)">(.*?)</figcaption>', figure, re.S)
        assert caption
        assert f'role="img" aria-labelledby="{caption.group(1)}"' in figure
        assert re.search(r"\d", text_of(caption.group(2)))
        details = figure[figure.index("<details>") :]
        assert details.count("<tr>") > 3


def test_page_tells_what_is_synthetic_and_escapes_what_contributors_wrote(page: str) -> None:
    assert "Synthetic data:</strong> members and trial-a were made up" in " ".join(page.split())
    assert "What members report &lt;of themselves&gt; &amp; others" in page
    assert "North University, Sponsor A and The members’ platform. ALS Pool, version 2026.1." in page


def test_page_tells_an_all_synthetic_release(pool: dict[str, Any], tmp_path: Path) -> None:
    datasets = [{**entry, "synthetic": True} for entry in pool["manifest"]["datasets"]]
    made_up = {**pool, "manifest": {**pool["manifest"], "datasets": datasets}}
    assert "everything in this release was made up" in write(made_up, tmp_path / "page.html")


def test_page_says_nothing_of_synthetic_data_where_all_are_real(pool: dict[str, Any], tmp_path: Path) -> None:
    datasets = [{**entry, "synthetic": False} for entry in pool["manifest"]["datasets"]]
    real = {**pool, "manifest": {**pool["manifest"], "datasets": datasets}}
    assert "Synthetic data" not in write(real, tmp_path / "page.html")


def test_every_count_is_rounded_and_none_is_below_eleven(page: str) -> None:
    for id in ("contents", "people", "checks"):
        cells = re.findall(r"<td[^>]*>([^<]*)</td>", section(page, id))
        counts = [int(cell.split("(")[0].replace(",", "")) for cell in cells if re.match(r"^[\d,]+( \(|$)", cell)]
        assert counts
        assert not [count for count in counts if 0 < count < 11]
        assert id == "checks" or not [count for count in counts if count % 5]  # there, per cent are among them
    for figure in re.findall(r"<figure.*?</figure>", page, re.S):
        people = re.findall(r"<tr><th scope=\"row\">-?\d+</th><td>([\d,]+)</td>", figure)
        counts = [int(number.replace(",", "")) for number in people]
        assert all(count >= 11 and not count % 5 for count in counts)
    assert "&lt;11" in section(page, "people")
    assert "hidden</td>" in section(page, "people")


def test_page_tells_not_recorded_from_withheld_from_unknown_from_low(page: str) -> None:
    filled = section(page, "filled")
    row = {label: re.findall(r'<td class="([^"]+)">', cells) for label, cells in
           re.findall(r'<tr><th scope="row">([^<]+)</th>(.*?)</tr>', filled, re.S)}  # fmt: skip
    assert row["Race"] == ["not-recorded", "not-recorded", "h4"]
    assert row["ALS gene"] == ["not-recorded", "not-recorded", "withheld"]
    assert row["Riluzole use"] == ["h4", "unknown", "h4"]
    assert row["Symptom"] == ["h4", "no-rows", "no-rows"]


def test_findings_are_listed_by_rule_and_the_other_rules_named(page: str) -> None:
    checks = text_of(section(page, "checks"))
    assert "R04 alsfrs-items Items are whole numbers from 0 to 4" in checks
    assert "27 rules with nothing to report" in checks
    assert "people.csv 2,600 100 0 0 0 0" in checks
    assert "alsfrs.csv 4,320 99 55 &lt;11 0 &lt;11" in checks
    assert "STUDYID , COMMENT" in checks


def test_same_release_gives_same_bytes_on_any_number_of_threads(
    pool: dict[str, Any], page: str, tmp_path: Path
) -> None:
    assert write(pool, tmp_path / "one.html", threads=1) == page
    assert write(pool, tmp_path / "four.html", threads=4) == page


def test_page_tells_how_quasi_identifiers_are_printed_and_counts_nobody_sharply(
    pool: dict[str, Any], tmp_path: Path
) -> None:
    columns = {
        "dataset": {"printed": "as it is, in every row", "suppressed_cells": 0},
        "age": {"printed": "in bands of 10 years, by their middle", "suppressed_cells": 520},
        "race": {"printed": "as it is", "suppressed_cells": 3},
    }
    protection = {"columns": columns, "columns_not_printed": ["birth_decade"], "granularity": 0.834}
    risk = {**pool["risk"], "protected": {"smallest_class": 12}, "protection": protection}
    told = text_of(section(write({**pool, "risk": risk}, tmp_path / "page.html"), "risk"))

    assert "covers at least 11 people" in told
    assert "83% is left" in told
    assert "Age at index day in bands of 10 years, by their middle" in told
    assert re.search(r"Race as it is (&lt;|<)\d+%", told)
    assert "Birth decade not at all 100%" in told


def test_page_of_a_release_without_optional_tables(pool: dict[str, Any], tmp_path: Path) -> None:
    tables = tmp_path / "tables"
    tables.mkdir()
    subject = pq.read_table(pool["tables"] / "subject.parquet")
    pq.write_table(subject.filter(pc.equal(subject["dataset"], "trial-a")), tables / "subject.parquet")
    manifest = {**pool["manifest"], "rows": {"subject": 420}, "people": 420, "citation": "Cite this.",
                "datasets": [pool["manifest"]["datasets"][2]]}  # fmt: skip
    page = write({**pool, "tables": tables, "manifest": manifest, "quality": {"datasets": {}}}, tmp_path / "p.html")
    Outline(page)
    assert "All datasets" not in page
    assert "Cite this." in page
    for missing in (
        "No dataset has enough people",
        "No table has a month",
        "No curve for trial-a",
        "no account",
    ):
        assert missing in page


def test_page_of_many_datasets_draws_one_line_for_all(pool: dict[str, Any], tmp_path: Path) -> None:
    more = [{**pool["manifest"]["datasets"][1], "dataset": f"empty-{i}", "people": 0} for i in range(3)]
    manifest = {**pool["manifest"], "datasets": [*pool["manifest"]["datasets"], *more]}
    page = write({**pool, "manifest": manifest}, tmp_path / "page.html")
    Outline(page)
    assert "All datasets, 5," in text_of(section(page, "activity"))


CSS = Path(__file__).parents[2] / "src/openpals/release/page/templates/page.css"
PAIRS = [("ink", "paper"), ("soft", "paper"), ("soft", "sheet"), ("accent", "paper"), ("accent", "sheet"),
         ("ink", "note"), ("ink", "sheet"), ("none-ink", "none"), ("none-ink", "none-stripe"),
         *((f"h{i}-ink", f"h{i}") for i in range(5))]  # fmt: skip
LINES = ["line", "s1", "s2", "s3", "note-edge"]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_colours_have_contrast(dark: bool) -> None:
    light, darker = re.findall(r":root \{(.*?)\}", CSS.read_text("utf-8"), re.S)[:2]
    colours = dict(re.findall(r"--([\w-]+): (#\w{6})", darker if dark else light))
    assert {f"{a} on {b}": r for a, b in PAIRS if (r := contrast(colours[a], colours[b])) < 4.5} == {}
    assert {name: r for name in LINES if (r := contrast(colours[name], colours["paper"])) < 3} == {}
    assert contrast(colours["line"], colours["band"]) >= 3


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, relative luminance."""

    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)
