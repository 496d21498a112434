"""The numbers of the announcement that this project grew from: what is simulated when nothing else is said."""

from __future__ import annotations

TRIALS, PEOPLE = 29, 11_685
MEMBERS, ALS = 850_000, 14_000
