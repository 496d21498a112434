"""`openpals release copy` and `trace`, as a steward uses them."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.contributions import KEY, csv_text, write_contribution

from openpals.cli.main import main
from openpals.privacy.keys import Key
from openpals.privacy.policy import default_policy
from openpals.release.build import build_release
from openpals.release.deposit import make_deposit


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a release of twelve people, and terms."""
    folder = tmp_path_factory.mktemp("host")
    people = csv_text([{"subject_id": n, "Sex": "Male"} for n in range(12)])
    source = write_contribution(folder / "source", {"DEMOGRAPHICS.csv": people})
    make_deposit(source, folder / "deposit", lambda _: KEY, default_policy(), lambda _: None)
    build_release(
        [folder / "deposit"], folder / "2026.1", "2026.1", Key("host", bytes(32)), default_policy(), lambda _: None
    )
    (folder / "terms.txt").write_bytes(b"Terms\r\n\xff")
    return folder


def run(host: Path, *command: str) -> Result:
    own = ["--key", str(host / "recipient.key"), "--grants", str(host / "grants.txt")]
    return CliRunner().invoke(main, ["release", *command, *own])


def copy(host: Path, grant: str) -> Result:
    terms = str(host / "terms.txt")
    return run(host, "copy", str(host / "2026.1"), "--grant", grant, "--terms", terms, "--out", str(host / grant))


def test_copy_is_made_noted_and_traced(host: Path) -> None:
    assert copy(host, "G-1").exit_code == 0
    assert copy(host, "G-2").exit_code == 0
    manifest = json.loads((host / "G-2" / "manifest.json").read_text())
    found = run(
        host, "trace", str(host / "G-2" / "tables" / "subject.parquet"), "--release", str(host / "2026.1"), "--json"
    )

    assert manifest["recipient"]["terms_sha256"] == hashlib.sha256((host / "terms.txt").read_bytes()).hexdigest()
    assert (host / "grants.txt").read_text() == "G-1\nG-2\n"
    assert json.loads(found.stdout)["named"] == [{"grant": "G-2", "ids": 12}]
    shown = CliRunner().invoke(main, ["release", "show", str(host / "G-2")])
    assert "Copy for the grant G-2" in shown.output


def test_foreign_file_is_none_of_ours(host: Path, tmp_path: Path) -> None:
    (host / "grants.txt").touch()
    (tmp_path / "foreign.csv").write_text("id\nabcdefghijklmnop\n")
    found = run(host, "trace", str(tmp_path / "foreign.csv"), "--release", str(host / "2026.1"))

    assert found.exit_code == 0
    assert "none of ours" in " ".join(found.output.split())


def test_what_is_no_grant_is_refused_and_not_noted(host: Path) -> None:
    before = (host / "grants.txt").read_text() if (host / "grants.txt").exists() else ""
    refused = copy(host, "for Dr X")

    assert refused.exit_code == 3
    assert "is no id of a grant" in refused.output
    assert ((host / "grants.txt").read_text() if (host / "grants.txt").exists() else "") == before
