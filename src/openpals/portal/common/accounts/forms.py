"""The library's forms in plainer words, with the choice first that asks least of the hands."""

from __future__ import annotations

from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _


class PasskeyForm(AddWebAuthnForm):
    """Adding a passkey; by default it opens the account alone."""

    passwordless = forms.BooleanField(
        label=_("Log me in with this passkey alone"),
        help_text=_("Then there is nothing to type. Your device asks for your face, finger or code."),
        required=False,
        initial=True,
    )
    field_order = ("name", "passwordless", "credential")
