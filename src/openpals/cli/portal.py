"""`openpals portal`: setting up, serving and keeping one of the two sites."""

from __future__ import annotations

import json
import os
from pathlib import Path

import click

from .ending import CHECK_FAILED, ends_well, fail, json_option

SITES = ("members", "host")

site_argument = click.argument("site", type=click.Choice(SITES))


@click.group()
def portal() -> None:
    """Serve and keep the members' platform or the host's site.

    Configuration comes from the environment: OPENPALS_FOLDER, OPENPALS_ORIGIN, OPENPALS_DATABASE_URL, OPENPALS_MAIL_URL
    and others that docs/portal.md lists. Each site has a folder, a key and a database of its own.
    """


@portal.command()
@site_argument
@ends_well
def migrate(site: str) -> None:
    """Make the site's database, or bring it up to date; makes a secret key if there is none."""
    from ..portal.common.environment import make_secret_key, site_folder
    from ..portal.common.operation.start import prepare, refuse_if_broken

    folder = site_folder(site, os.environ)
    if not (os.environ.get("OPENPALS_SECRET_KEY") or os.environ.get("OPENPALS_SECRET_KEY_FILE")):
        make_secret_key(folder)
    prepare(site)
    refuse_if_broken()
    from ..portal.common.operation.database import migrate as bring_up

    bring_up()
    click.echo(f"The database of {site} is up to date. Its folder: {folder}")


@portal.command()
@site_argument
@click.option("--address", default="127.0.0.1", show_default=True, help="Where to listen.")
@click.option("--port", default=8000, show_default=True, help="Port to listen on.")
@click.option("--processes", default=2, show_default=True, help="Server processes.")
@ends_well
def serve(site: str, address: str, port: int, processes: int) -> None:
    """Serve the site until Ctrl-C."""
    ready(site)
    from ..portal.common.operation.serve import serve as run

    click.echo(f"{site} answers on http://{address}:{port}; Ctrl-C ends.", err=True)
    run(site, address, port, processes)


@portal.command()
@site_argument
@click.option("--batch", is_flag=True, help="End when no job is left.")
@ends_well
def work(site: str, batch: bool) -> None:
    """Work on the site's background jobs until Ctrl-C; start as many as there is work for."""
    ready(site)
    from ..portal.common.jobs.worker import work as run

    run(batch)


@portal.command()
@ends_well
def remind() -> None:
    """Start the day's reminders to members, for a worker to send; run it once a day, by cron or a timer."""
    ready("members")
    from ..portal.members.journal.reminders import start_sending

    start_sending()
    click.echo("The letters of today are started. A worker sends them.")


@portal.command()
@site_argument
@click.option("--email", required=True, help="The administrator's address.")
@click.option("--name", default="", help="The name that others see.")
@ends_well
def createadmin(site: str, email: str, name: str) -> None:
    """Make an account, or take the one with that address, and make it an administrator.

    Log in with a code sent to the address, then add a passkey or an app: the role counts only with a second factor.
    """
    ready(site)
    from ..portal.common.accounts.administrator import create_administrator

    create_administrator(email, name)
    click.echo("The account is an administrator. Log in with a code by mail, then add a passkey.")


@portal.command()
@site_argument
@json_option
@ends_well
def check(site: str, as_json: bool) -> None:
    """Check settings, routes, database, styles and the audit log; code 4 if anything is wrong."""
    ready(site)
    from ..portal.common.audit.verify import verify
    from ..portal.common.design.built import NotBuilt, require_built
    from ..portal.common.operation.database import database_problem

    problems = [problem] if (problem := database_problem()) else []
    try:
        require_built()
    except NotBuilt as missing:
        problems.append(str(missing))
    if not problems and (broken := verify().broken):
        problems.append(f"The audit log is broken: {broken.meaning}.")
    if problems:
        fail(CHECK_FAILED, f"{site} is not in order.", problems, {"as_json": as_json})
    if as_json:
        click.echo(json.dumps({"site": site, "in_order": True}, indent=2))
    else:
        click.echo(f"{site} is in order.")


@portal.command()
@site_argument
@click.argument("file", type=click.Path(path_type=Path))
@ends_well
def backup(site: str, file: Path) -> None:
    """Write the whole database into FILE while the site goes on."""
    ready(site)
    from ..portal.common.operation.backup import backup as write

    click.echo(f"Backup written: {write(file)}. It holds everything about everybody: keep it as you keep the database.")


@portal.command()
@site_argument
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--replace", is_flag=True, help="Replace what the database holds.")
@ends_well
def restore(site: str, file: Path, replace: bool) -> None:
    """Put the database of a backup in place."""
    ready(site)
    from ..portal.common.operation.backup import restore as put

    told = put(file, replace)
    click.echo(f"Restored: {told['site']} as of {told['made_at']}, with {told['events']} events in its log.")


@portal.command()
@click.option("--out", type=click.Path(path_type=Path), required=True, help="File to write.")
@ends_well
def permissions(out: Path) -> None:
    """Write the page that says who may do what on both sites."""
    from django.conf import settings

    if not settings.configured:
        settings.configure()  # the tables mark their words for translation, which asks whether there is any

    from ..portal.common.access.page import permissions_page

    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(permissions_page(), "utf-8")
    click.echo(f"Written: {out}")


def ready(site: str) -> None:
    """Loads the site into this process. Raises NotConfigured or NotReady."""
    from ..portal.common.operation.start import prepare, refuse_if_broken

    prepare(site)
    refuse_if_broken()


from . import portal_demo, portal_members  # noqa: E402, F401  # add their commands to the group
