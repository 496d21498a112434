"""Linkage with a register: somebody who knows people by name looks for their rows.

The attacker scores every row as a linker of records does (Fellegi and Sunter, JASA 64, 1969): a fact that agrees tells
the more the rarer it is, one that contradicts speaks against, an empty cell is silent. So a mistake in one fact does
not end the search, and a row with hidden cells is taken only where no row says all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ..policy import Policy
from .held import Held, Integers, rows_of
from .named import Truth, tried
from .outcome import NotRun, Outcome, Tally
from .printing import SILENT, in_classes, printed_as

MOST = 1_000  # people looked for of each dataset
MOST_CELLS = 5_000_000  # scores held at a time
NEARLY = 1e-4  # sums of weights that are equal may differ by rounding
AGAINST = -4.0  # the weight of a contradiction: about one fact in fifty is wrong
DAYS = {"onset_day": 30, "diagnosis_day": 30, "death_day": 1}  # how far a known day may be from the printed one

Floats = npt.NDArray[np.float32]
Bools = npt.NDArray[np.bool_]

WHO = "sex, age, race, ethnicity, region and site of onset of people whom they know to be in the dataset"


def by_demographics(held: Held, policy: Policy, truths: Sequence[Truth]) -> list[Outcome]:
    """Everybody, and those alone of whom the release hides a cell: did hiding help them, or point at them?"""
    everybody, hidden = Tally(), Tally()
    for truth in tried(held, truths, "register", MOST):
        found = _search(held, policy, truth, days=False)
        _count(everybody, found)
        _count(hidden, found, found.hides)
    outcomes = [everybody.outcome("everybody", f"{WHO}, and the policy of the release")]
    if hidden.tries:
        outcomes.append(hidden.outcome("people with hidden cells", f"{WHO}, and which combinations the release prints"))
    return outcomes


def by_days(held: Held, policy: Policy, truths: Sequence[Truth]) -> list[Outcome]:
    """The same, by somebody who also knows months of onset and diagnosis, and the day of death."""
    tally = Tally()
    for truth in tried(held, truths, "register-days", MOST):
        _count(tally, _search(held, policy, truth, days=True))
    return [tally.outcome("everybody", f"{WHO}; the months of first symptom and diagnosis, and the day of death")]


@dataclass(frozen=True)
class _Found:
    """Of each target: whether the row was found, what guessing in the dataset would reach, and whether cells of the
    true row are hidden.
    """

    hit: Bools
    chance: npt.NDArray[np.float64]
    hides: Bools


def _count(tally: Tally, found: _Found, which: Bools | None = None) -> None:
    mask = np.ones(len(found.hit), bool) if which is None else which
    tally.tries += int(mask.sum())
    tally.successes += int(found.hit[mask].sum())
    tally.chances += float(found.chance[mask].sum())


def _search(held: Held, policy: Policy, truth: Truth, days: bool) -> _Found:
    """All targets of one dataset, each among the rows of their dataset and condition, which people say in public."""
    rows, facts = rows_of(held, truth.named.dataset), truth.named.facts
    size = len(truth.row)
    hit, hides, chance = np.zeros(size, bool), np.zeros(size, bool), np.zeros(size)
    dice = held.dice(f"register {days} {truth.named.dataset}")
    conditions = np.array(facts["condition"].to_pylist(), object)
    for condition in sorted(set(conditions.tolist())):
        them = np.flatnonzero(conditions == condition)
        among = rows.filter(pc.equal(rows["condition"], condition))
        if not among.num_rows:
            continue
        known = _Known.of(held, policy, among, facts.take(pa.array(them)), days)
        own = _own(among, truth.row[them])
        for start in range(0, len(them), step := max(1, MOST_CELLS // max(among.num_rows, 1))):
            part = np.arange(start, min(start + step, len(them)))
            for i, line in zip(part.tolist(), known.score(part), strict=True):
                best = np.flatnonzero(line >= line.max() - NEARLY)
                hit[them[i]] = best[dice.integers(len(best))] == own[i]
        hides[them] = known.hides(own)
        chance[them] = 1 / max(among.num_rows, 1)
    return _Found(hit, chance, hides)


def _own(rows: pa.Table, of_people: Integers) -> Integers:
    """Where the targets' own rows stand among the rows; -1 where the release prints another condition."""
    place = {row: i for i, row in enumerate(rows["_row"].to_pylist())}
    return np.array([place.get(row, -1) for row in of_people.tolist()], np.int64)


