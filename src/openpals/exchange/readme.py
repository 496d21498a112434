"""README.txt of an export: what it is, what it is not, and what a user has to know before the first analysis."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from textwrap import wrap
from typing import Any

WIDTH = 100


def readme(facts: Mapping[str, Any]) -> str:
    """The text for an export's facts."""
    return "\n\n".join("\n".join(lines) for lines in _paragraphs(facts)) + "\n"


def _paragraphs(facts: Mapping[str, Any]) -> Iterator[list[str]]:
    release = facts["release"]
    yield [facts["title"]]
    if facts["synthetic"]:
        yield _text(
            "SYNTHETIC DATA: people and records of the datasets marked so below are invented and describe nobody. "
            "No result about them is a result about ALS."
        )
    yield _text(
        f"The folder {facts['folder']} holds release {release['version']} of {release['title']!r} in the layout of the "
        f"files that the pooled trials' database PRO-ACT gave out in {facts['year']}, so that programs written for "
        "those read it unchanged. It was made by OpenPALS; it is no release of PRO-ACT, and PRO-ACT's owners have no "
        "part in it."
    )
    yield [
        f"{facts['people']:,} people, from:",
        *(line for dataset in facts["datasets"] for line in _dataset(dataset)),
    ]
    yield _text(f"To be cited as: {release['citation']}")
    yield ["What to know:", *(line for fact in _TO_KNOW for line in _item(fact))]
    yield [
        "Not carried by the layout (manifest.json has all losses):",
        *_losses(facts["tables"]),
    ]
    yield _text("manifest.json lists each file with its rows, size and SHA-256.")


_TO_KNOW = (
    "subject_id is a number drawn for this export alone; it is not a person's number in any other.",
    "A row does not say from which of the datasets it comes.",
    "Days count from each person's day 0: the first visit of a trial, or a member's first report.",
    "Onset_Delta and Diagnosis_Delta are rounded to 30-day months. An Age of 90 stands for 90 and above.",
    "Demographics_Delta, Subject_ALS_History_Delta, Family_History_Delta and Riluzole_use_Delta are 0 in every row: "
    "the release does not keep the days of these forms.",
    "Totals of the ALSFRS are recomputed from the items; where an item is missing, the source's total stands.",
    "Each laboratory test has one name and one unit. One row of CONMEDS is one ingredient.",
    "'Not recorded in this release', and 0 in a relative's box, stand with the first person of a file where nobody's "
    "row fills a column that PRO-ACT fills: programs may count on such columns. They are true of everybody.",
    "Who is not in DEATHDATA may be alive or dead: unknown.",
)


def _text(text: str) -> list[str]:
    return wrap(text, WIDTH)


def _item(text: str) -> list[str]:
    return wrap(text, WIDTH, initial_indent="* ", subsequent_indent="  ")


def _dataset(dataset: Mapping[str, Any]) -> list[str]:
    invented = "SYNTHETIC, " if dataset["synthetic"] else ""
    url = f" ({dataset['terms_url']})" if dataset["terms_url"] else ""
    return _item(
        f"{dataset['dataset']}: {invented}{dataset['people']:,} people, {dataset['title']}, contributed by "
        f"{dataset['contributor']}. Terms: {dataset['terms']}{url}"
    )


def _losses(tables: Mapping[str, Any]) -> Iterator[str]:
    for name, table in tables.items():
        if table["rows_left_out"]:
            yield from _item(f"{name}: {table['rows_left_out']:,} of {table['rows']:,} rows are left out")
        for loss in table["losses"]:
            if loss["variable"]:
                what = f"{name}.{loss['variable']}, {loss['which']}: {loss['becomes']}; {loss['rows']:,} rows"
                yield from _item(what.replace("`", ""))
