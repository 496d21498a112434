"""What a recoding costs, and how large its classes are: the usual measures, each with its formula."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from .recoding import Recoding


@dataclass(frozen=True)
class Measures:
    """With n rows in J classes of f_1 to f_J rows, printed by k.

    Shares are 0 to 1; 1 means that nothing was lost. Cells that were empty from the beginning lose nothing.
    """

    rows: int
    classes: int
    smallest_class: int
    median_class: float
    largest_class: int
    average_class: float  # n / (J k): how much larger than necessary
    average_risk: float  # J / n
    discernibility: int  # sum of f_j squared, and n for each suppressed row
    granularity: float  # 1 - mean over cells of (leaves under what is printed - 1) / (leaves - 1), by the weights
    granularity_of: Mapping[str, float]
    entropy: float  # mean of the columns'
    entropy_of: Mapping[str, float]  # 1 - non-uniform entropy, as a share of that of one group
    suppressed_rows: int
    suppressed_cells: Mapping[str, int]  # of rows that are printed


def measures(recoding: Recoding) -> Measures:
    """All measures of a recoding.

    Granularity: Iyengar (KDD 2002) as a share kept. Non-uniform entropy: Gionis and Tassa (IEEE TKDE 2009): for each
    cell -log2 of the frequency of the value over that of what is printed, both in the original data. Discernibility:
    Bayardo and Agrawal (ICDE 2005). Average class: LeFevre and others (ICDE 2006).
    """
    people, counts = recoding.people, recoding.counts
    sizes = recoding.classes()[1]
    printed_rows = int(sizes.sum())
    suppressed = people.rows - printed_rows
    lost = counts @ recoding.lost()
    granularity, entropy, cells = {}, {}, {}
    for c, h in enumerate(people.hierarchies):
        whole = people.marginal_units[c][-1]
        granularity[h.name] = float(1 - lost[c] / whole) if whole else 1.0
        entropy[h.name] = _entropy_kept(recoding, c)
        code = people.codes[recoding.combination, c]
        hidden = (recoding.nodes[:, c] == h.root) & (code != h.missing) & ~recoding.dropped
        cells[h.name] = int(counts[hidden].sum())
    return Measures(
        rows=people.rows,
        classes=len(sizes),
        smallest_class=int(sizes.min()) if len(sizes) else 0,
        median_class=float(np.median(sizes)) if len(sizes) else 0.0,
        largest_class=int(sizes.max(initial=0)),
        average_class=printed_rows / (len(sizes) * recoding.k) if len(sizes) else 0.0,
        average_risk=len(sizes) / printed_rows if printed_rows else 0.0,
        discernibility=int((sizes**2).sum()) + people.rows * suppressed,
        granularity=1 - recoding.loss,
        granularity_of=granularity,
        entropy=float(np.mean(list(entropy.values()))),
        entropy_of=entropy,
        suppressed_rows=suppressed,
        suppressed_cells=cells,
    )


def _entropy_kept(recoding: Recoding, column: int) -> float:
    people, h = recoding.people, recoding.people.hierarchies[column]
    code = people.codes[recoding.combination, column]
    frequency = np.bincount(people.codes[:, column], people.counts, minlength=h.missing + 1)[: h.missing]
    under = np.zeros(len(h.labels))  # rows whose original value lies under each node
    for level in h.levels:
        summed = np.bincount(level[: h.missing], frequency, minlength=len(h.labels))
        under[level[: h.missing]] = summed[level[: h.missing]]
    under[h.root] = frequency.sum()
    filled = code != h.missing
    value = frequency[code[filled]]
    printed = under[np.where(recoding.dropped, h.root, recoding.nodes[:, column])[filled]]
    rows = recoding.counts[filled]
    whole = rows @ np.log2(under[h.root] / value)
    return float(1 - rows @ np.log2(printed / value) / whole) if whole else 1.0
