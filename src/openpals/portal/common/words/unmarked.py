"""Words that people read and nobody marked for translation, as far as they can be told from what only machines read."""

from __future__ import annotations

import ast
import re
from html.parser import HTMLParser
from pathlib import Path

from django.template.base import Lexer, TokenType

# Attributes that are read out or shown.
SPOKEN = ("title", "alt", "aria-label", "aria-description", "placeholder")

# Filters whose arguments are shown.
SHOWN = re.compile(r"\|(?:default|default_if_none|yesno|pluralize):(\"[^\"]*[A-Za-z][^\"]*\"|'[^']*[A-Za-z][^']*')")

# Arguments by these names are shown to people, whatever takes them: form fields, permissions, links of the menu.
ARGUMENTS = ("label", "help_text", "empty_label", "refusal", "words")
MESSAGES = ("debug", "info", "success", "warning", "error", "add_message")

LETTER = re.compile(r"[^\W\d_]")

# Blocks of templates may hold names of the style sheet.
CLASSES = re.compile(r"(?:(?:op|govuk)-[\w-]+ ?)+")


def unmarked_in(folder: Path) -> list[str]:
    """A line for each place below ``folder``: file and words."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".html", ".txt") and "templates" in path.parts:
            words = in_template(path.read_text("utf-8"))
        elif path.suffix == ".py" and "migrations" not in path.parts:
            words = in_code(path.read_text("utf-8"))
        else:
            continue
        found += [f"{path.relative_to(folder)}: {one}" for one in words]
    return found


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in ("style", "script")
        self.words += [value for name, value in attrs if value and name in SPOKEN]

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in ("style", "script")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.words.append(data.strip())


def in_template(text: str) -> list[str]:
    """What stands in the template itself, outside of `blocktranslate`, and in filters that show their argument."""
    shown: list[str] = []
    page, marked = "", False
    for token in Lexer(text).tokenize():
        name = token.contents.split(" ", 1)[0]
        if token.token_type == TokenType.BLOCK and name in ("blocktranslate", "blocktrans", "comment"):
            marked = True
        elif token.token_type == TokenType.BLOCK and name in ("endblocktranslate", "endblocktrans", "endcomment"):
            marked = False
        elif token.token_type == TokenType.TEXT and not marked:
            page += token.contents
        elif token.token_type == TokenType.VAR:
            shown += SHOWN.findall(token.contents)
    parser = _Page()
    parser.feed(page)
    parser.close()
    return [one for one in parser.words + shown if LETTER.search(one) and not CLASSES.fullmatch(one)]


def in_code(text: str) -> list[str]:
    """What code hands to people without a mark: labels, hints, messages."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Call):
            continue
        found += [word.value for word in node.keywords if word.arg in ARGUMENTS]
        method = node.func
        if isinstance(method, ast.Attribute) and method.attr in MESSAGES and _called(method.value) == "messages":
            found += node.args[1:]
    texts = [node.value for node in found if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return [one for one in texts if LETTER.search(one)]


def _called(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else ""
