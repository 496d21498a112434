"""Lists of invented US people with realistic errors, by pseudopeople (BSD-3), for benchmarks/linkage.py.

    python -m venv people && people/bin/pip install pseudopeople==1.3.1
    people/bin/python benchmarks/linkage_people.py FOLDER [--first-seed 100 --seeds 12]

An environment of its own, as pseudopeople pins what OpenPALS pins otherwise. Each seed gives two files of the same
sample, left-SEED.csv and right-SEED.csv, with errors of their own: names, middle initial, birth date, sex. Dates are
brought to ISO 8601 as a data manager would: what is a date only with the day first is read so; parts that cannot be are
left out.
"""

from __future__ import annotations

import argparse
import csv
import re
from datetime import date
from pathlib import Path

import pseudopeople  # type: ignore[import-not-found]

COLUMNS = {
    "simulant_id": "id",
    "first_name": "given_name",
    "middle_initial": "middle_name",
    "last_name": "family_name",
    "date_of_birth": "birth_date",
    "sex": "sex",
}
YEAR, MONTH, DAY = r"(19|20)\d\d", r"0[1-9]|1[0-2]", r"0[1-9]|[12]\d|3[01]"


def birth_date(written: str) -> str:
    """MM/DD/YYYY with errors -> what is known of it, or nothing."""
    parts = written.split("/")
    if len(parts) != 3:
        return ""
    month, day, year = parts
    if not re.fullmatch(MONTH, month) and re.fullmatch(MONTH, day) and re.fullmatch(DAY, month):
        month, day = day, month
    year = year if re.fullmatch(YEAR, year) and int(year) <= 2020 else ""
    month = month if re.fullmatch(MONTH, month) else ""
    day = day if re.fullmatch(DAY, day) else ""
    try:
        date(int(year or 2000), int(month or 1), int(day or 1))
    except ValueError:
        return ""
    if not (year or (month and day)):
        return ""
    return f"{year or '-'}-{month or '-'}-{day}" if day else "-".join(part for part in (year, month) if part)


def write(path: Path, seed: int) -> None:
    people = pseudopeople.generate_decennial_census(verbose=False, seed=seed)
    people = people[list(COLUMNS)].drop_duplicates("simulant_id")
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(COLUMNS.values())
        for row in people.itertuples(index=False):
            cells = [cell if isinstance(cell, str) else "" for cell in row]
            cells[4] = birth_date(cells[4])
            rows.writerow(cells)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--first-seed", type=int, default=100)
    arguments.add_argument("--seeds", type=int, default=12)
    given = arguments.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    for number in range(given.seeds):
        seed = given.first_seed + number
        write(given.folder / f"left-{seed}.csv", seed)
        write(given.folder / f"right-{seed}.csv", seed + 1000)


if __name__ == "__main__":
    main()
