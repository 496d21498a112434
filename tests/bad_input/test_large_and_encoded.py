"""Files of another encoding, and files too large to be held, as the command meets them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq
import pyreadstat
import pytest
from click.testing import CliRunner, Result
from tests.contributions import csv_text, write_contribution

from openpals.cli.main import main

PEOPLE = csv_text([{"subject_id": n, "Age": 60, "Sex": "Male"} for n in range(3)])
MIB = 1 << 20


def transport(folder: Path, name: str, columns: dict[str, list[str]]) -> bytes:
    """The bytes of an XPT file of these columns, in which Windows wrote every apostrophe."""
    path = folder / "made.xpt"
    pyreadstat.write_xport(pl.DataFrame(columns), path, table_name=name, file_format_version=5)
    return path.read_bytes().replace(b"'", b"\x92")


def deposit_of_transports(folder: Path, encoding: str | None) -> Result:
    people = transport(folder, "DM", {"USUBJID": ["01", "02"], "SEX": ["F", "M"], "RFSTDTC": ["2021-03-01"] * 2})
    events = transport(folder, "AE", {"USUBJID": ["01", "02"], "AEDECOD": ["Nausea", "Crohn's disease"]})
    source = write_contribution(
        folder / "source", {"dm.xpt": people, "ae.xpt": events}, layout="sdtm", encoding=encoding, accept_losses=None
    )
    return CliRunner().invoke(
        main, ["deposit", str(source), "--out", str(folder / "out"), "--key", str(folder / "key")]
    )


def test_windows_byte_in_transport_file_is_named_with_the_encoding_to_declare(tmp_path: Path) -> None:
    result = deposit_of_transports(tmp_path, encoding=None)

    assert result.exit_code == 3
    assert "ae.xpt, row 2, column AEDECOD: a byte that is not UTF-8" in result.stderr
    assert 'encoding = "windows-1252"' in result.stderr
    assert "Crohn" not in result.stderr
    assert not (tmp_path / "out").exists()


def test_windows_byte_in_transport_file_is_read_when_declared(tmp_path: Path) -> None:
    result = deposit_of_transports(tmp_path, encoding="windows-1252")

    assert result.exit_code == 0, result.output
    terms = pq.read_table(tmp_path / "out" / "tables" / "adverse_event.parquet")["term"].to_pylist()
    assert sorted(terms) == ["Crohn’s disease", "Nausea"]


def test_windows_bytes_in_transport_and_csv_files_are_told_in_one_run(tmp_path: Path) -> None:
    people = transport(tmp_path, "DM", {"USUBJID": ["01"], "ARM": ["Investigator's choice"]})
    events = csv_text([{"USUBJID": "01", "AEDECOD": "Crohn's disease"}]).encode().replace(b"'", b"\x92")
    source = write_contribution(tmp_path / "source", {"dm.xpt": people, "ae.csv": events}, layout="sdtm")

    result = CliRunner().invoke(main, ["deposit", str(source), "--out", str(tmp_path / "out")])

    assert result.exit_code == 3
    assert "dm.xpt, row 1, column ARM" in result.stderr
    assert "ae.csv, row 1, column AEDECOD" in result.stderr


@pytest.fixture(params=[b"1,30,", b'1,30,"'], ids=["bare", "quoted"])
def huge(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """A contribution with a field of 2 GB in the second row of a file; taken away again."""
    start: bytes = request.param
    source = write_contribution(tmp_path / "source", {"DEMOGRAPHICS.csv": PEOPLE})
    path = source / "FVC.csv"
    with path.open("wb") as file:
        file.write(b"subject_id,Forced_Vital_Capacity_Delta,comment\n0,30,none\n" + start)
        for _ in range(32):
            file.write(b"x" * (64 * MIB))
        file.write(start[5:] + b"\n")
    yield source
    path.unlink()


# Runs a command and prints the most memory that it took, in KiB (macOS counts bytes).
MEASURED = """
import resource, subprocess, sys
code = subprocess.call(sys.argv[1:])
used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(used // 1024 if sys.platform == "darwin" else used)
sys.exit(code)
"""


def ended(folder: Path, source: Path, *before: str, timeout: float | None = None) -> subprocess.CompletedProcess[str]:
    """The command `deposit`, run as a process of its own by ``before``, if that is given."""
    openpals = str(Path(sys.executable).with_name("openpals"))
    command = [openpals, "deposit", str(source), "--out", str(folder / "out"), "--key", str(folder / "key")]
    here = {"TMPDIR": str(folder)}
    return subprocess.run([*before, *command], capture_output=True, text=True, timeout=timeout, env=os.environ | here)


@pytest.mark.slow
def test_field_of_two_gigabytes_is_refused_in_little_memory(huge: Path, tmp_path: Path) -> None:
    result = ended(tmp_path, huge, sys.executable, "-c", MEASURED)

    assert result.returncode == 3, result.stderr
    assert "FVC.csv, row 2, column comment: a line longer than 1 MiB" in result.stderr
    assert "xxx" not in result.stderr
    assert int(result.stdout.split()[-1]) < 1_000_000
    # The contributor's key, made on first use, may be there already: it is kept for the next run.
    assert {path.name for path in tmp_path.iterdir()} <= {"source", "key"}


def test_term_as_long_as_a_line_may_be_is_refused_without_delay(tmp_path: Path) -> None:
    """Nobody waits for a guard that compares each letter with every other."""
    events = csv_text([{"subject_id": 1, "Preferred_Term": "x" * (MIB // 2), "Start_Date_Delta": 0}])
    source = write_contribution(tmp_path / "source", {"DEMOGRAPHICS.csv": PEOPLE, "ADVERSEEVENTS.csv": events})

    result = ended(tmp_path, source, timeout=30)

    assert result.returncode == 4, result.stderr
    assert "adverse_event.term: free text" in result.stderr
    assert "xxx" not in result.stderr
