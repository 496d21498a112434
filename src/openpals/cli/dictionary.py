"""`openpals dictionary`: the data dictionary, the built-in layouts, the words of sources, and what exports hold."""

from __future__ import annotations

from pathlib import Path

import click

from ..exchange.pages import export_as_markdown
from ..model.dictionary import as_markdown
from ..model.dictionary import dictionary as as_data
from ..model.layout_tables import layouts_as_markdown, words_as_markdown
from ..release.manifest import write_json


@click.command()
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder to write into.")
def dictionary(out: Path) -> None:
    """Write the data dictionary, the layouts, the words they take, and how exports are made; all generated."""
    out.mkdir(parents=True, exist_ok=True)
    texts = {
        "dictionary.md": as_markdown(),
        "layouts.md": layouts_as_markdown(),
        "words.md": words_as_markdown(),
        "export.md": export_as_markdown(),
    }
    for name, text in texts.items():
        (out / name).write_text(text, "utf-8")
    write_json(out / "dictionary.json", as_data())
    click.echo(f"Written to {out}: {', '.join([*texts, 'dictionary.json'])}")
