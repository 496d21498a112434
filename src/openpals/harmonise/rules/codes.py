"""R09: every word is mapped to one code list a field. A code is kept as its position in the sorted vocabulary."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from ...engine import Engine
from ...model.vocabulary import vocabulary
from ...sources.files import UNLISTED
from ..work import Effect, Work

# Up to this many spellings a chain of comparisons is cheaper than a join.
SHORT_LIST = 24


def to_code(work: Work, name: str, vocabulary_name: str, effect: Effect = Effect.LOST) -> None:
    """Makes a column of words a column of positions in the vocabulary; an unknown word becomes null and is reported.

    A column that the reader has looked up holds positions already, and what stands for unknown words.
    """
    if work[name].type().is_integer():
        position = work[name]
        work.set(**{name: position.nullif(UNLISTED)})
        work.find("R09", name, effect, "unknown word", position == UNLISTED)
        return
    work.table = with_positions(work.settings.engine, work.table, name, word_positions(vocabulary_name))
    text, code = work[name], work[f"_{name}_code"]
    work.set(**{name: code})
    work.find("R09", name, effect, "unknown word", text.notnull() & code.isnull())


def word_positions(vocabulary_name: str) -> dict[str, int]:
    """Every spelling of a vocabulary, in lower case -> the position of its code. The codes themselves come first."""
    found = vocabulary(vocabulary_name)
    positions = {code: i for i, code in enumerate(found.codes)}
    words = {word: positions[code] for word, code in found.words.items()}
    return {word: words[word] for word in sorted(words, key=lambda word: word not in positions)}


def with_positions(engine: Engine, table: ir.Table, name: str, words: Mapping[str, int]) -> ir.Table:
    """``table`` with a column ``_NAME_code``: the position of the word in column ``name``, null where not listed.

    ``words`` are in lower case. Most sources write them so: only those not found as they stand are looked up again
    in lower case, which the engine then does for those rows alone.
    """
    text, code = table[name], f"_{name}_code"
    if len(words) <= SHORT_LIST:
        exact = text.cases(*((word, ibis.literal(position, "int16")) for word, position in words.items()), else_=None)
        table = table.mutate(**{code: exact})
    else:
        listed = engine.table(pa.table({"_word": list(words), code: pa.array(words.values(), pa.int16())}))
        table = table.left_join(listed, text == listed["_word"]).drop("_word")
    missed = table[code].isnull() & table[name].notnull()
    again = ibis.literal(dict(words), "map<string, int16>").get(table[name].lower())
    return table.mutate(**{code: missed.ifelse(again, table[code])})


def to_flag(work: Work, name: str) -> None:
    """Yes and no in any spelling become true and false; anything else is reported."""
    to_code(work, name, "yes_no")
    work.set(**{name: work[name] == vocabulary("yes_no").codes.index("yes")})


def at_position(values: Iterable[object], position: ir.IntegerValue) -> ir.Value:
    """Which of ``values`` stands at each row's position, null where the row has none."""
    # Spark takes an array without a null for one that always answers, and answers with anything where it cannot.
    return ibis.array([*values, None])[position]
