"""R09: every word is mapped to one code list a field. A code is kept as its position in the sorted vocabulary."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from ...model.vocabulary import vocabulary
from ..work import Effect, Work

# Up to this many spellings a chain of comparisons is cheaper than a join.
SHORT_LIST = 16


def to_code(work: Work, name: str, vocabulary_name: str, effect: Effect = Effect.LOST) -> None:
    """Makes a column of words a column of positions in the vocabulary; an unknown word becomes null and is reported."""
    positions = {code: i for i, code in enumerate(vocabulary(vocabulary_name).codes)}
    words = {word: positions[code] for word, code in vocabulary(vocabulary_name).words.items()}
    text = work[name]
    word = text.lower()
    if len(words) <= SHORT_LIST:
        code = word.cases(*words.items(), else_=None).cast("int16")
    else:
        listed = work.settings.engine.table(pa.table({
            f"_{name}_word": list(words), f"_{name}_code": pa.array(words.values(), pa.int16()),
        }))
        work.table = work.table.left_join(listed, word == listed[f"_{name}_word"]).drop(f"_{name}_word")
        text, code = work[name], work[f"_{name}_code"]
    work.set(**{name: code})
    work.find("R09", name, effect, "unknown word", text.notnull() & code.isnull())


def to_flag(work: Work, name: str) -> None:
    """Yes and no in any spelling become true and false; anything else is reported."""
    to_code(work, name, "yes_no")
    work.set(**{name: work[name] == vocabulary("yes_no").codes.index("yes")})


def code_text(position: ir.IntegerValue, vocabulary_name: str) -> ir.StringValue:
    """The code at a position, for output."""
    return ibis.array(list(vocabulary(vocabulary_name).codes))[position]
