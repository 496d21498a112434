"""Order: rows in the order in which people enrolled tell who came before whom, and at last when."""

from __future__ import annotations

from collections.abc import Sequence

from .held import Held
from .named import Truth, tried
from .outcome import Outcome, Tally

MOST = 5_000


def of_rows(held: Held, truths: Sequence[Truth]) -> Outcome:
    """Of two people of a dataset: is the one who stands first the one who came first?"""
    tally = Tally()
    for truth in tried(held, truths, "order", MOST):
        mixed = held.dice(f"order {truth.named.dataset}").permutation(len(truth.row))
        one, other = mixed[: len(mixed) // 2], mixed[len(mixed) // 2 : len(mixed) // 2 * 2]
        apart = truth.named.index[one] != truth.named.index[other]
        first = truth.row[one] < truth.row[other]
        came_first = truth.named.index[one] < truth.named.index[other]
        tally.tries += int(apart.sum())
        tally.successes += int((first == came_first)[apart].sum())
        tally.chances += 0.5 * int(apart.sum())
    return tally.outcome("pairs of people", "the order of the rows, and that sources often follow enrolment")
