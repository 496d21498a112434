"""The translators' files: which there are, what belongs into each, what they lack; and their compiled form."""

from __future__ import annotations

import gettext
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from .marked import Marked, marked_in

PORTAL = Path(str(files("openpals.portal")))
COMMON = PORTAL / "common"

# The account library's parts that are served here.
LIBRARY = ("account", "mfa", "usersessions", "socialaccount")

PLACES = re.compile(r"%(?:\(\w+\))?[sd]")


class Bare(Catalog):
    """A catalogue whose head names no day and no program, so that the same words give the same bytes."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """What reading needs."""
        return [("Content-Type", "text/plain; charset=utf-8"), ("Plural-Forms", self.plural_forms)]


@dataclass(frozen=True)
class Words:
    """One file of translations: the words of one app, or of the foundation, in one language."""

    folder: Path
    language: str
    needed: dict[Marked, list[str]] = field(default_factory=dict)

    @property
    def source(self) -> Path:
        """What translators write."""
        return self.folder / "locale" / self.language / "LC_MESSAGES/django.po"

    @property
    def compiled(self) -> Path:
        """What pages read."""
        return self.source.with_suffix(".mo")

    def kept(self) -> Catalog:
        """What the file holds now."""
        if not self.source.exists():
            return Catalog(locale=self.language)
        return read_po(io.BytesIO(self.source.read_bytes()), locale=self.language)

    def gathered(self) -> Catalog:
        """What the file should hold: each needed text with its translation, if there is one, and nothing else."""
        kept = self.kept()
        fresh = Bare(locale=self.language, fuzzy=False, header_comment="# Written by `make words`.")
        for one, places in sorted(self.needed.items()):
            there = kept.get(one.words, one.context or None)
            id_ = (one.words, one.many) if one.many else one.words
            text = there.string if there is not None and there.id == id_ and not there.fuzzy else None
            fresh.add(id_, text, context=one.context or None, auto_comments=sorted(set(places)))
        return fresh

    def problems(self) -> list[str]:
        """A line for each text that is missing, too much, or whose places for values differ; one if not compiled."""
        kept = self.kept()
        where = self.source.relative_to(PORTAL)
        wanted = {(one.words, one.context or None) for one in self.needed}
        there = {(_first(one.id), one.context) for one in kept if one.id}
        told = [f"{where}: no longer used: {words}" for words, context in there - wanted]
        for one in self.needed:
            message = kept.get(one.words, one.context or None)
            texts = [] if message is None else [message.string] if isinstance(message.string, str) else message.string
            if message is None or message.fuzzy or not texts or not all(texts):
                told.append(f"{where}: not translated: {one.words}")
            elif any(_values(text) - _values(one.words + one.many) for text in texts):
                told.append(f"{where}: other values than in the original: {one.words}")
            elif _values(one.words) - _values("".join(texts)):
                told.append(f"{where}: a value of the original is missing: {one.words}")
        if not told and (not self.compiled.exists() or self.compiled.read_bytes() != compiled(kept)):
            told.append(f"{where}: not compiled")
        return sorted(told)

    def write(self) -> None:
        """Writes the file anew, and compiles it."""
        catalog = self.gathered()
        self.source.parent.mkdir(parents=True, exist_ok=True)
        self.source.write_bytes(as_text(catalog))
        self.compiled.write_bytes(compiled(read_po(io.BytesIO(self.source.read_bytes()), locale=self.language)))


def all_words(languages: list[str]) -> Iterator[Words]:
    """Every file of translations that the portal needs, with what it needs. What the foundation says already is not
    asked of a feature again."""
    folders = [COMMON, *sorted(path.parent for path in PORTAL.rglob("apps.py") if COMMON not in path.parents)]
    for language in languages:
        said: set[Marked] = set()
        for folder in folders:
            needed: dict[Marked, list[str]] = {}
            for path, one in marked_in(folder, set(folders)):
                if one not in said:
                    needed.setdefault(one, []).append(str(path.relative_to(folder)))
            if folder == COMMON:
                for one, place in untranslated_by_libraries(language):
                    needed.setdefault(one, []).append(place)
                said = set(needed)
            if needed:
                yield Words(folder, language, needed)


def untranslated_by_libraries(language: str) -> Iterator[tuple[Marked, str]]:
    """What the account library's served parts mark and neither it nor Django has in that language."""
    library, django = (_root(name) for name in ("allauth", "django"))
    spoken: set[str] = set()
    for folder in (library / "locale", django / "conf/locale", django / "contrib/auth/locale"):
        path = folder / language / "LC_MESSAGES/django.mo"
        if path.exists():
            with path.open("rb") as file:
                known = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]  # no public way to list
            spoken |= {_first(one).rpartition("\x04")[2] for one, text in known.items() if text}
    for part in LIBRARY:
        for folder in (library / part, library / "templates" / part):
            for path, one in marked_in(folder, {library / "socialaccount/providers"}):
                if one.words not in spoken and "tests" not in path.parts:
                    yield one, f"allauth/{path.relative_to(library)}"


def as_text(catalog: Catalog) -> bytes:
    """The file that translators write; the same words give the same bytes."""
    written = io.BytesIO()
    write_po(written, catalog, width=120)
    return written.getvalue()


def compiled(catalog: Catalog) -> bytes:
    """The form that pages read."""
    fixed = Bare(locale=catalog.locale, fuzzy=False)
    for one in catalog:
        if one.id and not one.fuzzy:
            fixed.add(one.id, one.string, context=one.context)
    written = io.BytesIO()
    write_mo(written, fixed)
    return written.getvalue()


def _values(text: str) -> set[str]:
    return set(PLACES.findall(text))


def _first(id_: object) -> str:
    return str(id_[0] if isinstance(id_, (tuple, list)) else id_)


def _root(package: str) -> Path:
    return Path(str(files(package)))
