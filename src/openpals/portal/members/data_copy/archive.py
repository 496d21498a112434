"""The archive: a ZIP with one CSV a table, a FHIR bundle and the photos, written as a stream."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from allauth.account.models import EmailAddress

from ..journal.models import Photo
from .fhir import bundle_entries
from .tables import file_name, models_of_a_person, rows_of, written_rows

READ_ME = """\
This is all that you have on OpenPALS.

tables/   one table a kind of entry; any spreadsheet program opens them. Days are year-month-day, times are UTC.
          "me" is you, "somebody else" is whoever typed for you.
fhir.json the same for programs of hospitals and doctors: a FHIR R4 bundle.
photos/   your photos, named by the number of the note in tables/journal_note.csv.
account.csv  your name and your e-mail addresses here. We do not know more of you.

Whoever has this file can read all of it. Keep it safe.
"""


def write_archive(
    file: BinaryIO, account: Any, progress: Callable[[int, int], None] = lambda done, total: None
) -> None:
    """Writes the archive into ``file``, which need not be able to go back. ``progress`` gets steps done
    and all steps."""
    models = models_of_a_person()
    steps = len(models) + 3
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", READ_ME)
        _table(archive, "account.csv", _account(account))
        progress(1, steps)
        for done, model in enumerate(models, 2):
            _table(archive, f"tables/{file_name(model)}", written_rows(model, account.pk))
            progress(done, steps)
        with archive.open("fhir.json", "w") as out:
            for piece in _bundle(account.pk):
                out.write(piece)
        progress(steps - 1, steps)
        for photo in rows_of(Photo, account.pk).iterator(chunk_size=5):
            archive.writestr(f"photos/{photo.note_id}.jpg", bytes(photo.data), zipfile.ZIP_STORED)
        progress(steps, steps)


def _table(archive: zipfile.ZipFile, name: str, rows: Iterator[list[str]]) -> None:
    with archive.open(name, "w") as out:
        text = io.TextIOWrapper(out, "utf-8-sig", newline="")
        writer = csv.writer(text)
        for row in rows:
            writer.writerow([harmless(cell) for cell in row])
        text.flush()
        text.detach()


def harmless(cell: str) -> str:
    """A cell that no spreadsheet program takes for a formula."""
    formula = cell[:1] in ("=", "@", "\t", "\r") or (cell[:1] in ("+", "-") and not cell[1:2].isdigit())
    return f"'{cell}" if formula else cell


def _account(account: Any) -> Iterator[list[str]]:
    yield ["what", "value"]
    yield ["name that others see", account.name]
    yield ["here since", account.joined_at.isoformat()]
    for email in EmailAddress.objects.filter(user_id=account.pk).order_by("pk"):
        yield ["e-mail address", email.email]
    for appointment in account.appointments.order_by("pk"):
        yield ["role", appointment.role]


def _bundle(account_id: int) -> Iterator[bytes]:
    yield b'{"resourceType": "Bundle", "type": "collection", "entry": ['
    for number, entry in enumerate(bundle_entries(account_id)):
        yield (",\n" if number else "\n").encode() + json.dumps(entry, ensure_ascii=False).encode()
    yield b"\n]}\n"
