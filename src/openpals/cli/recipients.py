"""`openpals release copy` and `trace`: each recipient's own copy, and whose copy a leaked file is."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console

from ..privacy.keys import key_folder, load_key
from ..privacy.recipients import grant_key, note_grant, read_grants
from ..release.recipient import copy_for_recipient
from ..release.trace import Trace
from ..release.trace import trace as trace_file
from .outcome import ends_well, json_option, print_json, table_of
from .progress import progress

folder = click.Path(path_type=Path)

key_option = click.option(
    "--key",
    "key_file",
    type=folder,
    help="File with the host's key for recipients; made on first use. [default: the user's key folder]",
)
grants_option = click.option(
    "--grants",
    "grants_file",
    type=folder,
    help="List of all grants ever copied for, one id a line. [default: grants.txt in the user's key folder]",
)


@click.command()
@click.argument("release_dir", type=folder)
@click.option("--grant", required=True, help="The grant's id: letters, digits, dots, dashes and underscores.")
@click.option("--terms", required=True, type=folder, help="File with the text that the recipient agreed to.")
@click.option("--out", required=True, type=folder, help="The copy's folder; must not exist yet, or be empty.")
@key_option
@grants_option
@json_option
@ends_well
def copy(
    release_dir: Path,
    grant: str,
    terms: Path,
    out: Path,
    key_file: Path | None,
    grants_file: Path | None,
    as_json: bool,
) -> None:
    """Copy RELEASE_DIR for one grant: ids of its own in their own order, so that a copy that leaks can be traced."""
    key, agreed = load_key("recipient", key_file), terms.read_bytes()
    grant_key(key, "", grant)  # refuses what is no id before it is noted
    note_grant(grants_file or key_folder() / "grants.txt", grant)  # before the copy: none is ever made unnoted
    with progress(f"copy {release_dir.name}", quiet=as_json) as step:
        made = copy_for_recipient(release_dir, out, grant, agreed, key, step)
    if as_json:
        print_json({"copy": str(out), **made.manifest})
    else:
        click.echo(f"Copy of release {made.manifest['version']} for the grant {grant}: {made.folder}")


@click.command()
@click.argument("leaked", type=folder)
@click.option("--release", "release_dir", required=True, type=folder, help="The release, as it was built.")
@key_option
@grants_option
@json_option
@ends_well
def trace(leaked: Path, release_dir: Path, key_file: Path | None, grants_file: Path | None, as_json: bool) -> None:
    """Name the grant whose copy of a release the file LEAKED, or any part of its rows, comes from.

    LEAKED may be Parquet, CSV, JSON or any other text, also inside gzip, ZIP or XLSX; order and names of columns do not
    matter. Without ids a table cannot be traced.
    """
    key = load_key("recipient", key_file)
    grants = read_grants(grants_file or key_folder() / "grants.txt")
    with progress(f"trace {leaked.name}", quiet=as_json) as step:
        step(f"ask {len(grants)} grants")
        found = trace_file(leaked, release_dir, grants, key)
    if as_json:
        print_json({"file": str(leaked), **asdict(found)})
    else:
        show_trace(leaked, found)


def show_trace(leaked: Path, found: Trace) -> None:
    """Who is named, and the evidence."""
    console = Console()
    if not found.named:
        console.print(
            f"{leaked}: none of ours. {_seen(found)}, none of them an id of release {found.release} or of any of its "
            f"{found.grants:,} grants.{_limits(found)} Without ids a table cannot be traced.",
            highlight=False,
        )
        return
    table = table_of(f"{leaked}: copies of release {found.release}", "grant", "ids", "share of the ids")
    for one in found.named:
        table.add_row(one.grant or "the release itself, as built", f"{one.ids:,}", f"{one.ids / found.seen:.1%}")
    console.print(table)
    console.print(
        f"{_seen(found)}; {found.grants:,} grants were asked. Chance that texts of nobody's would name anybody: below "
        f"{max(found.by_chance, 1e-15):.0e}. {found.unexplained:,} texts belong to none of the grants.{_limits(found)}",
        highlight=False,
    )


def _seen(found: Trace) -> str:
    return f"{found.seen:,} different texts of a pseudonym's shape were seen"


def _limits(found: Trace) -> str:
    sampled = "" if found.all_asked else " Of what is left only a sample was asked."
    return sampled + (
        "" if found.whole else " The file holds more than could be kept: only its beginning was looked at."
    )
