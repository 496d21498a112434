"""`openpals portal context`: a published release's statistics for the members' site."""

from __future__ import annotations

from pathlib import Path

import click

from .ending import ends_well
from .portal import portal, prepared


@portal.command()
@click.argument("site", type=click.Choice(["members"]))
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@ends_well
def context(site: str, file: Path) -> None:
    """Show members their course beside the reference statistics in FILE, which a published release holds.

    The file is checked first. It takes the place of the one that was shown; that is kept.
    """
    prepared(site)
    from ..portal.common.access.actor import command
    from ..portal.members.context.publication import load

    made = load(file, by=command("context"))
    click.echo(f"Members who ask for it now see the statistics of release {made.version}.")
