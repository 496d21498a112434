"""Many rows into a table at once: by COPY on PostgreSQL, by prepared statements elsewhere. Only the database itself
checks them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.core.management.color import no_style
from django.db import connection
from django.db.models import AutoField, BigAutoField, Max, Model

TOGETHER = 5_000


class Bulk:
    """Rows for one model, written ``TOGETHER`` at a time. Columns that are not named get their field's default, the
    same for all rows; ids are given by the caller, from ``first_id`` on."""

    def __init__(self, model: type[Model], columns: Sequence[str]) -> None:
        self.model, self.count = model, 0
        fields = {field.attname: field for field in model._meta.concrete_fields}
        rest = [
            field
            for name, field in fields.items()
            if name not in columns and not isinstance(field, AutoField | BigAutoField)
        ]
        self.fixed = [self._plain(field.get_default()) for field in rest]
        self.names = [*(fields[name].column for name in columns), *(field.column for field in rest)]
        self.rows: list[Sequence[Any]] = []
        self.first_id = 1 + (model._default_manager.aggregate(last=Max("pk"))["last"] or 0) if self._numbered() else 0

    def add(self, *values: Any) -> None:
        """One row, in the order of the columns."""
        self.rows.append([*(self._plain(value) for value in values), *self.fixed])
        self.count += 1
        if len(self.rows) == TOGETHER:
            self.flush()

    def flush(self) -> None:
        """Writes what has gathered."""
        if not self.rows:
            return
        quoted = ", ".join(connection.ops.quote_name(str(name)) for name in self.names)
        table = connection.ops.quote_name(self.model._meta.db_table)
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {table} ({quoted}) FROM STDIN") as copy:
                    for row in self.rows:
                        copy.write_row(row)
            else:
                marks = ", ".join(["%s"] * len(self.names))
                cursor.executemany(f"INSERT INTO {table} ({quoted}) VALUES ({marks})", self.rows)
        self.rows = []

    def _numbered(self) -> bool:
        return (
            not isinstance(self.model._meta.pk, type(None))
            and self.model._meta.pk.get_internal_type() == "BigAutoField"
        )

    def _plain(self, value: Any) -> Any:
        """As the database takes it."""
        if connection.vendor == "postgresql":
            return value
        if isinstance(value, uuid.UUID):
            return value.hex
        if isinstance(value, datetime):
            return value.replace(tzinfo=None).isoformat(" ")
        return value.isoformat() if isinstance(value, date) else value


def finish(bulks: Iterable[Bulk]) -> None:
    """Writes what is left, and lets each table's numbers go on after the last."""
    models = []
    for bulk in bulks:
        bulk.flush()
        models.append(bulk.model)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
