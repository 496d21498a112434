"""The stewards' pages: what waits for whom and since when; register, sign off, take back, retract."""

from __future__ import annotations

from pathlib import Path

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from ....release.manifest import MANIFEST
from ...common.access.decide import decide
from ...common.access.request import DecidedRequest
from ...common.design.asking import bound, done
from .models import Release
from .states import State
from .steps import publish, register, retract, take_back


def releases_folder() -> Path:
    """Where built releases are put to be registered by a page: no path is ever typed into one."""
    folder: Path = settings.OPENPALS_ENVIRONMENT.folder / "releases"
    return folder


def unregistered() -> list[str]:
    """The names of folders there that hold a release which is not registered."""
    known = set(Release.objects.values_list("folder", flat=True))
    there = sorted(releases_folder().glob(f"*/{MANIFEST}"))
    return [path.parent.name for path in there if str(path.parent.absolute()) not in known]


class RegisterForm(forms.Form):
    """Which of the folders."""

    folder = forms.ChoiceField(label=gettext_lazy("Folder"), widget=forms.RadioSelect)

    def __init__(self, names: list[str], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["folder"].choices = [(name, name) for name in names]  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why something is taken back or retracted."""

    reason = forms.CharField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("A sentence. It stays for good, so name nobody."),
        max_length=300,
    )


class SureForm(forms.Form):
    """A sign-off."""

    sure = forms.BooleanField(label=gettext_lazy("I have read the release's reports, and it may be published"))


@require_safe
def desk(request: DecidedRequest) -> HttpResponse:
    """Releases that wait for a second steward, and folders that are not registered."""
    actor = request.actor
    waiting = Release.objects.filter(state=State.REGISTERED.value).order_by("registered_at")
    rows = [(row, decide(actor, "release.publish", row)) for row in waiting]
    return render(request, "catalogue/desk.html", {"rows": rows, "folders": unregistered(), "place": "releases"})


@require_http_methods(["GET", "HEAD", "POST"])
def register_page(request: DecidedRequest) -> HttpResponse:
    """Registers a built release; every file is checked."""
    form = RegisterForm(unregistered(), **bound(request))
    if done(request, form, lambda given: register(releases_folder() / given["folder"], by=request.actor)):
        messages.success(request, _("The release is registered. A second steward can sign it off."))
        made = Release.objects.get(folder=str((releases_folder() / form.cleaned_data["folder"]).absolute()))
        return redirect("release", version=made.version)
    return _form(request, form, _("Register a release"), _("Check and register"))


@require_http_methods(["GET", "HEAD", "POST"])
def publish_page(request: DecidedRequest, version: str) -> HttpResponse:
    """The second steward's sign-off."""
    form = SureForm(**bound(request))
    if done(request, form, lambda given: publish(request.target, by=request.actor)):
        messages.success(request, _("The release is published."))
        return redirect("release", version=version)
    return _form(request, form, _("Sign off release %s") % version, _("Publish"))


@require_http_methods(["GET", "HEAD", "POST"])
def take_back_page(request: DecidedRequest, version: str) -> HttpResponse:
    """Takes back a release that nobody has seen."""
    form = ReasonForm(**bound(request))
    if done(request, form, lambda given: take_back(request.target, by=request.actor, why=given["reason"])):
        messages.success(request, _("The release is taken back. Its version is free again."))
        return redirect("release_desk")
    return _form(request, form, _("Take back release %s") % version, _("Take back"))


@require_http_methods(["GET", "HEAD", "POST"])
def retract_page(request: DecidedRequest, version: str) -> HttpResponse:
    """Retracts a published release."""
    form = ReasonForm(**bound(request))
    if done(request, form, lambda given: retract(request.target, by=request.actor, reason=given["reason"])):
        messages.success(request, _("The release is retracted. Its page stays, with the reason."))
        return redirect("release", version=version)
    return _form(request, form, _("Retract release %s") % version, _("Retract"))


def _form(request: HttpRequest, form: forms.Form, title: str, button: str) -> HttpResponse:
    context = {"form": form, "title": title, "button": button}
    return render(request, "openpals/form_page.html", context, status=422 if form.is_bound else 200)
