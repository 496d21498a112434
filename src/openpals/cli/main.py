"""`openpals`: one group, its commands, and what its exit codes mean."""

from __future__ import annotations

import click

from .. import __version__
from .demo import demo
from .deposit import deposit
from .dictionary import dictionary
from .release import release


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="openpals")
def main() -> None:
    """OpenPALS: contributors' files become de-identified deposits, deposits become releases.

    Exit codes: 0 done, 2 the command was not understood, 3 the input was refused, 4 a check failed.
    """


for command in (deposit, release, demo, dictionary):
    main.add_command(command)
