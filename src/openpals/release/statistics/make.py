"""All statistics of some people's assessments."""

from __future__ import annotations

from ...privacy.counting.policy import CountPolicy
from .curves import curve
from .reference import DOMAINS, GROUPS, Reference, Release
from .rows import Assessments, votes
from .telling import fewest
from .unchanged import unchanged


def make_reference(assessments: Assessments, release: Release, share: float, policy: CountPolicy) -> Reference:
    """The statistics, of groups of enough people; ``share``: of the release's people who are among ``assessments``."""
    people = {group: int(assessments.inside[group].sum()) for group in GROUPS}
    groups = [group for group in GROUPS if people[group] >= fewest(policy)]
    curves = {
        (domain.id, group): curve(votes(assessments, domain.id, group), policy)
        for domain in DOMAINS
        for group in groups
    }
    return Reference(
        release=release,
        policy=policy.name,
        share_of_people=share,
        people={group: policy.rounded(people[group]) for group in groups},
        curves={of: points for of, points in curves.items() if points},
        unchanged=unchanged(assessments, groups, policy),
    )
