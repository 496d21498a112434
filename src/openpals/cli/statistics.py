"""`openpals release statistics`: the course of the ALSFRS-R in others, for the members' site."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from rich.console import Console

from ..release.statistics.published import export_statistics, published
from ..release.statistics.reading import FOLDER, as_data
from ..release.statistics.reference import CENTILES, DOMAINS, EVERYONE, GROUPS, MEANING, TOTAL, Reference
from .outcome import ends_well, json_option, print_json, table_of

# Months since onset that are printed.
EVERY = 6


@click.command()
@click.argument("release_dir", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help="New file for the members' site.")
@click.option(
    "--domain",
    type=click.Choice([one.id for one in DOMAINS]),
    default=TOTAL,
    show_default=True,
    help="The score to print.",
)
@click.option("--group", type=click.Choice(list(GROUPS)), default=EVERYONE, show_default=True, help="Whose to print.")
@json_option
@ends_well
def statistics(release_dir: Path, out: Path | None, domain: str, group: str, as_json: bool) -> None:
    """Show the reference statistics of RELEASE_DIR, or write them into a file that the members' site reads.

    Centiles of the ALSFRS-R by months since onset, among people alive and reporting at that time.
    """
    content, reference = published(release_dir)
    if out:
        export_statistics(content, out)
    if as_json:
        print_json(as_data(reference))
    else:
        show(reference, domain, group)
        if out:
            click.echo(f"Written for the members' site: {out.absolute()}")


def show(reference: Reference, domain: str, group: str) -> None:
    """One domain of one group, for a person."""
    console = Console()
    label = next(one.label for one in DOMAINS if one.id == domain)
    table = table_of(
        f"{label}, {GROUPS[group].lower()}", "months since onset", "people", *(f"{one}th centile" for one in CENTILES)
    )
    for point in reference.curve(domain, group):
        if point.month % EVERY == 0:
            scores = ("-" if score is None else f"{score:.1f}" for score in point.scores)
            table.add_row(str(point.month), f"{point.people:,}", *scores)
    console.print(table)
    synthetic = " [bold]Synthetic data[/bold] is among it." if reference.release.synthetic else ""
    console.print(f"{MEANING} Release {reference.release.version}.{synthetic}", highlight=False, soft_wrap=True)
    for one in reference.unchanged:
        if one.group == group:
            console.print(
                f"Without a point lost after {one.months} months: {one.percent}% of {one.people:,} people.",
                highlight=False,
                soft_wrap=True,
            )


def in_brief(told: dict[str, Any], path: Path) -> str:
    """The statistics in brief, as a release's manifest tells of them, or why there are none."""
    if not told["made"]:
        return f"No reference statistics: {told['because']}"
    found = told["membership"]
    low, high = found["interval"] if found else (0, 0)
    membership = f" Membership {found['auc']} (95 % interval {low} to {high}; 0.5: it cannot be told)." if found else ""
    return (
        f"Reference statistics, for everybody, in {path.absolute()}/{FOLDER}: {told['curves']} curves of "
        f"{told['people']:,} people.{membership}"
    )
