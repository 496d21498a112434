"""All that is suspicious in the different texts of a column."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from .normal import is_name_like, normal, runs, words_of
from .own import Own
from .shapes import LONGEST_TERM, SHAPES, is_talk
from .words import eponyms, named, names, ordinary_words

OWN, PERSON, PLACE, TALK, ID = (
    "a name, place or other word out of the contributor's own list",
    "a person's name",
    "a place",
    "free text",
    "an original identifier",
)
KINDS = (*SHAPES, ID, OWN, PERSON, PLACE, TALK)

# The longest name, place, address or id looked for, in words.
LONGEST = 6


def suspicions(texts: Sequence[str], originals: pa.Array, own: Own) -> dict[str, list[bool]]:
    """For each kind of KINDS, whether each text holds it.

    ``originals`` are the source's names for people. Texts are few, as terms are; the lists that they are compared with
    may be long.
    """
    # What is too long to be a term is refused as it is; to look for anything in it could take ages.
    looked_at = [text if len(text) <= LONGEST_TERM else "" for text in texts]
    cells = normal(pa.array(looked_at, pa.string())).to_pylist()
    ordinary = ordinary_words() | set(words_of(normal(pa.array(own.vouched, pa.string()))).to_pylist())
    split = [cell.split() for cell in cells]
    possible = [runs(words, LONGEST) for words in split]
    may_be_own = [
        {" ".join(way) for run in of if _may_be_own(run, ordinary, called_after) for way in (run, run[::-1])}
        for of, called_after in zip(possible, (_called_after(words) for words in split), strict=True)
    ]
    may_be_ids = [{" ".join(run) for run in of if _may_be_id(run)} for of in possible]
    listed = own.holding(set().union(*may_be_own))
    ids = _ids(set().union(*may_be_ids), originals)
    people, places = zip(*(named(words, ordinary) for words in split), strict=True) if split else ((), ())
    plain = [_plain(text) for text in looked_at]
    found = {kind: [shape.search(text) is not None for text in plain] for kind, shape in SHAPES.items()}
    return found | {
        ID: [not ids.isdisjoint(one) for one in may_be_ids],
        OWN: [not listed.isdisjoint(one) for one in may_be_own],
        PERSON: list(people),
        PLACE: list(places),
        TALK: [len(text) > LONGEST_TERM or is_talk(read) for read, text in zip(plain, texts, strict=True)],
    }


def _plain(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c))


def _called_after(words: Sequence[str]) -> set[str]:
    return {word for word, eponym in zip(words, eponyms(words), strict=True) if eponym}


def _may_be_own(run: tuple[str, ...], ordinary: frozenset[str], called_after: set[str]) -> bool:
    """A word that is not ordinary, a number as long as a postcode, or several words that are not all ordinary.

    Several ordinary words may be somebody's name if each is a name as well, as those of Rose Bell are.
    """
    if len(run) == 1:
        (word,) = run
        long_enough = is_name_like(word) or (word.isalnum() and len(word) >= 4)
        return long_enough and word not in ordinary and word not in called_after
    if any(word not in ordinary and len(word) > 1 for word in run):
        return True
    return all(word in names().people for word in run)


def _may_be_id(run: tuple[str, ...]) -> bool:
    """Long enough not to be the number of a type or grade: with a digit, and five characters or more."""
    whole = "".join(run)
    return len(whole) >= 5 and any(letter.isdigit() for letter in whole)


def _ids(phrases: set[str], originals: pa.Array) -> set[str]:
    if not phrases:
        return set()
    cells = normal(originals)
    return set(cells.filter(pc.is_in(cells, pa.array(sorted(phrases), pa.string()))).to_pylist())
