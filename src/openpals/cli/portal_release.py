"""`openpals portal register`: putting a built release into the host's catalogue."""

from __future__ import annotations

from pathlib import Path

import click

from .ending import ends_well
from .portal import portal, ready


@portal.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--by", "email", required=True, help="Address of the steward who registers it; another one signs it off.")
@ends_well
def register(folder: Path, email: str) -> None:
    """Register the built release in FOLDER with the host's site, once every file is as its manifest says.

    It is published when a second steward signs it off on the site. The folder must stay where it is.
    """
    ready("host")
    from ..portal.host.catalogue.steps import register_as

    release = register_as(email, folder)
    click.echo(f"Release {release.version} is registered. A second steward signs it off on the site.")
