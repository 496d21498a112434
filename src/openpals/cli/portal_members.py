"""Commands of the members' platform alone: its contribution, what became of it, and invented members."""

from __future__ import annotations

import json
from pathlib import Path

import click

from .ending import ends_well, json_option
from .portal import portal, ready

TERMS = (
    "Members' own reports, given with their consent for research. Under an agreement only; nobody may try to find out "
    "who anybody is."
)

members_only = click.argument("site", type=click.Choice(("members",)))


@portal.command("export")
@members_only
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The folder; must not exist, or be empty.")
@click.option("--dataset", default="members-platform", show_default=True, help="Short name of the contribution.")
@click.option("--contributor", default="The members' platform", show_default=True, help="Who contributes.")
@click.option("--title", default="Reports of members of the platform", show_default=True, help="What it is, in a line.")
@click.option("--terms", default=TERMS, help="Under which terms the data may be used.")
@json_option
@ends_well
def export(site: str, out: Path, dataset: str, contributor: str, title: str, terms: str, as_json: bool) -> None:
    """Write the platform's contribution: of members with a live yes to the research pool, and of nobody else.

    The folder is for `openpals deposit`. It holds addresses, so that the deposit can be searched for them: keep it as
    you keep the database, and delete it once the deposit is made.
    """
    ready(site)
    from ..portal.common.access.actor import command
    from ..portal.members.contribution.write import RECEIPTS, About, write

    told = write(
        out,
        About(dataset, contributor, title, terms),
        by=command("export"),
        progress=lambda step: click.echo(step, err=True),
    )
    if as_json:
        click.echo(json.dumps({"people": told.people, "rows": told.rows, "receipts": told.receipts}, indent=2))
        return
    synthetic = "Synthetic data, of nobody. " if told.synthetic else ""
    click.echo(f"{synthetic}{told.people:,} people, {sum(told.rows.values()):,} rows, in {out}.")
    click.echo(f"{told.receipts:,} people are in it no more: {out}/{RECEIPTS}.")
    click.echo(f"Next: openpals deposit {out} --out DEPOSIT; then delete {out}.")


@portal.command()
@members_only
@click.argument("release", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--contribution", type=int, help="Number of the contribution it was made with. [default: the latest]")
@ends_well
def shared(site: str, release: Path, contribution: int | None) -> None:
    """Tell members that RELEASE, a published release's folder, was made with a contribution of this site."""
    ready(site)
    from ..portal.common.access.actor import command
    from ..portal.members.contribution.told import tell_release

    told = tell_release(release, contribution, by=command("shared"))
    click.echo(f"Members now see that their data are in release {told.version}.")


@portal.command("load-synthetic")
@members_only
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@ends_well
def load_synthetic(site: str, folder: Path) -> None:
    """Put the invented members of FOLDER, which `openpals simulate members` wrote, into a site without real people."""
    ready(site)
    from ..portal.members.contribution.load import load

    told = load(folder, progress=lambda step: click.echo(step, err=True))
    click.echo(f"Invented members: {told['members']:,}. Rows: {sum(told.values()):,}. Nothing here describes anybody.")


@portal.command()
@members_only
@click.option("--email", required=True, help="The address of the account that was deleted.")
@json_option
@ends_well
def consents(site: str, email: str, as_json: bool) -> None:
    """Show the consents that were kept of a deleted account, to whoever can name its address."""
    ready(site)
    from ..portal.members.consent.purposes import texts
    from ..portal.members.farewell.kept import kept_of

    known = texts()
    rows = [
        {
            "purpose": kept.purpose,
            "given": kept.given,
            "at": kept.at.isoformat(),
            "text": kept.text,
            "version": known[kept.text].version if kept.text in known else None,
        }
        for kept in kept_of(email)
    ]
    if as_json:
        click.echo(json.dumps(rows, indent=2))
        return
    for row in rows:
        click.echo(f"{row['at']}  {'yes' if row['given'] else 'no':3}  {row['purpose']}, version {row['version']}")
    if not rows:
        click.echo("Nothing was kept under this address.")
