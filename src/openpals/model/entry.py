"""Tables of a TOML file, read strictly: whoever asks for a key gets a value of the right kind, or a complaint."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NoReturn

from .refused import Refused


class LayoutError(Refused):
    """A layout or mapping file says something that cannot be carried out; the message says where and what."""


class Entry:
    """One table of the file. Whoever asks it for a key gets a value of the right kind, or a complaint is raised."""

    def __init__(self, where: str, place: str, data: Any) -> None:
        self.where, self.place = where, place
        if not isinstance(data, dict):
            self.refuse("a table of keys and values is expected, not a single value.")
        self.data: dict[str, Any] = data
        self.asked: list[str] = []

    def refuse(self, what: str, at: str = "") -> NoReturn:
        raise LayoutError(f"{self.where}, {at or self.place}: {what}")

    def has(self, key: str) -> bool:
        return key in self.data

    def get(self, key: str, default: Any = None) -> Any:
        self.asked.append(key)
        if key not in self.data and default is None:
            self.refuse(f"`{key}` is missing.")
        return self.data.get(key, default)

    def text(self, key: str, default: str | None = None) -> str:
        value = self.get(key, default)
        if not isinstance(value, str):
            self.refuse(f"`{key}` must be a text in quotes.")
        return value

    def optional_text(self, key: str) -> str | None:
        self.asked.append(key)
        return self.text(key) if self.has(key) else None

    def one_of(self, key: str, choices: Mapping[str, str]) -> Any:
        value = self.text(key)
        if value not in choices:
            listed = " or ".join(f'"{choice}" ({meaning})' for choice, meaning in choices.items())
            self.refuse(f"must be {listed}.", key if self.place == "top" else "")
        return value

    def texts(self, key: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        value = self.get(key, default)
        if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
            self.refuse(f'`{key}`: a list of texts is expected, such as ["one", "two"]; every word in quotes.')
        return tuple(value)

    def words(self, key: str) -> dict[str, str]:
        """A table of texts, such as ``{ Male = "male" }``; empty where there is none."""
        value = self.get(key, {})
        if not isinstance(value, dict) or not all(isinstance(item, str) for item in value.values()):
            self.refuse(f'`{key}`: a table of texts is expected, such as {{ m = "male", "1" = "male" }}.')
        return value

    def flag(self, key: str) -> bool:
        """True or false."""
        value = self.get(key)
        if not isinstance(value, bool):
            self.refuse(f"`{key}` must be true or false, without quotes.")
        return value

    def whole(self, key: str) -> int:
        """A whole number."""
        value = self.get(key)
        if not isinstance(value, int) or isinstance(value, bool):
            self.refuse(f"`{key}` must be a whole number, without quotes.")
        return value

    def day(self, key: str) -> date:
        """A day of the calendar."""
        value = self.get(key)
        if type(value) is not date:
            self.refuse(f"`{key}` must be a day such as 2026-01-31, without quotes.")
        return value

    def inner(self, key: str) -> Entry:
        """A table within this one; an empty one where there is none."""
        return Entry(self.where, f"{self.place}.{key}" if self.place != "top" else key, self.get(key, {}))

    def entries(self, key: str, place: str) -> list[Entry]:
        """A list of tables, such as ``[[feed]]``; empty where there is none."""
        value = self.get(key, [])
        if not isinstance(value, list):
            brackets = f"[[{key}]]" if self.place == "top" else f"{key} = [{{ ... }}]"
            self.refuse(f"`{key}` must be a list of tables: write {brackets}.")
        return [Entry(self.where, place, item) for item in value]

    def entries_by_name(self, key: str, prefix: str) -> dict[str, Entry]:
        value = self.get(key)
        if not isinstance(value, dict):
            self.refuse(f"`{key}` must be a table: write [{prefix}NAME].")
        return {name: Entry(self.where, f"[{prefix}{name}]", item) for name, item in value.items()}

    def nothing_else(self) -> None:
        """Refuses keys that nobody asked for: most are misspelt."""
        if rest := [key for key in self.data if key not in self.asked]:
            self.refuse(f"unknown key {', '.join(rest)}; known are {', '.join(dict.fromkeys(self.asked))}.")
