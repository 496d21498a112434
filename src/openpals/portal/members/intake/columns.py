"""What the columns of somebody's table mean, by their headings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from ....model.instruments import instruments
from ....model.vocabulary import vocabulary
from ..journal.questions import ALSFRS_R

DAY, TOTAL, ITEM, WEIGHT, CAPACITY, SYMPTOM = "day", "total", "item", "weight", "capacity", "symptom"

_DAY_WORDS = {"date", "day", "datum", "when", "fecha", "data"}
_TOTAL_WORDS = {"alsfrs-r", "alsfrs r", "alsfrsr", "alsfrs", "total", "score", "frs", "frs-r"}
_WEIGHT = re.compile(r"(body )?weight\b\s*[(\[]?\s*(kg|kilos?|lbs?|pounds?)?\s*[)\]]?")
_CAPACITY = re.compile(r"(fvc|svc)\b\s*[(\[]?\s*(%|percent|predicted|% predicted|l|litres?|liters?)?\s*[)\]]?")
_POUND_UNITS = ("lb", "lbs", "pound", "pounds")


@dataclass(frozen=True)
class Column:
    """One column: its place from 0, its heading, what it is, which item, symptom or manoeuvre, and in which unit."""

    place: int
    heading: str
    kind: str
    code: str = ""
    unit: str = ""


@cache
def _items() -> dict[str, str]:
    """Heading in lower case -> item of the ALSFRS-R."""
    found: dict[str, str] = {}
    for item in instruments()[ALSFRS_R]["items"]:
        code, number = item["id"], item["number"]
        names = (code, code.replace("_", " "), item["title"].lower())
        found |= dict.fromkeys((*names, number, f"q{number}", f"item {number}"), code)
    # Place 5 is one of two items: a heading that does not say which means the one of people who eat by mouth.
    return found | dict.fromkeys(("5", "q5", "item 5", "cutting"), "cutting_no_tube")


def _symptom(word: str) -> str | None:
    """The symptom of a heading: as the vocabulary says it, or by words that stand in the label of one symptom alone."""
    known = vocabulary("symptom")
    if found := known.words.get(word) or known.words.get(word.replace(" ", "_")):
        return found
    said = set(word.split())
    like = [term.code for term in known.terms if said and said <= set(term.label.lower().split())]
    return like[0] if len(like) == 1 else None


def read_heading(place: int, heading: str, weight_unit: str) -> Column | None:
    """What a column is, or None where its heading says nothing that we know."""
    word = " ".join(heading.strip().lower().split())
    plain = word.replace(" total", "").replace(" score", "").strip()
    if word in _DAY_WORDS:
        return Column(place, heading, DAY)
    if word in _TOTAL_WORDS or plain in _TOTAL_WORDS:
        return Column(place, heading, TOTAL, ALSFRS_R)
    if matched := _WEIGHT.fullmatch(word):
        said = matched.group(2)
        unit = weight_unit if said is None else "lb" if said in _POUND_UNITS else "kg"
        return Column(place, heading, WEIGHT, "weight", unit)
    if matched := _CAPACITY.fullmatch(word):
        litres = (matched.group(2) or "l").startswith("l")
        return Column(place, heading, CAPACITY, matched.group(1), "L" if litres else "%")
    if word in _items():
        return Column(place, heading, ITEM, _items()[word])
    symptom = _symptom(word)
    return Column(place, heading, SYMPTOM, symptom) if symptom else None


def number(text: str) -> Decimal | None:
    """A number with a decimal point or comma, or None."""
    plain = text.strip().replace(",", ".")
    return Decimal(plain) if re.fullmatch(r"-?\d{1,7}(\.\d{1,4})?", plain) else None
