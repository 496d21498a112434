from __future__ import annotations

import itertools
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from hypothesis import given
from hypothesis import strategies as st

from openpals.portal.common.access.actor import VISITOR, Actor, ActorKind
from openpals.portal.common.access.decide import access_table, decide, visible
from openpals.portal.common.access.table import (
    ADMINISTRATOR,
    ANYBODYS,
    ANYONE,
    HOLDER,
    NO_OBJECT,
    AccessTable,
    Permission,
    Relation,
    Role,
    TableRefused,
    to,
)
from openpals.portal.common.jobs.models import Job

from ..specimens import makers

pytestmark = pytest.mark.django_db


def test_action_outside_the_table_is_refused_to_everybody(build_account: Any, actor: Any) -> None:
    keeper = actor(build_account("administrator"))
    decision = decide(keeper, "world.destroy")
    assert not decision.allowed
    assert "not in the permission table" in decision.reason
    Job(function="x", title="x").save()
    assert not visible(keeper, "world.destroy", Job.objects.all()).exists()


def test_action_on_an_object_asked_without_one_is_refused(build_account: Any, actor: Any) -> None:
    account = build_account("administrator")
    assert not decide(actor(account), "account.see").allowed
    assert not decide(actor(account), "account.list", account).allowed


def test_everybody_sees_their_own_account_and_no_other(build_account: Any, actor: Any) -> None:
    mine, other = build_account(), build_account()
    assert decide(actor(mine), "account.see", mine).allowed
    assert not decide(actor(mine), "account.see", other).allowed
    assert not decide(VISITOR, "account.see", mine).allowed


def test_role_that_needs_a_second_factor_sleeps_without_one(build_account: Any, actor: Any) -> None:
    keeper, other = build_account("administrator"), build_account()
    asleep = decide(actor(keeper, second_factor=False), "account.see", other)
    assert (asleep.allowed, asleep.wakes) == (False, True)
    assert "passkey" in asleep.reason
    assert decide(actor(keeper), "account.see", other).allowed


def test_administrator_cannot_change_their_own_roles(build_account: Any, actor: Any) -> None:
    keeper, other = build_account("administrator"), build_account()
    refused = decide(actor(keeper), "role.give", keeper)
    assert not refused.allowed
    assert "another administrator" in refused.reason
    assert decide(actor(keeper), "role.give", other).allowed


def test_role_that_ended_counts_no_more(build_account: Any, actor: Any) -> None:
    from openpals.portal.common.accounts.models import dismiss

    keeper, other = build_account("administrator"), build_account()
    dismiss(keeper, "administrator", by=actor(keeper), why="for a test")
    assert not decide(actor(keeper), "account.see", other).allowed


def test_privileged_roles_need_a_second_factor() -> None:
    privileged = {"administrator", "moderator", "steward", "reviewer"}
    needing = {role.name for role in access_table().roles if role.second_factor}
    assert needing == privileged & set(access_table().by_role)


def test_table_that_declares_an_action_twice_is_refused() -> None:
    twice = Permission("a.b", "do it", to(ANYONE))
    with pytest.raises(TableRefused, match="twice"):
        AccessTable((), (twice, twice))


def test_table_with_a_role_it_does_not_list_is_refused() -> None:
    with pytest.raises(TableRefused, match="stranger"):
        AccessTable((), (Permission("a.b", "do it", to(Role("stranger", "stranger"))),))


def test_table_that_mixes_objects_and_none_is_refused() -> None:
    mixed = Permission("a.b", "do it", (*to(HOLDER), *to(ADMINISTRATOR, relation=ANYBODYS)))
    with pytest.raises(TableRefused, match="an object, or none"):
        AccessTable((ADMINISTRATOR,), (mixed,))


def plainly_allowed(actor: Actor, permission: Permission, relations: frozenset[Relation]) -> bool:
    """The table read by hand, without the database: what `decide` must agree with."""
    for grant in permission.grants:
        names = {"anyone"} | ({"holder"} if actor.account_id is not None else set())
        names |= {role.name for role in actor.held if actor.second_factor or not role.second_factor}
        if grant.role.name in names and grant.relation in relations:
            return True
    return False


def test_every_action_for_every_role_and_owner_is_as_the_table_says(build_account: Any) -> None:
    mine, other = build_account(), build_account()
    table = access_table()
    made = {kind: make(mine, other) for kind, make in makers().items()}
    held_sets = [frozenset(), *(frozenset({role}) for role in table.roles)]
    for held, second, permission in itertools.product(held_sets, (True, False), table.permissions):
        who = Actor(ActorKind.ACCOUNT, mine.pk, held, second)
        if not table.about_objects(permission.action):
            assert decide(who, permission.action).allowed == plainly_allowed(who, permission, frozenset({NO_OBJECT})), (
                permission.action
            )
            continue
        for specimen in made[permission.action.partition(".")[0]]:
            expected = plainly_allowed(who, permission, specimen.relations)
            decision = decide(who, permission.action, specimen.target)
            assert decision.allowed == expected, (permission.action, held, specimen.relations)


# By the first word of an action: what it is done to. Filled before Hypothesis draws, so that every draw sees the same.
MODELS: dict[str, Any] = {}


@pytest.fixture
def crowd(build_account: Any) -> None:
    """Two accounts with objects of every kind, and a third without."""
    mine, other = build_account(), build_account()
    build_account()
    for kind, make in makers().items():
        MODELS[kind] = type(make(mine, other)[0].target)


@given(data=st.data())
def test_list_is_what_decide_allows(data: st.DataObject) -> None:
    table = access_table()
    accounts = list(get_user_model()._default_manager.order_by("pk"))
    who = data.draw(
        st.one_of(
            st.just(VISITOR),
            st.builds(
                Actor,
                st.just(ActorKind.ACCOUNT),
                st.sampled_from([1, 2, 3, *(account.pk for account in accounts)]),
                st.frozensets(st.sampled_from(table.roles)),
                st.booleans(),
            ),
        )
    )
    action = data.draw(st.sampled_from([one.action for one in table.permissions if table.about_objects(one.action)]))
    rows = MODELS[action.partition(".")[0]]._default_manager.all()
    listed = set(visible(who, action, rows).values_list("pk", flat=True))
    assert listed == {row.pk for row in rows if decide(who, action, row).allowed}


@pytest.fixture(autouse=True)
def _crowded(request: pytest.FixtureRequest) -> None:
    if request.node.name == "test_list_is_what_decide_allows":
        request.getfixturevalue("crowd")
