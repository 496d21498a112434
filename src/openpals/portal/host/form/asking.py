"""A section of the form as a page asks it, and as answers are checked."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from .orcid import is_orcid
from .spec import Answers, Field, Form, Kind, Section

SHORTEST_MONTHS, LONGEST_MONTHS = 1, 24


def check_orcid(text: str) -> None:
    """Raises ValidationError for what is no ORCID."""
    if not is_orcid(text):
        raise ValidationError("This is no ORCID: a digit may be wrong. Copy it from your ORCID page.")


def _field(field: Field) -> forms.Field:
    common: dict[str, Any] = {"label": field.label, "help_text": field.help, "required": field.required}
    if field.kind is Kind.CHOICE:
        return forms.ChoiceField(choices=field.choices, widget=forms.RadioSelect, **common)
    if field.kind is Kind.CHOICES:
        return forms.MultipleChoiceField(choices=field.choices, widget=forms.CheckboxSelectMultiple, **common)
    if field.kind is Kind.DAY:
        return forms.DateField(input_formats=["%Y-%m-%d"], **common)
    if field.kind is Kind.MONTHS:
        plain = forms.TextInput(attrs={"inputmode": "numeric"})
        return forms.IntegerField(min_value=SHORTEST_MONTHS, max_value=LONGEST_MONTHS, widget=plain, **common)
    if field.kind is Kind.ORCID:
        return forms.CharField(max_length=field.longest, validators=[check_orcid], **common)
    widget = forms.Textarea(attrs={"rows": 6}) if field.kind is Kind.TEXT else forms.TextInput()
    return forms.CharField(max_length=field.longest, widget=widget, **common)


class SectionForm(forms.Form):
    """A section as Django's form. ``draft``: what is required may still be missing."""

    use_required_attribute = False

    def __init__(self, section: Section, data: Any = None, *, draft: bool) -> None:
        super().__init__(data)
        self.draft = draft
        for field in section.fields:
            self.fields[field.name] = _field(field)

    def add_error(self, field: str | None, error: Any) -> None:
        """Passes over what is only missing, in a draft."""
        if not (self.draft and getattr(error, "code", None) == "required"):
            super().add_error(field, error)


def answers_in(section: Section, sent: QueryDict) -> dict[str, str | list[str]]:
    """What was sent for the section, as typed, so that nothing is lost even where it has mistakes."""
    return {
        field.name: [_plain(one) for one in sent.getlist(field.name)]
        if field.kind is Kind.CHOICES
        else _plain(sent.get(field.name) or "")
        for field in section.fields
    }


def _plain(text: str) -> str:
    """Without NUL, which no database keeps, and with one kind of line break."""
    return text.replace("\x00", "").replace("\r\n", "\n").strip()


def of_section(section: Section, answers: Answers) -> dict[str, str | list[str]]:
    """The section's part of the answers; unanswered fields are empty."""
    return {field.name: answers.get(field.name, [] if field.kind is Kind.CHOICES else "") for field in section.fields}


def fingerprint(section: Section, answers: Answers) -> str:
    """A short hash of the section's answers: a page carries it, and saving compares it."""
    text = json.dumps(of_section(section, answers), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def problems(form: Form, purpose: str, answers: Answers) -> dict[str, list[str]]:
    """By section, what is missing or wrong before the form can be sent, a sentence each; {} if nothing is."""
    found: dict[str, list[str]] = {}
    for section in form.asked(purpose):
        checked = SectionForm(section, of_section(section, answers), draft=False)
        told = [
            f"{checked.fields[name].label}: {' '.join(map(str, errors))}" for name, errors in checked.errors.items()
        ]
        if told:
            found[section.name] = told
    return found


def in_words(field: Field, answers: Answers) -> str:
    """The answer as a person reads it: choices by their words."""
    given: Any = answers.get(field.name) or ""
    words: Mapping[str, str] = dict(field.choices)
    if isinstance(given, list):
        return "\n".join(words.get(code, code) for code in given)
    return words.get(given, given)
