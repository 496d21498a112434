"""Whole numbers for people, drawn anew for each export, as programs expect them that read numbers alone."""

from __future__ import annotations

import hashlib
from math import gcd

import numpy as np
import pyarrow as pa


class TooManyPeople(Exception):
    """There are more people than numbers of so many digits."""


def numbered(subject_ids: pa.StringArray, scope: str, digits: int) -> pa.Table:
    """``subject_id`` and ``number``: a number of ``digits`` digits for each of these distinct pseudonyms.

    The same pseudonyms and ``scope`` give the same numbers, whatever their order; another scope gives others. People
    stand in the order of a hash, and the numbers say nothing of the pseudonyms or of their order. Raises TooManyPeople.
    """
    lowest, room = 10 ** (digits - 1), 9 * 10 ** (digits - 1)
    if len(subject_ids) > room:
        raise TooManyPeople(
            f"{len(subject_ids):,} people need numbers of more than {digits} digits, which this layout does not have. "
            "Choose fewer datasets, or a year whose numbers are longer."
        )
    texts = subject_ids.to_pylist()
    hashes = [hashlib.sha256(f"{scope}\x1f{text}".encode()).digest() for text in texts]
    order = sorted(range(len(texts)), key=hashes.__getitem__)
    drawn = int.from_bytes(hashlib.sha256(scope.encode()).digest())
    start, step = drawn % room, 1 + (drawn // room) % (room - 1)
    while gcd(step, room) > 1:  # with no common divisor, no number comes twice
        step += 1
    places = (start + step * np.arange(len(texts), dtype=np.int64)) % room
    return pa.table({"subject_id": subject_ids.take(pa.array(order, pa.int64())), "number": pa.array(lowest + places)})
