"""`openpals`: one group, its commands, and what its exit codes mean."""

from __future__ import annotations

from importlib import import_module

import click

from .. import __version__

COMMANDS = ("deposit", "link", "release", "risk", "simulate", "demo", "dictionary", "portal", "audit")


class Commands(click.Group):
    """Loads a command when it is asked for: what the others need takes a quarter of a second to import."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the commands, in the order of their use."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, which its module calls the same."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"{__package__}.{cmd_name}"), cmd_name)
        return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="openpals")
def main() -> None:
    """OpenPALS: contributors' files become de-identified deposits, deposits become releases.

    Exit codes: 0 done, 2 the command was not understood, 3 the input was refused, 4 a check failed.
    """
