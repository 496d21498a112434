"""Logs: a JSON object a line, fields by allow-list. An error is told by its kind and place, never by its message,
which may quote a value."""

from __future__ import annotations

import json
import logging
import time
import traceback
from contextvars import ContextVar
from pathlib import Path
from typing import Any

request_id: ContextVar[str] = ContextVar("request_id", default="")

# What a record may carry beside its time, level, logger and text.
FIELDS = ("route", "method", "status", "milliseconds", "action", "job", "reason", "kind")

# Loggers whose texts are ours or hold no value of a request; of all others only the kind is written.
OURS = ("openpals", "granian")


class JsonLines(logging.Formatter):
    """Formats a record as one line of JSON; line breaks inside are escaped, so that no text can forge a line."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line: dict[str, Any] = {
            "time": time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created)) + f".{int(record.msecs):03d}Z",
            "level": record.levelname.lower(),
            "logger": record.name,
        }
        if record.name.startswith(OURS):
            line["message"] = record.getMessage()
        if request_id.get():
            line["request"] = request_id.get()
        line.update({name: getattr(record, name) for name in FIELDS if hasattr(record, name)})
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
            line["at"] = places(record.exc_info[1])
        return json.dumps(line, ensure_ascii=True)


def places(error: BaseException | None) -> list[str]:
    """Where an error passed, innermost last: file, line, function. No source line, as it may hold a value."""
    if error is None:
        return []
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames[-8:]]


def logging_settings() -> dict[str, Any]:
    """Everything to standard error, as JSON."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": "openpals.portal.common.operation.logs.JsonLines"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            "openpals": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
            "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
            # The page's error is logged once, by `operation.errors`, with its reason.
            "django.request": {"handlers": [], "level": "CRITICAL", "propagate": False},
            "django.security": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        },
    }
