"""A release as schema.org describes a data set, for machines that look for some."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .models import Release
from .shelf import Shown
from .states import State


def as_linked_data(release: Release, shown: Shown, address: str) -> dict[str, Any]:
    """A schema.org Dataset; ``address`` is that of the release's page."""
    told = shown.told
    contributors = sorted({one["contributor"] for one in told["datasets"]})
    synthetic = "All people in it are invented. " if told["synthetic"] else ""
    there = [one["table"] for one in told["tables"]]
    data: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": address,
        "url": address,
        "name": f"{told['title']}, release {told['version']}",
        "description": f"{synthetic}Records of people with ALS, pooled from {len(told['datasets'])} data sets. "
        f"Tables: {', '.join(there)}.",
        "version": told["version"],
        "citation": told["citation"],
        "creator": [{"@type": "Organization", "name": name} for name in contributors],
        "keywords": ["ALS", "amyotrophic lateral sclerosis", *(["synthetic data"] if told["synthetic"] else [])],
        "isAccessibleForFree": True,
        "conditionsOfAccess": "Tables are lent for a purpose, under an agreement. The synthetic twin is for everybody.",
        "license": sorted({one["terms_url"] or one["terms"] for one in told["datasets"]}),
        "variableMeasured": [_measured(one.name, one.facts) for one in shown.variables.values() if one.table in there],
        "creativeWorkStatus": "Retracted" if release.state == State.RETRACTED else "Published",
    }
    if release.published_at is not None:
        data["datePublished"] = release.published_at.date().isoformat()
    if shown.twin and release.state != State.RETRACTED:
        data["distribution"] = [
            {
                "@type": "DataDownload",
                "name": f"SYNTHETIC twin: {one.name}",
                "contentUrl": f"{address}twin/{one.name}",
                "contentSize": f"{one.size} B",
            }
            for one in shown.twin
        ]
    return data


def _measured(name: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    measured = {"@type": "PropertyValue", "name": name, "description": facts["label"]}
    return measured | ({"unitText": facts["unit"]} if "unit" in facts else {})
