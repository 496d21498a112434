"""Long lists of group operations, a part at a time on every processor, with word of how far they are."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

# Points in one proof, and in one piece of work: a second or so.
BATCH = 8192

# Says how many of how many are done.
Progress = Callable[[int, int], None]

Part = TypeVar("Part")


def in_batches(size: int, work: Callable[[slice], Part], progress: Progress) -> list[Part]:
    """What ``work`` makes of each part of a list of ``size``, in order. libsodium lets threads compute side by side."""
    slices = list(parts(size))
    found: list[Part] = []
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for part, made in zip(slices, pool.map(work, slices), strict=True):
            found.append(made)
            progress(part.stop, size)
    return found


def parts(size: int) -> Iterator[slice]:
    """The parts of a list of ``size``."""
    return (slice(start, min(start + BATCH, size)) for start in range(0, size, BATCH))


def flat(lists: Sequence[Sequence[bytes]]) -> list[bytes]:
    """All in one."""
    return [one for part in lists for one in part]
