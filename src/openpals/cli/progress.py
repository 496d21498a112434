"""Progress of long work: a moving line in a terminal, plain lines elsewhere, silence for machines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn


@contextmanager
def progress(title: str, quiet: bool = False) -> Iterator[Callable[[str], None]]:
    """A function that says which step has begun. Everything goes to standard error."""
    console = Console(stderr=True)
    if quiet:
        yield lambda step: None
        return
    if not console.is_terminal:
        console.print(title, highlight=False)
        yield lambda step: console.print(f"  {step}", highlight=False)
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("step {task.completed}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as shown:
        task = shown.add_task(title, total=None)

        def step(what: str) -> None:
            shown.update(task, description=f"{title}: {what}", advance=1)

        yield step
