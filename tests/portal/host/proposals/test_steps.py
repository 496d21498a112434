from __future__ import annotations

import pytest
from tests.portal.host.proposals import walk

from openpals.portal.host.proposals.states import State

pytestmark = pytest.mark.django_db


def test_project_goes_from_draft_to_grant() -> None:
    people = walk.People()
    grant = walk.granted(people)
    assert grant.proposal.state == State.GRANTED
    assert [one.target for one in grant.proposal.steps.all()] == [
        "check",
        "review",
        "decision",
        "confirmation",
        "agreement",
        "granted",
    ]
