"""The page on which people say where they work."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from ...common.access.request import DecidedRequest
from .models import LONGEST_NAME, Affiliation, declare


class InstitutionForm(forms.Form):
    """The institution's name."""

    name = forms.CharField(
        label=gettext_lazy("Name of your institution"),
        help_text=gettext_lazy("Its full name, as on a letter. It cannot be taken back later."),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: DecidedRequest) -> HttpResponse:
    """Where the account works, and a form to add to it."""
    account = request.actor.account_id
    assert account is not None  # the table lets in only who is logged in
    form = InstitutionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        declare(account, form.cleaned_data["name"], by=request.actor)
        messages.success(request, _("Your institution was added."))
        return redirect("institutions")
    rows = Affiliation.objects.filter(account=account).select_related("institution")
    context = {"form": form, "rows": rows}
    return render(request, "institutions/mine.html", context, status=422 if form.is_bound else 200)
