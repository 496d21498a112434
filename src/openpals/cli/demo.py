"""`openpals demo`: the whole path on four contributors, one of them a public clinical trial's data set."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterable
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
from .progress import progress
from .release import show_release
from .risk import PAGE, named_people, show_attacks, write_report

VERSION = "2026.1"


@click.command()
@click.option("--out", type=click.Path(path_type=Path), help="Folder for all of it. [default: a new temporary folder]")
@click.option("--no-serve", is_flag=True, help="Do not show the release in the browser at the end.")
@ends_well
def demo(out: Path | None, no_serve: bool) -> None:
    """Make four contributions, their deposits, a release with its twin, and an export; attack the release."""
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
    if sys.stdout.isatty() and sys.stdin.isatty() and not no_serve:
        serve(out / "releases" / VERSION)


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


def serve(folder: Path) -> None:
    """Shows the release's page on this machine until Ctrl-C."""
    handler = partial(SimpleHTTPRequestHandler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        click.echo(f"See http://127.0.0.1:{server.server_port}/report.html; Ctrl-C ends.")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            click.echo("Ended.")
