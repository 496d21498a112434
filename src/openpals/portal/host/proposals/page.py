"""What can become of a proposal, as a page for people, generated from the table."""

from __future__ import annotations

from ....model.refused import Refused
from .states import MOVES, STAGES, State

BEGIN, END = "<!-- states: written by `make docs` -->", "<!-- end of states -->"


class NoPlace(Refused):
    """The page has no place for what is generated."""


def with_states(text: str) -> str:
    """The page with the diagram and the tables of states and moves between its marks, as they are in code."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise NoPlace(f"The page needs `{BEGIN}` and, after it, `{END}`.")
    return "\n".join((before + BEGIN, "", *_diagram(), "", *_states(), "", *_moves(), "", END + after))


def _diagram() -> list[str]:
    lines = ["```mermaid", "stateDiagram-v2", f"  [*] --> {State.DRAFT}"]
    for move in MOVES:
        if move.name != "withdraw":
            lines += [f"  {source} --> {move.target}: {move.title}" for source in move.sources]
    sources = {source for move in MOVES for source in move.sources}
    lines += [f"  {state} --> [*]" for state in State if state not in sources]
    return [*lines, "```"]


def _states() -> list[str]:
    lines = ["| state | step | who has it | days at most |", "|---|---|---|---|"]
    for state, stage in STAGES.items():
        lines.append(f"| `{state}` | {stage.title} | {stage.turn} | {stage.days or '–'} |")
    return lines


def _moves() -> list[str]:
    lines = ["| move | from | to | who |", "|---|---|---|---|"]
    for move in MOVES:
        sources = ", ".join(f"`{one}`" for one in move.sources)
        lines.append(f"| {move.title} | {sources} | `{move.target}` | {move.who} |")
    return lines
