"""Objects to which actions may be done, for the tests that walk every action and every route.

A feature's tests have a module `specimens` with ``MAKERS``: for the first word of its actions (`job` of `job.see`) a
function that makes objects, given the account that acts and another; and ``NO_PAGE``: routes that show no page of ours
in a browser, each with the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from django.db.models import Model

from openpals.portal.common.access.table import ANYBODYS, OTHERS, OWN, Relation
from openpals.portal.common.jobs.models import Job
from openpals.portal.common.site import this_site

# Routes that show no page of ours, and why.
NO_PAGE = {
    "healthz": "answers machines",
    "readyz": "answers machines",
    "metrics": "answers machines",
    "job_again": "takes a POST and goes on",
    "give_role_back": "takes a POST and goes on",
    "mfa_download_recovery_codes": "is a text file",
    "mfa_login_webauthn": "gives a script its challenge",
    "openid_connect_login": "goes on to the institution; tested with a provider",
    "openid_connect_callback": "comes from the institution; tested with a provider",
    "account_change_password": "goes to account_set_password while there is no password, which has the same form",
    "account_reauthenticate": "goes to a second factor's page where there is no password",
    "account_complete_password_reset": "comes after a code from a letter; the same form as account_set_password",
    "account_confirm_password_reset_code": "the same template as account_confirm_login_code",
    "mfa_signup_webauthn": "comes after a code from a letter; the same form as mfa_add_webauthn",
    "mfa_deactivate_totp": "goes back while no app is active",
    "socialaccount_signup": "comes from the institution; tested with a provider",
    "audit_check": "takes a POST and goes on",
}


@dataclass(frozen=True)
class Specimen:
    """An object; ``relations`` are all in which the acting account stands to it; ``parts`` those of its address."""

    target: Model
    relations: frozenset[Relation]
    parts: Mapping[str, object] = field(default_factory=dict)


Maker = Callable[[Any, Any], list[Specimen]]


def owned(target: Model, own: bool, *more: Relation, **parts: object) -> Specimen:
    """A specimen whose address is its key."""
    relations = frozenset({ANYBODYS, OWN if own else OTHERS, *more})
    return Specimen(target, relations, {"pk": target.pk, **parts})


def jobs(mine: Any, other: Any) -> list[Specimen]:
    made = [Job(function="x", title="x", owner=owner) for owner in (mine, other, None)]
    for job in made:
        job.save()
    return [owned(job, job.owner_id == mine.pk) for job in made]


def accounts(mine: Any, other: Any) -> list[Specimen]:
    return [owned(mine, True), owned(other, False)]


@cache
def features() -> list[Any]:
    """The modules `specimens` of this site's features."""
    root = Path(__file__).parents[2]
    found = sorted((Path(__file__).parent / this_site().name).rglob("specimens.py"))
    return [import_module(".".join(path.relative_to(root).with_suffix("").parts)) for path in found]


@cache
def makers() -> dict[str, Maker]:
    """By the first word of an action."""
    found: dict[str, Maker] = {"job": jobs, "account": accounts, "role": accounts}
    for feature in features():
        found |= feature.MAKERS
    return found


def specimens(action: str, mine: Any, other: Any) -> list[Specimen]:
    """Objects to which the action may be done."""
    return makers()[action.partition(".")[0]](mine, other)


def no_page() -> dict[str, str]:
    """Routes that show no page of ours, and why."""
    found = dict(NO_PAGE)
    for feature in features():
        found |= feature.NO_PAGE
    return found
