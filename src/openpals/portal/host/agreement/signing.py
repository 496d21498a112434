"""Publishing a text, and signing it."""

from __future__ import annotations

import time
from typing import Any

from allauth.account.authentication import get_authentication_records
from django.db import transaction
from django.dispatch import Signal
from django.http import HttpRequest

from ....model.refused import Refused
from ...common.access.actor import Actor
from ..proposals.models import Proposal, Standing, team
from ..proposals.moving import holding
from ..proposals.states import State
from .models import AgreementText, Signature, current_text, hash_of, plain

# A log-in is fresh for so long: reading and typing may take slow hands an hour.
FRESH_SECONDS = 3600

# Sent within the transaction, with the ``proposal``.
signed = Signal()


class SigningRefused(Refused):
    """The signature cannot be taken."""


class TextRefused(Refused):
    """The text cannot be published."""


def publish(text: str, *, by: Actor) -> AgreementText:
    """A new version that counts from now on: everybody is asked to sign it. Raises TextRefused for a text that is
    empty or was published before."""
    kept = plain(text)
    if not kept.strip():
        raise TextRefused("The agreement has no text. Write one.")
    with transaction.atomic():
        if AgreementText.objects.filter(hash=hash_of(kept)).exists():
            raise TextRefused("This text was published before, word for word. Nothing was changed.")
        last = current_text()
        made = AgreementText(number=last.number + 1 if last else 1, hash=hash_of(kept), text=kept)
        made.write(by=by, action="agreement.publish", why="new terms")
    return made


def is_fresh(request: HttpRequest) -> bool:
    """Whether the person of this session has proved who they are within the last hour."""
    records = get_authentication_records(request, request.user)
    return any(time.time() - float(record.get("at", 0)) < FRESH_SECONDS for record in records)


def sign(proposal: Proposal, seen: str, typed_name: str, *, by: Actor) -> Signature:
    """Signs the text with the hash ``seen``, the one that was shown, for the project.

    Raises SigningRefused when another text counts by now, the name is not the one on the team, or they are not on the
    team any more; NotNow when there is nothing to sign.
    """
    if by.account_id is None:
        raise SigningRefused("Only people sign, each with their own account.")
    with holding(proposal, State.AGREEMENT, State.GRANTED) as row:
        text = current_text()
        if text is None or text.hash != seen:
            raise SigningRefused("The agreement changed after you opened this page. Read the new text, then sign it.")
        member: Any = team(row).filter(account=by.account_id).first()
        if member is None:
            raise SigningRefused("You are not on this project's team.")
        if _letters(typed_name) != _letters(member.full_name):
            raise SigningRefused(f"Type your name as it stands on the team: {member.full_name}.")
        made = Signature.objects.filter(text_hash=text.hash, proposal_id=row.pk, account_id=by.account_id).first()
        if made is None:
            made = Signature(
                text_hash=text.hash,
                proposal_id=row.pk,
                account_id=by.account_id,
                full_name=member.full_name,
                typed_name=" ".join(typed_name.split()),
                institution=str(member.institution),
            )
            made.write(by=by, action="agreement.sign", why="signed the agreement")
            signed.send(Signature, proposal=row, by=by)
    found: Signature = made
    return found


def unsigned(proposal: Proposal) -> list[Any]:
    """The rows of who is on the team and has not signed the text that counts; everybody before there is one."""
    text = current_text()
    rows = proposal.members.filter(standing=Standing.ACCEPTED.value).select_related("account")
    if text is None:
        return list(rows)
    done = Signature.objects.filter(text_hash=text.hash, proposal_id=proposal.pk).values("account_id")
    return list(rows.exclude(account__in=done))


def _letters(name: str) -> str:
    return " ".join(name.casefold().split())
