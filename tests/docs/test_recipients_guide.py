"""What the page about recipients states, checked against the commands and the code."""

from __future__ import annotations

import click
import pytest
from tests.docs.guide import DOCS

from openpals.cli.recipients import copy, trace
from openpals.privacy.keys import ENVIRONMENT
from openpals.release.trace import FEWEST

GUIDE = (DOCS / "recipients.md").read_text("utf-8")


@pytest.mark.parametrize("command", [copy, trace])
def test_every_option_is_explained(command: click.Command) -> None:
    options = [name for one in command.params if isinstance(one, click.Option) for name in one.opts]
    assert [name for name in options if f"`{name}" not in GUIDE] == []


def test_figures_are_those_of_the_code() -> None:
    assert f"never fewer than {FEWEST:,}" in GUIDE
    assert ENVIRONMENT["recipient"] in GUIDE
    assert f"{850_000 * 300 / 2**80:.0e}" == "2e-16"
    assert "2 x 10^-16" in GUIDE
