"""What an attacker can conclude: the smallest and largest value that a sum of unknown counts can have.

A linear program over everything that is shown. In tables of one or two dimensions its bounds are those of whole
numbers (the matrix is totally unimodular); with ``whole`` the program is over whole numbers, for others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import highspy
import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]

UNBOUNDED = highspy.kHighsInf


@dataclass(frozen=True)
class Known:
    """The sum of some of the unknown counts lies between two numbers."""

    counts: Sequence[int]
    low: float
    high: float


class Contradiction(Exception):
    """No counts fit what is known: what is shown cannot be true."""


class Attacker:
    """Somebody who knows the bounds of ``Known`` sums over unknown counts of 0 or more."""

    def __init__(self, unknown: int, known: Sequence[Known], whole: bool = False) -> None:
        self._model = highspy.Highs()
        self._model.setOptionValue("output_flag", False)
        self._model.setOptionValue("threads", 1)
        self._model.addVars(unknown, np.zeros(unknown), np.full(unknown, UNBOUNDED))
        self._all = np.arange(unknown, dtype=np.int32)
        if whole:
            kinds = np.full(unknown, highspy.HighsVarType.kInteger)
            self._model.changeColsIntegrality(unknown, self._all, kinds)
        for one in known:
            places = np.array(one.counts, np.int32)
            self._model.addRow(one.low, one.high, len(places), places, np.ones(len(places)))

    def interval(self, counts: Sequence[int]) -> tuple[float, float]:
        """The smallest and largest possible sum of counts. Raises Contradiction."""
        costs = np.zeros(len(self._all))
        costs[np.array(counts, np.int64)] = 1.0
        self._model.changeColsCost(len(costs), self._all, costs)
        return self._best(highspy.ObjSense.kMinimize), self._best(highspy.ObjSense.kMaximize)

    def _best(self, sense: highspy.ObjSense) -> float:
        self._model.changeObjectiveSense(sense)
        self._model.run()
        status = self._model.getModelStatus()
        if status == highspy.HighsModelStatus.kOptimal:
            return float(round(self._model.getInfo().objective_function_value, 6))
        if status in (highspy.HighsModelStatus.kUnbounded, highspy.HighsModelStatus.kUnboundedOrInfeasible):
            return UNBOUNDED if sense == highspy.ObjSense.kMaximize else 0.0
        raise Contradiction(f"the linear program ended as {self._model.modelStatusToString(status)}")
