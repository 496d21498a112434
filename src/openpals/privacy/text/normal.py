"""One form for all spellings: small letters without accents, words apart by one blank."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

# Scripts whose words are not set apart, and where two letters are a name already.
DENSE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")

# A word as the rules count it: letters only, three at least, or two in a dense script.
SHORTEST = 3


def normal(texts: pa.Array) -> pa.Array:
    """Small letters, no accents, one blank for whatever is neither letter nor digit; none at the ends."""
    bare = pc.replace_substring_regex(pc.utf8_normalize(pc.utf8_lower(texts), "NFKD"), r"\p{M}+", "")
    return pc.utf8_trim_whitespace(pc.replace_substring_regex(bare, r"[^\p{L}\p{N}]+", " "))


def words_of(normal_texts: pa.Array) -> pa.Array:
    """The different words of texts in normal form."""
    return pc.unique(pc.split_pattern(normal_texts, " ").flatten()).drop_null()


def is_name_like(word: str) -> bool:
    """Whether a word in normal form is long enough to say who somebody is, and of letters only."""
    return word.isalpha() and (len(word) >= SHORTEST or (len(word) == 2 and DENSE.match(word) is not None))


def runs(words: Sequence[str], longest: int) -> list[tuple[str, ...]]:
    """All runs of 1 to ``longest`` neighbouring words."""
    return [
        tuple(words[start:end])
        for start in range(len(words))
        for end in range(start + 1, min(len(words), start + longest) + 1)
    ]
