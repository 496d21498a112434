"""Who or what somebody could be recognised by in a short text: shapes, names and places, the contributor's own list."""

from .own import NOBODY, Own
from .suspicions import ID, KINDS, OWN, PERSON, PLACE, TALK, suspicions

__all__ = ["ID", "KINDS", "NOBODY", "OWN", "PERSON", "PLACE", "TALK", "Own", "suspicions"]
