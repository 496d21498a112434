"""A contributor's list of people who consented to linkage, and what it must hold; it never leaves the contributor."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as csv

from ...model.refused import Refused

# Fact -> names under which its column is found without being told.
COLUMNS: dict[str, tuple[str, ...]] = {
    "id": ("id", "subject_id", "member_id"),
    "given_name": ("given_name", "first_name"),
    "family_name": ("family_name", "last_name"),
    "birth_date": ("birth_date", "date_of_birth"),
    "middle_name": ("middle_name", "middle_initial"),
    "sex": ("sex",),
    "city": ("city",),
}
NEEDED = ("id", "given_name", "family_name", "birth_date")
WHOLE_NAME = "name"

# Nobody who takes part was born earlier; rows are named so many at a time.
_EARLIEST = 1890
_MOST_ROWS_NAMED = 20


# A date, or what is known of it, in ISO 8601 and as SDTM writes what is not known: 1957-03-12, 1957-03, 1957,
# 1957---12, --03-12.
DATE = re.compile(r"(\d{4}|-)(?:-(\d{2}|-)(?:-(\d{2}))?)?")


def date_parts(date: str) -> tuple[str, str, str]:
    """Year, month and day; empty what is not known."""
    found = DATE.fullmatch(date)
    return tuple((part or "").strip("-") for part in found.groups()) if found else ("", "", "")  # type: ignore[return-value]


class FactsRefused(Refused):
    """The list of people cannot be used. Carries one line for each thing that is wrong, never a value."""

    summary = "The list of people was refused; nothing was written."

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Facts:
    """``ids`` as the contribution writes them; ``columns``: fact -> text of each person, null where missing."""

    ids: pa.StringArray
    columns: Mapping[str, pa.DictionaryArray]

    def __len__(self) -> int:
        return len(self.ids)


def read_facts(path: Path, columns: Mapping[str, str] | None = None, today: date | None = None) -> Facts:
    """Reads and checks the CSV ``path`` (UTF-8, with a header). ``columns``: fact -> the column's name in the file.

    Without given and family name a column ``name`` is parted: its first word and its last one. Birth dates are
    YYYY-MM-DD, from 1890 to ``today``, or parts of one (see DATE); an empty cell is a missing fact. Raises FactsRefused
    with all that is wrong.
    """
    table = _read(path)
    names = _located(table.column_names, columns or {}, path)
    found = {fact: _cleaned(table[column]) for fact, column in names.items()}
    if WHOLE_NAME in found:
        found |= _parted(found.pop(WHOLE_NAME))
    if not table.num_rows:
        raise FactsRefused([f"{path}: it lists nobody. Add the people who consented to linkage, one row each."])
    problems = [*_bad_ids(found["id"]), *_bad_dates(found["birth_date"], today or date.today())]
    if problems:
        raise FactsRefused([f"{path}: {problem}" for problem in problems])
    nothing = pa.nulls(table.num_rows, pa.string())
    facts = {fact: found.get(fact, nothing) for fact in COLUMNS if fact != "id"}
    return Facts(found["id"], {fact: pc.dictionary_encode(column) for fact, column in facts.items()})


def _read(path: Path) -> pa.Table:
    try:
        with path.open("rb") as file:
            header = csv.open_csv(file).schema.names
        everything_is_text = csv.ConvertOptions(
            column_types={name: pa.string() for name in header}, strings_can_be_null=True, null_values=[""]
        )
        return csv.read_csv(path, convert_options=everything_is_text)
    except pa.ArrowInvalid as error:
        if "Empty CSV" in str(error):
            raise FactsRefused([f"{path}: the file is empty. It needs a header and one row a person."]) from None
        raise FactsRefused(
            [f"{path}: it is no CSV in UTF-8 with the same number of cells in each row. Save it as such."]
        ) from None


def _located(header: Sequence[str], told: Mapping[str, str], path: Path) -> dict[str, str]:
    """Fact -> column of the file, as told or by its usual names."""
    problems = [
        f"{path}: {fact} is no fact that linkage uses. These are: {', '.join([*COLUMNS, WHOLE_NAME])}."
        for fact in told
        if fact not in COLUMNS and fact != WHOLE_NAME
    ]
    problems += [
        f"{path}: there is no column {column!r}, which was named for {fact}."
        for fact, column in told.items()
        if column not in header
    ]
    usual = {fact: next((name for name in names if name in header), None) for fact, names in COLUMNS.items()}
    names = {fact: name for fact, name in usual.items() if name} | dict(told)
    if WHOLE_NAME in header and not {"given_name", "family_name"} & names.keys():
        names.setdefault(WHOLE_NAME, WHOLE_NAME)
    needed = [fact for fact in NEEDED if not (WHOLE_NAME in names and fact in ("given_name", "family_name"))]
    problems += [
        f"{path}: a column for {fact} is missing. Call it {' or '.join(COLUMNS[fact])}, or say --column {fact}=NAME."
        for fact in needed
        if fact not in names
    ]
    if problems:
        raise FactsRefused(problems)
    return names


def _cleaned(column: pa.ChunkedArray) -> pa.StringArray:
    trimmed = pc.utf8_trim_whitespace(column.combine_chunks())
    return pc.if_else(pc.equal(trimmed, ""), pa.scalar(None, pa.string()), trimmed)


def _parted(whole: pa.StringArray) -> dict[str, pa.StringArray]:
    """Given and family name out of a whole one. A name of one word is a family name."""
    parts = [(text or "").split() for text in whole.to_pylist()]
    return {
        "given_name": pa.array([words[0] if len(words) > 1 else None for words in parts], pa.string()),
        "family_name": pa.array([words[-1] if words else None for words in parts], pa.string()),
    }


def _bad_ids(ids: pa.StringArray) -> list[str]:
    problems = []
    if ids.null_count:
        problems.append(f"the id is empty in {_rows(pc.is_null(ids))}. Give everybody the id of the contribution.")
    if pc.count_distinct(ids, mode="only_valid").as_py() < len(ids) - ids.null_count:
        problems.append("an id stands in several rows. List everybody once.")
    return problems


def _bad_dates(column: pa.StringArray, today: date) -> list[str]:
    distinct = pc.dictionary_encode(column)
    fine = pa.array([_is_birth_date(text, today) for text in distinct.dictionary.to_pylist()], pa.bool_())
    bad = pc.invert(pc.fill_null(fine.take(distinct.indices), True))
    if not pc.any(bad).as_py():
        return []
    return [
        f"birth_date is no date of birth in {_rows(bad)}. Write YYYY-MM-DD, from {_EARLIEST} to today; of a date "
        "that is known in part 1957-03 or 1957 (or 1957---12, --03-12); or leave the cell empty."
    ]


def _is_birth_date(text: str, today: date) -> bool:
    year, month, day = date_parts(text)
    # A leap year where the year is not known; a long month where the month is not.
    try:
        whole = date(int(year or 2000), int(month or 1), int(day or 1))
    except ValueError:
        return False
    return any((year, month)) and (not year or (int(year) >= _EARLIEST and whole <= today))


def _rows(bad: pa.BooleanArray) -> str:
    """Where, as rows of the file, the header being the first."""
    rows = [place.as_py() + 2 for place in pc.indices_nonzero(bad)]
    more = f" and {len(rows) - _MOST_ROWS_NAMED} more" if len(rows) > _MOST_ROWS_NAMED else ""
    return f"row{'s' * (len(rows) > 1)} {', '.join(map(str, rows[:_MOST_ROWS_NAMED]))}{more}"
