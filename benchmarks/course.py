"""Processor time of a member's course and its summary, with ten years of weekly entries, in one process on SQLite.

    .venv/bin/python benchmarks/course.py [--entries 520] [--rounds 10]

Ends by itself and leaves nothing.
"""

from __future__ import annotations

import argparse
import datetime as dt
import logging
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
AIM_MILLISECONDS = 100

ALL = "".join(f"&sections={name}" for name in ("about", "abilities", "measured", "taken", "used", "symptoms", "notes"))
PAGES = {
    "course, all": "course/",
    "course, 1 year": "course/?span=1y",
    "course, in context": "course/context/",
    "summary of 6 months": f"summary/?period=6m{ALL}",
    "summary of everything": f"summary/?period=all{ALL}",
    "its PDF": f"summary/pdf/?period=all{ALL}",
}


def main() -> None:
    """Fills a site of its own, asks for each page, prints a table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--entries", type=int, default=520)
    options.add_argument("--rounds", type=int, default=10)
    told = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="openpals-bench-") as folder:
        os.environ["OPENPALS_FOLDER"] = folder
        os.environ["OPENPALS_SECRET_KEY"] = "only for a measurement, which makes all that it signs: 0123456789"
        sys.path.insert(0, str(ROOT))  # the tests' entries
        measure(told.entries, told.rounds, Path(folder))


def measure(entries: int, rounds: int, folder: Path) -> None:
    """One run with its database in ``folder``."""
    from openpals.portal.common.operation.start import prepare

    prepare("members")
    from openpals.portal.common.operation.database import migrate

    migrate()
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0)
    logging.disable(logging.INFO)
    ask = filled(entries, folder)
    print(f"{entries} times of answering, weights and vital capacities, five symptoms each\n")
    print("| page | CPU ms, median | kB |\n|---|---|---|")
    for name, path in PAGES.items():
        size = ask(path)
        times = []
        for _ in range(rounds):
            began = time.process_time()
            ask(path)
            times.append((time.process_time() - began) * 1000)
        middle = statistics.median(times)
        print(f"| {name} | {middle:.0f}{'' if middle < AIM_MILLISECONDS else ' (missed)'} | {size / 1000:.0f} |")


def filled(entries: int, folder: Path) -> Callable[[str], int]:
    """Writes a member's entries and the statistics of a release; gives what asks for a page and tells its size."""
    from django.test import Client
    from tests.portal.members.years import fill, lasting, onset
    from tests.reference_sample import sample_reference

    from openpals.portal.common.access.actor import command
    from openpals.portal.common.accounts.administrator import create_with_roles
    from openpals.portal.members.context.publication import load
    from openpals.portal.members.journal.models import journal_of
    from openpals.release.statistics.reading import as_text

    mine: Any = create_with_roles("member@example.org", "", ["member"], "for a measurement", None)
    today = dt.date.today()
    fill(mine, today, entries)
    lasting(mine, today - dt.timedelta(days=900))
    onset(mine, today - dt.timedelta(days=7 * entries + 300))
    (folder / "reference.json").write_text(as_text(sample_reference()), "utf-8")
    load(folder / "reference.json", by=command("context"))
    client = Client(headers={"host": "localhost"})
    client.force_login(mine)
    where = f"/journal/{journal_of(mine).pk}/"
    client.post(f"{where}course/context/choose/", {"show": "yes"})

    def ask(path: str) -> int:
        answer = client.get(where + path)
        assert answer.status_code == 200, (path, answer.status_code)
        return len(answer.content)

    return ask


if __name__ == "__main__":
    main()
