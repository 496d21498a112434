"""Secret keys: from a file or the environment, made on first use, one purpose each."""

from __future__ import annotations

import os
import re
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import platformdirs

from ..model.refused import Refused

KEY_BYTES = 32

# contributor, host, recipient: pseudonyms of a deposit, of a release, of a grant. linkage: what contributors share and
# the host lacks. linkage_service: the key service's. links: ids of linked people.
Purpose = Literal["contributor", "host", "recipient", "linkage", "linkage_service", "links"]
ENVIRONMENT: dict[str, str] = {
    purpose: f"OPENPALS_{purpose.upper()}_KEY"
    for purpose in ("contributor", "host", "recipient", "linkage", "linkage_service", "links")
}
LINE = re.compile(r"openpals-key (\w+) ([0-9a-fA-F]*)")


class KeyRefused(Refused):
    """A key cannot be used; the message says why and what to do."""


@dataclass(frozen=True)
class Key:
    """A secret of at least 32 bytes with its purpose. Never printed: its ``repr`` hides the secret."""

    purpose: Purpose
    secret: bytes

    def __repr__(self) -> str:
        return f"Key({self.purpose!r}, hidden)"


def load_key(purpose: Purpose, path: Path | None = None, dataset: str = "", *, make: bool = True) -> Key:
    """The key of a purpose: from ``path``, else from the environment, else from the user's own key folder.

    A file that does not exist is made, with a fresh key and readable by its owner alone. A contributor's key belongs to
    one dataset, so that nobody's pseudonyms of two datasets can be compared. Without ``make`` a key that is not there
    is refused: another one would be of no use. Raises KeyRefused.
    """
    variable = ENVIRONMENT[purpose]
    if path is None and variable in os.environ:
        key = parse_key(purpose, os.environ[variable], f"the environment variable {variable}")
        _refuse_second_purpose(key, variable, key_folder())
        return key
    path = path or key_path(purpose, dataset)
    if not path.exists():
        if not make:
            raise KeyRefused(
                f"There is no key file {path}. The key for the purpose {purpose} is made once: name the file that "
                "holds it, or get it from who made it."
            )
        make_key(purpose, path)
    if os.name == "posix" and path.stat().st_mode & 0o077:
        raise KeyRefused(f"The key file {path} can be read by others. Run: chmod 600 {path}")
    key = parse_key(purpose, path.read_text("ascii", errors="replace"), f"the key file {path}")
    _refuse_second_purpose(key, str(path), path.parent)
    return key


def key_folder() -> Path:
    """The user's own folder of keys, where those lie that no option names."""
    return Path(platformdirs.user_config_dir("openpals")) / "keys"


def _refuse_second_purpose(key: Key, where: str, folder: Path) -> None:
    """A secret that stands in the environment or beside it in the folder under another purpose serves none."""
    others = {name: os.environ.get(name, "") for name in ENVIRONMENT.values()}
    for path in folder.glob("*.key"):
        with suppress(OSError):  # what cannot be read cannot be compared
            others[str(path)] = path.read_text("ascii", errors="replace")
    for other, text in others.items():
        found = LINE.fullmatch(text.strip())
        if found and found[1] != key.purpose and found[2].lower() == key.secret.hex():
            raise KeyRefused(
                f"The key in {where} has the same secret as the one in {other}, which is for the purpose {found[1]}. "
                "One key serves one purpose: name a file that does not exist, and a fresh key is made in it."
            )


def key_path(purpose: Purpose, dataset: str = "") -> Path:
    """Where the key lies whose file nobody named."""
    name = f"{purpose}-{dataset}.key" if dataset else f"{purpose}.key"
    return key_folder() / name


def make_key(purpose: Purpose, path: Path) -> None:
    """Writes a fresh key; never over an existing one."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(f"openpals-key {purpose} {secrets.token_hex(KEY_BYTES)}\n")


def parse_key(purpose: Purpose, text: str, where: str) -> Key:
    """A key out of its line ``openpals-key PURPOSE HEX``. Messages never repeat any part of the secret."""
    found = LINE.fullmatch(text.strip())
    if not found:
        raise KeyRefused(
            f"What stands in {where} is not a key. It must be one line: openpals-key {purpose} and "
            f"{2 * KEY_BYTES} hexadecimal digits. Remove it and a new one is made on the next run."
        )
    if found[1] != purpose:
        raise KeyRefused(
            f"The key in {where} is for the purpose {found[1]}, not {purpose}. One key serves one "
            "purpose: name another file."
        )
    if len(found[2]) < 2 * KEY_BYTES:
        raise KeyRefused(
            f"The key in {where} is too short: {len(found[2]) * 4} bits where {KEY_BYTES * 8} are "
            "needed. Remove it and a new one is made on the next run."
        )
    return Key(purpose, bytes.fromhex(found[2][: len(found[2]) // 2 * 2]))


def different(*keys: Key) -> None:
    """Raises KeyRefused where two keys are one secret under two names."""
    for place, key in enumerate(keys):
        for other in keys[:place]:
            if key.secret == other.secret:
                raise KeyRefused(
                    f"The keys for {other.purpose} and {key.purpose} are the same secret. One key serves one purpose: "
                    "make one of them anew."
                )
