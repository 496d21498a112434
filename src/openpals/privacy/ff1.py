"""FF1, format-preserving encryption (NIST SP 800-38G, 2016): pseudonyms become other pseudonyms, and back.

Of the standard's freedom one case is used: 16 digits of radix 32, no tweak, AES-256. Both halves are then whole numbers
of 40 bits, and one round of all pseudonyms is one call of AES over a column of blocks.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from .pseudonyms import LENGTH, Numbers

RADIX, ROUNDS = 32, 10
HALF = LENGTH // 2
MASK = np.uint64((1 << 40) - 1)

# The standard's block P: version, method, addition, radix (3 bytes), rounds, first half, length (4), tweak (4).
HEAD = bytes([1, 2, 1, 0, 0, RADIX, ROUNDS, HALF, 0, 0, 0, LENGTH, 0, 0, 0, 0])


def encrypt(secret: bytes, numbers: Numbers) -> Numbers:
    """Each row of two 40-bit numbers, a pseudonym, as another one: one to one over all 2^80. ``secret``: 32 bytes."""
    rounds = _Rounds(secret)
    left, right = numbers[:, 0].copy(), numbers[:, 1].copy()
    for i in range(ROUNDS):
        left, right = right, (left + rounds.drawn(i, right)) & MASK
    return np.stack([left, right], axis=1)


def decrypt(secret: bytes, numbers: Numbers) -> Numbers:
    """``encrypt`` backwards."""
    rounds = _Rounds(secret)
    left, right = numbers[:, 0].copy(), numbers[:, 1].copy()
    for i in reversed(range(ROUNDS)):
        left, right = (right - rounds.drawn(i, left)) & MASK, left
    return np.stack([left, right], axis=1)


class _Rounds:
    """The round function: two blocks of CBC-MAC, of which the first is the same for all."""

    def __init__(self, secret: bytes) -> None:
        # Single blocks are what CBC-MAC is made of; no text is ever encrypted in this mode.
        self.cipher = Cipher(algorithms.AES256(secret), modes.ECB())
        self.head = np.frombuffer(self._blocks(HEAD), ">u8").astype(np.uint64)

    def drawn(self, i: int, half: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
        """A number below 2^40 for each half: bytes 7 to 11 of its block, the last five of the 12 that FF1 takes."""
        blocks = np.empty((len(half), 2), ">u8")
        blocks[:, 0] = self.head[0]
        blocks[:, 1] = self.head[1] ^ (np.uint64(i << 40) | half)
        drawn = np.frombuffer(self._blocks(blocks.tobytes()), ">u8").astype(np.uint64).reshape(-1, 2)
        return ((drawn[:, 0] & np.uint64(0xFF)) << np.uint64(32)) | (drawn[:, 1] >> np.uint64(32))

    def _blocks(self, data: bytes) -> bytes:
        return self.cipher.encryptor().update(data)
