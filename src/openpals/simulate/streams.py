"""Random numbers: one stream for each purpose, so that what is drawn for one does not move another."""

from __future__ import annotations

import numpy as np


def stream(seed: int, purpose: str) -> np.random.Generator:
    """The generator of a seed for a purpose."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, *purpose.encode()])))
