"""`openpals portal demo`: both sites side by side on this machine, filled with people who do not exist."""

from __future__ import annotations

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

from ..model.refused import Refused
from .ending import CHECK_FAILED, ends_well, fail
from .portal import SITES, portal

OPENPALS = (sys.executable, "-c", "from openpals.cli.main import main; main()")
USUAL_PORTS = {"members": 8001, "host": 8002}

# What must answer before the demonstration says that a site is up.
ASKED = ("/healthz", "/")

# A server on a busy machine takes seconds to start; one that is silent for so long will not.
PATIENCE_SECONDS = 90.0


class NotShown(Refused):
    """The demonstration's sites cannot be shown on this machine as asked."""


@dataclass(frozen=True)
class Shown:
    """One site of the demonstration and the environment of its processes."""

    name: str
    port: int
    environment: dict[str, str]

    @property
    def address(self) -> str:
        """What people type."""
        return f"http://localhost:{self.port}"


members_port = click.option(
    "--members-port", type=int, help="Port of the members' platform. [default: 8001, or a free one]"
)
host_port = click.option("--host-port", type=int, help="Port of the host's site. [default: 8002, or a free one]")


@portal.command()
@click.option("--out", type=click.Path(path_type=Path), help="Folder for both sites. [default: a new temporary folder]")
@members_port
@host_port
@click.option("--no-serve", is_flag=True, help="Set both up, see that both answer, and end.")
@ends_well
def demo(out: Path | None, members_port: int | None, host_port: int | None, no_serve: bool) -> None:
    """Set up both sites with invented people, print how to log in as them, and serve both until Ctrl-C."""
    require_portal()
    out = (out or Path(tempfile.mkdtemp(prefix="openpals-portal-"))).absolute()
    show(set_up(out, choose_ports(members_port, host_port)), stay=not no_serve)


@portal.command(hidden=True)
@click.argument("site", type=click.Choice(SITES))
@click.option("--material", type=click.Path(path_type=Path), help="Folder with what else the demonstration made.")
@ends_well
def invent(site: str, material: Path | None) -> None:
    """Put the demonstration's people into an empty site; prints their log-ins as JSON."""
    from ..portal.common.operation.start import prepare

    prepare(site)
    from dataclasses import asdict

    from ..portal.common.accounts.invented import invent as make

    click.echo(json.dumps([asdict(one) for one in make(material)]))


def require_portal() -> None:
    """Raises a refusal if what the sites need is not installed or not built."""
    if find_spec("django") is None:
        raise NotShown("What the two sites need is not installed. Run: pip install 'openpals[portal]'")
    from ..portal.common.design.built import require_built

    require_built()


def choose_ports(members: int | None, host: int | None) -> dict[str, int]:
    """A port a site: the one asked for, else the usual one, else a free one. Raises NotShown if one is taken."""
    chosen: dict[str, int] = {}
    for site, asked in zip(SITES, (members, host), strict=True):
        if asked is not None and not _free(asked):
            raise NotShown(f"Port {asked} is in use. Give another one by --{site}-port.")
        usual = USUAL_PORTS[site]
        chosen[site] = asked or (usual if _free(usual) and usual not in (members, host) else _free_port())
    return chosen


def set_up(out: Path, ports: dict[str, int], material: Path | None = None) -> list[Shown]:
    """Makes both sites in ``out``, fills them, and prints how to log in. ``material`` is a folder in which the sites'
    features find what else the demonstration made, such as a release."""
    sites = [Shown(site, port, _environment(site, out, port)) for site, port in ports.items()]
    for site in sites:
        _run(site.environment, "portal", "migrate", site.name)
        more = ("--material", str(material)) if material else ()
        _print_people(site, json.loads(_run(site.environment, "portal", "invent", site.name, *more)))
    click.echo(f"\nEverybody here is invented. Letters are written into {out}/SITE/mail.")
    return sites


def show(sites: list[Shown], stay: bool) -> None:
    """Serves the sites, says that each answers, and goes on until Ctrl-C if told to ``stay``. Exit code 4 if one does
    not answer, or ends by itself."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with served(sites) as processes:
        for site in sites:
            click.echo(f"{site.name} answers on {site.address}")
        if not stay:
            return
        click.echo("Ctrl-C ends both.")
        try:
            while all(process.poll() is None for process in processes.values()):
                time.sleep(0.5)
        except KeyboardInterrupt:
            click.echo("Ended.")
            return
        ended = [f"{what}; see {log}" for (what, log), process in processes.items() if process.poll() is not None]
        fail(CHECK_FAILED, "A process of the demonstration ended by itself:", ended, {})


@contextmanager
def served(sites: list[Shown]) -> Iterator[dict[tuple[str, Path], subprocess.Popen[bytes]]]:
    """A server and a worker a site, from the moment when all sites answer; by what they do and their log. All have
    ended afterwards."""
    processes: dict[tuple[str, Path], subprocess.Popen[bytes]] = {}
    try:
        for site in sites:
            for what, options in (("serve", ("--port", str(site.port), "--processes", "1")), ("work", ())):
                path = Path(site.environment["OPENPALS_FOLDER"]) / f"{what}.log"
                with path.open("ab") as log:
                    processes[f"{what} {site.name}", path] = subprocess.Popen(
                        [*OPENPALS, "portal", what, site.name, *options], env=site.environment, stdout=log, stderr=log
                    )
        for site in sites:
            for asked in ASKED:
                if problem := _silence(site.address + asked):
                    logs = [f"See {log}" for _, log in processes]
                    fail(CHECK_FAILED, f"{site.name} does not answer: {problem}", logs, {})
        yield processes
    finally:
        for process in processes.values():
            process.terminate()
        for process in processes.values():
            process.wait(20)


def _silence(address: str) -> str | None:
    """Why the address does not answer with a page, or None; waits while nobody listens there."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            urllib.request.urlopen(address, timeout=10).close()
            return None
        except urllib.error.HTTPError as refused:
            return f"{address} gives {refused.code}"
        except OSError as error:
            if time.monotonic() > deadline:
                return f"{address}: {error}"
            time.sleep(0.2)


def _free(port: int) -> bool:
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


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


def _print_people(site: Shown, people: list[dict[str, Any]]) -> None:
    click.echo(f"\n{site.name}: {site.address}")
    width = max(len(one["email"]) for one in people)
    for one in people:
        codes = f", then one of {' '.join(one['codes'])}" if one["codes"] else ""
        click.echo(f"  {one['email']:{width}}  {', '.join(one['roles'])}: password {one['password']}{codes}")
