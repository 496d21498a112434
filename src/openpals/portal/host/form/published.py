"""All versions of the form that were ever published, each held to the hash under which people answered it."""

from __future__ import annotations

from django.core.checks import CheckMessage, Error

from . import version_1
from .spec import Form, form_hash

FORMS: dict[int, Form] = {form.version: form for form in (version_1.FORM,)}

# A version is published with the release of this software that brings it; from then on its hash stands here.
HASHES: dict[int, str] = {
    1: "0cab018fd73fb44d4d2c53f3813db08eecc776e22bbc574bb8c4b91ca75b90e4",
}


def newest() -> Form:
    """The version that new proposals answer."""
    return FORMS[max(FORMS)]


def check_forms(**_: object) -> list[CheckMessage]:
    """One error a version that is not as it was published: a site with such a form does not start."""
    return [
        Error(
            f"Version {version} of the proposal form is not as it was published. Put it back, and write a new version.",
            id="openpals.E010",
        )
        for version, form in FORMS.items()
        if form_hash(form) != HASHES.get(version)
    ]
