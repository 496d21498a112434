"""The pages of those who are cared for, of those who care, and of moderators who look at what relatives tell."""

from __future__ import annotations

import uuid
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ...common.access.request import DecidedRequest
from ..journal.models import journal_of
from .after_death import refuse, settle, tell, undo
from .forms import DeathForm, GrantForm, InviteForm, ReasonForm
from .give import InvitationRefused, accept, change_grant, end, invite
from .models import CareGrant, Invitation, Remembrance


def fetch_grant(pk: int) -> CareGrant:
    """A grant in force, or Http404."""
    return get_object_or_404(CareGrant.objects.select_related("member", "caregiver"), pk=pk, ended_at=None)


def fetch_invitation(pk: UUID) -> Invitation:
    """An invitation, or Http404."""
    return get_object_or_404(Invitation.objects.select_related("member"), pk=pk)


def fetch_remembrance(pk: UUID) -> Remembrance:
    """What a relative told, or Http404."""
    return get_object_or_404(Remembrance.objects.select_related("member"), pk=pk)


@require_safe
def care_team(request: DecidedRequest) -> HttpResponse:
    """Who helps, and who is invited."""
    mine = request.user.pk
    context = {
        "grants": CareGrant.objects.filter(member_id=mine, ended_at=None).select_related("caregiver").order_by("pk"),
        "invitations": Invitation.objects.filter(member_id=mine, closes_at__gte=timezone.now()).order_by("made_at"),
    }
    return render(request, "care/team.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def invite_page(request: DecidedRequest) -> HttpResponse:
    """Invites somebody by letter."""
    form = InviteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        email, called = form.cleaned_data["email"], form.cleaned_data["called"]
        invite(request.user, email, called, form.granted(), _key(request), by=_actor(request), request=request)
        messages.success(request, _("The letter is on its way. You see here when they have accepted."))
        return redirect("care_team")
    return _form(request, form, _("Invite somebody to help me"), _("Send the invitation"))


@require_http_methods(["GET", "HEAD", "POST"])
def change_page(request: DecidedRequest, pk: int) -> HttpResponse:
    """Changes what a caregiver may do."""
    grant = _target(request)
    form = GrantForm(request.POST if request.method == "POST" else None, initial=GrantForm.initial_of(grant))
    if request.method == "POST" and form.is_valid():
        change_grant(grant, form.granted(), by=_actor(request))
        messages.success(request, _("Saved. It counts from now on."))
        return redirect("care_team")
    title = _("What %(name)s may do") % {"name": grant.caregiver}
    return _form(request, form, title, _("Save"))


@require_POST
def end_page(request: DecidedRequest, pk: int) -> HttpResponse:
    """Ends what a caregiver may do."""
    end(_target(request), by=_actor(request), why="the member asked for it")
    messages.success(request, _("Ended. They see nothing of yours from now on."))
    return redirect("care_team")


@require_POST
def cancel_page(request: DecidedRequest, pk: UUID) -> HttpResponse:
    """Takes an invitation back."""
    _target(request).remove(by=_actor(request), action="invitation.cancel", why="asked for it")
    messages.success(request, _("The invitation counts no more."))
    return redirect("care_team")


@require_http_methods(["GET", "HEAD", "POST"])
def invited_page(request: DecidedRequest, pk: UUID) -> HttpResponse:
    """Shows what one is invited to; accepts it."""
    invitation = _target(request)
    if request.method == "POST":
        try:
            accept(invitation, request.user, by=_actor(request))
        except InvitationRefused as refused:
            messages.error(request, str(refused))
            return render(request, "care/invited.html", {"invitation": invitation}, status=422)
        messages.success(request, _("You can now open their journal."))
        return redirect("cared_for")
    return render(request, "care/invited.html", {"invitation": invitation})


@require_safe
def cared_for(request: DecidedRequest) -> HttpResponse:
    """The people one cares for, with the way to their journals."""
    grants = CareGrant.objects.filter(caregiver_id=request.user.pk, ended_at=None)
    grants = grants.select_related("member__journal", "member__remembrance").order_by("pk")
    people = [
        {
            "grant": grant,
            "journal": grant.member.journal if hasattr(grant.member, "journal") else journal_of(grant.member),
        }
        for grant in grants
    ]
    return render(request, "care/cared_for.html", {"people": people})


@require_POST
def leave_page(request: DecidedRequest, pk: int) -> HttpResponse:
    """Ends one's own caring for somebody."""
    end(_target(request), by=_actor(request), why="the caregiver asked for it")
    messages.success(request, _("Ended. You see nothing of theirs from now on."))
    return redirect("cared_for")


@require_http_methods(["GET", "HEAD", "POST"])
def tell_page(request: DecidedRequest, pk: int) -> HttpResponse:
    """Tells that the person has died, and what is to become of the profile."""
    grant = _target(request)
    form = DeathForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        wish, died_on = form.cleaned_data["wish"], form.cleaned_data["died_on"]
        told = tell(grant, wish, died_on, by=_actor(request), request=request)
        if told.settled_at:
            messages.success(request, _("We are sorry. It is done as you wish."))
        else:
            messages.success(request, _("We are sorry. One of our moderators looks at it; until then nothing changes."))
        return redirect("cared_for")
    return _form(request, form, _("Tell us that %(name)s has died") % {"name": grant.member}, _("Send"))


@require_safe
def remembrances(request: DecidedRequest) -> HttpResponse:
    """What relatives told and nobody has looked at yet."""
    rows = Remembrance.objects.filter(settled_at=None).select_related("member", "told_by").order_by("told_at")
    return render(request, "care/remembrances.html", {"rows": rows[:200]})


@require_http_methods(["GET", "HEAD", "POST"])
def settle_page(request: DecidedRequest, pk: UUID) -> HttpResponse:
    """A moderator decides, with a reason."""
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        decided = settle if form.cleaned_data["follow"] == "yes" else refuse
        decided(_target(request), by=_actor(request), why=form.cleaned_data["why"])
        messages.success(request, _("Saved."))
        return redirect("remembrances")
    return _form(request, form, _("What a relative told"), _("Save"))


@require_http_methods(["GET", "HEAD", "POST"])
def alive_page(request: DecidedRequest, pk: UUID) -> HttpResponse:
    """The member says that they are alive."""
    if request.method == "POST":
        undo(_target(request), by=_actor(request))
        messages.success(request, _("We are glad. Your account is open: log in as before."))
        return redirect("home")
    return render(request, "care/alive.html")


def _actor(request: DecidedRequest) -> Any:
    return request.actor


def _target(request: DecidedRequest) -> Any:
    return request.target


def _key(request: DecidedRequest) -> UUID:
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid.uuid4()


def _form(request: DecidedRequest, form: forms.Form, title: str, button: str) -> HttpResponse:
    context = {"form": form, "title": title, "button": button, "key": uuid.uuid4()}
    return render(request, "care/form.html", context, status=422 if form.is_bound else 200)
