"""What can be agreed to, and in which words: each version of a text is known by the SHA-256 of its file."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

STATISTICS, RESEARCH, STUDIES = "statistics", "research", "studies"
PURPOSES = (STATISTICS, RESEARCH, STUDIES)


@dataclass(frozen=True)
class Text:
    """One version of what is agreed to for a purpose; ``hash`` is the SHA-256 of the file, in hexadecimal digits."""

    purpose: str
    version: int
    title: str
    paragraphs: tuple[str, ...]
    hash: str


@cache
def texts() -> Mapping[str, Text]:
    """Every text there ever was, by hash; of a purpose the oldest first."""
    found = []
    for path in files(f"{__package__}.texts").iterdir():
        purpose, _, number = path.name.removesuffix(".txt").partition(".")
        if path.name.endswith(".txt"):
            content = path.read_bytes()
            title, *paragraphs = [part.strip() for part in content.decode().split("\n\n")]
            digest = hashlib.sha256(content).hexdigest()
            found.append(Text(purpose, int(number), title, tuple(paragraphs), digest))
    return {text.hash: text for text in sorted(found, key=lambda text: (text.purpose, text.version))}


def current_text(purpose: str) -> Text:
    """The text that is shown now."""
    return max((text for text in texts().values() if text.purpose == purpose), key=lambda text: text.version)
