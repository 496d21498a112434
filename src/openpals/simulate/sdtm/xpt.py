"""Datasets as SAS transport files, version 5. The same dataset and date give the same bytes."""

from __future__ import annotations

import errno
import os
import re
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyreadstat

from .variables import Dataset

# Where the format keeps when the library and its one member were made and changed: in the cards after the headers.
_STAMPS = (144, 160, 464, 480)
_STAMP = re.compile(rb"[0-3][0-9][A-Z]{3}[0-9]{2}(:[0-5][0-9]|:[0-2][0-9]){3}")
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")


def write_xpt(path: Path, declared: Dataset, table: pa.Table, made: date) -> None:
    """One dataset, with its label and its variables' labels. ``made``: the day that the file says it is of.

    Raises OSError when the disk is full.
    """
    try:
        pyreadstat.write_xport(
            table.to_pandas(),
            path,
            file_label=declared.label,
            column_labels=[variable.label for variable in declared.variables],
            table_name=declared.name,
            file_format_version=5,
        )
    except pyreadstat.ReadstatError as error:  # all that the library says of a disk that takes no more
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path)) from error
    _stamp(path, made)


def _stamp(path: Path, made: date) -> None:
    """Puts a date in place of the clock's, which the writer takes and nobody can give it."""
    stamp = f"{made.day:02}{_MONTHS[made.month - 1]}{made.year % 100:02}:00:00:00".encode()
    with path.open("r+b") as file:
        for place in _STAMPS:
            file.seek(place)
            if not _STAMP.fullmatch(file.read(len(stamp))):
                raise RuntimeError("the library that writes XPT files puts their date elsewhere: look for it in xpt.py")
            file.seek(place)
            file.write(stamp)
