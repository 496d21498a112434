"""A chart's values as a table, written at once: thousands of cells take a template longer than the picture."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final, TypeVar

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

# So many rows are written, the newest first; who wants the others chooses a shorter time.
MOST_ROWS: Final = 200

One = TypeVar("One")


@dataclass(frozen=True)
class Table:
    """Heads and rows of words, the first cell of which says what the row is of. ``left_off``: how many more rows there
    are."""

    heads: tuple[str, ...]
    rows: tuple[Sequence[str], ...]
    left_off: int = 0

    @property
    def body(self) -> SafeString:
        """The rows that are written."""
        written = []
        for row in self.rows:
            cells = "".join(f'<td class="govuk-table__cell">{escape(cell)}</td>' for cell in row[1:])
            written.append(
                f'<tr class="govuk-table__row"><th scope="row" class="govuk-table__header">{escape(row[0])}</th>'
                f"{cells}</tr>"
            )
        return mark_safe("".join(written))


def table_of(heads: tuple[str, ...], things: Sequence[One], cells: Callable[[One], Sequence[str]]) -> Table:
    """A row for each thing, the last one first; only those that are written are put into words."""
    written: Iterable[One] = islice(reversed(things), MOST_ROWS)
    return Table(heads, tuple(cells(one) for one in written), max(len(things) - MOST_ROWS, 0))
