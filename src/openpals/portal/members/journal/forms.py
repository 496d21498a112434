"""What is asked of each kind of entry, and what is not believed."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ....model.instruments import instruments
from ....model.vocabulary import normal_form, vocabulary
from .days import birth_year, day_field, refuse_impossible, today
from .models import Evaluation, Feeling, Journal, Measurement, Note, Photo, SymptomReport, Treatment, TreatmentReport
from .models.measurements import LAB, SIGN, VITAL_CAPACITY
from .models.treatments import KINDS
from .models.wellbeing import FEELINGS
from .photos import NotAPhoto, Redrawn, redraw

NOT_SAID = ("", gettext_lazy("No answer"))


def coded_field(name: str, label: Any, only: Iterable[str] = (), help_text: Any = "") -> forms.ChoiceField:
    """Any of the codes of one of the model's vocabularies, or none; short lists as buttons, long ones to open."""
    terms = [term for term in vocabulary(name).terms if not only or term.code in only]
    choices = [NOT_SAID, *((term.code, gettext_lazy(term.label)) for term in terms)]
    widget = forms.RadioSelect if len(terms) <= 7 else forms.Select
    return forms.ChoiceField(label=label, choices=choices, required=False, widget=widget, help_text=help_text)


def number_field(label: Any, least: str, most: str, places: int, help_text: Any = "") -> forms.DecimalField:
    """A number, if it is said; a point or a comma before the decimals."""
    return CommaDecimalField(
        label=label,
        min_value=Decimal(least),
        max_value=Decimal(most),
        decimal_places=places,
        max_digits=12,
        required=False,
        help_text=help_text,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )


class CommaDecimalField(forms.DecimalField):
    """A decimal that may be written with a comma."""

    def to_python(self, value: Any) -> Any:
        """The number."""
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)


