"""Downcoding: what a hidden cell held, concluded from the rule that no cell is hidden without need (Cohen, 2022)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..policy import Policy
from .held import Held, rows_of
from .named import Truth, tried
from .outcome import Outcome, Tally
from .printing import in_classes, printed_as

MOST = 1_000  # people of each dataset


def downcoded(held: Held, policy: Policy, truths: Sequence[Truth]) -> list[Outcome]:
    """Hidden cells, guessed: no value whose combination the release prints elsewhere would have been hidden."""
    tally = Tally()
    for truth in tried(held, truths, "downcoding", MOST):
        rows = rows_of(held, truth.named.dataset)
        names = [name for name in in_classes(held, policy) if name in rows.column_names and name != "dataset"]
        columns = {name: rows[name].to_pylist() for name in names}
        combinations = set(zip(*columns.values(), strict=True))
        place = {row: i for i, row in enumerate(rows["_row"].to_pylist())}
        own = [place[row] for row in truth.row.tolist()]
        for at, name in enumerate(names):
            if name not in truth.named.facts.column_names:
                continue
            shares = _shares(columns[name])
            for row, value in zip(own, truth.named.facts[name].to_pylist(), strict=True):
                if columns[name][row] is None and value is not None and shares:
                    beside = tuple(column[row] for column in columns.values())
                    _guess_cell(tally, shares, beside, at, combinations, printed_as(held, policy, name, value))
    knows = "the policy, and that it hides no cell without need"
    return [tally.outcome("hidden cells", knows, "What is won back lies in a combination that the release hides.")]


def _shares(column: Sequence[object]) -> Mapping[object, int]:
    found: dict[object, int] = {}
    for value in column:
        if value is not None:
            found[value] = found.get(value, 0) + 1
    return dict(sorted(found.items(), key=lambda one: (-one[1], str(one[0]))))


def _guess_cell(
    tally: Tally,
    shares: Mapping[object, int],
    beside: tuple[object, ...],
    at: int,
    combinations: set[tuple[object, ...]],
    right: object,
) -> None:
    """The most frequent value that is not ruled out; guessing takes the most frequent one."""
    left = [value for value in shares if (*beside[:at], value, *beside[at + 1 :]) not in combinations]
    tally.tries += 1
    tally.successes += (left or list(shares))[0] == right
    tally.chances += next(iter(shares)) == right
