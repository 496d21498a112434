"""What a monitoring system is told: counts and times by route, never by person."""

from __future__ import annotations

import os
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

REQUESTS = Counter("openpals_requests", "Requests answered", ["route", "method", "status"])
SECONDS = Histogram(
    "openpals_request_seconds",
    "Seconds until the answer",
    ["route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0),
)


class JobCollector:
    """Jobs by state, read from the database when asked."""

    def collect(self) -> list[Any]:
        """One gauge."""
        from django.db.models import Count

        from ..jobs.models import Job

        gauge = GaugeMetricFamily("openpals_jobs", "Jobs by state", labels=["state"])
        for state, number in Job.objects.order_by().values_list("state").annotate(Count("pk")):
            gauge.add_metric([state], number)
        return [gauge]


def exposition() -> bytes:
    """All metrics in Prometheus' text format, of all processes where the server runs several."""
    jobs = CollectorRegistry()
    jobs.register(JobCollector())
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry) + generate_latest(jobs)
    return generate_latest() + generate_latest(jobs)
