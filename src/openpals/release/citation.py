"""How a release is to be cited."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


def citation(facts: Mapping[str, Any]) -> str:
    """One sentence: title, version, contributors, and that it is synthetic where it is."""
    contributors = ", ".join(sorted({dataset["contributor"] for dataset in facts["datasets"]}))
    synthetic = " Contains synthetic data." if facts["synthetic"] else ""
    return f"{facts['title']}, release {facts['version']}. Data contributed by {contributors}.{synthetic}"


def citation_file(facts: Mapping[str, Any]) -> str:
    """CITATION.cff (Citation File Format 1.2); the contributors are the authors, as entities."""
    quoted = json.dumps  # a JSON string is a YAML string
    authors = sorted({dataset["contributor"] for dataset in facts["datasets"]})
    lines = [
        "cff-version: 1.2.0",
        f"message: {quoted(facts['citation'])}",
        "type: dataset",
        f"title: {quoted(facts['title'])}",
        f"version: {quoted(facts['version'])}",
        "authors:",
        *(f"  - name: {quoted(name)}" for name in authors),
    ]
    return "\n".join(lines) + "\n"
