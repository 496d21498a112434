"""`openpals link`: the same people in several datasets, found without identity; a step for each role."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import click

from ..privacy.keys import different, key_path, load_key
from ..privacy.linkage import service
from ..privacy.linkage.asking import REQUEST_FILE, tokens_of_answer, write_request
from ..privacy.linkage.checks import people_to_check
from ..privacy.linkage.facts import Facts, read_facts
from ..privacy.linkage.features import features
from ..privacy.linkage.keyed import Keyed, key_id, keyed, tokens_without_service
from ..privacy.linkage.links import ASKED, Links, write_links
from ..privacy.linkage.links import link as link_people
from ..privacy.linkage.match import ACCEPTED
from ..privacy.linkage.tokens import Made, fit_together, read_tokens, write_tokens
from ..release.folders import whole_folder
from .outcome import ends_well, json_option, print_json
from .progress import progress

path = click.Path(path_type=Path)
existing = click.Path(path_type=Path, exists=True, dir_okay=False)

shared_key = click.option(
    "--shared-key", type=path, help="File with the key that contributors share. [default: the user's key folder]"
)
round_option = click.option(
    "--round", "round_name", required=True, help="Which linkage this is, such as 2026; all contributors say the same."
)
columns_option = click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="FACT=NAME",
    help="A column that has another name than usual; repeatable.",
)


@click.group()
def link() -> None:
    """Find the same people in several datasets without anybody's identity.

    Contributors `ask`, the key service `answer`s, contributors make `tokens`, the host `match`es them, and contributors
    look `up` whom they are asked to check. docs/linkage.md tells who does what, and why.
    """


@link.command()
@click.option("--out", required=True, type=path, help="The key file; must not exist yet.")
@json_option
@ends_well
def key(out: Path, as_json: bool) -> None:
    """Contributors: make the key that all of them share, once. The host must never have it."""
    if out.exists():
        raise click.UsageError(f"{out} exists already. Nothing is overwritten: name another file.")
    made = load_key("linkage", out)
    if as_json:
        print_json({"key": str(out), "id": key_id(made)})
    else:
        click.echo(f"{out}: key {key_id(made)}. Hand it to the other contributors, to nobody else.")


@link.command()
@click.argument("people", type=existing)
@round_option
@click.option("--out", required=True, type=path, help="Folder for the request and what is kept; must not exist yet.")
@shared_key
@columns_option
@json_option
@ends_well
def ask(
    people: Path, round_name: str, out: Path, shared_key: Path | None, columns: tuple[str, ...], as_json: bool
) -> None:
    """Contributors: blind the facts of PEOPLE for the key service.

    PEOPLE is a CSV of those who consented to linkage, and of nobody else: id, given_name, family_name, birth_date, and
    where known middle_name, sex, city.
    """
    with progress("ask", quiet=as_json) as step:
        _, hashes = _prepared(people, round_name, shared_key, columns, step)
        with whole_folder(out) as work:
            points = write_request(work, hashes, round_name, _counting(step, "features blinded"))
    if as_json:
        print_json({"request": str(out / REQUEST_FILE), "points": points})
    else:
        click.echo(
            f"Send {out / REQUEST_FILE} ({points:,} points) to the key service. Keep the rest of {out} to yourself."
        )


@link.command()
@click.argument("request", type=existing)
@click.option("--from", "asker", required=True, help="The contributor who handed the request in.")
@click.option("--out", required=True, type=path, help="The answer's file; must not exist yet.")
@click.option("--key", "key_file", type=path, help="File with the service's key; made on first use.")
@click.option("--log", type=path, help="File with the log of all requests. [default: beside the key]")
@click.option(
    "--most", default=service.MOST_POINTS, show_default=True, help="Points a contributor may have in 30 days."
)
@json_option
@ends_well
def answer(
    request: Path, asker: str, out: Path, key_file: Path | None, log: Path | None, most: int, as_json: bool
) -> None:
    """Key service: answer REQUEST. It tells the service nothing, and must come from a contributor whom you know.

    Who runs this must never hold tokens.
    """
    secret = load_key("linkage_service", key_file)
    log = log or (key_file or key_path("linkage_service")).with_suffix(".log")
    with progress("answer", quiet=as_json) as step:
        made = service.answer_request(
            request, out, secret, asker, log, datetime.now(UTC), _counting(step, "points answered"), most
        )
    if as_json:
        print_json({"answer": str(out), "points": made.points, "key": made.key, "left": made.left, "log": str(log)})
    else:
        click.echo(f"Send {out} back to {asker}. Made with the key {made.key}; {made.left:,} more points in 30 days.")


@link.command()
@click.argument("people", type=existing)
@round_option
@click.option("--dataset", required=True, help="The dataset's short name, as in contribution.toml.")
@click.option("--out", required=True, type=path, help="The file of tokens; must not exist yet.")
@click.option("--asked", type=path, help="The folder that `ask` wrote.")
@click.option("--answer", "answer_file", type=existing, help="The key service's answer.")
@click.option("--service", "service_id", help="The key that the service is known to have; another one is refused.")
@click.option(
    "--without-key-service",
    is_flag=True,
    help="The weaker way: by the shared key alone. Whoever gets hold of that key can find names in the tokens.",
)
@shared_key
@click.option(
    "--key", "key_file", type=path, help="The contributor's key, of the deposit. [default: the user's key folder]"
)
@columns_option
@json_option
@ends_well
def tokens(
    people: Path,
    round_name: str,
    dataset: str,
    out: Path,
    asked: Path | None,
    answer_file: Path | None,
    service_id: str | None,
    without_key_service: bool,
    shared_key: Path | None,
    key_file: Path | None,
    columns: tuple[str, ...],
    as_json: bool,
) -> None:
    """Contributors: make tokens of PEOPLE for the host, of the key service's answer.

    The pseudonyms are those of the deposit of the same dataset and key.
    """
    if without_key_service == bool(asked or answer_file) or bool(asked) != bool(answer_file):
        raise click.UsageError("Give --asked and --answer, or --without-key-service.")
    own = load_key("contributor", key_file, dataset, make=False)
    with progress("tokens", quiet=as_json) as step:
        facts, hashes = _prepared(people, round_name, shared_key, columns, step)
        shared = load_key("linkage", shared_key, make=False)
        different(own, shared)
        if asked and answer_file:
            made, public = tokens_of_answer(
                asked, answer_file, hashes, round_name, service_id, _counting(step, "features made tokens")
            )
        else:
            made, public = tokens_without_service(shared, round_name, hashes.inputs), ""
        write_tokens(out, dataset, Made(round_name, public, key_id(shared)), facts, hashes, made, own)
    if as_json:
        print_json({"tokens": str(out), "people": len(facts), "service": public, "contributors": key_id(shared)})
    else:
        click.echo(f"Send {out} ({len(facts):,} people) to the host, and to nobody else.")
        if not public:
            click.echo("The tokens are as secret as the shared key: whoever gets hold of it can find names in them.")


@link.command()
@click.argument("token_files", nargs=-1, required=True, type=path)
@click.option("--out", required=True, type=path, help="Folder for links and requests to check; must not exist yet.")
@click.option("--key", "key_file", type=path, help="File with the key of the links' ids; made on first use.")
@json_option
@ends_well
def match(token_files: tuple[Path, ...], out: Path, key_file: Path | None, as_json: bool) -> None:
    """Host: find the people who are in several datasets by TOKEN_FILES, one for each dataset."""
    with progress("match", quiet=as_json) as step:
        step("read the tokens")
        files = {file: read_tokens(file) for file in token_files}
        if len(files) < len(token_files):
            raise click.UsageError("The same file was given twice.")
        fit_together(files)
        secret = load_key("links", key_file)
        step("compare people")
        found = link_people(list(files.values()))
        step("write the links")
        with whole_folder(out) as work:
            write_links(work, found, secret)
            (work / "report.json").write_text(json.dumps(found.report, indent=2, sort_keys=True) + "\n", "utf-8")
    if as_json:
        print_json({"links": str(out), **found.report})
    else:
        _show(found, out)


@link.command()
@click.argument("check", type=existing)
@click.argument("people", type=existing)
@click.option("--dataset", required=True, help="The dataset's short name, as in contribution.toml.")
@click.option(
    "--key", "key_file", type=path, help="The contributor's key, of the deposit. [default: the user's key folder]"
)
@columns_option
@ends_well
def up(check: Path, people: Path, dataset: str, key_file: Path | None, columns: tuple[str, ...]) -> None:
    """Contributors: print the ids of those in PEOPLE whom the host asks to check, by the pseudonyms in CHECK.

    Look whether their facts are right and whole, correct them, and ask for tokens anew. Who is on the list may be in
    another dataset: treat the list as confidential.
    """
    own = load_key("contributor", key_file, dataset, make=False)
    for one in people_to_check(check, read_facts(people, _named(columns)), dataset, own):
        click.echo(one)


def _prepared(
    people: Path, round_name: str, shared_key: Path | None, columns: tuple[str, ...], step: Callable[[str], None]
) -> tuple[Facts, Keyed]:
    shared = load_key("linkage", shared_key, make=False)
    step("read the list of people")
    facts = read_facts(people, _named(columns))
    step("bring their facts into one form")
    return facts, keyed(shared, round_name, features(facts))


def _named(columns: tuple[str, ...]) -> dict[str, str]:
    wrong = [column for column in columns if "=" not in column]
    if wrong:
        raise click.UsageError(f"--column {wrong[0]}: write FACT=NAME, such as --column id=patient_number.")
    return dict(column.split("=", 1) for column in columns)


def _counting(step: Callable[[str], None], what: str) -> Callable[[int, int], None]:
    return lambda done, all_of_them: step(f"{done:,} of {all_of_them:,} {what}")


def _show(found: Links, out: Path) -> None:
    report = found.report
    click.echo(f"{report['people_linked']:,} people are in several datasets: {out / 'links.parquet'}")
    for pair in report["pairs_of_datasets"]:
        click.echo(
            f"  {' and '.join(pair['datasets'])}: {pair['accepted']:,} links at p >= {ACCEPTED}, about "
            f"{pair['expected_wrong']} of them wrong; {pair['to_check']:,} to check (p >= {ASKED}); about "
            f"{pair['expected_in_both']:,} people should be in both."
        )
    for dataset, number in report["to_check"].items():
        if number:
            click.echo(
                f"Send {out / 'check' / dataset}.csv to {dataset}: {number:,} people whose facts should be looked at."
            )
    click.echo("Remove the tokens when the links are used: they are needed no more, and made anew for another round.")
