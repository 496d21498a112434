"""Dictionary: somebody has every id that a contributor gave, and tries to compute the release's pseudonyms of them."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable, Iterator, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from ..keys import Key
from ..pseudonyms import LENGTH, of_release, pseudonyms
from .held import Held
from .named import Truth
from .outcome import Outcome, counted

# Numberings that people use, tried where nobody's ids are at hand.
NUMBERS = 4_000
SHAPES: tuple[str, ...] = ("{}", "{:05d}", "{:07d}", "S{:05d}")

# Keys that are none: what somebody might have forgotten to set.
NO_KEYS = (b"", b"openpals", b"secret", bytes(32), b"\xff" * 32)

MOST = 1_000  # ids of a contributor
HASHES = ("md5", "sha1", "sha256", "sha512")


def without_key(held: Held, truths: Sequence[Truth]) -> Iterator[Outcome]:
    """Every plain hash, and HMAC under keys that are none, in the ways in which a digest is written."""
    named = {truth.named.dataset: list(truth.named.ids[:MOST]) for truth in truths}
    names = [str(one["dataset"]) for one in held.manifest.get("datasets", ())]
    ids = named or dict.fromkeys(names or [""], guessed_ids())
    whose = "ids of the contributors" if named else "ids as people number them"
    tries = sum(map(len, ids.values()))
    found = {id_ for dataset, some in ids.items() for id_ in _broken(held, dataset, some)}
    yield counted("without the keys", f"{whose}, and how OpenPALS makes pseudonyms", tries, len(found), 0.0)


def guessed_ids() -> list[str]:
    """Ids to try where nobody's are at hand."""
    return [shape.format(n) for shape in SHAPES for n in range(NUMBERS // len(SHAPES))]


def with_keys(truths: Sequence[Truth]) -> Iterator[Outcome]:
    """The same by somebody who has both keys: it shows that the attack could succeed, and what the keys are worth."""
    tries = sum(len(truth.named.ids) for truth in truths)
    found = sum(int((truth.row >= 0).sum()) for truth in truths)
    yield counted("with both keys", "every id of the contributors, and both keys", tries, found, 0.0)


def _broken(held: Held, dataset: str, ids: Sequence[str]) -> set[str]:
    scopes = ["", f"{dataset}", f"release {held.manifest['version']}"]
    found: set[str] = set()
    for digest in _digests():
        for scope in scopes:
            texts = [f"{scope}\x1f{one}" if scope else one for one in ids]
            raw = [digest(text.encode()) for text in texts]
            for written in (_base32, _hexadecimal):
                hits = pc.is_in(pa.array([written(one) for one in raw]), value_set=held.ids)
                found.update(one for one, hit in zip(ids, hits.to_pylist(), strict=True) if hit)
    for one in NO_KEYS:
        deposited = pseudonyms(Key("contributor", one), dataset, ids).to_pylist()
        for other in NO_KEYS:
            made = of_release(Key("host", other), str(held.manifest["version"]), [dataset] * len(ids), deposited)
            hits = pc.is_in(made, value_set=held.ids)
            found.update(one_id for one_id, hit in zip(ids, hits.to_pylist(), strict=True) if hit)
    plain = pc.is_in(pa.array(ids, pa.string()), value_set=held.ids)
    return found | {one for one, hit in zip(ids, plain.to_pylist(), strict=True) if hit}


def _digests() -> Iterator[Callable[[bytes], bytes]]:
    for name in HASHES:
        yield lambda text, name=name: hashlib.new(name, text, usedforsecurity=False).digest()  # type: ignore[misc]
    for key in NO_KEYS:
        yield lambda text, key=key: hmac.digest(key, text, "sha256")  # type: ignore[misc]


def _base32(digest: bytes) -> str:
    return base64.b32encode(digest[:10]).decode().lower()


def _hexadecimal(digest: bytes) -> str:
    return digest.hex()[:LENGTH]
