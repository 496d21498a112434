"""`openpals release count`: how many people a release has of a kind, as everybody may know it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console

from ..privacy.counting.counter import Counter
from ..privacy.counting.ledger import Ledger
from ..privacy.counting.policy import default_count_policy
from ..release.counts import read_counts
from .outcome import ends_well, json_option, print_json, table_of


@click.command()
@click.argument("release_dir", type=click.Path(path_type=Path))
@click.option("--where", multiple=True, metavar="NAME=BAND,...", help="Only people of these bands; may be repeated.")
@click.option("--by", multiple=True, metavar="NAME", help="Count by this; may be repeated.")
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV.")
@json_option
@ends_well
def count(release_dir: Path, where: tuple[str, ...], by: tuple[str, ...], as_csv: bool, as_json: bool) -> None:
    """Tell how many people RELEASE_DIR has, as everybody may know it: in groups, rounded, nobody of fewer than 11.

    For example: openpals release count 2026.1 --where condition=als --by sex --by age
    """
    policy = default_count_policy()
    cube = read_counts(release_dir, policy)
    answer = Counter(cube, policy, Ledger(policy)).answer(None, datetime.now(UTC).date(), _conditions(where), by)
    if as_json:
        print_json(answer.as_data())
    elif as_csv:
        click.echo(answer.as_csv(), nl=False)
    else:
        table = table_of(f"People of release {answer.version}", *answer.by, "at least", "at most", "per cent")
        for row in answer.rows():
            table.add_row(*row)
        Console().print(table)


def _conditions(where: tuple[str, ...]) -> dict[str, list[str]]:
    """``name=band,band`` as what is asked for. Raises BadParameter."""
    found: dict[str, list[str]] = {}
    for one in where:
        name, equals, bands = one.partition("=")
        if not equals or name in found:
            raise click.BadParameter("write each dimension once, as name=band or name=band,band.", param_hint="--where")
        found[name] = bands.split(",")
    return found