class EntryForm(forms.ModelForm[Any]):
    """A form of a journal. Days are held against the year of birth; ``offered`` is what stands in a new one."""

    DAYS: ClassVar[tuple[str, ...]] = ("day",)

    def __init__(self, journal: Journal, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.journal = journal
        self.born = birth_year(journal.owner_id)

    @classmethod
    def offered(cls, journal: Journal) -> dict[str, Any]:
        """What was said last time, as far as it is likely to be true again."""
        return {"day": today()}

    def clean(self) -> dict[str, Any]:
        """Refuses days that cannot be."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name in self.DAYS:
            try:
                refuse_impossible(cleaned.get(name), self.born)
            except ValidationError as refused:
                self.add_error(name, refused)
        return cleaned

    def values(self) -> dict[str, Any]:
        """The columns that the form sets."""
        return {name: getattr(self.instance, name) for name in self.COLUMNS or self._meta.fields or ()}

    def attach(self, row: Any) -> None:
        """Saves what belongs to the row and stands in another table, once the row is there."""

    COLUMNS: ClassVar[tuple[str, ...]] = ()


class TreatmentForm(EntryForm):
    """A course of treatment."""

    DAYS = ("start_day", "stop_day")
    COLUMNS = (
        *("kind", "code", "words", "purpose", "dose", "dose_unit", "doses_per_day"),
        *("start_day", "stop_day", "stop_reason"),
    )

    name = forms.CharField(
        label=gettext_lazy("What it is called"),
        help_text=gettext_lazy("A name from the box, or your own words."),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    kind = forms.ChoiceField(label=gettext_lazy("What it is"), choices=KINDS, widget=forms.RadioSelect)
    purpose = coded_field("purpose", gettext_lazy("What it is for"))
    dose = number_field(gettext_lazy("One dose"), "0", "999999", 3)
    dose_unit = coded_field("dose_unit", gettext_lazy("Unit of the dose"))
    doses_per_day = number_field(gettext_lazy("Doses a day"), "0", "48", 2)
    start_day = day_field(gettext_lazy("First day"), required=False)
    stop_day = day_field(gettext_lazy("Last day, if it has ended"), required=False)
    stop_reason = coded_field("stop_reason", gettext_lazy("Why it ended"))

    class Meta:
        """In this order."""

        model = Treatment
        fields: ClassVar = [
            *("kind", "purpose", "dose", "dose_unit", "doses_per_day", "start_day", "stop_day", "stop_reason")
        ]

    field_order = ("name", "kind")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["name"].initial = self.instance.words or _treatment_label(self.instance.code)

    @classmethod
    def offered(cls, journal: Journal) -> dict[str, Any]:
        """A drug that begins today is the commonest."""
        return {"kind": "drug", "start_day": today()}

    def clean(self) -> dict[str, Any]:
        """A code where the vocabulary has the name; the words as they were written otherwise."""
        cleaned = super().clean()
        start, stop = cleaned.get("start_day"), cleaned.get("stop_day")
        if start and stop and stop < start:
            self.add_error("stop_day", _("The last day is before the first. Look at both days again."))
        name = " ".join(cleaned.get("name", "").split())
        self.instance.code = vocabulary("treatment").words.get(normal_form(name), "")
        self.instance.words = "" if self.instance.code else name
        return cleaned


class TreatmentReportForm(EntryForm):
    """What was taken."""

    day = day_field(gettext_lazy("Day"))
    doses_per_day = number_field(
        gettext_lazy("How many doses you took that day"), "0", "48", 2, gettext_lazy("0 if you took none.")
    )
    dose = number_field(gettext_lazy("One dose"), "0", "999999", 3)
    dose_unit = coded_field("dose_unit", gettext_lazy("Unit of the dose"))
    adherence = coded_field("adherence", gettext_lazy("Did you take it as planned?"))

    class Meta:
        """In this order."""

        model = TreatmentReport
        fields: ClassVar = ["day", "doses_per_day", "dose", "dose_unit", "adherence"]


class EvaluationForm(EntryForm):
    """How a treatment goes."""

    day = day_field(gettext_lazy("Day"))
    effectiveness = coded_field("effectiveness", gettext_lazy("How much does it help with what it is for?"))
    side_effects = coded_field("side_effects", gettext_lazy("Unwanted effects"))
    main_side_effect = coded_field("symptom", gettext_lazy("The worst unwanted effect, if any"))
    main_side_effect_severity = forms.TypedChoiceField(
        label=gettext_lazy("How bad is it?"),
        choices=[NOT_SAID, *((n, gettext_lazy(t.label)) for n, t in enumerate(vocabulary("severity").terms) if n)],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    burden = coded_field("burden", gettext_lazy("How hard is it to take?"))
    adherence = coded_field("adherence", gettext_lazy("Do you take it as planned?"))
    cost_band = coded_field(
        "cost_band", gettext_lazy("What do you pay for it in a month?"), help_text=gettext_lazy("In US dollars.")
    )
    advice = forms.CharField(
        label=gettext_lazy("What would you tell others?"), max_length=4000, required=False, widget=forms.Textarea
    )

    class Meta:
        """In this order."""

        model = Evaluation
        fields: ClassVar = [
            *("day", "effectiveness", "side_effects", "main_side_effect", "main_side_effect_severity"),
            *("burden", "adherence", "cost_band", "advice"),
        ]


class WeightForm(EntryForm):
    """Body weight."""

    # Plausible in each unit: the model's band for weight.
    LIMITS: ClassVar = {"kg": (Decimal(25), Decimal(250)), "[lb_av]": (Decimal(55), Decimal(550))}

    day = day_field(gettext_lazy("Day"))
    value = number_field(gettext_lazy("Weight"), "0", "1000", 1)
    unit = forms.ChoiceField(
        label=gettext_lazy("Unit"),
        choices=[("kg", gettext_lazy("kilograms")), ("[lb_av]", gettext_lazy("pounds"))],
        widget=forms.RadioSelect,
    )

    class Meta:
        """In this order."""

        model = Measurement
        fields: ClassVar = ["day", "value", "unit"]

    @classmethod
    def offered(cls, journal: Journal) -> dict[str, Any]:
        """In the unit of last time."""
        last = Measurement.objects.filter(owner_id=journal.owner_id, code="weight").order_by("-day", "-pk").first()
        return {"day": today(), "unit": last.unit if last else "kg"}

    def clean(self) -> dict[str, Any]:
        """A weight that a grown person can have."""
        cleaned = super().clean()
        self.instance.kind, self.instance.code = SIGN, "weight"
        value, unit = cleaned.get("value"), cleaned.get("unit", "")
        if value is None and "value" not in self.errors:
            self.add_error("value", _("Write your weight as a number."))
        elif value is not None and unit in self.LIMITS:
            least, most = self.LIMITS[unit]
            if not least <= value <= most:
                self.add_error("value", _("This cannot be a weight in that unit. Look at the number and the unit."))
        return cleaned


class BreathingForm(EntryForm):
    """A vital capacity, as a clinic or a device at home gave it."""

    _declared: ClassVar = instruments()["vital-capacity"]["fields"]

    day = day_field(gettext_lazy("Day"))
    code = forms.ChoiceField(
        label=gettext_lazy("How it was measured"),
        choices=[
            ("fvc", gettext_lazy("Blown out fast (forced, FVC)")),
            ("svc", gettext_lazy("Blown out slowly (slow, SVC)")),
        ],
        widget=forms.RadioSelect,
    )
    value = number_field(gettext_lazy("Litres"), str(_declared["litres"]["min"]), str(_declared["litres"]["max"]), 2)
    percent_predicted = number_field(
        gettext_lazy("Percent of what is usual"),
        str(_declared["percent_predicted"]["min"]),
        str(_declared["percent_predicted"]["max"]),
        1,
        gettext_lazy("Fill in the litres, the percent, or both."),
    )
    position = coded_field("position", gettext_lazy("Sitting or lying"), only=("sitting", "supine"))
    measured_by = coded_field("measured_by", gettext_lazy("Where"))

    class Meta:
        """In this order."""

        model = Measurement
        fields: ClassVar = ["day", "code", "value", "percent_predicted", "position", "measured_by"]

    COLUMNS = ("day", "code", "value", "unit", "percent_predicted", "position", "measured_by")

    @classmethod
    def offered(cls, journal: Journal) -> dict[str, Any]:
        """As it was measured last time."""
        rows = Measurement.objects.filter(owner_id=journal.owner_id, code__in=["fvc", "svc"])
        last = rows.order_by("-day", "-pk").first()
        if last is None:
            return {"day": today()}
        return {"day": today(), "code": last.code, "position": last.position, "measured_by": last.measured_by}

    def clean(self) -> dict[str, Any]:
        """Litres, percent, or both."""
        cleaned = super().clean()
        litres, percent = cleaned.get("value"), cleaned.get("percent_predicted")
        self.instance.kind, self.instance.unit = VITAL_CAPACITY, "L" if litres is not None else ""
        if litres is None and percent is None and not {"value", "percent_predicted"} & set(self.errors):
            self.add_error("value", _("Write the litres, the percent, or both."))
        return cleaned


class LabForm(EntryForm):
    """A laboratory value."""

    day = day_field(gettext_lazy("Day"))
    code = forms.ChoiceField(label=gettext_lazy("What was measured"))
    value = number_field(gettext_lazy("Value"), "-1000", "10000000", 4)
    unit = forms.CharField(
        label=gettext_lazy("Unit"),
        help_text=gettext_lazy("As it stands on the paper, such as g/L or mg/dL."),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    class Meta:
        """In this order."""

        model = Measurement
        fields: ClassVar = ["day", "code", "value", "unit"]

    COLUMNS = ("day", "code", "value", "unit", "specimen")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        terms = sorted(vocabulary("analyte").terms, key=lambda term: term.label)
        choices = [("", _("Choose")), *((term.code, _(term.label)) for term in terms)]
        self.fields["code"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A value, of the usual specimen."""
        cleaned = super().clean()
        self.instance.kind = LAB
        if cleaned.get("code"):
            self.instance.specimen = vocabulary("analyte").term(cleaned["code"]).facts["specimen"]
        if cleaned.get("value") is None and "value" not in self.errors:
            self.add_error("value", _("Write the value as a number."))
        return cleaned


class NoteForm(EntryForm):
    """A note, with a photo if one likes."""

    day = day_field(gettext_lazy("Day"))
    text = forms.CharField(label=gettext_lazy("Your note"), max_length=20_000, required=False, widget=forms.Textarea)
    photo = forms.FileField(
        label=gettext_lazy("A photo"),
        help_text=gettext_lazy("Up to 15 MB. We keep the picture only, not where or when it was taken."),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    described = forms.CharField(
        label=gettext_lazy("What the photo shows"),
        help_text=gettext_lazy("For those who cannot see it."),
        max_length=200,
        required=False,
    )

    class Meta:
        """In this order."""

        model = Note
        fields: ClassVar = ["day", "text"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.there = Photo.objects.filter(note=self.instance.pk).defer("data").first() if self.instance.pk else None
        if self.there:
            self.fields["described"].initial = self.there.described
            self.fields["drop"] = forms.BooleanField(label=_("Take the photo away"), required=False)

    def clean_photo(self) -> Redrawn | None:
        """The photo drawn anew."""
        sent = self.cleaned_data.get("photo")
        if not sent:
            return None
        try:
            return redraw(sent.file, sent.size)
        except NotAPhoto as refused:
            raise ValidationError(_(str(refused))) from refused

    def clean(self) -> dict[str, Any]:
        """Words, a photo, or both."""
        cleaned = super().clean()
        if not (cleaned.get("text") or cleaned.get("photo") or self.there or "photo" in self.errors):
            self.add_error("text", _("Write something, or add a photo."))
        return cleaned

    def attach(self, row: Any) -> None:
        """Saves, describes or takes away the photo."""
        drawn, described = self.cleaned_data["photo"], self.cleaned_data["described"]
        if drawn is not None:
            values = {"data": drawn.data, "width": drawn.width, "height": drawn.height, "described": described}
            Photo.objects.update_or_create(note=row, defaults=values)
        elif self.cleaned_data.get("drop"):
            Photo.objects.filter(note=row).delete()
        else:
            Photo.objects.filter(note=row).update(described=described)


class FeelingForm(EntryForm):
    """How one felt on a day."""

    value = forms.TypedChoiceField(
        label=gettext_lazy("How do you feel?"),
        choices=[(score, gettext_lazy(label)) for score, label in FEELINGS],
        coerce=int,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("Why, if you like to say"), max_length=4000, required=False, widget=forms.Textarea
    )
    DAYS = ()

    class Meta:
        """In this order."""

        model = Feeling
        fields: ClassVar = ["value", "reason"]


class SymptomReportForm(EntryForm):
    """How bad a symptom was on a day."""

    day = day_field(gettext_lazy("Day"))
    severity = forms.TypedChoiceField(
        label=gettext_lazy("How bad was it?"),
        choices=[(n, gettext_lazy(term.label)) for n, term in enumerate(vocabulary("severity").terms)],
        coerce=int,
        widget=forms.RadioSelect,
    )
    attributed_to = coded_field("attribution", gettext_lazy("What does it come from, as you see it?"))

    class Meta:
        """In this order."""

        model = SymptomReport
        fields: ClassVar = ["day", "severity", "attributed_to"]


def _treatment_label(code: str) -> str:
    return vocabulary("treatment").term(code).label if code else ""
