"""`openpals risk`: run the attacks on a release, and say how often they succeed."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from ..privacy.attacks.catalogue import failed
from ..privacy.attacks.held import Held
from ..privacy.attacks.named import PopulationRefused, Truth, found_in
from ..privacy.attacks.verdict import Result, Verdict
from ..privacy.keys import load_key
from ..privacy.policy import Policy, default_policy, read_policy
from ..release.attacked import AttackSucceeded, attack_release, called, held_release
from ..release.folders import whole_folder
from ..release.manifest import write_json
from ..release.page.attacks import row, write_risk_page
from ..simulate.population import read_population
from .outcome import CHECK_FAILED, ends_well, json_option, print_json, table_of
from .progress import progress

PAGE, DATA = "risk.html", "attacks.json"
STYLES = {Verdict.PASSED: "green", Verdict.FAILED: "bold red", Verdict.REPORTED: "yellow", Verdict.NOT_RUN: "dim"}

folder = click.Path(path_type=Path)


@click.command()
@click.argument("release_dir", type=folder)
@click.option(
    "--population",
    "populations",
    type=folder,
    multiple=True,
    help="People with names whom the attacker knows: a folder that `openpals simulate` wrote. May be given for each "
    "dataset.",
)
@click.option(
    "--contributor-key",
    "contributor_keys",
    type=folder,
    multiple=True,
    help="The key of each population's deposit, in the same order. [default: the user's key folder]",
)
@click.option("--key", "key_file", type=folder, help="The host's key. [default: the user's key folder]")
@click.option("--previous", type=folder, help="The release before, to find who came and went.")
@click.option("--policy", "policy_file", type=folder, help="The release's policy, where it is one of your own.")
@click.option("--out", type=folder, help=f"New folder for the report: {PAGE} and {DATA}.")
@json_option
@ends_well
def risk(
    release_dir: Path,
    populations: tuple[Path, ...],
    contributor_keys: tuple[Path, ...],
    key_file: Path | None,
    previous: Path | None,
    policy_file: Path | None,
    out: Path | None,
    as_json: bool,
) -> None:
    """Run every attack on RELEASE_DIR that can be run, and print its success beside guessing.

    Ends with exit code 4 where an attack succeeds more often than the release's policy allows. With --population,
    whose row is whose must be known: that takes both keys, as a demonstration or a rehearsal has them.
    """
    policy = read_policy(policy_file) if policy_file else default_policy()
    held = held_release(release_dir)
    before = held_release(previous) if previous else None
    with progress("risk", quiet=as_json) as step:
        step("find the named people")
        truths = named_people(held, populations, contributor_keys, key_file)
        results = attack_release(held, policy, step, truths, before)
    if out:
        write_report(results, held, policy, out)
    if as_json:
        print_json({"release": str(release_dir), **summary(results, policy)})
    else:
        show_attacks(results)
        if out:
            click.echo(f"The report: {out.absolute()}/{PAGE}")
    sys.exit(CHECK_FAILED if failed(results) else 0)


def named_people(held: Held, populations: Sequence[Path], keys: Sequence[Path], host: Path | None) -> list[Truth]:
    """The people of each population with their rows. Raises PopulationRefused, KeyRefused."""
    if len(keys) > len(populations):
        raise PopulationRefused("There are more contributors' keys than populations: give one for each, in order.")
    found = []
    for path, key in zip_longest(populations, keys):
        named = read_population(path)
        contributor = load_key("contributor", key, named.dataset, make=False)
        found.append(found_in(held, named, contributor, load_key("host", host, make=False)))
    return found


def summary(results: Sequence[Result], policy: Policy) -> dict[str, Any]:
    """The results as plain data."""
    return {"policy": policy.name, "refused": bool(failed(results)), "attacks": [one.told() for one in results]}


def write_report(results: Sequence[Result], held: Held, policy: Policy, out: Path) -> None:
    """The page and the data, in a new folder. Raises TargetRefused."""
    with whole_folder(out) as work:
        write_risk_page(results, held.manifest, work / PAGE)
        write_json(work / DATA, {"release": held.manifest["version"], **summary(results, policy)})


def show_attacks(results: Sequence[Result]) -> None:
    """The results as a table, for a person."""
    console = Console()
    table = table_of("Attacks", "attack", "tries", "success", "95 %", "guess", "limit", "verdict")
    for one in results:
        if one.verdict is Verdict.NOT_RUN:
            continue
        verdict = f"[{STYLES[one.verdict]}]{one.verdict}[/]"
        told = row(one)
        table.add_row(called(one), told.tries, f"{one.rate:.1%}", told.interval, told.guess, told.threshold, verdict)
    console.print(table)
    for one in results:
        if one.verdict is Verdict.NOT_RUN:
            console.print(f"Not run: {called(one)}. {one.because}", highlight=False, soft_wrap=True)
    reported = dict.fromkeys((one.title, one.because) for one in results if one.verdict is Verdict.REPORTED)
    for title, because in reported:
        console.print(f"Reported only: {title}. {because}", highlight=False, soft_wrap=True)
    if failed(results):
        refused = AttackSucceeded(results)
        click.echo("\n".join([refused.summary, *(f"  {line}" for line in refused.problems)]), err=True)
