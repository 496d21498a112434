"""A letter: its words stand once, in a plain text template; the HTML is made of them, so that the two cannot differ."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.http import HttpRequest
from django.template.loader import render_to_string


def letter(
    template: str, to: str, context: dict[str, Any], request: HttpRequest | None = None, sender: str | None = None
) -> EmailMultiAlternatives:
    """A letter to one address, out of ``<template>_subject.txt`` and ``<template>_message.txt``.

    The templates find the site's address as ``this_site_address``, without a slash at its end. Line breaks in the
    subject are taken out, so that no value can add a header.
    """
    context = {"this_site_address": settings.OPENPALS_ENVIRONMENT.origin.geturl().rstrip("/"), **context}
    subject = " ".join(render_to_string(f"{template}_subject.txt", context, request).split())
    text = render_to_string(f"{template}_message.txt", context, request).strip() + "\n"
    page = render_to_string("openpals/letter.html", {**context, "subject": subject, "text": text}, request)
    message = EmailMultiAlternatives(subject, text, sender, [to], headers={"Auto-Submitted": "auto-generated"})
    message.attach_alternative(page, "text/html")
    return message
