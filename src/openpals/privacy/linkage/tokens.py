"""A contributor's tokens as a file for the host: pseudonyms of the deposit, and a token for each feature."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..keys import Key
from ..pseudonyms import PATTERN, pseudonyms
from .envelope import FileRefused, read_envelope, write_envelope
from .facts import Facts
from .features import FEATURES, RULES
from .keyed import Keyed, columns

TOKENS = "tokens of a dataset"
SCHEMA = pa.schema(
    [("subject_id", pa.string()), *((name, pa.dictionary(pa.int32(), pa.binary())) for name in FEATURES)]
)


@dataclass(frozen=True)
class Made:
    """How tokens were made: what must be equal for two files to be compared.

    ``service``: public half of the key service's key, empty where there was none (the weaker way); ``contributors``: id
    of the key that contributors share; ``rules``: version of the features.
    """

    round_name: str
    service: str
    contributors: str
    rules: str = RULES


@dataclass(frozen=True)
class Tokens:
    """One dataset's tokens as the host has them."""

    dataset: str
    made: Made
    subject_ids: pa.StringArray
    columns: Mapping[str, pa.DictionaryArray]

    def __len__(self) -> int:
        return len(self.subject_ids)


def write_tokens(
    path: Path, dataset: str, made: Made, facts: Facts, keyed: Keyed, tokens: list[bytes], key: Key
) -> None:
    """Everybody's tokens under their pseudonym in the deposit of ``dataset``, in its order. ``key``: the deposit's."""
    ids = pseudonyms(key, dataset, facts.ids.to_pylist())
    order = pc.sort_indices(ids).to_numpy().astype(np.int64)
    table = pa.table({"subject_id": ids.take(pa.array(order)), **columns(keyed.places, tokens, order)})
    write_envelope(path, TOKENS, {"dataset": dataset, "people": len(facts), **asdict(made)}, table.cast(SCHEMA))


def read_tokens(path: Path) -> Tokens:
    """Raises FileRefused for what is no file of tokens, or a damaged one."""
    facts, table = read_envelope(path, TOKENS, SCHEMA)
    try:
        made = Made(*(str(facts[name]) for name in ("round_name", "service", "contributors", "rules")))
        dataset, people = str(facts["dataset"]), int(facts["people"])
    except (KeyError, TypeError, ValueError):
        raise FileRefused([f"{path} does not say how it was made. Ask the contributor for it again."]) from None
    ids = table["subject_id"].combine_chunks()
    right = table.num_rows == people and not ids.null_count and pc.count_distinct(ids).as_py() == people
    if not right or not pc.all(pc.match_substring_regex(ids, PATTERN)).as_py():
        raise FileRefused(
            [f"{path} is damaged: it does not list each of its people once. Ask the contributor for it again."]
        )
    found = {name: table[name].unify_dictionaries().combine_chunks() for name in FEATURES}
    return Tokens(dataset, made, ids, {name: _array(column) for name, column in found.items()})


def _array(column: pa.Array | pa.ChunkedArray) -> pa.DictionaryArray:
    return column.chunk(0) if isinstance(column, pa.ChunkedArray) else column


def fit_together(files: Mapping[Path, Tokens]) -> None:
    """Raises FileRefused unless all tokens can be compared with one another."""
    problems = []
    if len(files) < 2:
        problems.append("Give the tokens of at least two datasets: people are linked between them.")
    datasets = [tokens.dataset for tokens in files.values()]
    problems += [
        f"Dataset {name} comes in several files of tokens. Give the newest only."
        for name in sorted({name for name in datasets if datasets.count(name) > 1})
    ]
    (first_path, first), *others = files.items() if files else ((None, None),)
    for path, tokens in others:
        if first is not None:
            problems += [f"{path} and {first_path}: {problem}" for problem in _differences(tokens.made, first.made)]
    if problems:
        raise FileRefused(problems)


def _differences(one: Made, other: Made) -> list[str]:
    found = []
    if bool(one.service) != bool(other.service):
        found.append("one was made with the key service, the other without. Ask for both in the same way.")
    elif one.service != other.service:
        found.append("the key service used two keys. Ask for both with the same one.")
    if one.contributors != other.contributors:
        found.append("the contributors did not share one key. Ask for both with the same one.")
    if one.round_name != other.round_name:
        found.append("they are of two rounds. Ask for both in the same round.")
    if one.rules != other.rules:
        found.append("they were made by different rules. Ask for both with the same version of openpals.")
    return found
