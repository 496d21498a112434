"""Vocabularies: the codes a variable may hold, and the words that sources use for them."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

# Vocabularies whose terms are declared from the least to the greatest: of contradicting grades the worse stands (R01).
GRADES = frozenset({"severity", "effectiveness", "side_effects", "adherence", "burden", "cost_band", "event_severity"})


@dataclass(frozen=True)
class Term:
    """One code, its label, other spellings of it, and facts attached to it."""

    code: str
    label: str
    also: tuple[str, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict, hash=False, compare=False)


@dataclass(frozen=True)
class Vocabulary:
    """A closed list of codes: sorted; grades from the least to the greatest."""

    name: str
    terms: tuple[Term, ...]

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """All codes, in order."""
        return tuple(term.code for term in self.terms)

    @cached_property
    def words(self) -> dict[str, str]:
        """Every spelling (lower case, trimmed) -> code. A code's own spelling wins over another's synonym."""
        words: dict[str, str] = {}
        for term in self.terms:
            for word in (term.label, *term.also):
                words.setdefault(normal_form(word), term.code)
        words.update({normal_form(code): code for code in self.codes})
        return words

    def term(self, code: str) -> Term:
        """The term of a code; KeyError when there is none."""
        for term in self.terms:
            if term.code == code:
                return term
        raise KeyError(f"{self.name} has no code {code}")


def normal_form(word: str) -> str:
    """How spellings are compared: trimmed, lower case."""
    return word.strip().lower()


def vocabulary(name: str) -> Vocabulary:
    """One vocabulary by name; KeyError when there is none."""
    return vocabularies()[name]


@cache
def vocabularies() -> dict[str, Vocabulary]:
    """All vocabularies by name."""
    codes = _toml("codes.toml")
    shared = json.loads(_text("vocab.json"))
    signs = _toml("vital_signs.toml")
    found: dict[str, list[Term]] = {
        name: [
            Term(code, words[0], tuple(words[1:]), signs.get(code, {}) if name == "vital_sign" else {})
            for code, words in entries.items()
        ]
        for name, entries in codes.items()
    }
    found["condition"] = [Term(c["id"], c["label"]) for c in shared["conditions"]] + found["condition"]
    symptoms = [Term(s["id"], s["label"], tuple(s["also_said"]), _symptom_facts(s)) for s in shared["symptoms"]]
    found["symptom"] = symptoms
    found["purpose"] = symptoms + [Term(p, p.replace("_", " ").capitalize()) for p in shared["extra_purposes"]]
    found["treatment"] = [
        Term(t["id"], t["name"], tuple(t["brands"]), {"atc": t["atc"], "kind": t["kind"], "unit": t["unit"]})
        for t in shared["treatments"]
    ]
    found["analyte"] = [
        Term(code, entry.pop("label"), tuple(entry.pop("also")), entry)
        for code, entry in _toml("analytes.toml").items()
    ]
    return {name: Vocabulary(name, tuple(terms) if name in GRADES else _sorted(terms)) for name, terms in found.items()}


@cache
def countries() -> dict[str, str]:
    """ISO 3166 alpha-2 and alpha-3 codes, lower case -> broad region."""
    return {code: region for region, listed in _toml("regions.toml").items() for code in listed.lower().split()}


def _symptom_facts(symptom: Mapping[str, Any]) -> dict[str, Any]:
    return {"hpo": symptom["hpo"], "category": symptom["category"], "usual": symptom["default_for_als"]}


def _sorted(terms: Iterable[Term]) -> tuple[Term, ...]:
    return tuple(sorted(terms, key=lambda term: term.code))


def _text(name: str) -> str:
    return files("openpals.model").joinpath("data", name).read_text("utf-8")


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads(_text(name))
