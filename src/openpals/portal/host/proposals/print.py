"""The proposal as a PDF that screen readers can read (PDF/UA-1), set by Typst. Answers go in as data, not as markup."""

from __future__ import annotations

import json
from importlib.resources import files

import typst

from ..form.asking import in_words
from .drafting import latest, sections_of
from .models import Proposal, team


def proposal_pdf(proposal: Proposal) -> bytes:
    """The proposal's answers, team and documents as PDF."""
    revision = latest(proposal)
    contents = {
        "title": proposal.title,
        "number": f"Project {proposal.pk}",
        "state": proposal.stage.title,
        "revision": f"Revision {revision.number}, {revision.sent_at:%Y-%m-%d}" if revision else "Draft, not sent yet",
        "form": f"Form version {proposal.form_version}",
        "team": [f"{row.full_name}, {row.institution}" for row in team(proposal).select_related("institution")],
        "documents": list(proposal.documents.filter(removed_at=None).values_list("name", flat=True)),
        "sections": [
            {
                "title": section.title,
                "answers": [
                    {"label": field.label, "answer": in_words(field, proposal.answers) or "(no answer)"}
                    for field in section.fields
                ],
            }
            for section in sections_of(proposal)
        ],
    }
    return _set(json.dumps(contents))


def _set(contents: str) -> bytes:
    source = files(__package__).joinpath("proposal.typ").read_bytes()
    try:
        return typst.compile(source, format="pdf", pdf_standards=["ua-1"], sys_inputs={"contents": contents})
    except typst.TypstError:
        # Letters that this machine cannot draw break the standard; the PDF without its seal is tagged as well.
        return typst.compile(source, format="pdf", sys_inputs={"contents": contents})
