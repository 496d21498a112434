"""Writing the platform's contribution: a folder that `openpals deposit` reads.

Who takes part is settled once, at the beginning, by one condition: a live yes to the research pool, and no deletion
that waits. All that is read afterwards is read by the numbers of those people, a few thousand at a time.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction

from ....model.layout import written_columns
from ....model.layout_reader import built_in
from ....release.folders import whole_folder
from ....sources.contribution_file import write_contribution
from ...common.access.actor import Actor
from ...common.audit.append import append
from ..consent.purposes import RESEARCH
from ..consent.say import live
from ..farewell.models import Deletion
from .models import Contributed, Contribution, Invention, Participant
from .tables import TABLES, written

LAYOUT = built_in("members")
COLUMNS = {name: written_columns(LAYOUT, name) for name in LAYOUT.sources}
_NUMBERED = ("report_id", "course_id")
TOGETHER = 2_000

FILES, RECEIPTS = "export", "withdrawals.csv"

SYNTHETIC_TERMS = (
    "Synthetic data: every person and every record is invented. No row describes anybody. Free to use for any purpose "
    "under the licence of OpenPALS (Apache-2.0)."
)


@dataclass(frozen=True)
class About:
    """What contribution.toml says beside the data: a short name, who contributes, a line on what it is, the terms."""

    dataset: str
    contributor: str
    title: str
    terms: str


@dataclass(frozen=True)
class Written:
    """What was written: people, rows by table, and how many receipts of withdrawal."""

    people: int
    rows: dict[str, int]
    receipts: int
    synthetic: bool


def write(
    out: Path,
    about: About,
    *,
    by: Actor,
    progress: Callable[[str], None] = lambda step: None,
    today: date | None = None,
) -> Written:
    """Writes the contribution into ``out``, which must not exist or be empty, and records it in one transaction.

    Raises TargetRefused. Memory does not grow with the number of people: they are read ``TOGETHER`` at a time.
    """
    extracted = today or datetime.now(UTC).date()
    synthetic = Invention.objects.exists()
    with transaction.atomic(), whole_folder(out) as folder:  # the folder is there before the receipts count as told
        made = Contribution.objects.create(extracted=extracted, dataset=about.dataset)
        _settle_participants(made)
        receipts = _write_receipts(folder / RECEIPTS, extracted)
        rows = _write_tables(folder / FILES, made, progress)
        made.people, made.rows = rows["members"], rows
        made.save(update_fields=["people", "rows"])
        append(by=by, action="contribution.write", target=made, why="exported to be deposited")
        facts = {
            "dataset": f"synthetic-{about.dataset}" if synthetic else about.dataset,
            "contributor": about.contributor,
            "title": f"SYNTHETIC {about.title}" if synthetic else about.title,
            "terms": SYNTHETIC_TERMS if synthetic else about.terms,
            "layout": LAYOUT.name,
            "condition": "als",
            "extracted": extracted,
            "synthetic": synthetic,
        }
        write_contribution(folder, facts, FILES)
    return Written(made.people, rows, receipts, synthetic)


def taking_part() -> Any:
    """The accounts whose data may be contributed now. This is the only place that says so."""
    waiting = Deletion.objects.values("account_id")
    return get_user_model()._default_manager.filter(pk__in=live(RESEARCH)).exclude(pk__in=waiting)


def _settle_participants(made: Contribution) -> None:
    """Gives everybody who takes part a number, if they have none, and notes that they are in this contribution."""
    fresh = taking_part().exclude(pk__in=Participant.objects.exclude(owner=None).values("owner_id"))
    for numbers in _together(fresh.order_by("pk").values_list("pk", flat=True)):
        Participant.objects.bulk_create([Participant(owner_id=number) for number in numbers])
    inside = Participant.objects.filter(owner_id__in=taking_part().values("pk"))
    for numbers in _together(inside.order_by("owner_id").values_list("pk", flat=True)):
        Contributed.objects.bulk_create([Contributed(contribution=made, participant_id=one) for one in numbers])
        Participant.objects.filter(pk__in=numbers).update(inside=True)


def _write_receipts(path: Path, today: date) -> int:
    """Who was in an earlier contribution and is in this one no more. Each is told once; numbers without an owner then
    have served their purpose."""
    gone = Participant.objects.filter(inside=True).exclude(owner_id__in=taking_part().values("pk"))
    told = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("member_id", "told_on", "reason"))
        for number, owner in gone.order_by("pk").values_list("pk", "owner_id").iterator(chunk_size=TOGETHER):
            writer.writerow((number, today.isoformat(), "account deleted" if owner is None else "consent withdrawn"))
            told += 1
    Participant.objects.filter(inside=True, owner=None).delete()
    gone.update(inside=False)
    return told


def _write_tables(folder: Path, made: Contribution, progress: Callable[[str], None]) -> dict[str, int]:
    folder.mkdir()
    rows = dict.fromkeys(TABLES, 0)
    with ExitStack() as stack:
        writers = {}
        for name, columns in COLUMNS.items():
            file = stack.enter_context((folder / f"{name}.csv").open("w", encoding="utf-8", newline=""))
            writers[name] = csv.writer(file, lineterminator="\n")
            writers[name].writerow(columns)
        inside = made.contributed.exclude(participant__owner=None).select_related("participant")
        for part in _together(inside.order_by("participant__owner_id")):
            numbers = {one.participant.owner_id: one.participant.number for one in part}
            counted: dict[int, Counter[str]] = {owner: Counter() for owner in numbers}
            for name, read in TABLES.items():
                for owner, cells in read(sorted(numbers)):
                    rows[name] += 1
                    counted[owner][name] += 1
                    cells |= {"member_id": numbers[owner], **dict.fromkeys(_NUMBERED, rows[name])}
                    writers[name].writerow([written(cells.get(column)) for column in COLUMNS[name]])
            for one in part:
                one.rows = dict(counted[one.participant.owner_id])
            Contributed.objects.bulk_update(part, ["rows"], batch_size=500)
            progress(f"{rows['members']:,} people")
    return rows


def _together(rows: Any) -> Iterator[list[Any]]:
    """A query's rows, some at a time."""
    part: list[Any] = []
    for row in rows.iterator(chunk_size=TOGETHER):
        part.append(row)
        if len(part) == TOGETHER:
            yield part
            part = []
    if part:
        yield part
