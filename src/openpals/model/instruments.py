"""Instruments (questionnaires) as data: the ALSFRS-R's items and wording, and the others."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def _declared() -> Any:
    return json.loads(files("openpals.model").joinpath("data/instruments.json").read_text("utf-8"))


@cache
def instruments() -> dict[str, dict[str, Any]]:
    """All instruments by id, as declared in ``data/instruments.json``."""
    return {instrument["id"]: instrument for instrument in _declared()["instruments"]}


def wording_version() -> str:
    """The version of the words in which the instruments are asked; each answer keeps that which it was given to."""
    version: str = _declared()["wording_version"]
    return version


# Item id -> what is asked. The wording is our own paraphrase of Cedarbaum et al. 1999, J Neurol Sci 169:13-21.
ALSFRS_ITEMS: dict[str, str] = {item["id"]: item["prompt"] for item in instruments()["alsfrs-r"]["items"]}

# The nine items that both scales share, and the respiratory items of each, in the order of the questionnaire.
SHARED_ITEMS = (
    "speech",
    "salivation",
    "swallowing",
    "handwriting",
    "cutting",
    "dressing",
    "turning_in_bed",
    "walking",
    "climbing_stairs",
)
ALSFRS_RESPIRATORY = ("respiratory",)
ALSFRS_R_RESPIRATORY = ("dyspnea", "orthopnea", "respiratory_insufficiency")

# Domain -> its items, whose points add up to its score of 0 to 12. Q5a and Q5b are one item of the model's.
ALSFRS_R_DOMAINS: dict[str, tuple[str, ...]] = {
    name: tuple((*SHARED_ITEMS, *ALSFRS_R_RESPIRATORY)[int(number) - 1] for number in domain["items"])
    for name, domain in instruments()["alsfrs-r"]["domains"].items()
}
