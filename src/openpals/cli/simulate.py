"""`openpals simulate`: synthetic contributors of any size, and how true they are to published figures."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from ..model.editions import EDITIONS
from ..simulate import announced, write_members, write_trial, write_trials
from ..simulate.check import Report, check_folder
from ..simulate.trial import PEOPLE
from .outcome import CHECK_FAILED, ends_well, json_option, print_json, table_of
from .progress import progress

folder = click.Path(path_type=Path)
out_option = click.option("--out", required=True, type=folder, help="The folder to write; must be new or empty.")
seed_option = click.option("--seed", default=1, show_default=True, help="The same seed gives the same files.")


@click.group()
def simulate() -> None:
    """Make synthetic contributors: every person and record is invented, and every file says so."""


@simulate.command()
@click.option("--trials", default=announced.TRIALS, show_default=True, help="How many trials are pooled.")
@click.option("--people", default=announced.PEOPLE, show_default=True, help="How many take part in all of them.")
@click.option("--year", type=click.Choice([str(year) for year in EDITIONS]), default="2026", help="Whose layout.")
@click.option("--defects", is_flag=True, help="Seed the mistakes that users describe, at the published rates.")
@seed_option
@out_option
@json_option
@ends_well
def trials(trials: int, people: int, year: str, defects: bool, seed: int, out: Path, as_json: bool) -> None:
    """Pooled clinical trials as PRO-ACT-style CSV, with contribution.toml, identities and the truth beside it."""
    with progress("synthetic trials", quiet=as_json) as step:
        seeded = write_trials(out, people, trials, seed, int(year), defects, step)
    _say(out, {"people": people, "trials": trials, "seeded": {**vars(seeded)} if defects else None}, as_json)


@simulate.command()
@click.option("--members", default=announced.MEMBERS, show_default=True, help="Members, with any condition.")
@click.option("--als", default=announced.ALS, show_default=True, help="How many of them have ALS.")
@click.option("--trials", default=announced.TRIALS, show_default=True, help="The trials in which some took part.")
@click.option("--people", default=announced.PEOPLE, show_default=True, help="The people in these trials.")
@click.option("--defects", is_flag=True, help="Seed mistakes as real exports have them.")
@seed_option
@out_option
@json_option
@ends_well
def members(
    members: int, als: int, trials: int, people: int, defects: bool, seed: int, out: Path, as_json: bool
) -> None:
    """The export of a members' platform as CSV, with identities: profiles, reports, treatments, evaluations.

    About 9 % of those with ALS also took part in the trials that `simulate trials` makes of the same seed, trials and
    people; only SYNTHETIC_truth.parquet says who.
    """
    with progress("synthetic members", quiet=as_json) as step:
        seeded = write_members(out, members, als, seed, defects, trials=trials, people=people, progress=step)
    _say(out, {"members": members, "als": als, "seeded": {**vars(seeded)} if defects else None}, as_json)


@simulate.command()
@click.option("--layout", type=click.Choice(["sdtm"]), default="sdtm", help="The layout: CDISC SDTM.")
@click.option("--people", default=PEOPLE, show_default=True, help="How many take part.")
@click.option(
    "--format",
    "kind",
    type=click.Choice(["xpt", "json"]),
    default="xpt",
    help="Both XPT and Dataset-JSON are written; contribution.toml points to this one. [default: xpt]",
)
@seed_option
@out_option
@json_option
@ends_well
def trial(layout: str, people: int, kind: str, seed: int, out: Path, as_json: bool) -> None:
    """One clinical trial as CDISC SDTM: SAS transport files (XPT) and Dataset-JSON."""
    with progress("synthetic trial", quiet=as_json) as step:
        rows = write_trial(out, people, seed, "json" if kind == "json" else "xpt", step)
    _say(out, {"people": people, "layout": layout, "rows": rows}, as_json)


@simulate.command()
@click.argument("made", type=folder)
@click.option("--all", "every", is_flag=True, help="List the assumptions as well.")
@json_option
@ends_well
def check(made: Path, every: bool, as_json: bool) -> None:
    """Published figure, simulated figure and difference for each target of MADE, a folder of simulated files.

    Ends with code 4 when a target is out of tolerance without a reason.
    """
    with progress("check", quiet=as_json) as step:
        step(f"measure {made}")
        report = check_folder(made)
    if as_json:
        print_json(_as_json(report))
    else:
        _print(report, every)
    sys.exit(CHECK_FAILED if report.judged and report.outside else 0)


def _say(out: Path, facts: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print_json({"synthetic": True, "folder": str(out), **facts})
    else:
        click.echo(f"Synthetic data, of nobody, lie in {out.absolute()}; next: openpals deposit {out} --out DEPOSIT")


def _print(report: Report, every: bool) -> None:
    console = Console()
    table = Table(title=f"{report.kind}: published and simulated", box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column("figure", overflow="fold", min_width=24)
    for name in ("published", "\N{PLUS-MINUS SIGN}", "simulated", "difference"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    for line in report.lines:
        target = line.target
        table.add_row(
            f"{target.id} {target.part}".strip(),
            _number(target.published),
            _number(target.allowed(line.simulated)) if line.simulated is not None else "",
            _number(line.simulated),
            _number(line.difference),
            line.verdict,
        )
    console.print(table)
    reasons = {
        line.target.reason: line.target.id
        for line in report.lines
        if line.target.reason and line.verdict in ("missed", "not simulated")
    }
    for reason, name in reasons.items():
        console.print(f"[bold]{name}[/bold]: {reason}", highlight=False)
    counts = {
        verdict: sum(line.verdict == verdict for line in report.lines)
        for verdict in dict.fromkeys(line.verdict for line in report.lines)
    }
    console.print(
        "Targets: " + ", ".join(f"{count} {verdict}" for verdict, count in counts.items()) + ".", highlight=False
    )
    if not report.judged:
        console.print(f"{report.people:,} people are too few to judge: chance moves the figures.", highlight=False)
    if every:
        assumed = table_of("Assumed: nothing published stands behind these", "parameter", "value")
        for name, value in report.assumptions.items():
            assumed.add_row(name, str(value))
        console.print(assumed)
    else:
        console.print(f"{len(report.assumptions)} assumptions; --all lists them.", highlight=False)


def _number(value: float | str | None) -> str:
    if value is None or isinstance(value, str):
        return value or "-"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def _as_json(report: Report) -> dict[str, Any]:
    return {
        "kind": report.kind,
        "people": report.people,
        "judged": report.judged,
        "outside": len(report.outside),
        "targets": [
            {
                "id": line.target.id,
                "part": line.target.part,
                "statistic": line.target.statistic,
                "source": line.target.source,
                "published": line.target.published,
                "simulated": line.simulated,
                "difference": line.difference,
                "tolerance": None if line.simulated is None else line.target.allowed(line.simulated),
                "verdict": line.verdict,
                "reason": line.target.reason,
            }
            for line in report.lines
        ],
        "assumptions": report.assumptions,
    }
