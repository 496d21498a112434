"""Names, places, numbers and sentences are found in terms; honest terms are let through."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openpals.model.vocabulary import vocabularies
from openpals.privacy.text import ID, KINDS, NOBODY, OWN, PERSON, PLACE, TALK, Own, suspicions
from openpals.privacy.text.words import CALLED_AFTER, TITLES, names, ordinary_words

IDS = pa.array(["01-701-1015", "17", "PALS0042"])
# As a contributor's columns hold them: names, a town, a postcode, an e-mail address.
KNOWN = ("Zsófia Kőszegi", "Rose Bell", "Wilson", "San Miniato", "SYN 04711", "z.koszegi@example.org", "山田 花子")
MINE = Own(lambda: [pa.array(KNOWN[:3]), pa.array([*KNOWN[3:], None])])


def found(text: str, own: Own = NOBODY) -> set[str]:
    return {kind for kind, which in suspicions([text], IDS, own).items() if which[0]}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        *(
            (text, "a date")
            for text in ("2021-03-04", "04.03.21", "4. März 2021", "14 de agosto de 2019", "fell May 3")
        ),
        *((text, "a date") for text in ("1er février 2020", "Sept 2019", "12-DEC-2020", "Dec. 3rd, 2020", "2020年3月")),
        *(
            (text, "a telephone number")
            for text in ("+49 89 1234567", "(617) 555-0134", "089/123 45 67", "06 12 34 56 78")
        ),
        *((text, "a telephone number") for text in ("1-800-555-0199", "+1.617.555.0134", "6175550134", "03-1234-5678")),
        *((text, "an e-mail address") for text in ("jo@example.org", "jo (at) example.org")),
        *((text, "a web address") for text in ("example.org/jo", "(blog.example.com)", "https://x")),
        *((text, "a network address") for text in ("192.168.17.4", "2001:db8:0:1::7")),
        ("MRN 1234567", "a number that people are listed by"),
        ("078-05-1120", "a number that people are listed by"),
        ("DE89 3704 0044 0532 0130 00", "a number that people are listed by"),
        ("fell, see 01/701/1015", ID),
        ("pals0042 fell", ID),
        ("HEADACHE (Jennifer Murphy)", PERSON),
        ("seen by Dr Bell", PERSON),
        ("treated in Wuppertal", PLACE),
        ("Rash, Rio de Janeiro", PLACE),
        ("my legs are weak", TALK),
        ("Ist das normal?", TALK),
        ("x" * 101, TALK),
    ],
)
def test_what_identifies_is_found_as_what_it_is(text: str, kind: str) -> None:
    assert kind in found(text)
    assert kind in found(text.upper())


@pytest.mark.parametrize(
    "text",
    [
        "KOSZEGI",  # without its accents
        "headache, Zsofia",
        "Bell, Rose",  # both are ordinary words, and names
        "ROSE BELL",
        "Wilson and pain",
        "pain in san miniato",
        "syn-04711",
        "山田",
    ],
)
def test_contributors_own_names_are_found_in_any_spelling(text: str) -> None:
    assert OWN in found(text, MINE)
    assert OWN not in found(text)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "BELL'S PALSY",
            "ROSE BENGAL",
            "WILSON'S DISEASE",
            "Guillain-Barre syndrome",
            "WOLFF-PARKINSON-WHITE SYNDROME",
        ),
        *(
            "BODY MASS INDEX 39.0-39.9",
            "1750-1999 grams",
            "Diabetes type 17",
            "HER-2 positive",
            "VITAMIN B12",
            "TDP-43",
        ),
        *(
            "5-HYDROXYTRYPTOPHAN",
            "OCT-2 inhibitor",
            "LY-2140023",
            "MAY-THURNER SYNDROME",
            "COVID-19",
            "1,25-DIHYDROXYVITAMIN D",
        ),
        *("fall", "mobile", "reading disorder", "feeling-now", "OTHER"),
    ],
)
def test_honest_terms_pass_even_where_somebody_is_called_so(text: str) -> None:
    assert found(text, MINE) == set()


def test_vouched_word_passes() -> None:
    assert PERSON in found("AXEL")
    assert found("AXEL", Own(vouched=("Axel",))) == set()


def test_own_columns_are_not_read_when_every_word_is_ordinary() -> None:
    def read() -> list[pa.Array]:
        raise AssertionError("read")

    assert found("MUSCLE SPASMS", Own(read)) == set()


def test_every_code_and_label_of_the_model_passes_but_a_sentence() -> None:
    texts = sorted({text for one in vocabularies().values() for term in one.terms for text in (term.code, term.label)})
    judged = suspicions(texts, IDS, NOBODY).values()

    stopped = [text for text, *which in zip(texts, *judged, strict=True) if any(which)]
    assert stopped == ["Emotional lability (laughing or crying that you cannot control)"]


@given(st.lists(st.text(max_size=120), max_size=5))
def test_every_text_is_judged_for_every_kind(texts: list[str]) -> None:
    judged = suspicions(texts, IDS, MINE)

    assert tuple(judged) == KINDS
    assert all(len(which) == len(texts) for which in judged.values())


@given(
    st.sampled_from(["Zsófia Kőszegi", "san miniato", "SYN 04711", "+49 89 1234567", "01-701-1015", "jo@example.org"]),
    st.lists(st.sampled_from(["HEADACHE", "muscle", "PAIN", "left"]), max_size=4),
    st.lists(st.sampled_from(["fall", "SEVERE", "nausea"]), max_size=4),
)
def test_what_is_planted_among_words_stays_found(planted: str, before: list[str], behind: list[str]) -> None:
    assert found(" ".join([*before, planted, *behind]), MINE)


def test_lists_are_in_normal_form_and_large() -> None:
    assert len(names().people) > 50_000
    assert len(names().places) > 50_000
    assert len(ordinary_words()) > 20_000
    for word in (*TITLES, *CALLED_AFTER, *ordinary_words()):
        assert word == word.lower()
