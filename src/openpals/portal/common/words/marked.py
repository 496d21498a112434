"""Words that code and templates mark for translation."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation.template import templatize

# Functions that mark words, and what their first arguments are.
MARKS = {
    "gettext": ("words",),
    "gettext_lazy": ("words",),
    "gettext_noop": ("words",),
    "ngettext": ("words", "many"),
    "ngettext_lazy": ("words", "many"),
    "pgettext": ("context", "words"),
    "pgettext_lazy": ("context", "words"),
    "npgettext": ("context", "words", "many"),
    "npgettext_lazy": ("context", "words", "many"),
}

# How Django writes a template's marks down, as if it were Python.
WRITTEN = re.compile(
    r"(?<![\w.])(_|n?p?gettext)\(((?:\s*u?(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")\s*,?)+)", re.DOTALL
)
ONE_TEXT = re.compile(r"u?('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")", re.DOTALL)


@dataclass(frozen=True, order=True)
class Marked:
    """Words as the code has them; ``many`` for more than one of something, ``context`` where the same words mean two
    things."""

    words: str
    many: str = ""
    context: str = ""


def marked_in(folder: Path, within: set[Path]) -> Iterator[tuple[Path, Marked]]:
    """All marked words below ``folder`` by their file, without those below folders of ``within`` that lie deeper."""
    deeper = {one for one in within if folder in one.parents}
    for path in sorted(folder.rglob("*")):
        if deeper & set(path.parents) or "migrations" in path.parts or not path.is_file():
            continue
        if path.suffix == ".py":
            found = in_code(path.read_text("utf-8"))
        elif "templates" in path.parts and path.suffix in (".html", ".txt"):
            found = in_template(path.read_text("utf-8"), path)
        else:
            continue
        for one in found:
            yield path, one


def in_code(text: str) -> list[Marked]:
    """What Python marks: calls of Django's functions, whatever names they were imported by."""
    tree = ast.parse(text)
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").endswith("utils.translation"):
            names |= {alias.asname or alias.name: alias.name for alias in node.names}
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and names.get(node.func.id) in MARKS:
            given = [one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
            if given:
                found.append(_marked(names[node.func.id], given))
    return found


def in_template(text: str, origin: Path) -> list[Marked]:
    """What a template marks by `translate`, `blocktranslate` and `_(...)`."""
    found = []
    for name, given in WRITTEN.findall(templatize(text, origin=str(origin))):
        texts = [ast.literal_eval(one) for one in ONE_TEXT.findall(given)]
        found.append(_marked("gettext" if name == "_" else name, texts))
    return found


def _marked(function: str, given: list[str]) -> Marked:
    return Marked(**dict(zip(MARKS[function], given, strict=False)))
