"""`openpals dictionary`: the data dictionary as Markdown and JSON."""

from __future__ import annotations

from pathlib import Path

import click

from ..model.dictionary import as_markdown
from ..model.dictionary import dictionary as as_data
from ..release.manifest import write_json


@click.command()
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder for dictionary.md and .json.")
def dictionary(out: Path) -> None:
    """Write the data dictionary, generated from the model."""
    out.mkdir(parents=True, exist_ok=True)
    (out / "dictionary.md").write_text(as_markdown(), "utf-8")
    write_json(out / "dictionary.json", as_data())
    click.echo(f"Written: {out}/dictionary.md and {out}/dictionary.json")
