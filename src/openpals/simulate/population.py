"""The people of a synthetic contribution, by name: what somebody who knows them would know. No real one has this."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as csv
import pyarrow.parquet as pq

from ..harmonise.rules.person import DAYS_A_YEAR
from ..model.vocabulary import countries, vocabulary
from ..privacy.attacks.named import Named, PopulationRefused
from ..sources.contribution import read_contribution
from .files import IDENTITIES, TRUTH
from .parameters import MONTH
from .sdtm import FOLDERS

DAY = "datetime64[D]"
MEMBERS = "members.csv"

# What a register of named people has of each, coded as in `subject`; the days of `register_days` beside them.
WORDS = ("sex", "race", "ethnicity", "onset_site")

Days = npt.NDArray[np.datetime64]


def is_population(folder: Path) -> bool:
    """Whether a folder tells who its people are: those of synthetic contributors alone do."""
    return (folder / TRUTH).is_file()


def read_population(folder: Path) -> Named:
    """The named people of a folder that `openpals simulate` wrote: those of whom the simulator knows the course.

    Raises PopulationRefused where the folder is none, SourceRefused where its contribution.toml cannot be read.
    """
    if not is_population(folder):
        raise PopulationRefused(
            f"{folder} is no population: it has no {TRUTH}. Give a folder that `openpals simulate trials`, `trial` or "
            "`members` wrote. Of real people nobody has, or should have, such a file: see docs/attacks.md."
        )
    contribution = read_contribution(folder)
    truth = pq.read_table(folder / TRUTH)
    members = "member_id" in truth.column_names
    people = _members(folder) if members else csv.read_csv(folder / IDENTITIES)
    id_, index_name = ("member_id", "joined") if members else ("subject_id", "first_visit")
    numbers = truth[id_].cast(pa.string()).to_pylist()
    place = pc.index_in(pa.array(numbers), value_set=people[id_].cast(pa.string()).combine_chunks())
    people = people.take(place)
    index = truth[index_name].to_numpy().astype(DAY)
    names = _subject_names(folder)
    ids = [names.get(number, number) for number in numbers]
    facts = {
        "dataset": pa.repeat(contribution.dataset, len(ids)),
        "condition": pa.repeat(contribution.condition, len(ids)),
        "age": _age(people["birth_date"], index),
        "region": _region(people["country"]),
        "onset_day": _onset(truth),
        "death_day": truth["death_day"].cast(pa.int64()).combine_chunks(),
    }
    for name in WORDS:
        column = truth["site"] if name == "onset_site" else people[name] if name in people.column_names else None
        if column is not None:
            facts[name] = _coded(name, column)
    if "diagnosis_date" in people.column_names:
        facts["diagnosis_day"] = _relative(people["diagnosis_date"], index)
    return Named(contribution.dataset, tuple(ids), pa.table(facts), index, contribution.extracted)


def _members(folder: Path) -> pa.Table:
    (path,) = sorted(folder.glob(f"*/{MEMBERS}"))
    return csv.read_csv(path)


def _subject_names(folder: Path) -> dict[str, str]:
    """A trial in SDTM calls people by study and site as well: SUBJID -> USUBJID; empty for other layouts."""
    path = folder / FOLDERS["json"] / "dm.json"
    if not path.is_file():
        return {}
    told = json.loads(path.read_text("utf-8"))
    names = [column["name"] for column in told["columns"]]
    short, long = names.index("SUBJID"), names.index("USUBJID")
    return {str(row[short]): str(row[long]) for row in told["rows"]}


def _coded(name: str, column: pa.ChunkedArray) -> pa.Array:
    """Words as codes; the spelling is the contributor's."""
    known = vocabulary(name).words
    cells = column.cast(pa.string()).combine_chunks().dictionary_encode()
    words = [known.get(str(one).strip().lower()) for one in cells.dictionary.to_pylist()]
    return pa.array(words, pa.string()).take(cells.indices)


def _region(column: pa.ChunkedArray) -> pa.Array:
    cells = column.cast(pa.string()).combine_chunks().dictionary_encode()
    return pa.array([countries().get(str(one).lower()) for one in cells.dictionary.to_pylist()], pa.string()).take(
        cells.indices
    )


def _dates(column: pa.ChunkedArray) -> tuple[Days, npt.NDArray[np.bool_]]:
    """Dates, and which of them are dates: defects may be seeded among them."""
    texts = column.cast(pa.string()).combine_chunks()
    whole = pc.fill_null(pc.match_substring_regex(texts, r"^\d{4}-\d{2}-\d{2}$"), False)
    read = pc.if_else(whole, texts, pa.scalar("1900-01-01")).to_pylist()
    return np.array([date.fromisoformat(one) for one in read], DAY), whole.to_numpy(zero_copy_only=False)


def _age(births: pa.ChunkedArray, index: Days) -> pa.Array:
    birth, known = _dates(births)
    years = np.floor((index - birth).astype(np.int64) / DAYS_A_YEAR).astype(np.int64)
    return pa.array(np.clip(years, 0, 90), mask=~known)


def _relative(days: pa.ChunkedArray, index: Days) -> pa.Array:
    day, known = _dates(days)
    return pa.array((day - index).astype(np.int64), mask=~known)


def _onset(truth: pa.Table) -> pa.Array:
    months: Any = truth["months_since_onset"].to_numpy()
    return pa.array(-np.rint(months * MONTH).astype(np.int64))
