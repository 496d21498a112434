"""Whose copy a leaked file is: its ids, turned back under each grant's key, are ids of the release or are not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..privacy.keys import Key
from ..privacy.pseudonyms import ALPHABET, LENGTH
from ..privacy.recipients import GrantKey, from_recipient, grant_key
from .build import KIND
from .manifest import NotAFolderOfOurs, read_manifest
from .pseudonyms_in import pseudonyms_in, release_ids

# Ids turned back in one go over all grants, and the fewest of a file that each grant is asked for.
AT_A_TIME, FEWEST = 1 << 20, 1000


@dataclass(frozen=True)
class Named:
    """A grant whose ids stand in the file, and how many; ``grant`` empty: they are the release's own."""

    grant: str
    ids: int


@dataclass(frozen=True)
class Trace:
    """What a file's ids say.

    ``seen``: different texts of a pseudonym's shape. ``named``: most ids first. ``unexplained``: those of none that was
    asked for; ``all_asked``: every one of them was turned back under every grant's key, and not only a sample of them.
    ``by_chance``: no more than the probability that any text of the shape at all, drawn blindly, would name a grant.
    ``whole``: all of the file was looked at.
    """

    release: str
    grants: int
    seen: int
    named: tuple[Named, ...]
    unexplained: int
    all_asked: bool
    by_chance: float
    whole: bool


def trace(path: Path, release: Path, grants: Sequence[str], key: Key) -> Trace:
    """Names the grants whose copies of ``release`` the ids in the file ``path`` come from.

    An id turned back under a wrong key is one of 2^80 at random, and a release has a millionth of a millionth of them:
    one id is enough. Each grant is asked for a sample of the ids; those of a grant that is found are set aside, and the
    rest is sampled again, until nobody claims any. Raises FileUnreadable, GrantRefused, KeyRefused or NotAFolderOfOurs.
    """
    manifest = read_manifest(release, KIND)
    if "recipient" in manifest:
        raise NotAFolderOfOurs(f"{release} is a recipient's copy: name the release that it was made of.")
    people = release_ids(release)
    keys = [grant_key(key, manifest["version"], grant) for grant in grants]
    candidates = pseudonyms_in(path)
    rest = candidates.ids
    named = []
    own = pc.is_in(rest, people)
    if count := pc.sum(own).as_py():
        named.append(Named("", count))
        rest = rest.filter(pc.invert(own))
    while len(rest) and keys:
        found = _found(_sample(rest, len(keys)), keys, people)
        if not found:
            break
        for one in found:
            theirs = pc.is_in(from_recipient(one, rest), people)
            named.append(Named(one.grant, pc.sum(theirs).as_py()))
            rest = rest.filter(pc.invert(theirs))
        keys = [one for one in keys if one not in found]
    return Trace(
        release=manifest["version"],
        grants=len(grants),
        seen=len(candidates.ids),
        named=tuple(sorted(named, key=lambda one: -one.ids)),
        unexplained=len(rest),
        all_asked=len(_sample(rest, len(keys))) == len(rest),
        by_chance=min(1.0, len(candidates.ids) * len(people) * max(1, len(grants)) / len(ALPHABET) ** LENGTH),
        whole=candidates.whole,
    )


def _sample(ids: pa.StringArray, grants: int) -> pa.StringArray:
    """Ids spread evenly over all; all of them where that is not too much work."""
    size = max(FEWEST, AT_A_TIME // max(1, grants))
    if len(ids) <= size:
        return ids
    return ids.take(pa.array(np.linspace(0, len(ids) - 1, size).astype(np.int64)))


def _found(sample: pa.StringArray, keys: Sequence[GrantKey], people: pa.StringArray) -> list[GrantKey]:
    """The grants to whom any id of the sample belongs; as many at a time as memory is meant for."""
    found: list[GrantKey] = []
    step = max(1, AT_A_TIME // len(sample))
    for start in range(0, len(keys), step):
        asked = keys[start : start + step]
        turned = pa.chunked_array([from_recipient(key, sample) for key in asked])
        hits = pc.is_in(turned, people).to_numpy()  # once for many: the people are put into a hash table for it
        found += [key for key, hit in zip(asked, hits.reshape(len(asked), -1), strict=True) if hit.any()]
    return found
