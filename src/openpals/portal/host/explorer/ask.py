"""From a request to the one answer that every form of it is made of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from django.http import QueryDict
from django.utils import timezone

from ....model.refused import Refused
from ....privacy.counting.cohort import Cohort
from ....privacy.counting.counter import Counter
from ...common.access.request import DecidedRequest
from ..catalogue.models import Release
from ..catalogue.shelf import read_shown, site_policy
from .budget import SharedLedger


class NotCounted(Refused):
    """The release has too few people to be counted."""


def cohort_of(request: DecidedRequest, release: Release) -> Cohort:
    """What is told to whoever asks. Raises QuestionRefused, BudgetSpent or NotCounted."""
    account = request.actor.account_id
    caller = None if account is None else str(account)
    return counter_of(release).cohort(caller, today(), conditions(request.GET))


def today() -> date:
    """The day whose budget is spent: UTC's, for everybody alike."""
    return timezone.now().date()


def conditions(query: QueryDict) -> Mapping[str, list[str]]:
    """Dimension -> codes of bands, out of an address; a parameter that is empty asks for nothing."""
    given = {name: [value for value in values if value] for name, values in query.lists()}
    return {name: values for name, values in given.items() if values}


def counter_of(release: Release) -> Counter:
    """The counter of a release, kept in this process. Raises NotCounted."""
    return _counter(release.pk, release.version, release.folder, release.manifest_sha256)


@lru_cache(16)
def _counter(pk: int, version: str, folder: str, manifest_sha256: str) -> Counter:
    shown = read_shown(Release(pk=pk, version=version, folder=folder, manifest_sha256=manifest_sha256))
    if shown.cube is None:
        raise NotCounted("This release has too few people to be counted in public.")
    policy = site_policy()
    return Counter(shown.cube, policy, SharedLedger(policy, version), shown.strata)
