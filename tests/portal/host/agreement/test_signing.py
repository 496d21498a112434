from __future__ import annotations

import time
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from tests.portal.host.proposals import walk

from openpals.portal.common.access.decide import decide
from openpals.portal.host.agreement.models import AgreementText, Signature, current_text
from openpals.portal.host.agreement.signing import SigningRefused, TextRefused, publish, sign
from openpals.portal.host.grants.models import Grant
from openpals.portal.host.proposals.models import team
from openpals.portal.host.proposals.people import leave
from openpals.portal.host.proposals.states import NotNow, State

pytestmark = pytest.mark.django_db


def text() -> AgreementText:
    found = current_text()
    assert found is not None
    return found


def test_grant_begins_with_the_last_signature() -> None:
    walk.terms()
    people = walk.People()
    made = walk.confirmed(people)
    sign(made, text().hash, "  ina   INVENTED ", by=walk.by(people.lead))
    assert not Grant.objects.exists()
    sign(made, text().hash, "Cora Colleague", by=walk.by(people.colleague))
    assert Grant.objects.get().proposal == made


def test_signing_twice_is_one_signature() -> None:
    walk.terms()
    people = walk.People()
    made = walk.confirmed(people)
    for _ in range(2):
        sign(made, text().hash, "Ina Invented", by=walk.by(people.lead))
    assert Signature.objects.count() == 1


def test_case_24_text_that_changed_while_signing_is_not_signed(log_in: Any) -> None:
    walk.terms()
    people = walk.People()
    made = walk.confirmed(people)
    old = text()
    client = fresh_log_in(log_in(people.lead))
    publish("Terms, second version.", by=walk.SITE)
    answer = client.post(f"/proposals/{made.pk}/sign/", {"typed_name": "Ina Invented", "seen": old.hash})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "The agreement changed after you opened this page" in page
    assert "Terms, second version." in page
    assert not Signature.objects.exists()
    again = client.post(f"/proposals/{made.pk}/sign/", {"typed_name": "Ina Invented", "seen": text().hash})
    assert again.status_code == 302
    assert Signature.objects.get().text_hash == text().hash


def test_case_24_nobody_signs_for_another() -> None:
    walk.terms()
    people = walk.People()
    made = walk.confirmed(people)
    with pytest.raises(SigningRefused, match="Ina Invented"):
        sign(made, text().hash, "Cora Colleague", by=walk.by(people.lead))
    with pytest.raises(SigningRefused, match="not on this project"):
        sign(made, text().hash, "Cora Colleague", by=walk.by(people.stewards[0]))
    with pytest.raises(SigningRefused, match="Only people"):
        sign(made, text().hash, "Cora Colleague", by=walk.SITE)
    assert not Signature.objects.exists()


def test_case_24_collaborator_has_no_access_before_signing_and_none_after_new_terms_until_signing() -> None:
    people = walk.People()
    grant = walk.granted(people)
    assert decide(walk.by(people.colleague), "grant.use", grant).allowed
    publish("Terms, second version.", by=walk.SITE)
    assert not decide(walk.by(people.colleague), "grant.use", grant).allowed
    sign(grant.proposal, text().hash, "Cora Colleague", by=walk.by(people.colleague))
    assert decide(walk.by(people.colleague), "grant.use", grant).allowed
    assert not decide(walk.by(people.lead), "grant.use", grant).allowed


def test_case_20_nothing_is_signed_before_the_decision_or_after_the_end() -> None:
    walk.terms()
    people = walk.People()
    made = walk.proposed(people)
    with pytest.raises(NotNow):
        sign(made, text().hash, "Ina Invented", by=walk.by(people.lead))


def test_withdrawn_collaborator_is_not_waited_for() -> None:
    walk.terms()
    people = walk.People()
    made = walk.confirmed(people)
    sign(made, text().hash, "Ina Invented", by=walk.by(people.lead))
    leave(team(made).get(account=people.colleague), by=walk.by(people.colleague))
    grant = Grant.objects.get()
    assert walk.fresh(made).state == State.GRANTED
    assert not decide(walk.by(people.colleague), "grant.use", grant).allowed


@pytest.mark.parametrize("table", ["agreement_signature", "agreement_agreementtext"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id + 100", "DELETE FROM {}"])
def test_database_refuses_to_change_texts_and_signatures(table: str, statement: str) -> None:
    walk.granted(walk.People())
    with pytest.raises(DatabaseError, match="kept as they are"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))


def test_signatures_survive_the_account(build_account: Any) -> None:
    people = walk.People()
    walk.granted(people)
    number = people.colleague.pk
    people.colleague.delete()
    kept = Signature.objects.get(account_id=number)
    assert (kept.full_name, kept.institution) == ("Cora Colleague", "Institute of the colleague")


def test_same_or_empty_text_is_not_published() -> None:
    walk.terms()
    with pytest.raises(TextRefused, match="word for word"):
        publish("Terms, first version.\r\n", by=walk.SITE)
    with pytest.raises(TextRefused, match="no text"):
        publish(" \n", by=walk.SITE)


def fresh_log_in(client: Any) -> Any:
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": time.time(), "type": "webauthn"}]
    session.save()
    return client


def test_signing_asks_for_a_fresh_log_in(log_in: Any) -> None:
    walk.terms()
    people = walk.People()
    made = walk.confirmed(people)
    client = log_in(people.lead)
    page = client.get(f"/proposals/{made.pk}/sign/")
    assert b"Log in again to sign" in page.content
    answer = client.post(f"/proposals/{made.pk}/sign/", {"typed_name": "Ina Invented", "seen": text().hash})
    assert b"Log in again to sign" in answer.content
    assert not Signature.objects.exists()
    out = client.post(f"/proposals/{made.pk}/again/")
    assert out.headers["Location"] == f"/accounts/login/?next=%2Fproposals%2F{made.pk}%2Fsign%2F"
    assert "_auth_user_id" not in client.session


def test_signing_with_a_password_is_proved_by_it(log_in: Any) -> None:
    walk.terms()
    people = walk.People()
    made = walk.confirmed(people)
    people.lead.set_password("correct horse battery staple")
    people.lead.save()
    answer = log_in(people.lead).get(f"/proposals/{made.pk}/sign/")
    assert answer.headers["Location"].startswith("/accounts/reauthenticate/?next=")


def test_steward_publishes_and_everybody_reads(log_in: Any, client: Any) -> None:
    steward = log_in(walk.account("steward", "steward"))
    assert b"Terms of data use" in steward.get("/agreement/publish/").content
    answer = steward.post("/agreement/publish/", {"text": "Our terms.", "sure": "on"})
    assert answer.status_code == 302
    assert b"Our terms." in client.get("/agreement/").content
