"""What of a feature leaves normalisation: a hash under the key that contributors share and the host lacks.

Whoever holds tokens and the key service's key, but not this one, still cannot try out names.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..keys import Key
from .features import FEATURES, RULES

# Bytes of a token: among a million values two meet with probability 2e-27.
TOKEN = 16


@dataclass(frozen=True)
class Keyed:
    """``inputs``: one hash of 32 bytes for each distinct value, in their own order.

    ``places``: feature -> the place of each person's value among them, null where missing.
    """

    inputs: tuple[bytes, ...]
    places: Mapping[str, pa.Array]

    @property
    def digest(self) -> str:
        """A fingerprint of all inputs, by which the same list is known again."""
        return hashlib.sha256(b"".join(self.inputs)).hexdigest()


def keyed(key: Key, round_name: str, features: Mapping[str, pa.DictionaryArray]) -> Keyed:
    """HMAC-SHA-256 of every distinct feature under the contributors' key.

    ``round_name`` is part of what is hashed: tokens of two rounds cannot be compared. Sorted by themselves, the hashes
    say nothing of the order of people or names.
    """
    spaces = dict.fromkeys(feature.space for feature in FEATURES.values())
    hashes: dict[str, dict[str, bytes]] = {}
    for space in spaces:
        names = [name for name, feature in FEATURES.items() if feature.space == space]
        values = pc.unique(pa.chunked_array([features[name].dictionary for name in names])).to_pylist()
        hashes[space] = {value: _hash(key, round_name, space, value) for value in values}
    inputs = sorted(digest for values in hashes.values() for digest in values.values())
    place = {digest: i for i, digest in enumerate(inputs)}
    places = {}
    for name, feature in FEATURES.items():
        own = hashes[feature.space]
        numbers = pa.array([place[own[value]] for value in features[name].dictionary.to_pylist()], pa.int32())
        places[name] = numbers.take(features[name].indices)
    return Keyed(tuple(inputs), places)


def key_id(key: Key) -> str:
    """Names a contributors' key without telling it: equal for equal keys."""
    return hmac.digest(key.secret, b"openpals linkage key id", "sha256")[:8].hex()


def tokens_without_service(key: Key, round_name: str, inputs: tuple[bytes, ...]) -> list[bytes]:
    """Tokens by the contributors' key alone, the weaker way: whoever has it can try out names."""
    label = f"openpals linkage token {round_name}\x1f".encode()
    return [hmac.digest(key.secret, label + text, "sha256")[:TOKEN] for text in inputs]


def columns(
    places: Mapping[str, pa.Array], tokens: list[bytes], rows: np.ndarray[tuple[int], np.dtype[np.int64]]
) -> dict[str, pa.Array]:
    """Feature -> each person's token, as dictionary, for people in the order of ``rows``."""
    dictionary = pa.array(tokens, pa.binary())
    found = {}
    for name, place in places.items():
        used = pc.dictionary_encode(place.take(pa.array(rows)))
        found[name] = pa.DictionaryArray.from_arrays(used.indices, dictionary.take(used.dictionary))
    return found


def _hash(key: Key, round_name: str, space: str, value: str) -> bytes:
    message = f"openpals linkage feature\x1f{RULES}\x1f{round_name}\x1f{space}\x1f{value}"
    return hmac.digest(key.secret, message.encode(), "sha256")
