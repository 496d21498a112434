"""`openpals release`: build, verify, show and compare releases, on the host's side."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from ..privacy.keys import load_key
from ..privacy.policy import default_policy, read_policy
from ..release.build import build_release
from ..release.tiers import FOLDER as OPEN
from ..release.twin import FOLDER
from ..release.verify import compare_releases, describe_release, verify_release
from .count import count
from .export import export
from .outcome import CHECK_FAILED, ends_well, json_option, print_json, table_of
from .progress import progress
from .recipients import copy, trace
from .statistics import in_brief, statistics

folder = click.Path(path_type=Path)


@click.group()
def release() -> None:
    """Build, verify, show, compare, count, export and copy releases; trace a copy that leaked."""


for command in (export, copy, trace, count, statistics):
    release.add_command(command)


@release.command()
@click.argument("deposit_dirs", nargs=-1, required=True, type=folder)
@click.option("--out", required=True, type=folder, help="The release's folder; must not exist yet.")
@click.option("--version", required=True, help="Year and number, such as 2026.1.")
@click.option("--title", default="OpenPALS pool", show_default=True, help="The release's title.")
@click.option(
    "--key",
    "key_file",
    type=folder,
    help="File with the host's key; made on first use. [default: the user's key folder]",
)
@click.option("--policy", "policy_file", type=folder, help="A privacy policy of your own.")
@click.option("--previous", type=folder, help="The release before: public counts keep their numbers where few changed.")
@click.option("--links", type=folder, help="What `openpals link match` wrote: subjects who are one person.")
@click.option("--threads", type=click.IntRange(1), help="Processors to use.")
@click.option("--memory", default="2500MB", show_default=True, help="Memory that the engine may take.")
@json_option
@ends_well
def build(
    deposit_dirs: tuple[Path, ...],
    out: Path,
    version: str,
    title: str,
    key_file: Path | None,
    policy_file: Path | None,
    previous: Path | None,
    links: Path | None,
    threads: int | None,
    memory: str,
    as_json: bool,
) -> None:
    """Pool DEPOSIT_DIRS into one release. The same deposits, key and version give the same bytes."""
    policy = read_policy(policy_file) if policy_file else default_policy()
    key = load_key("host", key_file)
    with progress(f"release {version}", quiet=as_json) as step:
        build_release(deposit_dirs, out, version, key, policy, step, title, threads, memory, previous, links)
    if as_json:
        print_json({"release": str(out), **describe_release(out)})
    else:
        show_release(out)


@release.command()
@click.argument("release_dir", type=folder)
@json_option
@ends_well
def verify(release_dir: Path, as_json: bool) -> None:
    """Compare every file of RELEASE_DIR with the manifest; names each that differs."""
    found = verify_release(release_dir)
    if as_json:
        print_json(
            {
                "release": str(release_dir),
                "whole": not found,
                "differences": [{"file": one.file, "what": one.what} for one in found],
            }
        )
    else:
        for one in found:
            click.echo(f"{one.file}: {one.what}")
        click.echo(
            f"{release_dir} differs from its manifest: do not use it, fetch it again."
            if found
            else f"{release_dir} is as it was built."
        )
    sys.exit(CHECK_FAILED if found else 0)


@release.command()
@click.argument("release_dir", type=folder)
@json_option
@ends_well
def show(release_dir: Path, as_json: bool) -> None:
    """What is in RELEASE_DIR: tables, rows, people, per dataset; quality and risk in brief."""
    if as_json:
        print_json(describe_release(release_dir))
    else:
        show_release(release_dir)


@release.command()
@click.argument("old", type=folder)
@click.argument("new", type=folder)
@json_option
@ends_well
def diff(old: Path, new: Path, as_json: bool) -> None:
    """What changed from release OLD to release NEW."""
    changes = compare_releases(old, new)
    if as_json:
        print_json(changes)
        return
    table = table_of(f"{old} -> {new}", "what", "old", "new")
    if changes["people"][0] != changes["people"][1]:
        table.add_row("people", *map(_cell, changes["people"]))
    for kind in ("versions", "datasets", "rows", "risk"):
        for name, pair in changes[kind].items():
            table.add_row(f"{kind}: {name}", *map(_cell, pair))
    Console().print(table if table.row_count else "Nothing that is counted differs.")


def show_release(path: Path) -> None:
    """A release in brief, for a person."""
    facts = describe_release(path)
    console = Console()
    console.print(
        f"\nRelease [bold]{facts['version']}[/bold], {facts['title']}: {facts['people']:,} people, "
        f"{sum(facts['rows'].values()):,} rows.",
        highlight=False,
    )
    if "recipient" in facts:
        console.print(f"Copy for the grant [bold]{facts['recipient']['grant']}[/bold].", highlight=False)
    if facts["synthetic"]:
        names = [dataset["dataset"] for dataset in facts["datasets"] if dataset["synthetic"]]
        console.print(f"[bold]Synthetic data[/bold], of nobody: {', '.join(names)}.", highlight=False)
    console.print(_tables(facts))
    if facts["quality"]:
        console.print(_quality(facts))
    if risk := facts["risk"]:
        console.print(
            f"Risk: {risk['classes']:,} classes of equal {', '.join(risk['quasi_identifiers'])}; "
            f"average risk {risk['average_risk']}, alone in their class {risk['share_alone']:.0%}. "
            f"{risk['meaning']}",
            highlight=False,
        )
    for table, lost in (risk or {}).get("suppressed_rows", {}).items():
        console.print(
            f"Left out of {table}: {sum(lost.values()):,} rows, whose {' or '.join(lost)} too few people share.",
            highlight=False,
        )
    if protected := risk.get("protected"):
        told = risk["protection"]
        console.print(
            f"By {', '.join(protected['quasi_identifiers'])} alone: no class of fewer than "
            f"{protected['smallest_class']:,}; {told['granularity']:.0%} of their detail is left.",
            highlight=False,
        )
    if links := risk.get("links"):
        console.print(_links(links), highlight=False, soft_wrap=True)
    if isinstance(facts.get("twin"), dict):
        console.print(_twin(facts["twin"], path), highlight=False, soft_wrap=True)
    if isinstance(facts.get("open"), dict):
        console.print(_open(facts["open"], path), highlight=False, soft_wrap=True)
    if isinstance(facts.get("statistics"), dict):
        console.print(in_brief(facts["statistics"], path), highlight=False, soft_wrap=True)
    if courses := facts["risk"].get("trajectory"):
        console.print(_courses(courses), highlight=False, soft_wrap=True)
    page = "report.html" if facts["risk"] else "report.md"
    console.print(
        f"Lies in {path.absolute()}; for a look, open {path.absolute()}/{page}",
        highlight=False,
        soft_wrap=True,
    )


def _links(links: dict[str, Any]) -> str:
    """What became of the links, and in what the rows of one person contradict each other."""
    differ = [f"{name} {'fewer than 11' if n is None else f'{n:,}'}" for name, n in links["disagree"].items() if n != 0]
    return (
        f"People in several datasets: {links['given']:,} linked, {links['kept']:,} of them by person_id; "
        f"{links['suppressed']:,} links would point at somebody, and were left out. "
        f"Rows of one person contradict each other in: {', '.join(differ) or 'nothing'}."
    )


def _twin(twin: dict[str, Any], path: Path) -> str:
    """The synthetic twin in brief, or why there is none."""
    if not twin["made"]:
        return f"No synthetic twin: {twin['because']}"
    parts = [
        f"{name}: {people:,} people, median distance {twin['fidelity'][name].get('median', '-')}"
        for name, people in twin["people"].items()
    ]
    found = twin["membership"]
    membership = ""
    if found:
        low, high = found["interval"]
        membership = f" Membership {found['auc']} (95 % interval {low} to {high}; 0.5: it cannot be told)."
    return f"Synthetic twin, for everybody, in {path.absolute()}/{FOLDER}: {'; '.join(parts)}.{membership}"


def _open(told: dict[str, Any], path: Path) -> str:
    """The open tables in brief, or why there are none."""
    if not told["made"]:
        return f"No open courses: {told['because']}"
    step, limit = told["step"], told["limit"]
    risk = next(one for one in told["tried"][-1]["risks"] if one["facts"] == limit["facts"])
    return (
        f"Open tables, for everybody, in {path.absolute()}/{OPEN}: courses by {step['period']}s in bands of "
        f"{step['points']} points; {limit['facts']} known rows single out {risk['singled_out']:.1%} (95 % interval "
        f"{risk['low']:.1%} to {risk['high']:.1%})."
    )


def _courses(told: dict[str, Any]) -> str:
    """How identifying the courses are, in brief, and what protection rests on."""
    sharp = [
        f"{one['facts']} single out {one['singled_out']:.0%}"
        for one in told["alsfrs"]
        if (one["period"], one["value"], one["knows"]) == ("day", "exact", "sex")
    ]
    return f"Known ALSFRS-R scores with their days: {', '.join(sharp)} of those who have so many. {told['rests_on']}"


def _tables(facts: dict[str, Any]) -> Table:
    datasets = facts["datasets"]
    table = table_of("Rows", "table", *(dataset["dataset"] for dataset in datasets), "in the release")
    table.add_row("people", *(f"{dataset['people']:,}" for dataset in datasets), f"{facts['people']:,}")
    for name, rows in facts["rows"].items():
        table.add_row(name, *(_cell(dataset["rows"].get(name)) for dataset in datasets), f"{rows:,}")
    return table


def _quality(facts: dict[str, Any]) -> Table:
    table = table_of("Quality", "dataset", "rows read", "kept", "merged", "rejected", "of these out of scope")
    for name, totals in facts["quality"].items():
        table.add_row(name, *(f"{totals[key]:,}" for key in ("read", "kept", "merged", "rejected", "out_of_scope")))
    return table


def _cell(value: Any) -> str:
    return "-" if value is None else f"{value:,}" if isinstance(value, int) else str(value)
