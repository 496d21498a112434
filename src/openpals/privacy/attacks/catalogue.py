"""The list of attacks: what each is called, what it needs, and the module that runs it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from ..policy import Policy
from . import (
    ages,
    anchor,
    attributes,
    dictionary,
    differences,
    downcoding,
    duplicates,
    forum,
    membership,
    order,
    rare,
    register,
)
from .courses import Courses, courses
from .held import Held
from .named import Truth
from .outcome import NotRun, Outcome
from .verdict import Result, Verdict, judged, not_run

NO_POPULATION = "It takes people with names, and whose row is whose: give --population."
NO_PREVIOUS = "It takes an earlier release: give --previous."

# What attacks are on: the release, or a part that it can be built without.
RELEASE: Final = "release"
TWIN: Final = "twin"
STATISTICS: Final = "statistics"

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Scene:
    """What is at hand: the release, the policy it was made by, and perhaps people with names or an earlier release."""

    held: Held
    policy: Policy
    truths: Sequence[Truth] = ()
    before: Held | None = None

    @cached_property
    def courses(self) -> Courses:
        """Everybody's course, read once for all attacks that need it."""
        return courses(self.held)

    @property
    def people(self) -> Sequence[Truth]:
        """People with names. Raises NotRun where there are none."""
        if not self.truths:
            raise NotRun(NO_POPULATION)
        return self.truths

    @property
    def earlier(self) -> Held:
        """The release before. Raises NotRun where none is given."""
        if self.before is None:
            raise NotRun(NO_PREVIOUS)
        return self.before


@dataclass(frozen=True)
class Attack:
    """One attack: its id, by which a policy sets its limit; what it is called; and what runs it.

    ``part``: of the release that it is on, where the release can be built without this part if it succeeds.
    """

    id: str
    title: str
    run: Callable[[Scene], Iterable[Outcome]]
    part: str = RELEASE


def _one(run: Callable[[Scene], Outcome]) -> Callable[[Scene], Iterable[Outcome]]:
    return lambda scene: [run(scene)]


def _of_two_releases(scene: Scene) -> Iterable[Outcome]:
    before = scene.earlier
    yield differences.of_classes(scene.held, before, scene.policy)


def _by_course(scene: Scene) -> Iterable[Outcome]:
    before = scene.earlier
    return differences.of_courses(scene.held, before, scene.policy, scene.courses, courses(before))


ATTACKS: Final = (
    Attack(
        "register",
        "Linkage with a register",
        lambda s: register.by_demographics(s.held, s.policy, s.people),
    ),
    Attack(
        "register_days",
        "Linkage with a register that has days",
        lambda s: register.by_days(s.held, s.policy, s.people),
    ),
    Attack("downcoding", "Hidden cells won back", lambda s: downcoding.downcoded(s.held, s.policy, s.people)),
    Attack("forum", "Course known from posts", lambda s: forum.by_posts(s.held)),
    Attack("anchor", "Date of day 0", lambda s: anchor.by_last_day(s.held, s.courses, s.people)),
    Attack("age", "Ages over 89 by sum", _one(lambda s: ages.by_sum(s.held, s.policy, s.courses))),
    Attack("membership_twin", "Membership, by the twin", _one(lambda s: membership.in_twin(s.held)), TWIN),
    Attack(
        "membership_statistics",
        "Membership, by statistics",
        _one(lambda s: membership.in_statistics(s.held)),
        TWIN,
    ),
    Attack(
        "membership_reference",
        "Membership, by reference statistics",
        _one(lambda s: membership.in_reference(s.held)),
        STATISTICS,
    ),
    Attack("attribute", "Sensitive value from the class", lambda s: attributes.by_class(s.held, s.policy)),
    Attack("one_value", "Class of one sensitive value", lambda s: attributes.in_one_value_classes(s.held, s.policy)),
    Attack("rare", "Rare values that the policy merges", lambda s: rare.in_protected_columns(s.held, s.policy)),
    Attack("rare_elsewhere", "Rare values elsewhere", lambda s: rare.in_other_columns(s.held, s.policy)),
    Attack(
        "duplicates",
        "Duplicates that fill classes",
        _one(lambda s: duplicates.in_classes_of_few(s.held, s.policy, s.courses)),
    ),
    Attack("dictionary", "Dictionary on pseudonyms", lambda s: dictionary.without_key(s.held, s.truths)),
    Attack("dictionary_keys", "Dictionary with both keys", lambda s: dictionary.with_keys(s.people)),
    Attack("order", "Order of the rows", _one(lambda s: order.of_rows(s.held, s.people))),
    Attack("difference", "Difference of two releases", _of_two_releases),
    Attack("difference_courses", "Difference of two releases, by courses", _by_course),
    Attack("levels", "Levels refined since the last release", _one(lambda s: differences.of_levels(s.held, s.earlier))),
)


def run_attacks(scene: Scene, progress: Progress, attacks: Sequence[Attack] = ATTACKS) -> list[Result]:
    """Every attack of the list in its order, with a result of its own even where it could not be run."""
    results: list[Result] = []
    for attack in attacks:
        progress(f"attack: {attack.title.lower()}")
        limit = scene.policy.attacks[attack.id]
        try:
            found = [judged(attack.id, attack.title, outcome, limit) for outcome in attack.run(scene)]
            results += found or [not_run(attack.id, attack.title, "", "", "There is nobody to try it on.")]
        except NotRun as why:
            results.append(not_run(attack.id, attack.title, "", "", str(why)))
    return results


def failed(results: Sequence[Result], part: str | None = None) -> list[Result]:
    """Attacks that succeed more often than the policy allows: all, or those on one part of the release."""
    wanted = {attack.id for attack in ATTACKS if part in (None, attack.part)}
    return [one for one in results if one.verdict is Verdict.FAILED and one.attack in wanted]
