"""The parts of a journal that a member can keep closed to those who care for them."""

from __future__ import annotations

from ....model.vocabulary import vocabulary

MOOD, SEXUAL, ENDING_LIFE, NOTES = "mood", "sexual", "ending_life", "notes"
PARTS = (MOOD, SEXUAL, ENDING_LIFE, NOTES)

_ENDING_LIFE = frozenset({"suicidal_thoughts"})
_SEXUAL = frozenset({"sexual_problems"})
_MOOD = frozenset(term.code for term in vocabulary("symptom").terms if term.facts["category"] == "mood") - _ENDING_LIFE

# Which symptoms of the vocabulary belong to a closed part.
SYMPTOMS: dict[str, frozenset[str]] = {MOOD: _MOOD, SEXUAL: _SEXUAL, ENDING_LIFE: _ENDING_LIFE}


def part_of_symptom(concept: str) -> str | None:
    """The closed part that a symptom of the vocabulary belongs to, if any."""
    return next((part for part, concepts in SYMPTOMS.items() if concept in concepts), None)