@dataclass(frozen=True)
class _Known:
    """What is known of some targets, beside the rows among which they are looked for."""

    rows: pa.Table
    weights: Mapping[str, _Weights]
    moments: Mapping[str, tuple[Floats, Floats]]  # the printed days and the known ones

    @classmethod
    def of(cls, held: Held, policy: Policy, rows: pa.Table, facts: pa.Table, days: bool) -> _Known:
        """Raises NotRun where the release prints nothing of it."""
        both = set(facts.column_names) & set(rows.column_names)
        names = [name for name in in_classes(held, policy) if name in both]
        dated = [name for name in DAYS if days and name in both]
        if not names and not dated:
            raise NotRun("The release prints nothing that such an attacker knows.")
        weights = {name: _Weights.of(rows[name], facts[name].to_pylist(), held, policy, name) for name in names}
        return cls(rows, weights, {name: (_numbers(rows[name]), _numbers(facts[name])) for name in dated})

    def score(self, targets: Integers) -> Floats:
        """What all facts say of each row, for each target."""
        score = np.zeros((len(targets), self.rows.num_rows), np.float32)
        for one in self.weights.values():
            score += one.told[targets][:, one.printed]
        for name, (printed, known) in self.moments.items():
            score += _near(printed, known[targets], DAYS[name])
        return score

    def hides(self, own: Integers) -> Bools:
        """Whose row has an empty cell where the attacker knows the fact."""
        found = np.zeros(len(own), bool)
        for one in self.weights.values():
            found |= (own >= 0) & one.known & (one.printed[own] == one.told.shape[1] - 1)
        return found


@dataclass(frozen=True)
class _Weights:
    """One coded column: ``printed`` is the code of each row's cell, ``told[target][code]`` what it says for a target;
    ``known``: of which targets the attacker has the fact.
    """

    printed: Integers
    told: Floats
    known: Bools

    @classmethod
    def of(cls, column: pa.ChunkedArray, known: Sequence[object], held: Held, policy: Policy, name: str) -> _Weights:
        """An empty cell and a silent code say nothing; the rarer a printed value, the more its agreement says."""
        cells = column.combine_chunks()
        cells = cells if pa.types.is_dictionary(cells.type) else cells.dictionary_encode()
        labels = cells.dictionary.to_pylist()
        empty = len(labels)
        printed = pc.fill_null(cells.indices.cast(pa.int64()), empty).to_numpy()
        counts = np.bincount(printed, minlength=empty + 1)
        agrees = -np.log(np.maximum(counts[:empty], 1) / max(len(printed), 1))
        lines: dict[object, Floats] = {None: np.zeros(empty + 1, np.float32)}
        for value in set(known) - {None}:
            right = printed_as(held, policy, name, value)
            weight = [
                agrees[i] if label == right else 0.0 if label in SILENT else AGAINST for i, label in enumerate(labels)
            ]
            lines[value] = np.array([*weight, 0.0], np.float32)
        told = np.stack([lines[value] for value in known]) if known else np.zeros((0, empty + 1), np.float32)
        return cls(printed, told, np.array([value is not None for value in known], bool))


def _numbers(column: pa.ChunkedArray) -> Floats:
    return np.asarray(column.cast(pa.float32()).fill_null(np.nan).combine_chunks().to_numpy(), np.float32)


def _near(printed: Floats, known: Floats, within: int) -> Floats:
    """A day that is near enough agrees, by how few rows are as near; an unknown one says nothing."""
    apart = np.abs(printed[None, :] - known[:, None])
    near = apart <= within
    told = -np.log(np.maximum(near.sum(axis=1), 1) / max(1, int((~np.isnan(printed)).sum())))
    return np.where(np.isnan(apart), 0.0, np.where(near, told[:, None], AGAINST)).astype(np.float32)
