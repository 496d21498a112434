"""The contributor's own names and places: everything in the columns that identify, looked up and never kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from .normal import is_name_like, normal, words_of


@dataclass(frozen=True)
class Own:
    """``batches`` gives the texts of all columns that identify, a part at a time; it is asked only if need be.

    ``vouched``: words, in any spelling, of which the contributor says that in a term they name nobody.
    """

    batches: Callable[[], Iterable[pa.Array]] = field(default=lambda: ())
    vouched: tuple[str, ...] = ()

    def holding(self, phrases: set[str]) -> set[str]:
        """Which of the phrases (in normal form) are a whole cell, or a word of letters in one."""
        if not phrases:
            return set()
        asked, found = pa.array(sorted(phrases), pa.string()), set[str]()
        single = pa.array(sorted(phrase for phrase in phrases if is_name_like(phrase)), pa.string())
        for batch in self.batches():
            cells = normal(pc.unique(batch).drop_null())
            found.update(cells.filter(pc.is_in(cells, asked)).to_pylist())
            if len(single):
                words = words_of(cells)
                found.update(words.filter(pc.is_in(words, single)).to_pylist())
        return found


# Where no names are known, as on the host's side.
NOBODY = Own()
