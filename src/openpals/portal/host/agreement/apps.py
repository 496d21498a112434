"""The agreement's app."""

from __future__ import annotations

from django.apps import AppConfig


class AgreementConfig(AppConfig):
    """Holds texts and signatures."""

    name = "openpals.portal.host.agreement"
    label = "agreement"
