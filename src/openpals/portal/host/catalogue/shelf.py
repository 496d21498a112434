"""What pages show of a release: read once from its files, checked against its manifest, and kept. No engine opens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from ....model.refused import Refused
from ....privacy.counting.answer import Answer, answer
from ....privacy.counting.cube import Cube
from ....privacy.counting.policy import CountPolicy
from ....privacy.counting.question import Question
from ....privacy.counting.strata import Strata
from ....release.catalogue import FILE as CATALOGUE
from ....release.catalogue import read_catalogue
from ....release.counts import FILE as COUNTS
from ....release.counts import STRATA, read_counts, read_strata
from ....release.manifest import MANIFEST, read_json, read_manifest, sha256
from ....release.twin import FOLDER as TWIN
from .models import Release

DICTIONARY = "dictionary.json"
READ = (CATALOGUE, COUNTS, STRATA, DICTIONARY)

# Read models kept in a process; one of a large pool is a few megabytes.
KEPT = 16


class ReleaseSpoilt(Refused):
    """The files of a registered release are gone, or not those that were registered."""


@dataclass(frozen=True)
class TwinFile:
    """A file of the synthetic twin: its path within the twin, and its size in bytes."""

    name: str
    size: int


@dataclass(frozen=True)
class Variable:
    """A variable of a table, as the release's own dictionary has it."""

    table: str
    name: str
    facts: Mapping[str, Any]
    codes: tuple[tuple[str, str], ...]

    @property
    def words(self) -> str:
        """What it is searched by: words of the model, never values that somebody has."""
        labels = " ".join(label for _, label in self.codes)
        return f"{self.name} {self.table} {self.facts['label']} {self.facts.get('description', '')} {labels}".lower()


@dataclass(frozen=True)
class Shown:
    """``told``: `catalogue.json`; ``plots``: of each variable that people are counted by, how many there are of each
    band; ``cube`` is None where there are too few people to be counted.
    """

    told: Mapping[str, Any]
    variables: Mapping[tuple[str, str], Variable]
    descriptions: Mapping[str, str]
    cube: Cube | None
    strata: Strata | None
    plots: Mapping[str, Answer]
    twin: tuple[TwinFile, ...]


def site_policy() -> CountPolicy:
    """The disclosure policy of this site."""
    policy: CountPolicy = settings.OPENPALS_ENVIRONMENT.policy
    return policy


def read_shown(release: Release) -> Shown:
    """What may be shown of a release. Raises ReleaseSpoilt, NotAFolderOfOurs or CubeRefused."""
    return _read(release.folder, release.manifest_sha256)


@lru_cache(KEPT)
def _read(folder: str, manifest_sha256: str) -> Shown:
    root = Path(folder)
    try:
        whole = sha256(root / MANIFEST) == manifest_sha256
        listed = read_manifest(root, "release")["files"]
        spoilt = [name for name in READ if name in listed and sha256(root / name) != listed[name]["sha256"]]
    except OSError as error:
        raise ReleaseSpoilt("The files of this release are not there. Put its folder back.") from error
    if not whole or spoilt:
        raise ReleaseSpoilt("The files of this release are not those that were registered. Put its folder back.")
    policy = site_policy()
    cube = read_counts(root, policy) if COUNTS in listed else None
    dictionary = read_json(root / DICTIONARY)
    variables = {(one.table, one.name): one for one in _variables(dictionary)}
    return Shown(
        told=read_catalogue(root),
        variables=variables,
        descriptions={name: one["description"] for name, one in dictionary["tables"].items()},
        cube=cube,
        strata=None if cube is None else read_strata(root, cube, policy),
        plots={}
        if cube is None
        else {one.name: answer(cube, policy, Question(by=(one.name,))) for one in cube.dimensions},
        twin=tuple(
            TwinFile(name.removeprefix(f"{TWIN}/"), one["bytes"])
            for name, one in sorted(listed.items())
            if name.startswith(f"{TWIN}/")
        ),
    )


def _variables(dictionary: Mapping[str, Any]) -> list[Variable]:
    return [
        Variable(
            table,
            name,
            facts,
            tuple(
                (code, term["label"])
                for code, term in dictionary["vocabularies"].get(facts.get("vocabulary"), {}).items()
            ),
        )
        for table, declared in dictionary["tables"].items()
        for name, facts in declared["variables"].items()
        if name not in ("subject_id", "dataset")
    ]


def found(shown: Shown, words: str) -> list[Variable]:
    """The variables of the tables that the release has in which all the words stand, those by name first."""
    asked = words.lower().split()
    there = {one["table"] for one in shown.told["tables"]}
    hits = [one for one in shown.variables.values() if one.table in there and all(word in one.words for word in asked)]
    return sorted(hits, key=lambda one: not any(word in one.name for word in asked))
