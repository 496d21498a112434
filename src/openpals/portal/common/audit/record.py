"""Models whose every write says who and why. There is no other way to write them."""

from __future__ import annotations

from typing import Any, ClassVar, NoReturn, TypeVar

from django.db import models, transaction

from ..access.actor import Actor
from .append import Unexplained, append

Row = TypeVar("Row", bound="Record")


class RecordQuerySet(models.QuerySet[Row]):
    """Reads as any; writes to many rows at once are refused, as each row's event would be missing."""

    def _refuse(self) -> NoReturn:
        raise Unexplained(
            f"Write {self.model.__name__} row by row: write(by=, action=, why=) and remove(by=, action=, why=)."
        )

    def update(self, **kwargs: Any) -> NoReturn:
        """Refused."""
        self._refuse()

    def delete(self) -> NoReturn:
        """Refused."""
        self._refuse()

    def create(self, **kwargs: Any) -> NoReturn:
        """Refused."""
        self._refuse()

    def bulk_create(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refused."""
        self._refuse()

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refused."""
        self._refuse()


class Record(models.Model):
    """A row that is written with ``write`` and removed with ``remove``, each with its event in the same transaction."""

    OWNER: ClassVar[str]

    objects: ClassVar[Any] = RecordQuerySet.as_manager()

    class Meta:
        """A base only."""

        abstract = True

    def write(self, *, by: Actor, action: str, why: str, fields: tuple[str, ...] = ()) -> None:
        """Saves the row, or those fields of it, and appends the event."""
        with transaction.atomic():
            super().save(update_fields=fields or None)
            append(by=by, action=action, target=self, why=why, fields=fields)

    def remove(self, *, by: Actor, action: str, why: str) -> None:
        """Deletes the row and appends the event."""
        with transaction.atomic():
            append(by=by, action=action, target=self, why=why)
            super().delete()

    def save(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refused: it says neither who nor why."""
        raise Unexplained(f"Save {type(self).__name__} with write(by=, action=, why=).")

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refused: it says neither who nor why."""
        raise Unexplained(f"Delete {type(self).__name__} with remove(by=, action=, why=).")
