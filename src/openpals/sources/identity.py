"""What a contributor knows of who people are: the columns that identify, and lists of further names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyarrow as pa

from .contribution import FILE_NAME, Contribution
from .files import Problem, SourceRefused, numbered_rows
from .folder import SourceFile
from .names import match_columns


def identity_texts(contribution: Contribution, files: Iterable[SourceFile]) -> Iterator[pa.Array]:
    """The cells of every column that the layout declares as ``identity``, and the lines of all ``identities``.

    They come a part at a time and are written nowhere. Raises SourceRefused for a list that is not UTF-8.
    """
    for path in contribution.identities:
        try:
            yield pa.array(path.read_text("utf-8").splitlines(), pa.string())
        except UnicodeDecodeError as error:
            what, remedy = f"{path.name} is not a text in UTF-8", "Write it with one name a line."
            raise SourceRefused([Problem(FILE_NAME, None, "identities", what, remedy)]) from error
    for file in files:
        own = sorted(match_columns(file.text.columns, file.source.identity).values())
        if own:
            for batch in numbered_rows(file.text, own):
                yield from (batch.column(name) for name in own)
