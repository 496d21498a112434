from __future__ import annotations

import json
import tarfile
from pathlib import Path

from .conftest import Kept


def damage(source: Path, target: Path) -> None:
    """The same backup with one byte of its data changed."""
    folder = target.parent / "damaged"
    with tarfile.open(source) as archive:
        archive.extractall(folder, filter="data")
    data = bytearray((folder / "data").read_bytes())
    data[len(data) // 2] ^= 1
    (folder / "data").write_bytes(bytes(data))
    with tarfile.open(target, "w:gz") as archive:
        archive.add(folder / "manifest.json", "manifest.json")
        archive.add(folder / "data", "data")


def test_backup_restores_what_was_there_and_refuses_what_is_not_one(kept: Kept, tmp_path: Path) -> None:
    file = tmp_path / "backups" / "one.tar.gz"
    kept.command("portal", "backup", kept.name, str(file))
    assert file.stat().st_mode & 0o077 == 0
    kept.command("portal", "createadmin", kept.name, "--email", "second@example.org")

    again = kept.run("portal", "backup", kept.name, str(file))
    assert (again.returncode, "never overwritten" in again.stderr) == (3, True)
    careful = kept.run("portal", "restore", kept.name, str(file))
    assert (careful.returncode, "--replace" in careful.stderr) == (3, True)
    damage(file, tmp_path / "damaged.tar.gz")
    damaged = kept.run("portal", "restore", kept.name, str(tmp_path / "damaged.tar.gz"), "--replace")
    assert (damaged.returncode, "damaged" in damaged.stderr) == (3, True)
    (tmp_path / "note.txt").write_text("no backup")
    assert kept.run("portal", "restore", kept.name, str(tmp_path / "note.txt"), "--replace").returncode == 3
    assert kept.sql(f"SELECT count(*) FROM {kept.name}_account") == [(2,)]

    kept.command("portal", "restore", kept.name, str(file), "--replace")
    assert kept.sql(f"SELECT email FROM {kept.name}_account") == [("keeper@example.org",)]
    told = json.loads(kept.command("audit", "verify", kept.name, "--json"))
    assert told["events"] == 1
    kept.command("portal", "check", kept.name)


def test_audit_verify_ends_with_code_4_and_names_the_edited_event(kept: Kept) -> None:
    kept.command("audit", "head", kept.name, str(kept.folder / "head.json"))
    if "OPENPALS_DATABASE_URL" in kept.environment:
        kept.sql("ALTER TABLE audit_event DISABLE TRIGGER USER")
    else:
        for trigger in ("update", "delete", "insert"):
            kept.sql(f"DROP TRIGGER audit_event_{trigger}")
    kept.sql("UPDATE audit_event SET why = 'something else' WHERE sequence = 1")
    found = kept.run("audit", "verify", kept.name)
    assert (found.returncode, "event 1 was edited" in found.stderr) == (4, True)
    kept.sql("DELETE FROM audit_event")
    assert kept.run("audit", "verify", kept.name).returncode == 0
    cut = kept.run("audit", "verify", kept.name, "--head", str(kept.folder / "head.json"))
    assert (cut.returncode, "ended at event 1" in cut.stderr) == (4, True)
