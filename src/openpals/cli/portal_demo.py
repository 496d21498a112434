"""`openpals portal demo`: both sites side by side on this machine, filled with people who do not exist."""

from __future__ import annotations

import json
import os
import secrets
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import click

from .ending import ends_well
from .portal import SITES, portal

OPENPALS = (sys.executable, "-c", "from openpals.cli.main import main; main()")


@portal.command()
@click.option("--out", type=click.Path(path_type=Path), help="Folder for both sites. [default: a new temporary folder]")
@click.option("--members-port", default=8001, show_default=True, help="Port of the members' platform.")
@click.option("--host-port", default=8002, show_default=True, help="Port of the host's site.")
@click.option("--no-serve", is_flag=True, help="Set both up, print the log-ins, and end.")
@ends_well
def demo(out: Path | None, members_port: int, host_port: int, no_serve: bool) -> None:
    """Set up both sites with invented people, print how to log in as them, and serve both until Ctrl-C."""
    out = (out or Path(tempfile.mkdtemp(prefix="openpals-portal-"))).absolute()
    ports = dict(zip(SITES, (members_port, host_port), strict=True))
    environments = {site: _environment(site, out, port) for site, port in ports.items()}
    for site, environment in environments.items():
        _run(environment, "portal", "migrate", site)
        _show(site, ports[site], json.loads(_run(environment, "portal", "invent", site)))
    click.echo(f"Everybody here is invented. Letters are written into {out}/SITE/mail.")
    if not no_serve:
        _serve(environments, ports)


@portal.command(hidden=True)
@click.argument("site", type=click.Choice(SITES))
@ends_well
def invent(site: str) -> None:
    """Put the demonstration's people into an empty site; prints their log-ins as JSON."""
    from ..portal.common.operation.start import prepare

    prepare(site)
    from dataclasses import asdict

    from ..portal.common.accounts.invented import invent as make

    click.echo(json.dumps([asdict(one) for one in make()]))


def _environment(site: str, out: Path, port: int) -> dict[str, str]:
    folder = out / site
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("OPENPALS_", "DJANGO_"))}
    return {
        **kept,
        "OPENPALS_FOLDER": str(folder),
        "OPENPALS_ORIGIN": f"http://localhost:{port}",
        "OPENPALS_MAIL_URL": f"file://{folder}/mail",
        "OPENPALS_METRICS_TOKEN": secrets.token_urlsafe(24),
    }


def _run(environment: dict[str, str], *arguments: str) -> str:
    done = subprocess.run([*OPENPALS, *arguments], env=environment, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        sys.exit(done.returncode)  # the command has said why
    return done.stdout


def _show(site: str, port: int, people: list[dict[str, Any]]) -> None:
    click.echo(f"\n{site}: http://localhost:{port}")
    width = max(len(one["email"]) for one in people)
    for one in people:
        codes = f", then one of {' '.join(one['codes'])}" if one["codes"] else ""
        click.echo(f"  {one['email']:{width}}  {', '.join(one['roles'])}: password {one['password']}{codes}")


def _serve(environments: dict[str, dict[str, str]], ports: dict[str, int]) -> None:
    commands = [
        (site, environment, arguments)
        for site, environment in environments.items()
        for arguments in (
            ("portal", "serve", site, "--port", str(ports[site]), "--processes", "1"),
            ("portal", "work", site),
        )
    ]
    children = []
    for site, environment, arguments in commands:
        with (Path(environment["OPENPALS_FOLDER"]) / f"{arguments[1]}.log").open("ab") as log:
            children.append(subprocess.Popen([*OPENPALS, *arguments], env=environment, stdout=log, stderr=log))
        click.echo(f"{arguments[1]} {site}: process {children[-1].pid}")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    click.echo("Ctrl-C ends all of them.")
    try:
        for child in children:
            child.wait()
    except KeyboardInterrupt:
        click.echo("Ended.")
    finally:
        for child in children:
            child.terminate()
        for child in children:
            child.wait(20)
