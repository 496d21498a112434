from __future__ import annotations

import json
import tarfile
from pathlib import Path

from .conftest import Kept


def changed(source: Path, target: Path, data: bool = False, **manifest: str) -> None:
    """The same backup with one byte of its data changed, or other words in its manifest."""
    folder = target.parent / target.name.partition(".")[0]
    with tarfile.open(source) as archive:
        archive.extractall(folder, filter="data")
    if data:
        whole = bytearray((folder / "data").read_bytes())
        whole[len(whole) // 2] ^= 1
        (folder / "data").write_bytes(bytes(whole))
    told = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps({**told, **manifest}))
    with tarfile.open(target, "w:gz") as archive:
        archive.add(folder / "manifest.json", "manifest.json")
        archive.add(folder / "data", "data")


# Each refusal in one process, as each command takes seconds to start.
REFUSALS = """
from pathlib import Path
from openpals.model.refused import Refused
from openpals.portal.common.operation.backup import backup, restore
folder = Path({folder!r})
for refused in (
    lambda: backup(folder / "one.tar.gz"),
    lambda: restore(folder / "one.tar.gz"),
    lambda: restore(folder / "damaged.tar.gz", replace=True),
    lambda: restore(folder / "note.txt", replace=True),
    lambda: restore(folder / "foreign.tar.gz", replace=True),
):
    try:
        refused()
        print("NOT REFUSED")
    except Refused as told:
        print(told)
"""


def test_backup_restores_what_was_there_and_refuses_what_is_not_one(kept: Kept, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    file = folder / "one.tar.gz"
    kept.command("portal", "backup", kept.name, str(file))
    assert file.stat().st_mode & 0o077 == 0
    kept.command("portal", "createadmin", kept.name, "--email", "second@example.org")

    changed(file, folder / "damaged.tar.gz", data=True)
    changed(file, folder / "foreign.tar.gz", site="another")
    (folder / "note.txt").write_text("no backup")
    told = kept.python(REFUSALS.format(folder=str(folder))).splitlines()
    assert len(told) == 5
    assert "never overwritten" in told[0]
    assert "--replace" in told[1]
    assert "damaged" in told[2]
    assert "no backup of a portal" in told[3]
    assert "of the site another" in told[4]
    assert kept.sql(f"SELECT count(*) FROM {kept.name}_account") == [(2,)]

    kept.command("portal", "restore", kept.name, str(file), "--replace")
    assert kept.sql(f"SELECT email FROM {kept.name}_account") == [("keeper@example.org",)]
    assert kept.sql("SELECT count(*) FROM audit_event") == [(1,)]
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
