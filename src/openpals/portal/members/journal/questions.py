"""Instruments as they are asked: one question a screen, out of the model's declarations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils.translation import gettext_lazy as _

from ....model.instruments import instruments, wording_version

ALSFRS_R = "alsfrs-r"

# Which of two items is asked, by whether the person has a feeling tube.
_TUBE = {"gastrostomy == false": False, "gastrostomy == true": True}

# The words in which a domain is spoken of.
DOMAIN_WORDS = {
    "bulbar": _("speaking and swallowing"),
    "fine_motor": _("hands and dressing"),
    "gross_motor": _("moving"),
    "respiratory": _("breathing"),
}


@dataclass(frozen=True)
class Option:
    """One answer, with what it means in plain words."""

    score: int
    label: str
    help: str


@dataclass(frozen=True)
class Question:
    """One item. ``slot`` is its place in the total; ``tube``: asked only of those with, or without, a feeding tube."""

    item: str
    slot: str
    title: str
    prompt: str
    note: str
    domain: str
    options: tuple[Option, ...]
    tube: bool | None

    def allows(self, value: int) -> bool:
        """Whether the value is one of the answers."""
        return any(option.score == value for option in self.options)


@dataclass(frozen=True)
class Instrument:
    """A questionnaire; ``draft`` tells people that its words have not been tested."""

    id: str
    name: str
    wording: str
    draft: bool
    questions: tuple[Question, ...]
    tops: Mapping[str, int]  # domain -> most points
    suggested_days: int

    @property
    def about_tube(self) -> bool:
        """Whether what is asked depends on a feeding tube."""
        return any(question.tube is not None for question in self.questions)

    def asked(self, tube: bool) -> tuple[Question, ...]:
        """The questions of somebody with or without a feeding tube, in order."""
        return tuple(question for question in self.questions if question.tube in (None, tube))


@dataclass(frozen=True)
class DomainScore:
    """Points of a domain; None until all its questions are answered."""

    domain: str
    points: int | None
    top: int

    @property
    def words(self) -> Any:
        """What the domain is called."""
        return DOMAIN_WORDS.get(self.domain, self.domain)


@dataclass(frozen=True)
class Score:
    """The total, None until everything is answered: nothing is guessed."""

    total: int | None
    top: int
    domains: tuple[DomainScore, ...]
    answered: int
    of: int


@cache
def askable() -> Mapping[str, Instrument]:
    """Every instrument whose items have words and answers, by id: what is declared in the model can be asked."""
    return {one: _instrument(declared) for one, declared in instruments().items() if _can_be_asked(declared)}


def score(instrument: Instrument, answers: Mapping[str, int], tube: bool) -> Score:
    """Sums of the answers (item -> value) to what somebody with or without a feeding tube is asked."""
    asked = instrument.asked(tube)
    domains = []
    for domain, top in instrument.tops.items():
        values = [answers.get(question.item) for question in asked if question.domain == domain]
        given = [value for value in values if value is not None]
        domains.append(DomainScore(domain, sum(given) if len(given) == len(values) else None, top))
    given = [answers[question.item] for question in asked if question.item in answers]
    complete = len(given) == len(asked)
    return Score(
        sum(given) if complete else None, sum(instrument.tops.values()), tuple(domains), len(given), len(asked)
    )


def _can_be_asked(declared: Mapping[str, Any]) -> bool:
    items = declared.get("items", ())
    return bool(items) and all(item.get("options") and item.get("prompt") for item in items)


def _instrument(declared: Mapping[str, Any]) -> Instrument:
    questions = tuple(_question(item) for item in declared["items"])
    tops: dict[str, int] = {}
    slots: set[str] = set()
    for question in questions:
        if question.slot not in slots:
            slots.add(question.slot)
            most = max(option.score for option in question.options)
            tops[question.domain] = tops.get(question.domain, 0) + most
    rhythm = declared.get("rules", {}).get("typical_interval_days", {})
    return Instrument(
        id=declared["id"],
        name=declared["name"],
        wording=wording_version(),
        draft="anchors" in declared,
        questions=questions,
        tops=tops,
        suggested_days=rhythm.get("suggested", 90),
    )


def _question(item: Mapping[str, Any]) -> Question:
    return Question(
        item=item["id"],
        slot=item.get("score_slot", item.get("number", item["id"])),
        title=item["title"],
        prompt=item["prompt"],
        note=item.get("note", ""),
        domain=item.get("domain", "all"),
        options=tuple(Option(o["score"], o["label"], o.get("help", "")) for o in item["options"]),
        tube=_TUBE[item["ask_if"]] if "ask_if" in item else None,
    )
