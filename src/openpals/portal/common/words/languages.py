"""The languages in which pages are offered, each by its own name. One is offered once all of its words are there."""

from __future__ import annotations

FIRST = "en"
LANGUAGES = ((FIRST, "English"), ("de", "Deutsch"))
OTHERS = tuple(code for code, _ in LANGUAGES if code != FIRST)
