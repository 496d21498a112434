"""Questions: which people, and counted by what. Different spellings of a question are the same question."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ...model.refused import Refused
from .dimension import Dimension
from .policy import CountPolicy


class QuestionRefused(Refused):
    """A question cannot be answered, whatever the data; the message says what can be asked."""


@dataclass(frozen=True)
class Question:
    """``where``: dimension -> the bands of which one must hold; ``by``: what is counted by. In one order only.

    A dimension of which every band is asked for is no condition, and is left out.
    """

    where: tuple[tuple[str, tuple[str, ...]], ...] = ()
    by: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The question as text: the same for each of its spellings."""
        conditions = "&".join(f"{name}={','.join(bands)}" for name, bands in self.where)
        return f"{conditions};{','.join(self.by)}"


def ask(
    dimensions: Sequence[Dimension],
    policy: CountPolicy,
    where: Mapping[str, Iterable[str]] | None = None,
    by: Iterable[str] = (),
) -> Question:
    """A question in its one form. Raises QuestionRefused, with a message that depends on the question alone.

    ``where`` maps a dimension's name to codes of its bands. A message names what can be asked, and repeats nothing of
    what was.
    """
    known = {one.name: one for one in dimensions}
    wanted = {name: set(bands) for name, bands in (where or {}).items()}
    by = set(by)
    if (by | set(wanted)) - set(known):
        raise QuestionRefused(f"People are counted by these dimensions: {', '.join(known)}. Ask by one of them.")
    for name, bands in wanted.items():
        if not bands or bands - set(known[name].codes):
            raise QuestionRefused(f"{name} has these bands: {', '.join(known[name].codes)}. Ask for one or more.")
    conditions = {name: bands for name, bands in wanted.items() if bands != set(known[name].codes)}
    if len(by | set(conditions)) > policy.dimensions_together:
        raise QuestionRefused(f"A question has at most {policy.dimensions_together} dimensions. Leave one out.")
    return Question(
        tuple(
            (name, tuple(code for code in one.codes if code in conditions[name]))
            for name, one in known.items()
            if name in conditions
        ),
        tuple(name for name in known if name in by),
    )
