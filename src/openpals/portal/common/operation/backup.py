"""Backups that restore: the whole database in one file, with what is needed to know it again."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from ....model.refused import Refused
from ..audit.verify import verify
from ..site import this_site

MANIFEST = "manifest.json"


class BackupRefused(Refused):
    """A backup cannot be made, or cannot be used as it is."""


def backup(target: Path) -> Path:
    """Writes the database into ``target``, readable by its owner alone, while the site goes on. It holds everything
    about everybody, so keep it as you keep the database."""
    target = target.absolute()
    if target.exists():
        raise BackupRefused(f"{target} exists. Name another file; backups are never overwritten.")
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as scratch:
        data = Path(scratch) / "data"
        _dump(data)
        checked = verify()
        manifest = {
            "site": this_site().name,
            "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "kind": connection.vendor,
            "sha256": _digest(data),
            "events": checked.events,
        }
        manifest_path = Path(scratch) / MANIFEST
        manifest_path.write_text(json.dumps(manifest, indent=2), "utf-8")
        whole = Path(scratch) / "whole.tar.gz"
        with os.fdopen(os.open(whole, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as raw:
            with tarfile.open(fileobj=raw, mode="w:gz", compresslevel=6) as archive:
                archive.add(manifest_path, MANIFEST)
                archive.add(data, "data")
            raw.flush()
            os.fsync(raw.fileno())
        os.link(whole, target)  # fails, and never overwrites, if somebody was quicker
    return target


def restore(source: Path, replace: bool = False) -> dict[str, Any]:
    """Puts the database of a backup in place of this site's; gives the backup's manifest.

    Refuses a damaged file, another site's, another kind of database, and to replace data unless told to.
    """
    with tempfile.TemporaryDirectory(prefix="openpals-restore-") as scratch:
        manifest = _unpack(source, Path(scratch))
        data = Path(scratch) / "data"
        if manifest.get("site") != this_site().name:
            raise BackupRefused(f"{source} is a backup of the site {manifest.get('site')}, not of {this_site().name}.")
        if manifest.get("kind") != connection.vendor:
            raise BackupRefused(
                f"{source} is of {manifest.get('kind')}, and this site's database is {connection.vendor}. Point "
                "OPENPALS_DATABASE_URL at a database of the same kind."
            )
        if manifest.get("sha256") != _digest(data):
            raise BackupRefused(
                f"{source} is damaged: its data do not have the hash in its manifest. Use another backup."
            )
        if connection.introspection.table_names() and not replace:
            raise BackupRefused("The site's database holds data. Say --replace to replace them; nothing was changed.")
        _load(data)
    call_command("migrate", interactive=False, verbosity=0)
    checked = verify()
    if checked.broken is not None or checked.events < manifest["events"]:
        raise BackupRefused(
            "The restored audit log does not verify. Run `openpals audit verify`, and use another backup."
        )
    return manifest


def _dump(data: Path) -> None:
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(settings.DATABASES["default"]["NAME"])) as source:
            source.execute("VACUUM INTO ?", [str(data)])
    else:
        _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={data}")


def _load(data: Path) -> None:
    if connection.vendor == "sqlite":
        connection.close()
        name = Path(settings.DATABASES["default"]["NAME"])
        name.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(data)) as source, closing(sqlite3.connect(name)) as target:
            source.backup(target)  # under the database's own locks, so that no reader sees half of it
    else:
        _run("pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error", str(data))
        connection.close()


def _run(program: str, *arguments: str) -> None:
    found = shutil.which(program, path=os.pathsep.join([os.environ.get("OPENPALS_PG_BIN", ""), os.environ["PATH"]]))
    if found is None:
        raise BackupRefused(
            f"`{program}` was not found. Install PostgreSQL's client of the server's version, or name its folder in "
            "OPENPALS_PG_BIN."
        )
    told = settings.DATABASES["default"]
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    environment = {name: str(told[key]) for name, key in names.items() if told.get(key)}
    database = ["--dbname", str(told["NAME"])]
    ended = subprocess.run(
        [found, *arguments[:-1], *database, *arguments[-1:]],
        env={**os.environ, **environment},
        capture_output=True,
        check=False,
    )
    if ended.returncode:
        # Its own words may quote rows, so they are not repeated.
        raise BackupRefused(
            f"`{program}` ended with code {ended.returncode}. See that the versions fit and disk is free."
        )


def _unpack(source: Path, scratch: Path) -> dict[str, Any]:
    try:
        with tarfile.open(source) as archive:
            archive.extractall(scratch, filter="data")
        manifest: dict[str, Any] = json.loads((scratch / MANIFEST).read_text("utf-8"))
    except (tarfile.TarError, EOFError, KeyError, ValueError, FileNotFoundError) as error:
        raise BackupRefused(f"{source} is no backup of a portal, or is damaged. Use another one.") from error
    return manifest


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
