"""`openpals demo`: the whole path on four contributors, one of them a public trial's data set, and both sites."""

from __future__ import annotations

import sys
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import click

from ..exchange.export import export_proact
from ..privacy.keys import load_key
from ..privacy.policy import default_policy
from ..release.attacked import attack_release, held_release
from ..release.build import build_release
from ..release.deposit import make_deposit
from ..simulate import write_members, write_pilot, write_trial, write_trials
from ..simulate.population import is_population
from ..sources.contribution import read_contribution
from .deposit import show_deposit
from .outcome import ends_well
from .portal_demo import choose_ports, host_port, members_port, require_portal, set_up, show
from .progress import progress
from .release import show_release
from .risk import PAGE, named_people, show_attacks, write_report

VERSION = "2026.1"


@click.command()
@click.option("--out", type=click.Path(path_type=Path), help="Folder for all of it. [default: a new temporary folder]")
@members_port
@host_port
@click.option("--no-serve", is_flag=True, help="See at the end that both sites answer, and do not go on serving them.")
@ends_well
def demo(out: Path | None, members_port: int | None, host_port: int | None, no_serve: bool) -> None:
    """Make four contributions, their deposits, a release with its twin, and an export; attack the release; then set up
    the members' platform and the host's site with invented people, and serve both until Ctrl-C.

    Without a terminal, it sees that both sites answer, and ends.
    """
    require_portal()
    ports = choose_ports(members_port, host_port)
    out = (out or Path(tempfile.mkdtemp(prefix="openpals-demo-"))).absolute()
    policy = default_policy()
    contributors: dict[str, Callable[[Path], object]] = {
        "trials": partial(write_trials, people=1_500, defects=True),
        "members": partial(write_members, members=1_500, als=400, people=1_500, defects=True),
        "trial": partial(write_trial, people=100),
        "pilot": write_pilot,
    }
    with progress("contributors (three of them synthetic)") as step:
        for name, write in contributors.items():
            step(name)
            write(out / "contributors" / name)
    deposits = []
    for name in contributors:
        with progress(f"deposit of {name}") as step:
            made = make_deposit(
                out / "contributors" / name,
                out / "deposits" / name,
                lambda dataset: load_key("contributor", out / "keys" / f"{dataset}.key"),
                policy,
                step,
            )
        show_deposit(made)
        deposits.append(made.folder)
    with progress(f"release {VERSION}") as step:
        build_release(
            deposits,
            out / "releases" / VERSION,
            VERSION,
            load_key("host", out / "keys" / "host.key"),
            policy,
            step,
            title="OpenPALS demonstration pool",
        )
    with progress("export in PRO-ACT's layout") as step:
        export_proact(out / "releases" / VERSION, out / "exports" / "proact", step)
    show_release(out / "releases" / VERSION)
    attack(out, contributors)
    click.echo(f"The twin, for everybody: {out}/releases/{VERSION}/twin; as PRO-ACT: {out}/exports/proact")
    sites = set_up(out / "sites", ports, material=out)
    stay = sys.stdout.isatty() and sys.stdin.isatty() and not no_serve
    with release_page(out / "releases" / VERSION) if stay else nullcontext():
        show(sites, stay)


def attack(out: Path, contributors: Iterable[str]) -> None:
    """Runs the attacks on the release, by somebody who knows all synthetic people by name."""
    held = held_release(out / "releases" / VERSION)
    known = [folder for name in contributors if is_population(folder := out / "contributors" / name)]
    keys = [out / "keys" / f"{read_contribution(folder).dataset}.key" for folder in known]
    with progress("attacks on the release") as step:
        truths = named_people(held, known, keys, out / "keys" / "host.key")
        results = attack_release(held, default_policy(), step, truths)
    write_report(results, held, default_policy(), out / "risk")
    show_attacks(results)
    click.echo(f"The attacks as a page: {out}/risk/{PAGE}")


@contextmanager
def release_page(folder: Path) -> Iterator[None]:
    """Shows the release's own page on this machine meanwhile."""
    handler = partial(SimpleHTTPRequestHandler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        click.echo(f"The release: http://127.0.0.1:{server.server_port}/report.html")
        yield
        server.shutdown()
