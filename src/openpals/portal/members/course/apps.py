"""The app."""

from __future__ import annotations

from django.apps import AppConfig


class CourseConfig(AppConfig):
    """Its label is its name."""

    name = "openpals.portal.members.course"
    label = "course"
