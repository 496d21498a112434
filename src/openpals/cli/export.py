"""`openpals release export`: a release in the layout that other people's programs read."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console

from ..exchange.export import Exported, export_proact
from ..model.editions import EDITIONS
from .outcome import ends_well, json_option, print_json, table_of
from .progress import progress

folder = click.Path(path_type=Path)


@click.command()
@click.argument("release_dir", type=folder)
@click.option("--layout", required=True, type=click.Choice(["proact"]), help="The layout to write.")
@click.option(
    "--year",
    type=click.Choice([str(year) for year in EDITIONS]),
    default=str(max(EDITIONS)),
    show_default=True,
    help="The year of the edition whose files and headers are written.",
)
@click.option("--out", required=True, type=folder, help="The export's folder; must not exist yet, or be empty.")
@click.option(
    "--dataset", "datasets", multiple=True, help="Only this dataset; may be given several times. [default: all]"
)
@click.option("--threads", type=click.IntRange(1), help="Processors to use.")
@click.option("--memory", default="2500MB", show_default=True, help="Memory that the engine may take.")
@json_option
@ends_well
def export(
    release_dir: Path,
    layout: str,
    year: str,
    out: Path,
    datasets: tuple[str, ...],
    threads: int | None,
    memory: str,
    as_json: bool,
) -> None:
    """Write RELEASE_DIR in another layout, with a README and a manifest of what the layout cannot carry."""
    with progress(f"export {release_dir.name}", quiet=as_json) as step:
        made = export_proact(release_dir, out, step, int(year), datasets, threads, memory)
    if as_json:
        print_json({"export": str(out), "layout": layout, **made.manifest})
    else:
        show_export(made)


def show_export(made: Exported) -> None:
    """The files and their rows, and in brief what was not carried."""
    facts, console = made.manifest, Console()
    console.print(
        f"\nExport [bold]{facts['title']}[/bold]: {facts['people']:,} people, {sum(facts['rows'].values()):,} rows.",
        highlight=False,
    )
    if facts["synthetic"]:
        names = [dataset["dataset"] for dataset in facts["datasets"] if dataset["synthetic"]]
        console.print(f"[bold]Synthetic data[/bold], of nobody: {', '.join(names)}.", highlight=False)
    files = table_of("Files", "file", "rows")
    for name, rows in facts["rows"].items():
        files.add_row(name, f"{rows:,}")
    lost = table_of("Not carried by the layout", "table", "rows", "left out", "variables that lose cells")
    for name, table in facts["tables"].items():
        variables = dict.fromkeys(loss["variable"] for loss in table["losses"] if loss["variable"])
        lost.add_row(name, f"{table['rows']:,}", f"{table['rows_left_out']:,}", ", ".join(variables))
    console.print(files, lost)
    console.print(
        f"Lies in {made.folder.absolute()}/{facts['folder']}. README.txt beside it says what to know, manifest.json "
        "every loss.",
        highlight=False,
        soft_wrap=True,
    )
