"""Identities that nobody can have: names, places and addresses which say that they are invented."""

from __future__ import annotations

import numpy as np

FIRST = ("Testa", "Demo", "Probe", "Samplia", "Mocky", "Fakira", "Trialla", "Dummo", "Examplo", "Pseudo")
LAST = ("Synthetic", "Invented", "Placeholder", "Notreal", "Madeup", "Fictitious", "Simulated", "Imaginary")
CITIES = ("Exampleton", "Sampleville", "Mockford", "Testington", "Dummy-on-Sea")
COUNTRIES = ("US", "GB", "DE", "CA", "FR", "IT", "AU", "JP", "BR", "ZA")
_COUNTRY_SHARES = (0.55, 0.12, 0.07, 0.08, 0.04, 0.04, 0.04, 0.02, 0.02, 0.02)


def identity(rng: np.random.Generator, number: int) -> dict[str, str]:
    """An invented person's name, e-mail (at example.org, which nobody can register), place and country."""
    return {
        "name": f"{rng.choice(FIRST)} {rng.choice(LAST)}",
        "email": f"synthetic.member.{number}@example.org",
        "city": str(rng.choice(CITIES)),
        "postcode": f"SYN {number:05d}",
        "country": str(rng.choice(COUNTRIES, p=_COUNTRY_SHARES)),
    }
