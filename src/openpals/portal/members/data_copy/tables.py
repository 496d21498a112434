"""Everything that is a person's, table by table, found by what each model says of its owner: a table that is added to
the site is in the copy without a word here."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db.models import BinaryField, Field, ForeignKey, Model

from ...common.site import this_site

_CHUNK = 2_000
# What a copy need not hold: earlier copies, and the keys by which a press is told from a second one.
_NOT_APPS = ("data_copy", "intake")
_NOT_COLUMNS = ("key",)


def models_of_a_person() -> list[type[Model]]:
    """The models of this site's features whose rows belong to somebody."""
    return [
        model
        for config in apps.get_app_configs()
        if config.name in this_site().features and config.label not in _NOT_APPS
        for model in config.get_models()
        if hasattr(model, "OWNER")
    ]


def file_name(model: type[Model]) -> str:
    """Of the CSV file of a model's rows."""
    return f"{model._meta.app_label}_{model._meta.model_name}.csv"


def rows_of(model: type[Model], account_id: int) -> Any:
    """A person's rows."""
    return model._default_manager.filter(**{model.OWNER: account_id}).order_by("pk")  # type: ignore[attr-defined]


def count_rows(account_id: int) -> int:
    """How many rows a copy would hold."""
    return sum(rows_of(model, account_id).count() for model in models_of_a_person())


def columns_of(model: type[Model]) -> list[Field[Any, Any]]:
    """The fields that are written: not whose it is, which is told by the copy, and no pictures, which are files."""
    owner = model.OWNER  # type: ignore[attr-defined]
    return [
        field
        for field in model._meta.concrete_fields
        if field.attname != owner and field.name not in _NOT_COLUMNS and not isinstance(field, BinaryField)
    ]


def written_rows(model: type[Model], account_id: int) -> Iterator[list[str]]:
    """The header, then a person's rows as text."""
    fields = columns_of(model)
    yield [field.name for field in fields]
    names = [field.attname for field in fields]
    for values in rows_of(model, account_id).values_list(*names).iterator(chunk_size=_CHUNK):
        yield [_text(field, value, account_id) for field, value in zip(fields, values, strict=True)]


def _text(field: Field[Any, Any], value: Any, account_id: int) -> str:
    """A cell; other people's accounts are told apart from one's own, and not named."""
    if value is None:
        return ""
    if isinstance(field, ForeignKey) and field.related_model is get_user_model():
        return "me" if value == account_id else "somebody else"
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, default=str)
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
