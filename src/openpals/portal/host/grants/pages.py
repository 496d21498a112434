"""Pages of grants."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from ...common.access.decide import decide
from ...common.access.request import DecidedRequest
from ...common.design.asking import bound, done
from ..proposals.asking import form_page
from ..proposals.pages import WhyForm
from ..proposals.states import State
from .granting import close, release_of, revoke
from .models import Closing, Grant


def fetch(pk: int) -> Grant:
    """The grant of that number, or Http404."""
    return get_object_or_404(Grant.objects.select_related("proposal__applicant", "release"), pk=pk)


class ClosingForm(forms.Form):
    """The statement."""

    words = forms.CharField(
        label=gettext_lazy("What was destroyed, where and how"),
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    publications = forms.CharField(
        label=gettext_lazy("Publications"), max_length=5_000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    destroyed = forms.BooleanField(label=gettext_lazy("All copies are destroyed, also those of collaborators"))
    typed_name = forms.CharField(label=gettext_lazy("Type your full name"), max_length=200)


@require_safe
def grant(request: DecidedRequest, pk: int) -> HttpResponse:
    """What was granted, until when, and how it ended."""
    found: Grant = request.target
    context = {
        "grant": found,
        "proposal": found.proposal,
        "may_use": decide(request.actor, "grant.use", found).allowed,
        "may_close": found.proposal.state in (State.GRANTED, State.CLOSING)
        and decide(request.actor, "grant.close", found).allowed,
        "may_revoke": found.proposal.state == State.GRANTED and decide(request.actor, "grant.revoke", found).allowed,
        "closing": Closing.objects.filter(grant=found).first(),
    }
    return render(request, "grants/grant.html", context)


@require_safe
def data(request: DecidedRequest, pk: int) -> HttpResponse:
    """The release that the grant opens, and how it is cited; only while the grant lives."""
    found: Grant = request.target
    context = {"grant": found, "proposal": found.proposal, "release": release_of(found)}
    return render(request, "grants/data.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def close_page(request: DecidedRequest, pk: int) -> HttpResponse:
    """Closes the grant with the statement of destruction."""
    found: Grant = request.target
    form = ClosingForm(**bound(request))

    def act(given: dict[str, Any]) -> Closing:
        return close(found, given["typed_name"], given["words"], given["publications"], by=request.actor)

    if done(request, form, act):
        messages.success(request, _("The project is closed. Thank you."))
        return redirect("project", pk=found.proposal_id)
    told = _("If the grant still runs, it ends now.")
    return form_page(request, form, _("Close the project"), _("Close it"), proposal=found.proposal, told=told)


@require_http_methods(["GET", "HEAD", "POST"])
def revoke_page(request: DecidedRequest, pk: int) -> HttpResponse:
    """Ends the grant at once."""
    found: Grant = request.target
    form = WhyForm(**bound(request))
    if done(request, form, lambda given: revoke(found, given["why"], by=request.actor)):
        messages.success(request, _("The grant was ended. Its team will be told."))
        return redirect("project", pk=found.proposal_id)
    told = _("Access ends at once, for the whole team. The lead investigator reads the reason.")
    return form_page(request, form, _("End the grant"), _("End it now"), proposal=found.proposal, told=told)
