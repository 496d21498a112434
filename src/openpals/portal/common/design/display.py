"""How a person wants pages to look, on one device: kept in a cookie there, not in the account."""

from __future__ import annotations

from dataclasses import dataclass, fields

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from ..words.languages import LANGUAGES

SIZES = (("usual", _("Usual buttons")), ("gaze", _("Very large buttons, for eye control or a switch")))
COLOURS = (("auto", _("As my device says")), ("light", _("Light")), ("dark", _("Dark")))
MOTION = (("auto", _("As my device says")), ("less", _("Nothing moves")))


@dataclass(frozen=True)
class Display:
    """The choices, as the page's template puts them on its first element."""

    size: str = "usual"
    colours: str = "auto"
    motion: str = "auto"


ALLOWED = {"size": {name for name, _t in SIZES}, "colours": {n for n, _t in COLOURS}, "motion": {n for n, _t in MOTION}}


def cookie_name() -> str:
    """The cookie's name on this site."""
    return f"{settings.SESSION_COOKIE_NAME}-display"


def display_of(request: HttpRequest) -> Display:
    """The choices in the cookie; what is not known is as usual."""
    parts = request.COOKIES.get(cookie_name(), "").split(".")
    names = [field.name for field in fields(Display)]
    return Display(**{name: part for name, part in zip(names, parts, strict=False) if part in ALLOWED[name]})


class DisplayForm(forms.Form):
    """The choices as a form."""

    size = forms.ChoiceField(label=_("Buttons"), choices=SIZES, widget=forms.RadioSelect)
    colours = forms.ChoiceField(label=_("Colours"), choices=COLOURS, widget=forms.RadioSelect)
    motion = forms.ChoiceField(label=_("Movement"), choices=MOTION, widget=forms.RadioSelect)
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, widget=forms.RadioSelect)
