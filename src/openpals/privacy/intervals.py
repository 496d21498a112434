"""Intervals of shares that were estimated from a sample."""

from __future__ import annotations

from math import sqrt

Z = 1.959963984540054  # of the normal distribution: 95 % lie within


def wilson(successes: int, tries: int) -> tuple[float, float]:
    """The 95 % interval of a share by Wilson's score (JASA 1927;22:209), between 0 and 1; (0, 1) of no tries.

    Unlike the simpler intervals it is not empty where nothing, or everything, succeeded: 0 of 300 is below 0.0127.
    """
    if not tries:
        return 0.0, 1.0
    share, z2 = successes / tries, Z * Z
    middle = (share + z2 / (2 * tries)) / (1 + z2 / tries)
    half = Z * sqrt(share * (1 - share) / tries + z2 / (4 * tries * tries)) / (1 + z2 / tries)
    # Rounding must not leave an end on the wrong side of the share.
    return max(0.0, min(share, middle - half)), min(1.0, max(share, middle + half))
