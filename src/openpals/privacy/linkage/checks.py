"""Whom the host asks to look at again, found by the contributor, who alone can."""

from __future__ import annotations

from pathlib import Path

from ..keys import Key
from ..pseudonyms import pseudonyms
from .envelope import FileRefused
from .facts import Facts


def people_to_check(check: Path, facts: Facts, dataset: str, key: Key) -> list[str]:
    """The ids of the people in ``facts`` whose pseudonyms the file ``check`` lists, one a line under ``subject_id``.

    Raises FileRefused for what is no such file, or names people who are not among these.
    """
    lines = check.read_text("utf-8", errors="replace").split()
    if not lines or lines[0] != "subject_id":
        raise FileRefused(
            [f"{check} is no list of people to check, as `openpals link match` writes it for each dataset."]
        )
    ids = facts.ids.to_pylist()
    whose = dict(zip(pseudonyms(key, dataset, ids).to_pylist(), ids, strict=True))
    strange = sum(line not in whose for line in lines[1:])
    if strange:
        raise FileRefused(
            [f"{check} names {strange} people who are not in the list. Give the list, dataset and key of the tokens."]
        )
    return [whose[line] for line in lines[1:]]
