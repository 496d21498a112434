"""People whom an attacker knows by name, what the attacker knows of them, and which row of a release is theirs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ...model.refused import Refused
from ..keys import Key
from ..pseudonyms import of_release, pseudonyms
from .held import Held, Integers


class PopulationRefused(Refused):
    """A population does not belong to the release, or its keys do not; the message says what to do."""


@dataclass(frozen=True)
class Named:
    """Some people of one dataset.

    ``ids``: the contributor's own; ``facts``: a row a person, with columns of ``subject`` and a ``death_day``, empty
    where the attacker does not know; days count from the index day. ``index``: its date.
    ``extracted``: the day on which the data were, which is public.
    """

    dataset: str
    ids: tuple[str, ...]
    facts: pa.Table
    index: npt.NDArray[np.datetime64]
    extracted: date


@dataclass(frozen=True)
class Truth:
    """Who is who: ``row``: the place in the release's ``subject`` of each of the ``named``, -1 where there is none.

    It takes both keys, so nobody has it in earnest: see docs/attacks.md.
    """

    named: Named
    row: Integers

    def some(self, which: Integers) -> Truth:
        """Only those people."""
        named = self.named
        ids = tuple(named.ids[i] for i in which.tolist())
        return Truth(
            Named(named.dataset, ids, named.facts.take(pa.array(which)), named.index[which], named.extracted),
            self.row[which],
        )


def found_in(held: Held, named: Named, contributor: Key, host: Key) -> Truth:
    """The truth about people of a release, by the key that made the deposit and the key that made the release.

    Raises PopulationRefused where the release holds none of them.
    """
    deposited = pseudonyms(contributor, named.dataset, named.ids).to_pylist()
    released = of_release(host, str(held.manifest["version"]), [named.dataset] * len(deposited), deposited)
    row = held.places(released)
    if not (row >= 0).any():
        raise PopulationRefused(
            f"The release holds nobody of the dataset {named.dataset} by these keys. Give the population of one of its "
            "deposits, the key that made that deposit, and the key that made the release."
        )
    return Truth(named, row)


def tried(held: Held, truths: Sequence[Truth], attack: str, most: int) -> list[Truth]:
    """Of each population those whom the release holds, at most ``most`` of them, drawn by the attack's dice."""
    dice, chosen = held.dice(attack), []
    for truth in truths:
        which = np.flatnonzero(truth.row >= 0)
        if len(which) > most:
            which = np.sort(dice.choice(which, most, replace=False))
        chosen.append(truth.some(which))
    return chosen
