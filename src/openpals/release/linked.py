"""One person in several datasets: links of a pool, checked against its deposits, and what a release makes of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..model.refused import Refused
from ..model.tables import Subject
from ..model.variable import Type
from ..privacy.anonymity.hierarchy import Integers
from ..privacy.joined import links_that_tell
from ..privacy.keys import Key
from ..privacy.linkage.links import read_links
from ..privacy.policy import Policy
from ..privacy.pseudonyms import pseudonyms
from .counts import policy_of
from .pool import Deposit

FILE = "links.parquet"  # as `openpals link match` writes it into its folder

PERSON = "person_id"

# What both rows of a person should say alike, whenever their datasets' day 0 was.
COMPARED = ("condition", "sex", "age", "birth_decade", "race", "ethnicity", "region", "onset_site", "gene")
SILENT = "unknown"
YEARS_APART = 10  # ages at two day 0s that lie further apart: people enter a trial some years before or after at most


class LinksRefused(Refused):
    """Links do not fit the deposits. Carries one line for each thing that is wrong; counts, never an id."""

    summary = "The links were refused; nothing was written."

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Linked:
    """``link``: by ``_person`` the number of the link from 0, -1 for who is in none; ``ids``: a pseudonym a link.

    ``elsewhere``: links, or people of links, left out as their datasets are not in the pool.
    """

    link: Integers
    ids: pa.StringArray
    elsewhere: int

    def persons(self) -> Integers:
        """By ``_person`` a number that the subjects of one person share."""
        everybody = np.arange(len(self.link))
        first = np.full(len(self.ids), len(everybody))
        np.minimum.at(first, self.link[self.link >= 0], everybody[self.link >= 0])
        return np.where(self.link >= 0, np.append(first, 0)[self.link], everybody)


@dataclass(frozen=True)
class WithPersons:
    """The subject table's batches with ``person_id``, and what became of the links, in counts."""

    batches: list[pa.RecordBatch]
    report: dict[str, Any]


def open_links(path: Path, deposits: Sequence[Deposit], people: pa.Table, key: Key, version: str) -> Linked:
    """The links in the file ``path``, or in the folder that `openpals link match` wrote.

    ``people``: ``old``, ``subject_id``, ``_person``, ``_dataset`` as ``rekeyed`` gives them. Datasets that are not in
    the pool are left out of the links: one may be withdrawn, or be for another release. Persons get pseudonyms of this
    version alone, by another scope than subjects. Raises FileRefused, LinksRefused.
    """
    links = read_links(path / FILE if path.is_dir() else path)
    names = [deposit.dataset for deposit in deposits]
    here = links.filter(pc.is_in(links["dataset"], pa.array(names)))
    if links.num_rows and not here.num_rows:
        raise LinksRefused([f"{path}: none of its datasets is in this pool. Name the links of these deposits."])
    _refuse_single(path, links)
    places = _places(path, here, names, people)
    members: dict[str, list[int]] = {}
    for link_id, place in zip(here["link_id"].to_pylist(), places, strict=True):
        members.setdefault(link_id, []).append(place)
    kept = sorted(sorted(places) for places in members.values() if len(places) > 1)
    link = np.full(people.num_rows, -1, np.int64)
    for number, them in enumerate(kept):
        link[them] = number
    known = people.sort_by("_person")
    old, dataset = known["old"], known["_dataset"]
    first = [them[0] for them in kept]
    identifiers = [f"{names[dataset[i].as_py()]}/{old[i].as_py()}" for i in first]
    return Linked(
        link,
        pseudonyms(key, f"persons of release {version}", identifiers) if kept else pa.array([], pa.string()),
        links.num_rows - sum(map(len, kept)),
    )


def _refuse_single(path: Path, links: pa.Table) -> None:
    alone = sum(members < 2 for members in Counter(links["link_id"].to_pylist()).values())
    if alone:
        raise LinksRefused([f"{path}: {alone} of its links have one member only, and link nobody. Link again."])


def _places(path: Path, links: pa.Table, names: list[str], people: pa.Table) -> list[int]:
    """``_person`` of each row of links. Raises LinksRefused where a deposit does not have them."""
    known = {
        (names[dataset], old): person
        for dataset, old, person in zip(
            people["_dataset"].to_pylist(), people["old"].to_pylist(), people["_person"].to_pylist(), strict=True
        )
    }
    asked = list(zip(links["dataset"].to_pylist(), links["subject_id"].to_pylist(), strict=True))
    strangers = Counter(dataset for dataset, subject in asked if (dataset, subject) not in known)
    if strangers:
        raise LinksRefused(
            [
                f"{path}: {count} people of {dataset} are not in its deposit. The deposit was made anew since, or with "
                "another key than the tokens: ask for tokens of this deposit, and match again."
                for dataset, count in sorted(strangers.items())
            ]
        )
    return [known[one] for one in asked]


def with_persons(
    before: pa.Table, printed: pa.Table, linked: Linked | None, policy: Policy, names: Sequence[str]
) -> WithPersons:
    """``printed``, the subject table as the policy prints it, with the ``person_id`` of those whose links are kept.

    ``before``: the same rows before that, for what people's rows contradict each other in. ``names``: of the datasets.
    A link whose joined rows would point at somebody is left out: the rows stay, and the person is two subjects.
    """
    at = printed.schema.get_field_index(PERSON)
    if linked is None:
        empty = printed.set_column(at, PERSON, pa.nulls(printed.num_rows, pa.string()))
        return WithPersons(empty.to_batches(), {})
    link = linked.link[printed["_person"].to_numpy()]
    dataset = pa.array(names).take(printed["_dataset"].combine_chunks())
    tells = links_that_tell(printed.append_column("dataset", dataset), link, len(linked.ids), policy)
    hidden = np.append(tells, True)[link]  # who is in no link has the last
    ids = linked.ids.take(pa.array(link, mask=hidden))
    report = {
        "given": len(tells),
        "kept": int((~tells).sum()),
        "suppressed": int(tells.sum()),
        "elsewhere": linked.elsewhere,
        "disagree": disagreements(before, linked.link[before["_person"].to_numpy()], policy_of(policy).people),
    }
    return WithPersons(printed.set_column(at, PERSON, ids).to_batches(), report)


def disagreements(rows: pa.Table, link: Integers, minimum: int) -> dict[str, int | None]:
    """By variable of how many linked people the rows contradict each other; None for a few, fewer than ``minimum``.

    What is empty or unknown contradicts nothing; ages do where they lie more than ten years apart.
    """
    who = np.flatnonzero(link >= 0)
    theirs, person = rows.take(pa.array(who)), link[who]
    found: dict[str, int | None] = {}
    for name in COMPARED:
        column = theirs[name].combine_chunks()
        if Subject.variables[name].type is Type.CODE:
            column = pc.index_in(column, value_set=pc.unique(column.filter(pc.not_equal(column, SILENT))))
        said = pc.is_valid(column).to_numpy(zero_copy_only=False)
        values, of = column.drop_null().to_numpy().astype(np.int64), person[said]
        low, high = _ranges(of, values)
        count = int((high - low > (YEARS_APART if name == "age" else 0)).sum())
        found[name] = None if 0 < count < minimum else count
    return found


def _ranges(person: Integers, values: Integers) -> tuple[Integers, Integers]:
    """The least and the greatest value of each person who has any."""
    people, where = np.unique(person, return_inverse=True)
    low, high = np.full(len(people), np.iinfo(np.int64).max), np.full(len(people), np.iinfo(np.int64).min)
    np.minimum.at(low, where, values)
    np.maximum.at(high, where, values)
    return low, high
