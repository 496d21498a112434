"""Writing a release's reference statistics into a folder of it, or why there are none."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from ...privacy.counting.policy import CountPolicy
from ..twin.sample import USED
from .make import make_reference
from .membership import membership
from .reading import FILE, as_text
from .reference import EVERYONE, Release
from .rows import read_assessments
from .telling import fewest

NOBODY = "Nobody with ALS has both an assessment and a day of onset."
TOO_FEW = "Fewer than {0} people with ALS have an assessment and a day of onset: nothing can be told of them."


def write_statistics(tables: Path, facts: Mapping[str, Any], policy: CountPolicy, out: Path) -> dict[str, Any]:
    """Writes the statistics of the release whose Parquet files are in ``tables`` into the new folder ``out``.

    ``facts``: the release's manifest. They are made of four in five people, at random and anew for each release, so
    that nobody can tell from the statistics of two releases what one person changed; on the others it is tried whether
    membership can be told. Gives what the manifest is to say. Where too few people are left, no folder is written.
    """
    everybody = read_assessments(tables)
    if everybody is None:
        return {"made": False, "because": NOBODY}
    # Pseudonyms are keyed hashes, made anew for each release: the first of them are a random sample.
    chosen = np.arange(everybody.people) < int(everybody.people * USED)
    used = everybody.of(chosen)
    release = Release(facts["title"], facts["version"], facts["citation"], facts["synthetic"])
    reference = make_reference(used, release, USED, policy)
    if not reference.curves:
        return {"made": False, "because": TOO_FEW.format(fewest(policy))}
    out.mkdir()
    (out / FILE).write_text(as_text(reference), "utf-8")
    return {
        "made": True,
        "policy": policy.name,
        "people": reference.people[EVERYONE],
        "curves": len(reference.curves),
        "membership": membership(used, everybody.of(~chosen), reference, policy),
    }
