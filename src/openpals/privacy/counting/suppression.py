"""Tables that are printed as counted: what is hidden of them, proved by an attacker who computes.

For tables that are fixed beforehand, such as a report's; what callers can ask comes from the cube. Cells and totals of
fewer people than the policy says are hidden, and so are others until whatever is hidden could be any of enough numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from itertools import product
from math import prod

import numpy as np
import numpy.typing as npt

from ...model.refused import Refused
from .intervals import UNBOUNDED, Attacker, Known
from .policy import CountPolicy

Ints = npt.NDArray[np.int64]
Place = tuple[int, ...]  # of a cell or total: the last place of an axis is the total over it

# Beyond so many cells the search for what need not be hidden would take minutes.
MOST_CELLS = 400


class TableRefused(Refused):
    """A table cannot be told under the policy; the message says what can."""


class Hidden(Enum):
    """Why a count is not shown."""

    FEW = auto()  # fewer people than the policy asks, or nobody where somebody else is few
    BESIDE = auto()  # enough people, but something hidden would follow from it


Elsewhere = Mapping[Place, int | Hidden]


@dataclass(frozen=True)
class Told:
    """A table as it is shown: by place what is shown, rounded, or why it is not.

    ``elsewhere``: of the same people, what is told beside the table.
    """

    shape: tuple[int, ...]  # of the cells, without the totals
    shown: dict[Place, int | Hidden]
    elsewhere: Elsewhere

    @property
    def hidden(self) -> list[Place]:
        """The places where nothing is shown, in order."""
        return [place for place, value in self.shown.items() if isinstance(value, Hidden)]


def protect(counts: npt.NDArray[np.integer], policy: CountPolicy, elsewhere: Elsewhere | None = None) -> Told:
    """A table of counts of disjoint cells, in one to three dimensions, with all its totals. Raises TableRefused.

    Secondary cells are the smallest that will do, and none that need not be hidden. ``elsewhere``: totals that another
    table of the same people tells, each rounded by itself, or hides: they are hidden here too, and who knows them must
    not learn more.
    """
    if counts.ndim not in (1, 2, 3) or not counts.size or counts.size > MOST_CELLS or (counts < 0).any():
        raise TableRefused(f"A table has one to three dimensions and 1 to {MOST_CELLS} cells. Split it.")
    table = _Table(counts.astype(np.int64), policy, elsewhere or {})
    first = table.too_few()
    hidden = table.covered(first, whole=False)
    for place in sorted(hidden - first, key=lambda place: (-table.count[place], place)):
        if not table.narrow(hidden - {place}, whole=False):
            hidden.discard(place)
    if counts.ndim > 2:  # where the linear program may leave more open than whole numbers do
        hidden = table.covered(hidden, whole=True)
    return table.told(hidden)


def intervals(told: Told, policy: CountPolicy) -> dict[Place, tuple[float, float]]:
    """What somebody who knows the rules can conclude of each hidden count from all that is shown: lowest, highest.

    Raises Contradiction where what is shown fits no table.
    """
    attacker = _attacker(told, policy, whole=len(told.shape) > 2)
    return {place: attacker.interval(_under(place, told.shape)) for place in told.hidden}


def could_be(value: int | Hidden, policy: CountPolicy) -> tuple[float, float]:
    """The counts that are shown as this value: lowest, highest."""
    if value is Hidden.FEW:
        return 0, policy.people - 1
    if isinstance(value, Hidden):
        return policy.people, UNBOUNDED
    if not value:
        return 0, 0
    near = range(max(value - policy.large_rounding, policy.people), value + policy.large_rounding + 1)
    fitting = [count for count in near if printed(count, policy) == value]
    return min(fitting), max(fitting)


def printed(count: int, policy: CountPolicy) -> int:
    """A count of enough people, or of nobody, as it is shown: rounded, and never to fewer than enough."""
    return max(policy.rounded(count), policy.rounded(policy.together)) if count else 0


class _Table:
    """Counts by place, totals among them."""

    def __init__(self, counts: Ints, policy: CountPolicy, elsewhere: Elsewhere) -> None:
        self.shape, self.policy, self.elsewhere = counts.shape, policy, elsewhere
        full = counts
        for axis in range(counts.ndim):
            full = np.concatenate([full, full.sum(axis=axis, keepdims=True)], axis=axis)
        self.count: dict[Place, int] = {place: int(full[place]) for place in np.ndindex(full.shape)}

    def too_few(self) -> set[Place]:
        """What is hidden for itself or elsewhere, and the empty places beside it, which must look alike."""
        small = {place for place, count in self.count.items() if 0 < count < self.policy.people}
        small |= {place for place, value in self.elsewhere.items() if isinstance(value, Hidden)}
        hidden, before = set(small), -1
        while before != len(hidden):  # an empty place that is hidden hides those beside it
            before = len(hidden)
            beside = {other for place in hidden for line in self.lines(place) for other in line}
            hidden |= {place for place in beside if not self.count[place] and not self.told_elsewhere(place)}
        return hidden

    def told_elsewhere(self, place: Place) -> bool:
        """Whether it would be no use to hide it."""
        return isinstance(self.elsewhere.get(place), int)

    def lines(self, place: Place) -> Iterator[list[Place]]:
        """The lines through a place, one along each axis, with their total, which comes last."""
        for axis, size in enumerate(self.shape):
            yield [(*place[:axis], i, *place[axis + 1 :]) for i in range(size + 1)]

    def told(self, hidden: set[Place]) -> Told:
        """The table as shown. A total of shown cells is their sum."""
        shown: dict[Place, int | Hidden] = {}
        for place, count in self.count.items():  # totals come after what they are of
            under = list(_places_under(place, self.shape))
            if place in hidden:
                shown[place] = Hidden.FEW if count < self.policy.people else Hidden.BESIDE
            elif any(one in hidden for one in under):
                shown[place] = printed(count, self.policy)
            else:
                shown[place] = sum(printed(self.count[one], self.policy) for one in under)
        return Told(self.shape, shown, self.elsewhere)

    def covered(self, hidden: set[Place], whole: bool) -> set[Place]:
        """What is hidden, and what must be with it. Raises TableRefused."""
        hidden = set(hidden)
        while narrow := self.narrow(hidden, whole):
            beside = self.beside(narrow, hidden)
            if beside is None:
                raise TableRefused("Nothing of this table can be told without telling of a few people. Leave it out.")
            hidden.add(beside)
        return hidden

    def narrow(self, hidden: set[Place], whole: bool) -> list[Place]:
        """Hidden places whose count could be only a few numbers; empty where everything is safe.

        What is hidden along a line is safe together as well, if it is few together.
        """
        if not hidden:
            return []
        attacker = _attacker(self.told(hidden), self.policy, whole)
        for place in sorted(hidden):
            if not self._wide(attacker, [place]):
                return [place]
        for line in {tuple(line) for place in sorted(hidden) for line in self.lines(place)}:
            there = [place for place in line[:-1] if place in hidden]
            few = 0 < sum(self.count[place] for place in there) < self.policy.people
            if len(there) > 1 and few and line[-1] not in hidden and not self._wide(attacker, there):
                return sorted(there)
        return []

    def beside(self, narrow: list[Place], hidden: set[Place]) -> Place | None:
        """The smallest shown count that makes what is narrow less certain: on its lines, or else anywhere."""
        lines = {other for place in narrow for line in self.lines(place) for other in line}
        for places in (lines, set(self.count)):
            shown = [
                place
                for place in places
                if place not in hidden and self.count[place] and not self.told_elsewhere(place)
            ]
            if shown:
                return min(shown, key=lambda place: (self.count[place], place))
        return None

    def _wide(self, attacker: Attacker, places: list[Place]) -> bool:
        low, high = attacker.interval([cell for place in places for cell in _under(place, self.shape)])
        return high - low + 1 >= self.policy.interval


def _attacker(told: Told, policy: CountPolicy, whole: bool) -> Attacker:
    """Somebody who knows everything that is shown, and the rules by which it is."""
    known = [
        Known(_under(place, told.shape), *could_be(value, policy))
        for place, value in told.elsewhere.items()
        if not isinstance(value, Hidden) and not _is_sum(place, told)
    ]
    for place, value in told.shown.items():
        under = list(_places_under(place, told.shape))
        is_sum = len(under) > 1 and not any(isinstance(told.shown[one], Hidden) for one in (place, *under))
        if not is_sum:  # a sum of what is shown tells nothing new
            known.append(Known(_under(place, told.shape), *could_be(value, policy)))
    return Attacker(prod(told.shape), known, whole)


def _is_sum(place: Place, told: Told) -> bool:
    """Whether what is told of a place elsewhere is the sum of what is told of others there."""
    totals = [axis for axis, size in enumerate(told.shape) if place[axis] == size]
    parts = [[(*place[:axis], i, *place[axis + 1 :]) for i in range(told.shape[axis])] for axis in totals]
    return any(all(isinstance(told.elsewhere.get(part), int) for part in of) for of in parts)


def _places_under(place: Place, shape: tuple[int, ...]) -> Iterator[Place]:
    """The cells that a place counts: itself, or those that it is the total of."""
    return product(*(range(size) if at == size else (at,) for at, size in zip(place, shape, strict=True)))


def _under(place: Place, shape: tuple[int, ...]) -> list[int]:
    """The same by number."""
    return [int(np.ravel_multi_index(one, shape)) for one in _places_under(place, shape)]
