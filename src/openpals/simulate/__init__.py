"""Synthetic contributors: invented people in the layouts that real contributors use, at any size.

Nothing made here is a person's record. Every folder, manifest and contribution.toml says so.
"""

from .defects import SeededDefects, TooFewPeople
from .files import SizeRefused
from .members import write_members
from .pilot import PilotMissing, write_pilot
from .trial import write_trial
from .trials import write_trials

__all__ = [
    "PilotMissing",
    "SeededDefects",
    "SizeRefused",
    "TooFewPeople",
    "write_members",
    "write_pilot",
    "write_trial",
    "write_trials",
]
