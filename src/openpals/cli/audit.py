"""`openpals audit`: is the log of a site whole?"""

from __future__ import annotations

import json
from pathlib import Path

import click

from .ending import CHECK_FAILED, ends_well, fail, json_option
from .portal import site_argument


@click.group()
def audit() -> None:
    """Check the audit log of a site, and keep its head elsewhere."""


@audit.command()
@site_argument
@click.option("--head", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="A head that was kept.")
@json_option
@ends_well
def verify(site: str, head: Path | None, as_json: bool) -> None:
    """Walk the whole log; names the first event that was edited, deleted or inserted, and ends with code 4.

    Only a kept head (see `openpals audit head`) shows that events were cut off at the end.
    """
    from ..portal.common.operation.start import prepare

    prepare(site)
    from ..portal.common.audit.verify import verify as walk

    found = walk(head)
    if found.broken:
        fail(
            CHECK_FAILED,
            f"The log of {site} is broken at event {found.broken.sequence}; {found.events} events before it hold.",
            [f"{found.broken.meaning}. Keep the database as it is, and compare it with a backup."],
            {"as_json": as_json},
        )
    if as_json:
        click.echo(json.dumps({"site": site, "events": found.events, "head": found.head}, indent=2))
    else:
        click.echo(f"The log of {site} is whole: {found.events} events, head {found.head}.")


@audit.command()
@site_argument
@click.argument("file", type=click.Path(path_type=Path))
@ends_well
def head(site: str, file: Path) -> None:
    """Write number and hash of the last event, signed, to FILE; keep it where the database's keeper cannot write."""
    from ..portal.common.operation.start import prepare

    prepare(site)
    from ..portal.common.audit.verify import write_head

    click.echo(f"Head of event {write_head(file)} written: {file}")
