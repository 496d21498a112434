"""How commands end: exit codes, messages for people, the same as JSON for machines."""

from __future__ import annotations

import functools
import json
import sys
from collections.abc import Callable
from typing import Any, NoReturn, ParamSpec

import click
import pyarrow as pa
from rich.table import Column, Table

from ..model.refused import Refused
from ..model.rules import RULES
from ..privacy.risk import Unprotected
from ..privacy.text.suspicions import OWN, PERSON, PLACE
from ..release.attacked import AttackSucceeded
from ..release.deposit import IdentityLeak, LossesRefused

REFUSED, CHECK_FAILED = 3, 4

# So many findings are printed; the rest are counted.
MOST_PRINTED = 20

json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object, for machines.")

Parameters = ParamSpec("Parameters")


def ends_well(command: Callable[Parameters, None]) -> Callable[Parameters, None]:
    """Turns refusals into messages and exit codes; with ``--json`` the message is an object on standard output."""

    @functools.wraps(command)
    def run(*args: Parameters.args, **kwargs: Parameters.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except LossesRefused as refused:
            fail(REFUSED, _about_losses(refused), findings_as_lines(refused.findings), kwargs)
        except IdentityLeak as leak:
            fail(
                CHECK_FAILED,
                "The guard found what could identify somebody; nothing was written.",
                [
                    f"{found}. Look at this column at the source, and leave it out or code it. If it only holds words "
                    "that name nobody, list them as ordinary_words in contribution.toml."
                    if found.what in (OWN, PERSON, PLACE)
                    else f"{found}. Look at this column at the source, and leave it out or code it."
                    for found in leak.leaks
                ],
                kwargs,
            )
        except AttackSucceeded as refused:
            fail(
                CHECK_FAILED, f"{refused.summary} Nothing was written.", [str(one) for one in refused.problems], kwargs
            )
        except Unprotected as refused:
            fail(CHECK_FAILED, str(refused), [], kwargs)
        except Refused as refused:
            fail(REFUSED, refused.summary or str(refused), [str(one) for one in refused.problems], kwargs)
        except OSError as error:
            fail(
                REFUSED,
                f"{error.strerror or error}: {error.filename or ''}".rstrip(": ")
                + ". Nothing was written; free space or correct the path, and run the command again.",
                [],
                kwargs,
            )

    return run


def fail(code: int, what: str, lines: list[str], options: Any) -> NoReturn:
    """Says what went wrong and ends with the code."""
    if options.get("as_json"):
        click.echo(json.dumps({"error": what, "problems": lines, "exit_code": code}, indent=2))
    else:
        click.echo(what, err=True)
        for line in lines[:MOST_PRINTED]:
            click.echo(f"  {line}", err=True)
        if len(lines) > MOST_PRINTED:
            click.echo(f"  ... and {len(lines) - MOST_PRINTED} more", err=True)
    sys.exit(code)


def table_of(title: str, *columns: str) -> Table:
    """A table for people; words too long for a narrow terminal are broken, never cut."""
    return Table(*(Column(name, overflow="fold") for name in columns), title=title)


def print_json(value: Any) -> None:
    """One JSON object on standard output."""
    click.echo(json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False))


def findings_as_lines(findings: pa.Table) -> list[str]:
    """Findings in which something is lost, one line each, with the place and what to do."""
    return [
        f"{row['file']}, row {row['row']}, column {row['source_column']}: {row['value_class']}, {row['effect']} "
        f"({row['table']}; rule {row['rule']}: {RULES[row['rule']].title}). {RULES[row['rule']].remedy}"
        for row in findings.to_pylist()
        if row["effect"] in ("value lost", "row rejected")
    ]


def _about_losses(refused: LossesRefused) -> str:
    worst = max(account.lossy_share for account in refused.accounts)
    files = ", ".join(
        f"{account.file}: {account.lossy} of {account.read} rows" for account in refused.accounts if account.lossy
    )
    return (
        "The input was refused; nothing was written: values or rows would be lost, and contribution.toml does "
        f"not accept that. Correct the cells below, or accept the loss with accept_losses = {_above(worst)}.\n"
        f"With losses: {files}."
    )


def _above(share: float) -> float:
    """The share, rounded up to three places."""
    return min(1.0, (int(share * 1000) + 1) / 1000)
