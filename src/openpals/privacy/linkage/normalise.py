"""Personal facts in one form, however they were written: accents, case, order of words and titles do not count."""

from __future__ import annotations

import unicodedata

# Letters that Unicode does not take apart into a plain letter and a mark.
_WHOLE_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th", "\u0131": "i", "ħ": "h", "ŧ": "t"}
)
# Words that stand beside a name and are no part of it.
_TITLES = frozenset(("mr", "mrs", "ms", "miss", "dr", "prof", "sir", "jr", "sr", "ii", "iii", "iv"))
# What is written where a name is not known, or was not told: as a family name or a given one.
_NO_NAMES = frozenset(
    (
        *("unknown", "unnamed", "anonymous", "none", "nobody", "refused", "refusal", "noname", "name", "surname"),
        *("lastname", "firstname", "apellido", "nombre", "respondent", "resident", "occupant", "household"),
        *("householder", "patient", "adult", "gentleman", "gentlemen", "infant", "newborn", "baby"),
        *("mother", "father", "husband", "wife", "daughter", "grandson", "granddaughter", "nephew", "niece"),
    )
)
# The same, but people have these as family names; and some as given names, who then lack one here.
_NO_GIVEN_NAMES = frozenset(
    (
        *("boy", "girl", "woman", "lady", "ladies", "male", "female", "child", "minor", "inmate", "house"),
        *("dad", "mom", "mum", "brother", "sister", "uncle", "aunt", "cousin", "spouse", "roommate", "youngest"),
        *("oldest", "eldest", "twin", "person"),
    )
)
# Words that are no name together, such as "lady of the house" or "don't know".
_NO_NAMES_TOGETHER = (frozenset(("of", "house")), frozenset(("the", "house")), frozenset(("dont", "know")))

_SEXES = {
    "f": ("f", "female", "woman", "w", "weiblich", "femme", "femenino", "mujer"),
    "m": ("m", "male", "man", "mann", "maennlich", "mannlich", "homme", "masculino", "hombre"),
}
_SEX = {word: sex for sex, words in _SEXES.items() for word in words}


def words(text: str) -> list[str]:
    """The words of a name: lower case, without accents, apostrophes, points and digits, without titles.

    Hyphens and spaces part words. Titles that are all there is are kept.
    """
    plain = _plain(text)
    parts = ["".join(letter for letter in part if letter.isalpha()) for part in plain.replace("-", " ").split()]
    parts = [part for part in parts if part]
    return [part for part in parts if part not in _TITLES] or parts


def name(text: str) -> str:
    """A whole name as one word; empty where nothing is left of it."""
    return "".join(words(text))


def proper_name(text: str) -> str:
    """A name as one word; empty where it is an initial only, or says that there is none, such as ``unknown``."""
    parts = words(text)
    whole = "".join(parts)
    if _NO_NAMES & set(parts) or any(together <= set(parts) for together in _NO_NAMES_TOGETHER):
        return ""
    return "" if len(whole) == 1 and whole.isascii() else whole


def given_name(text: str) -> str:
    """The first of several given names; empty as for ``proper_name``, and where it is a title or says what somebody is,
    such as ``male child``.
    """
    parts = words(text)
    if not proper_name(text) or (_NO_GIVEN_NAMES | _TITLES) & set(parts):
        return ""
    return proper_name(parts[0])


def sex(text: str) -> str:
    """``f``, ``m``, or empty where neither was said."""
    return _SEX.get(name(text), "")


def _plain(text: str) -> str:
    # Twice, since folding the case can make new characters that come apart.
    for _ in range(2):
        text = unicodedata.normalize("NFKD", text).casefold().translate(_WHOLE_LETTERS)
    return "".join(letter for letter in text if not unicodedata.combining(letter))
