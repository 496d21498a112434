"""Pages of a project's team and documents."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from ...common.access.decide import visible
from ...common.access.request import DecidedRequest
from ...common.design.asking import bound, done
from .asking import pressed
from .models import PAPERS, Member, Proposal, Standing
from .pages import PersonForm
from .papers import LARGEST, add, take_away
from .people import accept, invite, leave, refuse, remove
from .states import OPEN_TO_CHANGE, State


class InviteForm(forms.Form):
    """An address."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        help_text=gettext_lazy("Only somebody who has confirmed this address can accept."),
        max_length=254,
    )


class UploadForm(forms.Form):
    """A file and what it is."""

    paper = forms.ChoiceField(label=gettext_lazy("What it is"), choices=PAPERS, widget=forms.RadioSelect)
    file = forms.FileField(
        label=gettext_lazy("PDF file"),
        help_text=gettext_lazy("At most %(most)d megabytes.") % {"most": LARGEST // 2**20},
        max_length=200,
        widget=forms.FileInput(attrs={"accept": "application/pdf"}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def people(request: DecidedRequest, pk: int) -> HttpResponse:
    """The team, with a form to invite somebody."""
    proposal: Proposal = request.target
    form = InviteForm(**bound(request))
    if done(request, form, lambda given: invite(proposal, given["email"], by=request.actor)):
        messages.success(request, _("The invitation is on its way."))
        return redirect("team", pk=pk)
    now = proposal.members.filter(standing__in=(Standing.INVITED.value, Standing.ACCEPTED.value))
    others = now.exclude(account=proposal.applicant_id)
    context = {
        "proposal": proposal,
        "members": now.select_related("institution"),
        "removable": {row.pk for row in visible(request.actor, "member.remove", others)},
        "form": form if proposal.state in OPEN_TO_CHANGE else None,
    }
    return render(request, "proposals/team.html", context, status=422 if form.is_bound else 200)


def fetch_member(pk: int) -> Member:
    """The place on a team of that number, or Http404."""
    return get_object_or_404(Member.objects.select_related("proposal", "institution"), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: DecidedRequest, pk: int) -> HttpResponse:
    """Who was invited says yes."""
    member: Member = request.target
    form = PersonForm(**bound(request))
    account = get_user_model()._default_manager.get(pk=request.actor.account_id)
    if done(
        request,
        form,
        lambda given: accept(member, account, given["full_name"], given["institution"], by=request.actor),
    ):
        messages.success(request, _("You are on the team now."))
        return redirect("project", pk=member.proposal_id)
    lead = member.proposal.members.filter(account=member.proposal.applicant_id).first()
    context = {"member": member, "lead": lead, "form": form}
    return render(request, "proposals/invitation.html", context, status=422 if form.is_bound else 200)


@require_POST
def decline_invitation(request: DecidedRequest, pk: int) -> HttpResponse:
    """Who was invited says no."""
    account = get_user_model()._default_manager.get(pk=request.actor.account_id)
    refuse(request.target, account, by=request.actor)
    messages.success(request, _("You did not join the team."))
    return redirect("desk")


@require_POST
def leave_team(request: DecidedRequest, pk: int) -> HttpResponse:
    """Leaves the team."""
    member: Member = request.target
    pressed(request, lambda: leave(member, by=request.actor), _("You left the team."), member.proposal_id)
    return redirect("desk")


@require_POST
def remove_member(request: DecidedRequest, pk: int) -> HttpResponse:
    """Takes somebody off the team."""
    member: Member = request.target
    pressed(request, lambda: remove(member, by=request.actor), _("They are off the team."), member.proposal_id)
    return redirect("team", pk=member.proposal_id)


@require_http_methods(["GET", "HEAD", "POST"])
def documents(request: DecidedRequest, pk: int) -> HttpResponse:
    """The documents, with a form to upload one."""
    proposal: Proposal = request.target
    form = UploadForm(**bound(request))

    def keep(given: dict[str, Any]) -> None:
        file = given["file"]
        add(proposal, given["paper"], file.name, file.read(), by=request.actor)

    if done(request, form, keep):
        messages.success(request, _("The document was added."))
        return redirect("documents", pk=pk)
    context = {
        "proposal": proposal,
        "rows": proposal.documents.filter(removed_at=None),
        "form": form if proposal.state in (*OPEN_TO_CHANGE, State.CONDITIONS) else None,
        "may_remove": proposal.state in OPEN_TO_CHANGE,
    }
    return render(request, "proposals/documents.html", context, status=422 if form.is_bound else 200)


@require_POST
def remove_document(request: DecidedRequest, pk: Any) -> HttpResponse:
    """Removes a document."""
    found = request.target
    pressed(request, lambda: take_away(found, by=request.actor), _("The document was removed."), found.proposal_id)
    return redirect("documents", pk=found.proposal_id)
