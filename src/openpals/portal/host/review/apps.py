"""The review's app."""

from __future__ import annotations

from django.apps import AppConfig


class ReviewConfig(AppConfig):
    """Holds assignments, opinions, questions and decisions."""

    name = "openpals.portal.host.review"
    label = "review"
