"""What a release tells everybody of how many people it has: its cube, made once and kept with it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from ..engine import Engine
from ..privacy.counting.cube import Cube, CubeRefused, build_cube, cube_as_data, cube_of_data, small_changes
from ..privacy.counting.people import read_people
from ..privacy.counting.policy import CountPolicy, default_count_policy
from ..privacy.policy import Policy
from .manifest import NotAFolderOfOurs, read_json, write_json

FILE = "counts.json"


def policy_of(policy: Policy) -> CountPolicy:
    """The policy of public counts of a release under ``policy``: never of fewer people than that one asks."""
    strict = default_count_policy()
    people = max(strict.people, policy.people)
    return replace(strict, people=people, difference=max(strict.difference, people))


def write_counts(
    engine: Engine, tables: Path, version: str, policy: CountPolicy, previous: Path | None, out: Path
) -> dict[str, Any]:
    """Writes the cube of the release whose Parquet files are in ``tables``, and gives what its manifest says of it.

    ``previous``: the release before, whose numbers stay while too few people have come or gone. A pool of too few
    people has no cube. Raises CubeRefused, NotAFolderOfOurs.
    """
    before = None if previous is None else read_counts(previous, policy)
    people = read_people(engine, tables, policy)
    if len(people) < policy.together:
        return {
            "made": False,
            "because": f"There are fewer than {policy.together} people: nothing can be told of them.",
        }
    cube = build_cube(people, policy, version, before)
    if before is not None and (changed := small_changes(before, cube, policy)):
        raise CubeRefused(
            f"{changed} public counts would differ from those of the previous release by fewer than "
            f"{policy.difference} people, though they were made so that none does. Nothing was published; please "
            "report this."
        )
    write_json(out, cube_as_data(cube))
    return {"made": True, "policy": policy.name, "groups": len(cube.counts)}


def read_counts(release: Path, policy: CountPolicy) -> Cube:
    """The cube of a release. Raises NotAFolderOfOurs where it has none, CubeRefused where it is spoilt."""
    path = release / FILE
    if not path.exists():
        raise NotAFolderOfOurs(f"{release} has no {FILE}: it is no release, or one of too few people to be counted.")
    try:
        return cube_of_data(read_json(path), policy)
    except ValueError as error:
        raise CubeRefused(f"{path} is no JSON: copy the release again.") from error
