"""The verifiable oblivious pseudo-random function VOPRF(ristretto255, SHA-512) of RFC 9497.

A client with an input and a server with a key find the function's value together: the server learns nothing of input
and value, the client nothing of the key but its public half, to which a proof binds every answer.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from . import ristretto

_CONTEXT = b"OPRFV1-\x01-ristretto255-SHA512"

# So many points fit one proof: their places in it are two bytes.
MOST_IN_A_PROOF = 2**16 - 1

_SHA512_BLOCK = 128


class ProofRefused(ValueError):
    """The answer was not made with the key it names."""


@dataclass(frozen=True)
class ServerKey:
    """The secret half (a scalar) and the public half (a point) of a server's key."""

    secret: bytes
    public: bytes

    def __repr__(self) -> str:
        return f"ServerKey({self.public.hex()}, hidden)"


def derive_key(seed: bytes, info: bytes) -> ServerKey:
    """The key pair of 32 secret bytes and a public label (RFC 9497, 3.2.1)."""
    message = seed + _prefixed(info)
    for counter in range(256):
        secret = _hash_to_scalar(message + bytes([counter]), b"DeriveKeyPair" + _CONTEXT)
        if secret != ristretto.ZERO_SCALAR:
            return ServerKey(secret, ristretto.multiply_base(secret))
    raise AssertionError("256 hashes were zero")


def blind(inputs: Sequence[bytes], blinds: Sequence[bytes]) -> list[bytes]:
    """Each input as a point, times its blind: to everybody but who knows the blind a random point."""
    return [ristretto.multiply(factor, _hash_to_group(text)) for text, factor in zip(inputs, blinds, strict=True)]


def evaluate(key: ServerKey, points: Sequence[bytes], random: bytes = b"") -> tuple[list[bytes], bytes]:
    """The server's answer to blinded points, at most 65,535, and the proof that it was made with this key.

    ``random`` is a scalar for tests with known values. Raises ``ristretto.NotAPoint``.
    """
    answers = [ristretto.multiply(key.secret, point) for point in points]
    mixed, _ = _composites(key.public, points, answers, key.secret)
    random = random or ristretto.random_scalar()
    challenge = _challenge(
        key.public,
        mixed,
        ristretto.multiply(key.secret, mixed),
        ristretto.multiply_base(random),
        ristretto.multiply(random, mixed),
    )
    return answers, challenge + ristretto.difference(random, ristretto.product(challenge, key.secret))


def verify(public: bytes, points: Sequence[bytes], answers: Sequence[bytes], proof: bytes) -> None:
    """Raises ProofRefused unless each answer is its point times the secret half of ``public``."""
    if len(proof) != 2 * ristretto.SCALAR or len(points) != len(answers):
        raise ProofRefused("The proof is not of this answer.")
    challenge, response = proof[: ristretto.SCALAR], proof[ristretto.SCALAR :]
    try:
        mixed, answered = _composites(public, points, answers)
        first = ristretto.add(ristretto.multiply_base(response), ristretto.multiply(challenge, public))
        second = ristretto.add(ristretto.multiply(response, mixed), ristretto.multiply(challenge, answered))
        expected = _challenge(public, mixed, answered, first, second)
    except (ristretto.NotAPoint, RuntimeError, ValueError) as error:
        raise ProofRefused("The answer holds what is no point or no scalar.") from error
    if expected != challenge:
        raise ProofRefused("The answer was not made with the key that it names.")


def finalize(inputs: Sequence[bytes], blinds: Sequence[bytes], answers: Sequence[bytes]) -> list[bytes]:
    """The function's value of each input, 64 bytes: the blinds taken off, and all hashed together."""
    return [
        _finalized(text, ristretto.multiply(ristretto.inverse(factor), answer))
        for text, factor, answer in zip(inputs, blinds, answers, strict=True)
    ]


def with_key(key: ServerKey, text: bytes) -> bytes:
    """The same value, by who has both key and input."""
    return _finalized(text, ristretto.multiply(key.secret, _hash_to_group(text)))


def _finalized(text: bytes, point: bytes) -> bytes:
    return hashlib.sha512(_prefixed(text) + _prefixed(point) + b"Finalize").digest()


def _composites(
    public: bytes, points: Sequence[bytes], answers: Sequence[bytes], secret: bytes = b""
) -> tuple[bytes, bytes]:
    """All points, and all answers, as one each, by factors that nobody can choose (RFC 9497, 2.2.1).

    Who has the key need not sum the answers: they are the sum of points times the key, and are left empty.
    """
    if not 0 < len(points) <= MOST_IN_A_PROOF:
        raise ValueError(f"A proof is of 1 to {MOST_IN_A_PROOF} points.")
    seed = hashlib.sha512(_prefixed(public) + _prefixed(b"Seed-" + _CONTEXT)).digest()
    mixed = answered = b""
    for place, (point, answer) in enumerate(zip(points, answers, strict=True)):
        transcript = _prefixed(seed) + place.to_bytes(2, "big") + _prefixed(point) + _prefixed(answer) + b"Composite"
        factor = _hash_to_scalar(transcript)
        mixed = _sum(mixed, ristretto.multiply(factor, point))
        if not secret:
            answered = _sum(answered, ristretto.multiply(factor, answer))
    return mixed, answered


def _sum(one: bytes, other: bytes) -> bytes:
    return ristretto.add(one, other) if one else other


def _challenge(*points: bytes) -> bytes:
    return _hash_to_scalar(b"".join(map(_prefixed, points)) + b"Challenge")


def _prefixed(text: bytes) -> bytes:
    return len(text).to_bytes(2, "big") + text


def _hash_to_group(text: bytes) -> bytes:
    return ristretto.point_of(_expanded(text, b"HashToGroup-" + _CONTEXT))


def _hash_to_scalar(text: bytes, domain: bytes = b"HashToScalar-" + _CONTEXT) -> bytes:
    return ristretto.scalar_of(_expanded(text, domain))


def _expanded(text: bytes, domain: bytes) -> bytes:
    """expand_message_xmd of RFC 9380, 5.3.1, with SHA-512, to 64 bytes: one block."""
    tail = domain + bytes([len(domain)])
    whole = hashlib.sha512(bytes(_SHA512_BLOCK) + text + (64).to_bytes(2, "big") + b"\0" + tail).digest()
    return hashlib.sha512(whole + b"\x01" + tail).digest()
