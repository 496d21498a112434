"""American Soundex: names that sound alike have one code."""

from __future__ import annotations

from itertools import groupby

_GROUPS = {"bfpv": "1", "cgjkqsxz": "2", "dt": "3", "l": "4", "mn": "5", "r": "6", "hw": "", "aeiouy": "0"}
_DIGITS = {letter: digit for letters, digit in _GROUPS.items() for letter in letters}


def soundex(name: str) -> str:
    """The code of a lower-case name, such as ``r163`` for ``robert``.

    A name that is not of the letters a to z is its own code: Soundex says nothing of other scripts. Rules as of the
    National Archives of the United States: equal digits on both sides of h or w count once, those on both sides of a
    vowel twice.
    """
    if not name or any(letter not in _DIGITS for letter in name):
        return name
    digits = [digit for digit, _ in groupby(_DIGITS[letter] for letter in name if letter not in "hw")]
    if name[0] not in "hw":
        digits = digits[1:]
    code = "".join(digit for digit in digits if digit != "0")
    return f"{name[0]}{code[:3]:0<3}"
