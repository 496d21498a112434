"""Which files of a release anybody may have. Whatever serves releases asks here, file by file."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from .counts import FILE as COUNTS
from .statistics.reading import FOLDER as STATISTICS
from .tiers import FOLDER as OPEN
from .twin import FOLDER as TWIN

# Every number in these passed the disclosure control of counts, or is of people who are nobody; the data dictionary and
# the citation tell of nobody. Everything else of the folder is exact, for people under an agreement.
FILES = ("report.html", "report.json", COUNTS, "dictionary.json", "dictionary.md", "CITATION.cff")
FOLDERS = (OPEN, TWIN, STATISTICS)


def is_public(path: str) -> bool:
    """Whether anybody may have a file of a release; ``path``: within the release's folder, with slashes.

    A path that leads out of the folder, or is no plain path, is not public.
    """
    parts = PurePosixPath(path).parts
    if not parts or parts[0] == "/" or ".." in parts or "\\" in path:
        return False
    return parts[0] in FOLDERS if len(parts) > 1 else parts[0] in FILES


def public_files(release: Path) -> list[str]:
    """The public files that a release has, by their path in its folder, sorted."""
    found = (path.relative_to(release).as_posix() for path in release.rglob("*") if path.is_file())
    return sorted(path for path in found if is_public(path))
