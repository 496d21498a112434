"""Pages about accounts: one's own, and for administrators those of others."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ..access.decide import access_table, decide, visible
from ..access.request import DecidedRequest
from ..audit.append import append
from ..design.paging import is_key, part_of
from ..design.undo import WayBack, confirm_with_undo
from .models import appoint, dismiss


def fetch(pk: int) -> Any:
    """The account of that number, or Http404."""
    return get_object_or_404(get_user_model(), pk=pk)


class NameForm(forms.Form):
    """The name others see."""

    name = forms.CharField(
        label=gettext_lazy("Name that others see"),
        help_text=gettext_lazy("It need not be your real name."),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )


class RoleForm(forms.Form):
    """A role and the reason for giving or ending it."""

    role = forms.ChoiceField(label=gettext_lazy("Role"), widget=forms.RadioSelect)
    why = forms.CharField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("A few words. They stand in the log for good, so name nobody."),
        max_length=200,
    )

    def __init__(self, names: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        by_role = access_table().by_role
        self.fields["role"].choices = [(name, _(by_role[name].title)) for name in names]  # type: ignore[attr-defined]


@require_safe
def people(request: DecidedRequest) -> HttpResponse:
    """The accounts that the actor may see, in parts."""
    rows = visible(request.actor, "account.see", get_user_model()._default_manager.all())
    return render(
        request,
        "openpals/people.html",
        {"part": part_of(rows.values("pk", "joined_at"), "pk", request.GET.get("after"))},
    )


@require_safe
def person(request: DecidedRequest, pk: int) -> HttpResponse:
    """One account with its roles."""
    account, actor = request.target, request.actor
    held = [access_table().by_role[row.role] for row in account.appointments.filter(ended_at=None) if known(row.role)]
    context = {
        "account": account,
        "held": held,
        "may_rename": decide(actor, "account.rename", account).allowed,
        "may_give": decide(actor, "role.give", account).allowed,
        "may_end": decide(actor, "role.end", account).allowed and held,
    }
    return render(request, "openpals/person.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def rename(request: DecidedRequest, pk: int) -> HttpResponse:
    """Changes the name others see."""
    account, actor = request.target, request.actor
    form = NameForm(request.POST if request.method == "POST" else None, initial={"name": account.name})
    if request.method == "POST" and form.is_valid():
        account.name = form.cleaned_data["name"]
        with transaction.atomic():
            account.save(update_fields=["name"])
            append(by=actor, action="account.rename", target=account, why="asked for it", fields=["name"])
        messages.success(request, _("Your name was changed."))
        return redirect("person", pk=account.pk)
    return form_page(request, form, _("Change your name"), _("Save"))


@require_http_methods(["GET", "HEAD", "POST"])
def give_role(request: DecidedRequest, pk: int) -> HttpResponse:
    """Gives a role, with a reason."""
    account, actor = request.target, request.actor
    held = set(account.appointments.filter(ended_at=None).values_list("role", flat=True))
    free = [role.name for role in access_table().roles if role.name not in held]
    form = RoleForm(free, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        appoint(account, form.cleaned_data["role"], by=actor, why=form.cleaned_data["why"])
        messages.success(request, _("The role was given."))
        return redirect("person", pk=account.pk)
    return form_page(request, form, _("Give a role"), _("Give the role"))


@require_http_methods(["GET", "HEAD", "POST"])
def end_role(request: DecidedRequest, pk: int) -> HttpResponse:
    """Ends a role, with a reason."""
    account, actor = request.target, request.actor
    held = account.appointments.filter(ended_at=None).values_list("role", flat=True)
    form = RoleForm([name for name in held if known(name)], request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        ended = dismiss(account, form.cleaned_data["role"], by=actor, why=form.cleaned_data["why"])
        if ended is not None:
            way = WayBack(reverse("give_role_back", kwargs={"pk": account.pk}), str(ended.pk))
            confirm_with_undo(request, _("The role was ended."), way)
        return redirect("person", pk=account.pk)
    return form_page(request, form, _("End a role"), _("End the role"))


@require_POST
def give_role_back(request: DecidedRequest, pk: int) -> HttpResponse:
    """Undoes the end of a role: of the one that is named in what was posted, if it was this account's."""
    account, actor = request.target, request.actor
    what = request.POST.get("what", "")
    ended = account.appointments.exclude(ended_at=None).filter(pk=int(what) if is_key(what) else None).first()
    if ended is None or not known(ended.role):
        raise Http404
    appoint(account, ended.role, by=actor, why="its end was undone")
    messages.success(request, _("The role was given back."))
    return redirect("person", pk=account.pk)


def known(role: str) -> bool:
    """Whether the site still has a role of that name."""
    return role in access_table().by_role


def form_page(request: HttpRequest, form: forms.Form, title: str, button: str) -> HttpResponse:
    """A page with one form; 422 if what was sent has errors."""
    status = 422 if form.is_bound else 200
    return render(request, "openpals/form_page.html", {"form": form, "title": title, "button": button}, status=status)
