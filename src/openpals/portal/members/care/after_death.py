"""After a death: a relative keeps the profile in memory or closes it, by the member's word in advance or once a
moderator has looked."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from ...common.access.actor import Actor
from ...common.mail.letter import letter
from ..consent.say import end_all
from ..journal.keep import change
from ..profile.models import ONLY_ME, Profile, SectionVisibility
from .models import CLOSE, CareGrant, Remembrance


def tell(grant: CareGrant, wish: str, died_on: date | None, *, by: Actor, request: Any) -> Remembrance:
    """Writes what a caregiver tells. With the member's word in advance it counts at once; else a moderator looks first.
    The member gets a letter either way. A second word changes nothing."""
    with transaction.atomic():
        get_user_model()._default_manager.select_for_update(of=("self",)).get(pk=grant.member_id)
        there: Remembrance | None = Remembrance.objects.filter(member_id=grant.member_id).first()
        if there is not None:
            return there
        told = Remembrance(member=grant.member, told_by_id=by.account_id, died_on=died_on, wish=wish)
        told.write(by=by, action="remembrance.tell", why="told by somebody who cared for the member")
        if grant.may_speak_after:
            settle(told, by=by, why="the member had given their word in advance")
        message = letter("care/told_of_death", grant.member.email, {"told": told}, request)
        transaction.on_commit(message.send)
    return told


def settle(told: Remembrance, *, by: Actor, why: str) -> None:
    """No more entries from now on. Kept in memory, consents and readers stay; closed, both end."""
    with transaction.atomic():
        told.settled_at = timezone.now()
        told.write(by=by, action="remembrance.settle", why=why, fields=("settled_at",))
        get_user_model()._default_manager.filter(pk=told.member_id).update(is_active=False)
        profile = Profile.objects.filter(owner_id=told.member_id).first()
        if profile is not None and told.died_on is not None:
            change(profile, by=by, died_on=told.died_on)
        for grant in CareGrant.objects.filter(member_id=told.member_id, ended_at=None):
            grant.may_write_for = grant.may_answer_for = False
            fields = ["may_write_for", "may_answer_for"]
            if told.wish == CLOSE:
                grant.ended_at = timezone.now()
                fields.append("ended_at")
            grant.write(by=by, action="care.end", why="the member has died", fields=tuple(fields))
        if told.wish == CLOSE:
            end_all(told.member_id, by=by, why="a relative closed the profile")
            SectionVisibility.objects.filter(owner_id=told.member_id).update(seen_by=ONLY_ME)


def refuse(told: Remembrance, *, by: Actor, why: str) -> None:
    """A moderator does not follow what was told: everything stays as it is."""
    told.remove(by=by, action="remembrance.refuse", why=why)


def undo(told: Remembrance, *, by: Actor) -> None:
    """The member is alive: the account opens. Who may write in the journal is for the member to say anew."""
    with transaction.atomic():
        profile = Profile.objects.filter(owner_id=told.member_id).first()
        if profile is not None and told.settled_at is not None:
            change(profile, by=by, died_on=None)
        get_user_model()._default_manager.filter(pk=told.member_id).update(is_active=True)
        told.remove(by=by, action="remembrance.undo", why="followed the link of the letter")
