"""Attacks on a release: those that need nothing beside it before anybody gets it, all of them later."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from ..model.refused import Refused
from ..privacy.attacks.catalogue import ATTACKS, Scene, failed, run_attacks
from ..privacy.attacks.held import Held
from ..privacy.attacks.named import Truth
from ..privacy.attacks.verdict import Result
from ..privacy.policy import Policy
from .manifest import NotAFolderOfOurs, read_json, read_manifest
from .twin import ITSELF

KIND = "release"


class AttackSucceeded(Refused):
    """Attacks succeed more often than the policy allows. Carries all results; ``problems`` has those that failed."""

    summary = "The release was refused: attacks succeed more often than its policy allows."

    def __init__(self, results: Sequence[Result]) -> None:
        self.results = results
        self.problems = [f"{called(one)}: {one.because} {one.note}".rstrip() for one in failed(results)]
        super().__init__("\n".join(map(str, self.problems)))


class PolicyUnknown(Refused):
    """A release was made by another policy than the one at hand."""


def called(result: Result) -> str:
    """An attack and its variant, as they are printed."""
    return f"{result.title} ({result.variant})" if result.variant else result.title


def held_release(folder: Path) -> Held:
    """A release's folder as an attacker holds it. Raises NotAFolderOfOurs, also where it is a synthetic twin."""
    manifest = read_manifest(folder, KIND)
    if manifest.get("twin") == ITSELF:
        raise NotAFolderOfOurs(
            f"{folder} is a synthetic twin: nobody is in it. Give the release that it stands in: what the twin "
            "tells of people is one of the attacks."
        )
    return Held(folder / "tables", manifest, read_json(folder / "risk.json"))


def withheld(folder: Path, told: Sequence[Result]) -> dict[str, Any]:
    """Removes the folder of a part that tells who was in the release, and gives what the manifest says in its place."""
    shutil.rmtree(folder)
    shares = " and ".join(f"{one.rate:.0%} of pairs ({one.title.lower()})" for one in told)
    return {
        "made": False,
        "because": f"It would tell who was in the release: of one who was and one who was not, in {shares}, "
        "where half is guessing. The pool has too few people for it.",
    }


def attack_release(
    held: Held,
    policy: Policy,
    progress: Callable[[str], None],
    truths: Sequence[Truth] = (),
    before: Held | None = None,
) -> list[Result]:
    """The results of all attacks, in the catalogue's order. Raises PolicyUnknown."""
    made_by = held.manifest["versions"]["policy"]
    if made_by != policy.name:
        raise PolicyUnknown(
            f"The release was made by the policy {made_by}, this one is {policy.name}. Give its file with --policy."
        )
    return run_attacks(Scene(held, policy, truths, before), progress, ATTACKS)
