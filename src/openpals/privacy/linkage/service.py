"""The key service: multiplies blinded points with its key, so many a month, and writes down each time."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa

from ..keys import Key
from . import oprf, ristretto
from .asking import ANSWER, POINTS, REQUEST
from .batches import Progress, flat, in_batches
from .envelope import FileRefused, read_envelope, write_envelope

# So many points a contributor may have within so many days. The distinct features of 850,000 people are some hundred
# thousand: enough for a list and its repetition, not for a dictionary of whole identities, yet enough for one of
# surnames.
MOST_POINTS = 1_000_000
PERIOD = timedelta(days=30)

_FIRST = "0" * 64


@dataclass(frozen=True)
class Answered:
    """``key``: the public half, in hexadecimal; ``left``: points that the contributor may still have in the period."""

    points: int
    key: str
    left: int


def service_key(key: Key) -> oprf.ServerKey:
    """The key pair that a key file of the purpose ``linkage_service`` stands for."""
    return oprf.derive_key(hashlib.sha256(b"openpals linkage service\x1f" + key.secret).digest(), b"openpals linkage 1")


def answer_request(
    request: Path,
    out: Path,
    key: Key,
    asker: str,
    log: Path,
    now: datetime,
    progress: Progress,
    most: int = MOST_POINTS,
) -> Answered:
    """Writes the answer to ``request`` of the contributor ``asker``, and a line into ``log``, also where it is refused.

    Raises FileRefused for what is no request, holds what is no point, or is more than the contributor may have.
    """
    pair = service_key(key)
    entries = read_log(log)
    _, table = read_envelope(request, REQUEST, POINTS)
    points = table["point"].to_pylist()
    since = (now - PERIOD).isoformat()
    had = sum(one["points"] for one in entries if one["asker"] == asker and one["answered"] and one["time"] > since)
    entry = {
        "time": now.isoformat(),
        "asker": asker,
        "points": len(points),
        "request": hashlib.sha256(request.read_bytes()).hexdigest(),
        "key": pair.public.hex(),
    }
    refused = _refusal(request, points, asker, had, most)
    if refused is None:
        try:
            answers, proofs = _evaluate(pair, points, progress)
        except ristretto.NotAPoint:
            refused = f"{request} holds what is no point of the group. Ask the contributor for the request again."
    if refused is not None:
        append_log(log, entries, {**entry, "answered": False})
        raise FileRefused([refused])
    # First the line, then the answer: none is given that is not written down.
    append_log(log, entries, {**entry, "answered": True})
    facts = {"key": pair.public.hex(), "proofs": [proof.hex() for proof in proofs]}
    write_envelope(out, ANSWER, facts, pa.table([pa.array(answers, pa.binary())], schema=POINTS))
    return Answered(len(points), pair.public.hex(), most - had - len(points))


def _refusal(request: Path, points: list[bytes], asker: str, had: int, most: int) -> str | None:
    if not points:
        return f"{request} asks for nothing. Ask the contributor for the request again."
    if had + len(points) > most:
        return (
            f"{request} asks for {len(points):,} points; {asker} has had {had:,} in {PERIOD.days} days, "
            f"of at most {most:,}. So many are needed for no list of people that is linked once: find out why, or wait."
        )
    return None


def _evaluate(pair: oprf.ServerKey, points: list[bytes], progress: Progress) -> tuple[list[bytes], list[bytes]]:
    made = in_batches(len(points), lambda part: oprf.evaluate(pair, points[part]), progress)
    return flat([answers for answers, _ in made]), [proof for _, proof in made]


def read_log(log: Path) -> list[dict[str, Any]]:
    """All lines of the log, checked: each holds the hash of the one before it. Raises FileRefused."""
    if not log.exists():
        return []
    entries: list[dict[str, Any]] = []
    before = _FIRST
    for number, line in enumerate(log.read_text("utf-8").splitlines(), 1):
        try:
            entry = json.loads(line)
            whole = entry["before"] == before
        except (ValueError, KeyError, TypeError):
            whole = False
        if not whole:
            raise FileRefused(
                [f"{log}, line {number}: the log was changed. Keep it, find out why, and begin one with --log."]
            )
        entries.append(entry)
        before = hashlib.sha256(line.encode()).hexdigest()
    return entries


def append_log(log: Path, entries: list[dict[str, Any]], entry: dict[str, Any]) -> None:
    """Adds a line that holds the hash of the last one."""
    lines = log.read_text("utf-8").splitlines() if entries else []
    before = hashlib.sha256(lines[-1].encode()).hexdigest() if lines else _FIRST
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("a", encoding="utf-8") as file:
        file.write(json.dumps({**entry, "before": before}, sort_keys=True) + "\n")
        file.flush()
        os.fsync(file.fileno())
