"""Writing a trial's datasets, each in every format that is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

import pyarrow as pa

from .dataset_json import write_dataset_json
from .datasets import datasets
from .study import Study
from .variables import DATASETS
from .xpt import write_xpt

Format = Literal["xpt", "json"]

# Where each format's files are put. contribution.toml names one of these under [files].
FOLDERS: Mapping[Format, str] = {"xpt": "SYNTHETIC_SDTM_XPT", "json": "SYNTHETIC_SDTM_DATASET_JSON"}


def write_sdtm(
    folder: Path, tables: Mapping[str, pa.Table], study: Study, formats: Sequence[Format] = ("xpt", "json")
) -> dict[str, int]:
    """Writes one trial's datasets below ``folder``, and returns the rows of each.

    ``tables``: PRO-ACT's tables by name with its column names, typed, nulls for empty, days (``*_Delta``) counted from
    each person's first visit, without defects. The same arguments give the same bytes. Files are named after their
    datasets in lower case, in a folder a format (``FOLDERS``). Datasets without rows are not written.

    Raises FileExistsError where such a folder is there already, ValueError for somebody or an arm that the study does
    not have, NoTerm for a word without a controlled term.
    """
    for kind in formats:
        (folder / FOLDERS[kind]).mkdir(parents=True)
    counts = {}
    for name, table in datasets(tables, study):
        counts[name] = len(table)
        for kind in formats:
            path = folder / FOLDERS[kind] / f"{name.lower()}.{kind}"
            match kind:
                case "xpt":
                    write_xpt(path, DATASETS[name], table, study.extracted)
                case "json":
                    write_dataset_json(path, DATASETS[name], table, study)
    return counts
