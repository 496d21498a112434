"""What the profile asks."""

from __future__ import annotations

import calendar
import datetime as dt
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ....model.vocabulary import countries, vocabulary
from ..journal.days import EARLIEST_YEAR, day_field, refuse_impossible, today
from ..journal.forms import EntryForm, coded_field
from ..journal.models import Journal
from .models import AUDIENCES, SECTIONS, Equipment, Profile, Relative
from .words import COUNTRY_NAMES, ONSET_SITES, PROFILE_GENES

NOT_SAID = ("", gettext_lazy("No answer"))


class RoughDay(forms.MultiWidget):
    """A year, and a month and a day as far as they are known."""

    template_name = "profile/rough_day.html"
    use_fieldset = True

    def __init__(self) -> None:
        number = {"inputmode": "numeric", "autocomplete": "off"}
        super().__init__([forms.TextInput(number), forms.TextInput(number), forms.TextInput(number)])

    def decompress(self, value: Any) -> list[Any]:
        """The day's parts; ``value`` is a day and how well it is known."""
        if not value or not value[0]:
            return ["", "", ""]
        day, precision = value
        return [day.year, "" if precision == "year" else day.month, day.day if precision == "day" else ""]

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Each part with its own label."""
        context = super().get_context(name, value, attrs)
        labels = (_("Year"), _("Month, as a number"), _("Day"))
        context["parts"] = list(zip(context["widget"]["subwidgets"], labels, strict=True))
        return context


class RoughDayField(forms.MultiValueField):
    """Gives a day and how well it is known, or None."""

    widget = RoughDay

    def __init__(self, **kwargs: Any) -> None:
        numbers = [forms.IntegerField(required=False) for _part in range(3)]
        super().__init__(numbers, required=False, require_all_fields=False, **kwargs)

    def compress(self, data_list: list[Any]) -> tuple[dt.date, str] | None:
        """Year, month and day as far as they are said."""
        year, month, day = [*data_list, None, None, None][:3]
        if year is None:
            if month is not None or day is not None:
                raise ValidationError(_("Write the year too."))
            return None
        if day is not None and month is None:
            raise ValidationError(_("Write the month too, or leave the day out."))
        if not EARLIEST_YEAR <= year <= dt.MAXYEAR:
            raise ValidationError(_("Write the year with four numbers, such as 2024."))
        if month is not None and not 1 <= month <= 12:
            raise ValidationError(_("Write the month as a number from 1 to 12."))
        if day is not None and not 1 <= day <= calendar.monthrange(year, month)[1]:
            raise ValidationError(_("This month has no such day."))
        return dt.date(year, month or 1, day or 1), "day" if day else "month" if month else "year"


class ProfileForm(EntryForm):
    """A section of the profile."""

    DAYS = ()
    # Fields that stand for two columns: the day, and how well it is known.
    ROUGH: ClassVar[dict[str, tuple[str, str]]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (day, precision) in self.ROUGH.items():
            self.fields[name].initial = (getattr(self.instance, day), getattr(self.instance, precision))

    def clean(self) -> dict[str, Any]:
        """Days that can be, in their two columns."""
        cleaned = super().clean()
        for name, (day, precision) in self.ROUGH.items():
            said = cleaned.get(name)
            try:
                refuse_impossible(said[0] if said else None, self.born)
            except ValidationError as refused:
                self.add_error(name, refused)
            setattr(self.instance, day, said[0] if said else None)
            setattr(self.instance, precision, said[1] if said else "")
        return cleaned


class AboutForm(ProfileForm):
    """Sex, year of birth, country."""

    sex = coded_field("sex", gettext_lazy("Sex"))
    birth_year = forms.IntegerField(
        label=gettext_lazy("Year of birth"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "bday-year"}),
    )
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False, choices=[])
    COLUMNS = ("sex", "birth_year", "country")

    class Meta:
        """In this order."""

        model = Profile
        fields: ClassVar = ["sex", "birth_year", "country"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = sorted((name, code) for code, name in COUNTRY_NAMES.items() if code.lower() in countries())
        self.fields["country"].choices = [NOT_SAID, *((c, n) for n, c in named)]  # type: ignore[attr-defined]

    def clean_birth_year(self) -> int | None:
        """A year in which somebody who lives can have been born."""
        year: int | None = self.cleaned_data["birth_year"]
        if year is not None and not EARLIEST_YEAR <= year <= today().year:
            raise ValidationError(_("Write the year with four numbers, such as 1960. It cannot be still to come."))
        return year


class DiagnosisForm(ProfileForm):
    """What it is, where and when it began, when it was found."""

    diagnosis = coded_field("condition", gettext_lazy("Diagnosis"))
    onset_site = forms.ChoiceField(
        label=gettext_lazy("Where it began"), choices=[NOT_SAID, *ONSET_SITES], required=False, widget=forms.Select
    )
    onset = RoughDayField(
        label=gettext_lazy("When it began"), help_text=gettext_lazy("Leave out what you do not know.")
    )
    found = RoughDayField(
        label=gettext_lazy("When a doctor named it"), help_text=gettext_lazy("Leave out what you do not know.")
    )
    ROUGH: ClassVar = {
        "onset": ("onset_date", "onset_precision"),
        "found": ("diagnosis_date", "diagnosis_precision"),
    }
    COLUMNS = (
        *("diagnosis", "onset_site", "onset_date", "onset_precision"),
        *("diagnosis_date", "diagnosis_precision"),
    )

    class Meta:
        """In this order."""

        model = Profile
        fields: ClassVar = ["diagnosis", "onset_site"]

    def clean(self) -> dict[str, Any]:
        """It begins before it is found."""
        cleaned = super().clean()
        onset, found = cleaned.get("onset"), cleaned.get("found")
        if onset and found and found[0].year < onset[0].year:
            self.add_error("found", _("It was named before it began. Look at both years again."))
        return cleaned


class FamilyForm(ProfileForm):
    """Genes, and whether anybody in the family had it."""

    gene = forms.ChoiceField(
        label=gettext_lazy("A gene that was found"), choices=[NOT_SAID, *PROFILE_GENES], required=False
    )
    family_history = coded_field(
        "yes_no_unknown", gettext_lazy("Has anybody in your family had ALS, or dementia of the frontal lobe?")
    )
    COLUMNS = ("gene", "family_history")

    class Meta:
        """In this order."""

        model = Profile
        fields: ClassVar = ["gene", "family_history"]


class RelativeForm(EntryForm):
    """One relative and what they had."""

    DAYS = ()
    relative = forms.ChoiceField(
        label=gettext_lazy("Who"),
        choices=[(t.code, gettext_lazy(t.label)) for t in vocabulary("relative").terms if t.code != "volunteer"],
    )
    disease = forms.ChoiceField(
        label=gettext_lazy("What they had"),
        choices=[(t.code, gettext_lazy(t.label)) for t in vocabulary("family_disease").terms],
    )

    class Meta:
        """In this order."""

        model = Relative
        fields: ClassVar = ["relative", "disease"]

    @classmethod
    def offered(cls, journal: Journal) -> dict[str, Any]:
        """The commonest."""
        return {"relative": "mother", "disease": "als"}


class EquipmentForm(EntryForm):
    """A device."""

    DAYS = ("start_day", "stop_day")
    equipment = forms.ChoiceField(
        label=gettext_lazy("What"),
        choices=[(t.code, gettext_lazy(t.label)) for t in vocabulary("equipment").terms],
        widget=forms.RadioSelect,
    )
    start_day = day_field(
        gettext_lazy("Since"),
        required=False,
        help_text=gettext_lazy("As year-month-day, such as 2026-03-31; empty if you do not know."),
    )
    stop_day = day_field(
        gettext_lazy("Until"), required=False, help_text=gettext_lazy("As year-month-day; empty while you have it.")
    )

    class Meta:
        """In this order."""

        model = Equipment
        fields: ClassVar = ["equipment", "start_day", "stop_day"]

    @classmethod
    def offered(cls, journal: Journal) -> dict[str, Any]:
        """Since today."""
        return {"start_day": today()}

    def clean(self) -> dict[str, Any]:
        """Until is after since."""
        cleaned = super().clean()
        start, stop = cleaned.get("start_day"), cleaned.get("stop_day")
        if start and stop and stop < start:
            self.add_error("stop_day", _("The last day is before the first. Look at both days again."))
        return cleaned


class VisibilityForm(forms.Form):
    """Who sees each section."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for section, words in SECTIONS:
            self.fields[section] = forms.ChoiceField(label=words, choices=AUDIENCES, widget=forms.RadioSelect)
