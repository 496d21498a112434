"""The contributor's two steps: blind what is to become tokens, and make tokens of the key service's answer."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from . import oprf, ristretto
from .batches import BATCH, Progress, flat, in_batches
from .envelope import FileRefused, read_envelope, write_envelope
from .keyed import TOKEN, Keyed

REQUEST, ANSWER = "a request to the key service", "an answer of the key service"
POINTS = pa.schema([("point", pa.binary())])

REQUEST_FILE, SECRET_FILE = "request.parquet", "secret.json"


@dataclass(frozen=True)
class Asked:
    """What the contributor keeps until the answer comes. ``seed`` makes the blinds: with it a request can be opened."""

    seed: bytes
    inputs: str
    round_name: str

    def __repr__(self) -> str:
        return f"Asked({self.round_name!r}, hidden)"


def write_request(folder: Path, keyed: Keyed, round_name: str, progress: Progress) -> int:
    """Writes what goes to the key service, and what stays, into ``folder``; how many points were asked for.

    The blinds are random, so two requests for the same people have nothing in common.
    """
    seed = secrets.token_bytes(32)
    blinds = _blinds(seed, len(keyed.inputs))
    points = flat(in_batches(len(blinds), lambda part: oprf.blind(keyed.inputs[part], blinds[part]), progress))
    write_envelope(folder / REQUEST_FILE, REQUEST, {"points": len(points)}, _table(points))
    kept = {
        "what": "keep this file to yourself, and remove it when the tokens are made",
        "seed": seed.hex(),
        "inputs": keyed.digest,
        "round": round_name,
    }
    handle = os.open(folder / SECRET_FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(json.dumps(kept, indent=2) + "\n")
    return len(points)


def read_asked(folder: Path) -> Asked:
    """What was kept by ``write_request``. Raises FileRefused."""
    path = folder / SECRET_FILE
    try:
        kept = json.loads(path.read_text("utf-8"))
        return Asked(bytes.fromhex(kept["seed"]), str(kept["inputs"]), str(kept["round"]))
    except FileNotFoundError:
        raise FileRefused([f"{path} does not exist. Name the folder that `openpals link ask` wrote."]) from None
    except (ValueError, KeyError, TypeError):
        raise FileRefused([f"{path} is not what `openpals link ask` wrote. Ask again."]) from None


def tokens_of_answer(
    folder: Path, answer: Path, keyed: Keyed, round_name: str, service: str | None, progress: Progress
) -> tuple[list[bytes], str]:
    """A token for each input, and the public half of the key (hexadecimal) to which every answer was proved to belong.

    ``service``: the public half that it must be, if known. Raises FileRefused: for an answer to something else, of
    another key, or without proof.
    """
    asked = read_asked(folder)
    _, request = read_envelope(folder / REQUEST_FILE, REQUEST, POINTS)
    facts, answered = read_envelope(answer, ANSWER, POINTS)
    points, answers = request["point"].to_pylist(), answered["point"].to_pylist()
    public, proofs = _of_answer(answer, facts)
    problems = []
    if asked.inputs != keyed.digest or asked.round_name != round_name:
        problems.append(
            f"{folder} was asked with another list of people, another round or another key than are given now. Give "
            "the same, or ask again."
        )
    elif len(points) != len(keyed.inputs) or len(answers) != len(points):
        problems.append(
            f"{answer} is not the answer to {folder / REQUEST_FILE}. Ask the key service for the right file."
        )
    elif service and public.hex() != service:
        problems.append(f"{answer} was made with the key {public.hex()}, not with {service}. Ask the key service why.")
    if problems:
        raise FileRefused(problems)
    blinds = _blinds(asked.seed, len(points))

    def work(part: slice) -> list[bytes]:
        oprf.verify(public, points[part], answers[part], proofs[part.start // BATCH])
        values = oprf.finalize(keyed.inputs[part], blinds[part], answers[part])
        return [value[:TOKEN] for value in values]

    try:
        return flat(in_batches(len(points), work, progress)), public.hex()
    except (oprf.ProofRefused, ristretto.NotAPoint, IndexError):
        raise FileRefused(
            [
                f"{answer} is not proved to be made with the key that it names, of {folder / REQUEST_FILE}. "
                "Do not use it; ask the key service."
            ]
        ) from None


def _of_answer(path: Path, facts: dict[str, Any]) -> tuple[bytes, list[bytes]]:
    try:
        return bytes.fromhex(facts["key"]), [bytes.fromhex(proof) for proof in facts["proofs"]]
    except (KeyError, TypeError, ValueError):
        raise FileRefused([f"{path} lacks its key or its proofs. Ask the key service again."]) from None


def _blinds(seed: bytes, number: int) -> list[bytes]:
    return [ristretto.scalar_of(hashlib.sha512(seed + i.to_bytes(8, "big")).digest()) for i in range(number)]


def _table(points: Sequence[bytes]) -> pa.Table:
    return pa.table([pa.array(points, pa.binary())], schema=POINTS)
