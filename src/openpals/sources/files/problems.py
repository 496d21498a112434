"""What is wrong with an input file, as lines a person reads and can act on."""

from collections.abc import Sequence
from dataclasses import dataclass

from ...model.refused import Refused

MOST_LISTED = 10
"""Places listed for one kind of fault in one file: more would hide the other kinds."""


@dataclass(frozen=True)
class Problem:
    """One thing wrong with an input.

    ``row`` is the 1-based data row (the header is not counted, blank lines are); ``None`` means
    the whole file or its header. ``what`` never holds a cell's value: reports travel further than data.
    """

    file: str
    row: int | None
    column: str | None
    what: str
    remedy: str

    def __str__(self) -> str:
        place = self.file
        if self.row is not None:
            place += f", row {self.row}"
        if self.column is not None:
            place += f", {'key' if self.file.endswith('.toml') else 'column'} {self.column}"
        return f"{place}: {self.what}. {self.remedy}"


class SourceRefused(Refused):
    """An input cannot be read as it is. Carries every problem found, not only the first."""

    summary = "The input was refused; nothing was written."
    problems: list[Problem]

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = list(problems)


@dataclass(frozen=True)
class Fault:
    """A kind of problem: what it is and what to do about it, wherever it occurs."""

    what: str
    remedy: str

    def at(self, file: str, row: int | None = None, column: str | None = None) -> Problem:
        """This fault, found in ``file`` at ``row`` and ``column``."""
        return Problem(file, row, column, self.what, self.remedy)

    def more(self, file: str) -> Problem:
        """The line that stands for all places beyond the first ``MOST_LISTED``."""
        what = f"{self.what}: in more places than the {MOST_LISTED} listed"
        return Problem(file, None, None, what, self.remedy)
