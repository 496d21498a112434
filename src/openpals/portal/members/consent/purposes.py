"""What can be agreed to, and in which words: each text is known by the SHA-256 of its file."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

STATISTICS, RESEARCH, STUDIES = "statistics", "research", "studies"
PURPOSES = (STATISTICS, RESEARCH, STUDIES)

# The language of a text that is not there in the one that is asked for.
FIRST = "en"


@dataclass(frozen=True)
class Text:
    """One version of what is agreed to for a purpose, in one language; ``hash`` is the SHA-256 of the file, in
    hexadecimal digits."""

    purpose: str
    version: int
    language: str
    title: str
    paragraphs: tuple[str, ...]
    hash: str


@cache
def texts() -> Mapping[str, Text]:
    """Every text there ever was, by hash; of a purpose the oldest first."""
    found = []
    for path in files(f"{__package__}.texts").iterdir():
        if path.name.endswith(".txt"):
            purpose, number, language, _ = path.name.split(".")
            content = path.read_bytes()
            title, *paragraphs = [part.strip() for part in content.decode().split("\n\n")]
            digest = hashlib.sha256(content).hexdigest()
            found.append(Text(purpose, int(number), language, title, tuple(paragraphs), digest))
    return {text.hash: text for text in sorted(found, key=lambda text: (text.purpose, text.version, text.language))}


def current_text(purpose: str, language: str = FIRST) -> Text:
    """The text that is shown now, in that language if it is there."""
    mine = [text for text in texts().values() if text.purpose == purpose]
    newest = max(text.version for text in mine)
    in_words = {text.language: text for text in mine if text.version == newest}
    return in_words.get(language, in_words[FIRST])


def same_words(one: str, other: str) -> bool:
    """Whether two hashes are of one version of a text, be it in two languages."""
    known = texts()
    if one == other or one not in known or other not in known:
        return one == other
    return (known[one].purpose, known[one].version) == (known[other].purpose, known[other].version)
