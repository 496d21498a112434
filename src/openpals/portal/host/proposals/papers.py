"""Uploaded documents: PDF only, by what the file is and not by what it is called."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from pathlib import PurePosixPath

from django.utils import timezone

from ....model.refused import Refused
from ...common.access.actor import Actor
from .models import Content, Document, Proposal
from .moving import holding
from .states import OPEN_TO_CHANGE, State

# Bytes of one file, and of a whole request with it.
LARGEST = 10 * 2**20
LARGEST_BODY = LARGEST + 2**16

MOST = 20

# The end of a PDF: where its table of contents begins.
END = re.compile(rb"startxref\s+(\d{1,10})\s+%%EOF\s*$")

# Names by which a PDF brings a program or another file along.
ACTIVE = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFile|EmbeddedFiles|RichMedia|XFA)\b")

RESERVED = {"con", "prn", "aux", "nul", *(f"{name}{number}" for name in ("com", "lpt") for number in range(1, 10))}


class PaperRefused(Refused):
    """A file that cannot be taken; nothing was saved."""


def check_pdf(content: bytes) -> None:
    """Raises PaperRefused unless the bytes are a whole PDF that anybody can open and that brings nothing active."""
    if not content.startswith(b"%PDF-"):
        raise PaperRefused("This is no PDF, whatever its name says. Save it as PDF, and upload that.")
    end = END.search(content[-2048:])
    if end is None or not _is_table(content, int(end.group(1))):
        raise PaperRefused("This PDF is not whole: its end is missing or damaged. Save it again, and upload that.")
    if re.search(rb"/Encrypt\b", content):
        raise PaperRefused("This PDF asks for a password, so reviewers cannot read it. Save it without one.")
    if ACTIVE.search(content):
        raise PaperRefused("This PDF holds a program or another file. Print it as a plain PDF, and upload that.")


def _is_table(content: bytes, at: int) -> bool:
    return re.match(rb"\s*(xref\b|\d+\s+\d+\s+obj\b)", content[at : at + 64]) is not None


def clean_name(name: str) -> str:
    """A name that is safe to show, store and send: its last part, without signs that steer, ending in .pdf once.

    Raises PaperRefused for another ending.
    """
    last = PurePosixPath(unicodedata.normalize("NFKC", name).replace("\\", "/")).name
    plain = "".join(sign for sign in last if unicodedata.category(sign)[0] not in "C" and sign not in '<>:"|?*')
    stem, dot, ending = plain.strip(" .").rpartition(".")
    if not dot or ending.lower() != "pdf" or not stem.strip(" ."):
        raise PaperRefused("The file's name must end in .pdf.")
    stem = stem.strip(" .")[:100]
    return f"{'_' if stem.partition('.')[0].lower() in RESERVED else ''}{stem}.pdf"


def add(proposal: Proposal, paper: str, name: str, content: bytes, *, by: Actor) -> Document:
    """Keeps the file. Raises PaperRefused, NotNow."""
    if len(content) > LARGEST:
        raise PaperRefused(f"The file is larger than {LARGEST // 2**20} megabytes. Upload a smaller one.")
    name = clean_name(name)
    check_pdf(content)
    with holding(proposal, *OPEN_TO_CHANGE, State.CONDITIONS) as row:
        kept = row.documents.filter(removed_at=None)
        if kept.count() >= MOST:
            raise PaperRefused(f"A project has at most {MOST} documents. Remove one first.")
        if kept.filter(name=name).exists():
            raise PaperRefused("There is a document of that name. Remove it first, or give this one another name.")
        made = Document(
            proposal=row, paper=paper, name=name, size=len(content), sha256=hashlib.sha256(content).hexdigest()
        )
        made.write(by=by, action="document.add", why="uploaded")
        Content(document=made, data=content).save(force_insert=True)
    return made


def take_away(document: Document, *, by: Actor) -> None:
    """Removes the document from the draft. The bytes of one that was sent with a revision are kept with it, those of
    another are deleted. Raises NotNow."""
    with holding(document.proposal, *OPEN_TO_CHANGE):
        row = Document.objects.get(pk=document.pk)
        if row.removed_at is None:
            row.removed_at = timezone.now()
            row.write(by=by, action="document.remove", why="removed from the draft", fields=("removed_at",))
            sent = row.proposal.revisions.values_list("documents", flat=True)
            if not any(row.sha256 in listed.values() for listed in sent):
                Content.objects.filter(document=row).delete()


def bytes_of(document: Document) -> bytes:
    """The file."""
    return bytes(Content.objects.get(document=document).data)
