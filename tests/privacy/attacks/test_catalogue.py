"""The list of attacks, the policy's limits and the guide say the same."""

from __future__ import annotations

from pathlib import Path

from tests.privacy.attacks.conftest import Hold, person

from openpals.privacy.attacks.catalogue import ATTACKS, RELEASE, STATISTICS, TWIN, Attack, Scene, failed, run_attacks
from openpals.privacy.attacks.outcome import counted
from openpals.privacy.attacks.verdict import Verdict
from openpals.privacy.policy import default_policy

POLICY = default_policy()


def test_every_attack_has_a_limit_and_every_limit_an_attack() -> None:
    assert [attack.id for attack in ATTACKS] == list(POLICY.attacks)


def test_every_attack_is_in_the_guide() -> None:
    guide = Path("docs/attacks.md").read_text("utf-8")
    assert [attack.id for attack in ATTACKS if f"`{attack.id}`" not in guide] == []


def test_attack_that_cannot_be_run_has_a_result_that_says_why(hold: Hold) -> None:
    results = run_attacks(Scene(hold([person(0)]), POLICY), lambda step: None)
    assert {one.attack for one in results} == set(POLICY.attacks)
    (register,) = [one for one in results if one.attack == "register"]
    assert (register.verdict, register.rate) == (Verdict.NOT_RUN, None)
    assert "--population" in register.because


def test_failures_are_of_the_release_or_of_a_part_alone(hold: Hold) -> None:
    def succeeds(id: str) -> Attack:
        return Attack(id, id, lambda scene: [counted("x", "y", 100, 90, 0.0)])

    ids = ("rare", "forum", "membership_twin", "membership_reference")
    scene = Scene(hold([person(0)]), POLICY)
    results = run_attacks(scene, lambda step: None, [succeeds(id) for id in ids])
    assert [str(one.verdict) for one in results] == ["failed", "reported", "failed", "failed"]
    assert [one.attack for one in failed(results)] == ["rare", "membership_twin", "membership_reference"]
    assert [one.attack for one in failed(results, RELEASE)] == ["rare"]
    assert [one.attack for one in failed(results, TWIN)] == ["membership_twin"]
    assert [one.attack for one in failed(results, STATISTICS)] == ["membership_reference"]
