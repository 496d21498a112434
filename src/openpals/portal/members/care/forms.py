"""The forms of care."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .models import CLOSE, KEEP, Granted
from .parts import ENDING_LIFE, MOOD, NOTES, PARTS, SEXUAL

READ, WRITE, ANSWER = "read", "write", "answer"
_MAY = (
    (READ, _("Read only")),
    (WRITE, _("Read, and type what I say")),
    (ANSWER, _("Read, type what I say, and answer in my place")),
)
_PART_TITLES = {
    MOOD: _("My mood"),
    SEXUAL: _("Sexual problems"),
    ENDING_LIFE: _("Thoughts of ending life"),
    NOTES: _("Notes and photos"),
}


class GrantForm(forms.Form):
    """What somebody may do."""

    may = forms.ChoiceField(label=_("What they may do"), choices=_MAY, widget=forms.RadioSelect, initial=READ)
    parts = forms.MultipleChoiceField(
        label=_("What they may also see"),
        help_text=_("These stay closed unless you open them."),
        choices=[(part, _PART_TITLES[part]) for part in PARTS],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    after = forms.BooleanField(
        label=_("After my death they may keep my profile in memory or close it"),
        help_text=_("Without this, our moderators check first."),
        required=False,
    )

    def granted(self) -> dict[str, bool]:
        """The choices as columns of a grant."""
        may, parts = self.cleaned_data["may"], self.cleaned_data["parts"]
        return {
            "may_read": True,
            "may_write_for": may in (WRITE, ANSWER),
            "may_answer_for": may == ANSWER,
            "may_speak_after": self.cleaned_data["after"],
            **{f"closed_{part}": part not in parts for part in PARTS},
        }

    @staticmethod
    def initial_of(grant: Granted) -> dict[str, Any]:
        """The choices that a grant has now."""
        return {
            "may": ANSWER if grant.may_answer_for else WRITE if grant.may_write_for else READ,
            "parts": [part for part in PARTS if part not in grant.closed()],
            "after": grant.may_speak_after,
        }


class InviteForm(GrantForm):
    """Whom to invite, and to what."""

    email = forms.EmailField(
        label=_("Their e-mail address"),
        help_text=_("We send one letter there and do not keep the address."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    called = forms.CharField(
        label=_("What you call them"), help_text=_("For instance: my daughter. Only you see it."), max_length=80
    )
    field_order = ("email", "called", "may", "parts", "after")


class DeathForm(forms.Form):
    """What a relative tells."""

    died_on = forms.DateField(
        label=_("Day of death, if you want to say"),
        help_text=_("Year, month and day, for instance 2026-03-27."),
        input_formats=["%Y-%m-%d"],
        required=False,
    )
    wish = forms.ChoiceField(
        label=_("What should become of the profile"),
        choices=(
            (KEEP, _("Keep it in memory: nothing is added any more, and what they allowed goes on")),
            (CLOSE, _("Close it: nobody sees it any more, and research stops using it")),
        ),
        widget=forms.RadioSelect,
    )

    def clean_died_on(self) -> Any:
        """Not in the future."""
        day = self.cleaned_data["died_on"]
        if day is not None and day > timezone.localdate():
            raise forms.ValidationError(_("This day has not come yet. Correct it, or leave it empty."))
        return day


class ReasonForm(forms.Form):
    """A moderator's decision."""

    follow = forms.ChoiceField(
        label=_("Decision"),
        choices=(("yes", _("Do as the relative wishes")), ("no", _("Leave everything as it is"))),
        widget=forms.RadioSelect,
    )
    why = forms.CharField(label=_("Why"), help_text=_("It stands in the log for good, so name nobody."), max_length=200)
