"""Ending a command as `outcome` does, without loading the rooms of the data unless something is refused.

What `outcome` must know of deposits takes seconds to import, and a portal's commands run often.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, NoReturn, ParamSpec

import click

from ..model.refused import Refused

CHECK_FAILED = 4

json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object, for machines.")

Parameters = ParamSpec("Parameters")


def ends_well(command: Callable[Parameters, None]) -> Callable[Parameters, None]:
    """Turns refusals into messages and exit codes."""

    @functools.wraps(command)
    def run(*args: Parameters.args, **kwargs: Parameters.kwargs) -> None:
        refused: Exception
        try:
            command(*args, **kwargs)
            return
        except (Refused, OSError) as error:
            refused = error
        from . import outcome

        def again(*_: Parameters.args, **__: Parameters.kwargs) -> None:
            raise refused

        outcome.ends_well(again)(*args, **kwargs)

    return run


def fail(code: int, what: str, lines: list[str], options: Any) -> NoReturn:
    """Says what went wrong and ends with the code."""
    from . import outcome

    outcome.fail(code, what, lines, options)
