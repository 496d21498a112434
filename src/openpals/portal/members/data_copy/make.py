"""Making a copy: at once where there is little, by a worker where there is much."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ...common.access.actor import Actor
from ...common.jobs.models import Job
from ...common.jobs.start import report, start_job
from .archive import write_archive
from .models import KEPT, CopyPart, DataCopy
from .tables import count_rows

# A copy of so many rows is made while one waits.
SMALL_ROWS = 5_000
PART_BYTES = 2**20


def is_small(account_id: int) -> bool:
    """Whether a copy is made while one waits."""
    return count_rows(account_id) <= SMALL_ROWS


def copy_at_once(account: Any) -> bytes:
    """The whole archive."""
    file = io.BytesIO()
    write_archive(file, account)
    return file.getvalue()


def ask_copy(account: Any, *, by: Actor) -> DataCopy:
    """Has a worker make a copy; what is still being made is not made twice. Old copies go."""
    with transaction.atomic():
        get_user_model()._default_manager.select_for_update(of=("self",)).get(pk=account.pk)
        DataCopy.objects.filter(owner=account, asked_at__lt=timezone.now() - KEPT).delete()
        there: DataCopy | None = DataCopy.objects.filter(owner=account, ready_at=None).first()
        if there is not None:
            return there
        copy: DataCopy = DataCopy.objects.create(owner=account)
        job = start_job(make_copy, _("A copy of my data"), {"copy": str(copy.pk)}, by=by, why="asked for a copy")
        copy.job = job.pk
        copy.save(update_fields=["job"])
    return copy


def make_copy(job: Job, copy: str) -> None:
    """The job. Run again it begins anew."""
    found = DataCopy.objects.filter(pk=UUID(copy)).select_related("owner").first()
    if found is None:
        return  # the account is gone
    CopyPart.objects.filter(copy=found).delete()
    with _Parts(found) as parts:
        write_archive(parts, found.owner, lambda done, total: report(job, done, total))  # type: ignore[arg-type]
    DataCopy.objects.filter(pk=found.pk).update(ready_at=timezone.now(), bytes=parts.written)


def pieces(copy: DataCopy) -> Iterator[bytes]:
    """The archive, part by part."""
    for data in CopyPart.objects.filter(copy=copy).values_list("data", flat=True).iterator(chunk_size=4):
        yield bytes(data)


class _Parts(io.RawIOBase):
    """A file that lies in rows of the database; it is only written, from the beginning to the end."""

    def __init__(self, copy: DataCopy) -> None:
        super().__init__()
        self.copy, self.gathered, self.number, self.written = copy, bytearray(), 0, 0

    def writable(self) -> bool:
        """Yes."""
        return True

    def write(self, data: Any) -> int:
        """Gathers, and keeps whole parts."""
        self.gathered += data
        self.written += len(data)
        while len(self.gathered) >= PART_BYTES:
            self._keep(PART_BYTES)
        return len(data)

    def close(self) -> None:
        """Keeps the rest."""
        if not self.closed and self.gathered:
            self._keep(len(self.gathered))
        super().close()

    def _keep(self, size: int) -> None:
        CopyPart.objects.create(copy=self.copy, number=self.number, data=bytes(self.gathered[:size]))
        del self.gathered[:size]
        self.number += 1
