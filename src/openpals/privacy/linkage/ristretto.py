"""The group ristretto255 (RFC 9496), by libsodium: what an oblivious pseudo-random function computes with.

A point and a scalar are 32 bytes each. libsodium lets go of Python's lock, so several threads compute at once.
"""

from __future__ import annotations

import contextlib
import os
import sys

import rbcl

POINT = SCALAR = 32
HASH = 64

ZERO_SCALAR = bytes(SCALAR)


class NotAPoint(ValueError):
    """These bytes are no point of the group, or the one that hides nothing."""


def _remove_library_copy() -> None:
    # rbcl writes its libsodium to a temporary file at each start and leaves it there. Loaded, it is not needed any
    # more.
    if sys.platform != "win32":
        with contextlib.suppress(AttributeError, OSError):
            os.unlink(rbcl._sodium._name)


_remove_library_copy()


def point_of(hashed: bytes) -> bytes:
    """A point out of 64 uniformly distributed bytes."""
    return bytes(rbcl.crypto_core_ristretto255_from_hash(hashed))


def scalar_of(hashed: bytes) -> bytes:
    """A scalar out of 64 uniformly distributed bytes, read as a little-endian number."""
    return bytes(rbcl.crypto_core_ristretto255_scalar_reduce(hashed))


def random_scalar() -> bytes:
    """A secret scalar other than 0."""
    return bytes(rbcl.crypto_core_ristretto255_scalar_random())


def inverse(scalar: bytes) -> bytes:
    """1 / scalar."""
    return bytes(rbcl.crypto_core_ristretto255_scalar_invert(scalar))


def product(one: bytes, other: bytes) -> bytes:
    """Of two scalars."""
    return bytes(rbcl.crypto_core_ristretto255_scalar_mul(one, other))


def difference(one: bytes, other: bytes) -> bytes:
    """Of two scalars."""
    return bytes(rbcl.crypto_core_ristretto255_scalar_sub(one, other))


def multiply(scalar: bytes, point: bytes) -> bytes:
    """The point times the scalar. Raises NotAPoint, also where the result would be the neutral point."""
    try:
        return bytes(rbcl.crypto_scalarmult_ristretto255(scalar, point))
    except (RuntimeError, ValueError) as error:
        raise NotAPoint("These are not 32 bytes of a point of ristretto255.") from error


def multiply_base(scalar: bytes) -> bytes:
    """The group's generator times the scalar."""
    return bytes(rbcl.crypto_scalarmult_ristretto255_base(scalar))


def add(one: bytes, other: bytes) -> bytes:
    """The sum of two points."""
    return bytes(rbcl.crypto_core_ristretto255_add(one, other))
