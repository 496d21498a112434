"""The first page, the help page, the choice of display, and the page that shows every component."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from .chart import course_chart
from .display import DisplayForm, cookie_name, display_of

TWO_YEARS = 2 * 365 * 24 * 3600


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The first page."""
    return render(request, "openpals/home.html")


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """How to use the site without a mouse, and whom to ask."""
    return render(request, "openpals/help.html")


@require_http_methods(["GET", "HEAD", "POST"])
def display(request: HttpRequest) -> HttpResponse:
    """Chooses how pages look on this device."""
    now = display_of(request)
    initial = {"size": now.size, "colours": now.colours, "motion": now.motion, "language": get_language()}
    form = DisplayForm(request.POST if request.method == "POST" else None, initial=initial)
    back = request.POST.get("next") or request.GET.get("next") or ""
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        with override(chosen["language"]):
            messages.success(request, _("This device will show pages as you chose."))
        response = redirect(back if _ours(request, back) else "home")
        look = ".".join(chosen[name] for name in ("size", "colours", "motion"))
        language = chosen["language"]
        for cookie, value in ((cookie_name(), look), (settings.LANGUAGE_COOKIE_NAME, language)):
            secure = settings.SESSION_COOKIE_SECURE
            response.set_cookie(cookie, value, max_age=TWO_YEARS, samesite="Lax", secure=secure, httponly=True)
        return response
    context = {"form": form, "title": _("Choose how pages look"), "button": _("Save"), "next": back}
    return render(request, "openpals/form_page.html", context, status=422 if form.is_bound else 200)


SAMPLES = (("a", gettext_lazy("The first")), ("b", gettext_lazy("The second")))


class SampleForm(forms.Form):
    """One of each kind of field, for the living page."""

    words = forms.CharField(label=gettext_lazy("Short words"), help_text=gettext_lazy("A hint stands above the field."))
    story = forms.CharField(label=gettext_lazy("Longer words"), widget=forms.Textarea, required=False)
    choice = forms.ChoiceField(label=gettext_lazy("One of these"), widget=forms.RadioSelect, choices=SAMPLES)
    many = forms.MultipleChoiceField(
        label=gettext_lazy("Any of these"), widget=forms.CheckboxSelectMultiple, required=False, choices=SAMPLES
    )
    sure = forms.BooleanField(label=gettext_lazy("I am sure"))


@require_safe
def living_page(request: HttpRequest) -> HttpResponse:
    """Every component, in every state, on one page."""
    points = [(0, 44.0), (3, 41.0), (6, 39.0), (9, 36.0), (12, 34.0), (15, 30.0)]
    context = {
        "form": SampleForm(prefix="plain"),
        "wrong": SampleForm({"wrong-words": ""}, prefix="wrong"),
        "chart": course_chart(points, title=_("Sample course"), across=_("months"), up=_("score"), top=48),
    }
    return render(request, "openpals/design.html", context)


def _ours(request: HttpRequest, address: str) -> bool:
    return url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
