"""The app of jobs."""

from __future__ import annotations

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Holds what the task library does not: whose a job is, how far it is, and how often it was tried."""

    name = "openpals.portal.common.jobs"
    label = "jobs"
