"""The files for running a site as a service say what the program understands."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import click
import pytest

from openpals.cli.main import main

DEPLOY = Path(__file__).parents[3] / "deploy"
UNITS = sorted(DEPLOY.glob("*.service"))


def commands() -> list[str]:
    """Each `openpals` command of the units and the container file, for the site host."""
    units = "".join(path.read_text("utf-8") for path in UNITS)
    found = re.findall(r"^Exec\w+=\S+/openpals (.+)$", units, re.MULTILINE)
    text = (DEPLOY / "Containerfile").read_text("utf-8")
    found += re.findall(r"# +podman run .* openpals (portal .+)$", text, re.MULTILINE)
    found += [" ".join(re.findall(r'"([^"]+)"', one)) for one in re.findall(r"^CMD (.+)$", text, re.MULTILINE)]
    return sorted({one.replace("%i", "host") for one in found})


def test_every_kind_of_file_was_read() -> None:
    assert len(UNITS) == 2
    assert len(commands()) == 4


@pytest.mark.parametrize("line", commands())
def test_command_is_understood(line: str) -> None:
    words = line.split()
    command: click.Command = main
    context = click.Context(main)
    while isinstance(command, click.Group):
        name, *words = words
        found = command.get_command(context, name)
        assert found is not None, name
        command = found
    command.make_context(line, words)


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd on this machine")
@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.stem)
def test_unit_is_understood(unit: Path, tmp_path: Path) -> None:
    program = tmp_path / "openpals"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    copy = tmp_path / unit.name.replace("@", "@host")
    copy.write_text(unit.read_text("utf-8").replace("/opt/openpals/bin/openpals", str(program)))
    command = ["systemd-analyze", "verify", "--man=no", str(copy)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
