"""Permissions about journals. Parts that can be closed have actions of their own."""

from __future__ import annotations

from ...common.access.foundation import LOG_IN_FIRST
from ...common.access.table import HOLDER, OWN, Permission, to
from ..care.parts import ENDING_LIFE, MOOD, NOTES, SEXUAL
from ..care.relations import CARED_FOR, CARED_FOR_WITH, WRITTEN_FOR, WRITTEN_FOR_WITH

_PART_TITLES = {
    MOOD: "mood",
    SEXUAL: "sexual problems",
    ENDING_LIFE: "thoughts of ending life",
    NOTES: "notes and photos",
}


def _part(part: str, title: str) -> tuple[Permission, Permission]:
    return (
        Permission(
            f"{part}.read",
            f"read what a journal says of {title}",
            (*to(HOLDER, relation=OWN), *to(HOLDER, relation=CARED_FOR_WITH[part])),
            personal=True,
        ),
        Permission(
            f"{part}.write",
            f"write in a journal about {title}",
            (*to(HOLDER, relation=OWN), *to(HOLDER, relation=WRITTEN_FOR_WITH[part])),
        ),
    )


PERMISSIONS = (
    Permission("journal.open", "open their own journal", to(HOLDER), refusal=LOG_IN_FIRST),
    Permission(
        "journal.read",
        "read a journal, save for parts closed to them",
        (*to(HOLDER, relation=OWN), *to(HOLDER, relation=CARED_FOR)),
        personal=True,
    ),
    Permission(
        "journal.write",
        "write in a journal: answers, symptoms, treatments, measurements",
        (*to(HOLDER, relation=OWN), *to(HOLDER, relation=WRITTEN_FOR)),
    ),
    Permission("journal.keep", "choose reminders and whether scores are shown", to(HOLDER, relation=OWN)),
    *(permission for part, title in _PART_TITLES.items() for permission in _part(part, title)),
)
