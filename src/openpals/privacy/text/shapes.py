"""What has a shape: addresses of the net, dates, numbers that people are reached or listed by, and sentences."""

from __future__ import annotations

import re

# The months' names in the languages of the contributors to expect, and their short forms: without accents.
MONTHS = (
    r"jan(?:uary|uar|vier|uari|eiro|vier)?|gennaio|enero|janvier|feb(?:ruary|ruar|rero|ruari|braio)?|fevrier|fevereiro|"
    r"mar(?:ch|s|co|zo|t)?|marzo|maerz|marz|maart|apr(?:il|ile)?|avril|abril|may|mai|mayo|maio|maggio|mei|"
    r"june?|juni|juin|junio|junho|giugno|july?|juli|juillet|julio|julho|luglio|aug(?:ust|ustus)?|aout|agosto|"
    r"sept?(?:ember|embre|iembre)?|setembro|settembre|oct(?:ober|obre|ubre)?|okt(?:ober)?|outubro|ottobre|"
    r"nov(?:ember|embre|iembre|embro)?|dec(?:ember|embre)?|dez(?:ember|embro)?|diciembre|dicembre"
)
YEAR = r"(?:19|20)\d\d"
DAY, MONTH = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])"

# What stands between the digits of a telephone number; and what makes two numbers a range of amounts.
GAP = r"[ ()./\u2010-\u2015-]"
UNITS = r"g|grams?|mg|mcg|kg|ml|iu|units?|u|cells?|kcal|hz|mm|nm|hours?|weeks?|days?|years?|percent"

# All are read in small letters without accents. Each must find its kind wherever it stands in the text.
SHAPES: dict[str, re.Pattern[str]] = {
    "an e-mail address": re.compile(r"[^\s@]+\s?(?:@|\(at\)|\[at\])\s?[^\s@]+\.[a-z]{2,}"),
    "a web address": re.compile(
        r"https?:|\bwww\.|\b[a-z0-9-]+\.(?:com|org|net|edu|gov|info|io|eu|de|fr|it|nl|jp|uk|ca|au|br|us)(?![\w-])"
    ),
    "a date": re.compile(
        rf"\b{YEAR}[-/. ]{MONTH}[-/. ]{DAY}\b"
        rf"|\b{DAY}[-/. ]{{1,2}}{DAY}[-/. ]{{1,2}}(?:{YEAR}|\d\d)\b(?![-/.]?\d)"
        rf"|\b{DAY}(?:st|nd|rd|th|er|\.|º)?[ -]?(?:of |de |di )?(?:{MONTHS})\b\.?"
        rf"|\b(?:{MONTHS})\.?[ -]{DAY}(?:st|nd|rd|th)?[ ,-]*{YEAR}\b"
        rf"|(?<![\w-])(?=[a-z]{{5}}|may|june|july)(?:{MONTHS}) {DAY}(?:st|nd|rd|th)?(?![\w-])"
        rf"|\b(?:{MONTHS})\.?[ ,-]*(?:de |of )?{YEAR}\b"
        rf"|\b{YEAR}年|\d月\d{{1,2}}日"
    ),
    "a telephone number": re.compile(
        rf"\+ ?\(?\d(?:{GAP}{{0,3}}\d){{6,14}}(?!\d)"  # of any country
        rf"|(?<![\w.,-])\(?0\d(?:{GAP}{{0,3}}\d){{6,13}}(?![\d.,]\d)(?!\d)"  # within a country
        rf"|(?<![\w.,-])(?=\(?(?:\d{GAP}{{0,3}}){{7}})"  # seven digits or more, in groups
        rf"\(?\d{{1,4}}(?:{GAP}{{1,3}}\d{{2,5}}){{1,4}}(?!\d)(?! ?(?:{UNITS})\b)"
        r"|(?<![\w.,-])\d{9,15}(?![\w.])"
    ),
    "a network address": re.compile(r"\b(?:\d{1,3}\.){3}\d{1,3}\b|\b(?:[0-9a-f]{1,4}:){3,7}[0-9a-f:]*[0-9a-f]\b"),
    "a number that people are listed by": re.compile(
        r"\b\d{3}-\d{2}-\d{4}\b"  # social security, US
        r"|\b[a-z]{2}\d{2} ?(?:[a-z0-9]{4} ?){2,7}[a-z0-9]{1,4}\b(?<=\d)"  # IBAN
        r"|\b(?:\d{4}[ -]){3}\d{3,4}\b"  # cards
        r"|\b(?:mrn|ssn|nhs|medicare|patient|subject|case|file|record|chart|passport|insurance|id|no|nr)\b"
        r"(?: ?(?:no|nr|number|id|:|#|\.))*[ :#.]*[a-z]{0,3}-?\d[\d-]{3,}\b"
    ),
}

# A coded term is a term, not a sentence.
LONGEST_TERM = 100

# Words of sentences that no term has, in the languages of the contributors to expect.
TALK = re.compile(
    r"\b(?:my|myself|we|our|you|your|she|they|their|was|were|told|said|went|ich|mein|meine|meinem|meiner|wir|unser|"
    r"unsere|bei mir|je|mon|nous|notre|vous|votre|j'ai|meu|minha|voce|nosotros|nuestro|yo|mijn|wij|ons|hij|sono|"
    r"mio|mia|nostro|i'm|i've|i am|i have|i had|i feel|i take|i live|have been|has been)\b"
    r"|[?!]|\n|[a-z]{3,}\. +[a-z]{2,}.*\.$"
)


def is_talk(text: str) -> bool:
    """Whether a text in small letters is a sentence."""
    return TALK.search(text) is not None
