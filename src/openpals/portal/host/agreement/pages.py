"""Pages of the agreement: reading, publishing, signing after a fresh log-in."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ...common.access.decide import decide
from ...common.access.request import DecidedRequest
from ...common.design.asking import bound, done
from ..proposals.asking import form_page, renew
from ..proposals.models import Proposal, team
from .models import Signature, current_text
from .signing import is_fresh, publish, sign


class TextForm(forms.Form):
    """The terms."""

    text = forms.CharField(
        label=gettext_lazy("Text of the agreement"), max_length=100_000, widget=forms.Textarea(attrs={"rows": 20})
    )
    sure = forms.BooleanField(label=gettext_lazy("Everybody with a grant must sign this text before they go on"))


class SignForm(forms.Form):
    """The typed name; ``seen`` is the hash of the text that the page showed."""

    typed_name = forms.CharField(
        label=gettext_lazy("Type your full name to sign"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)


@require_safe
def read(request: DecidedRequest) -> HttpResponse:
    """The text that counts now, for everybody."""
    context = {"text": current_text(), "may_publish": decide(request.actor, "agreement.publish").allowed}
    return render(request, "agreement/read.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def publish_page(request: DecidedRequest) -> HttpResponse:
    """A steward publishes a new text; a first one is proposed."""
    now = current_text()
    first = now.text if now else files(__package__).joinpath("terms/default.txt").read_text("utf-8")
    form = TextForm(initial={"text": first}, **bound(request))
    if done(request, form, lambda given: publish(given["text"], by=request.actor)):
        messages.success(request, _("The text counts from now on. Everybody with a grant is asked to sign it."))
        return redirect("agreement")
    return form_page(request, form, _("Publish the agreement"), _("Publish"))


@require_http_methods(["GET", "HEAD", "POST"])
def sign_page(request: DecidedRequest, pk: int) -> HttpResponse:
    """Signs for a project; first, whoever has not proved who they are within the hour does so."""
    proposal: Proposal = request.target
    if not is_fresh(request):
        if get_reauthentication_flows(request.user):
            return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': request.path})}")
        return render(request, "agreement/again.html", {"proposal": proposal})
    text = current_text()
    form = SignForm(initial={"seen": text.hash if text else ""}, **bound(request))

    def act(given: dict[str, Any]) -> Signature:
        return sign(proposal, given["seen"], given["typed_name"], by=request.actor)

    if done(request, form, act):
        messages.success(request, _("You signed. Your signature is kept for good."))
        return redirect("project", pk=pk)
    if text is not None:
        renew(form, text.hash)
    member = team(proposal).filter(account=request.actor.account_id).first()
    context = {"proposal": proposal, "text": text, "form": form, "member": member}
    return render(request, "agreement/sign.html", context, status=422 if form.is_bound else 200)


@require_POST
def log_in_again(request: DecidedRequest, pk: int) -> HttpResponse:
    """Ends the session and comes back to the signature after a new log-in, for those who log in with mailed codes."""
    logout(request)
    return redirect(f"{reverse('account_login')}?{urlencode({'next': reverse('sign', args=[pk])})}")
