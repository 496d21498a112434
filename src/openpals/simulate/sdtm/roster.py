"""Who takes part: everybody's identifiers and site, in the order in which SDTM sorts them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from .study import Dates, Ids, Site, Study

# Positions in the roster.
People = npt.NDArray[np.int64]


class Roster:
    """The study's people, sorted by USUBJID. Sites take them in turn, in the order of their numbers."""

    def __init__(self, study: Study) -> None:
        self.study = study
        self._by_id = np.argsort(study.subject_ids)
        ids = study.subject_ids[self._by_id]
        turns = np.arange(len(ids)) % len(study.sites)
        named = np.array([f"{study.study_id}-{study.sites[turn].code}-{i}" for i, turn in zip(ids, turns, strict=True)])
        order = np.argsort(named)
        self._ids, self._position = ids, np.argsort(order)
        self.usubjid = pa.array(named[order].tolist(), pa.string())
        self.subjid = pa.array([str(i) for i in ids[order]], pa.string())
        self.sites: list[Site] = [study.sites[turn] for turn in turns[order]]
        self.starts: Dates = study.index_dates[self._by_id][order]

    def __len__(self) -> int:
        return len(self._ids)

    @property
    def everybody(self) -> People:
        """Each position once."""
        return np.arange(len(self))

    def positions(self, subject_ids: Ids) -> People:
        """Where people are in the roster. Raises ValueError for somebody who is not in the study."""
        found = np.minimum(np.searchsorted(self._ids, subject_ids), len(self._ids) - 1)
        if len(subject_ids) and (not len(self) or (self._ids[found] != subject_ids).any()):
            raise ValueError("a table has rows of somebody who is not among the study's subject_ids")
        positions: People = self._position[found]
        return positions
