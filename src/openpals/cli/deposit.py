"""`openpals deposit`: a contributor's files become a deposit, on the contributor's side."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console

from ..model.rules import RULES
from ..privacy.keys import load_key
from ..privacy.policy import default_policy, read_policy
from ..release.deposit import Deposited, make_deposit
from .outcome import ends_well, json_option, print_json, table_of
from .progress import progress

EXAMPLE = """\
[contribution]
dataset = "our-registry"            # short name, a-z 0-9 -
contributor = "Name of the institution"
title = "What the data are, in a line"
terms = "Under which terms they may be used"
layout = "members"                  # proact, sdtm, members, or a mapping file of your own such as "mapping.toml"
condition = "als"                   # the condition of people whose row does not say one
extracted = 2026-01-31              # no fact can be later
synthetic = false
# encoding = "windows-1252"         # when the files are not UTF-8
# time_zero = ["members.diagnosis_date"]  # where day 0 stands, if not where the layout says
# identities = ["names.txt"]        # more names and places that no term may hold, one a line
# ordinary_words = ["brown"]        # words that name nobody when the guard takes them for a name
# accept_losses = 0.01              # share of a file's rows that may lose a value; 0 when left out

# [files]                           # only where files have names of their own
# folder = "export"
# symptom_reports = "symptoms-2026.csv"
"""


@click.command()
@click.argument("source_dir", required=False, type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help="The deposit's folder; must not exist yet.")
@click.option(
    "--key",
    "key_file",
    type=click.Path(path_type=Path),
    help="File with the contributor's key; made on first use. [default: the user's key folder]",
)
@click.option("--policy", "policy_file", type=click.Path(path_type=Path), help="A privacy policy of your own.")
@click.option("--threads", type=click.IntRange(1), help="Processors to use.")
@click.option("--memory", default="2500MB", show_default=True, help="Memory that the engine may take.")
@click.option("--example", is_flag=True, help="Print a contribution.toml to start from, and end.")
@json_option
@ends_well
def deposit(
    source_dir: Path | None,
    out: Path | None,
    key_file: Path | None,
    policy_file: Path | None,
    threads: int | None,
    memory: str,
    example: bool,
    as_json: bool,
) -> None:
    """Make a de-identified deposit out of SOURCE_DIR, which holds contribution.toml and the files it speaks of."""
    if example:
        click.echo(EXAMPLE, nl=False)
        return
    if source_dir is None or out is None:
        raise click.UsageError("Give SOURCE_DIR and --out, or --example.")
    policy = read_policy(policy_file) if policy_file else default_policy()
    with progress(f"deposit {source_dir.name}", quiet=as_json) as step:
        made = make_deposit(
            source_dir,
            out,
            lambda dataset: load_key("contributor", key_file, dataset),
            policy,
            step,
            threads,
            memory,
        )
    if as_json:
        print_json(
            {
                "deposit": str(made.folder),
                "people": made.people,
                "rows": made.rows,
                "risk": made.risk,
                "quality": made.quality,
            }
        )
    else:
        show_deposit(made)


def show_deposit(made: Deposited) -> None:
    """What was made, and every kind of finding under its rule."""
    console = Console()
    console.print(
        f"Deposit [bold]{made.folder}[/bold]: {made.people} people, {sum(made.rows.values()):,} rows "
        f"in {len(made.rows)} tables.",
        highlight=False,
    )
    accounts = table_of("Every row's fate", "file", "read", "kept", "merged", "rejected", "of these out of scope")
    for file in made.quality["files"]:
        accounts.add_row(
            file["file"],
            *(f"{file[name]:,}" for name in ("read", "kept", "merged", "rejected", "out_of_scope")),
        )
    console.print(accounts)
    findings = findings_by_rule(made.quality["files"])
    if findings:
        listed = table_of("Findings", "rule", "what is looked for", "effect", "rows")
        for (rule, effect), rows in findings.items():
            listed.add_row(f"{rule} {RULES[rule].name}", RULES[rule].title, effect, f"{rows:,}")
        console.print(listed)
        console.print(f"Row by row: {made.folder}/findings.parquet", highlight=False)


def findings_by_rule(files: list[dict[str, list[dict[str, str | int]]]]) -> dict[tuple[str, str], int]:
    """Rows found, by rule and effect, over all files."""
    counted: dict[tuple[str, str], int] = {}
    for file in files:
        for finding in file["findings"]:
            key = (str(finding["rule"]), str(finding["effect"]))
            counted[key] = counted.get(key, 0) + int(finding["rows"])
    return dict(sorted(counted.items()))
