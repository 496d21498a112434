"""The page on which members say what they allow."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ...common.access.request import DecidedRequest
from .models import ConsentChange
from .purposes import FIRST, PURPOSES, Text, current_text, same_words, texts
from .say import say


@require_http_methods(["GET", "HEAD", "POST"])
def consent(request: DecidedRequest) -> HttpResponse:
    """Shows what a member allows; a press on a button changes it."""
    return say_consent(request) if request.method == "POST" else show_consent(request)


def show_consent(request: DecidedRequest) -> HttpResponse:
    """Each purpose with its text and what holds now, and every change so far."""
    changes = list(ConsentChange.objects.filter(owner_id=request.actor.account_id))
    last = {change.purpose: change for change in changes}
    language = get_language() or FIRST
    purposes = [_purpose(current_text(purpose, language), last.get(purpose)) for purpose in PURPOSES]
    history = [{"change": change, "text": texts().get(change.text)} for change in reversed(changes)]
    return render(request, "consent/consent.html", {"purposes": purposes, "history": history})


def _purpose(text: Text, last: ConsentChange | None) -> dict[str, Any]:
    given = last is not None and last.given
    return {
        "text": text,
        "last": last,
        "given": given,
        "changed": given and last is not None and not same_words(last.text, text.hash),
    }


def _shown(purpose: str) -> set[str]:
    """The hashes under which the text of now is shown, one a language."""
    newest = current_text(purpose).version
    return {text.hash for text in texts().values() if (text.purpose, text.version) == (purpose, newest)}


def say_consent(request: DecidedRequest) -> HttpResponse:
    """Writes a yes or a no; a text that changed since it was shown is shown again first."""
    purpose = request.POST.get("purpose", "")
    if purpose not in PURPOSES or request.POST.get("answer") not in ("yes", "no"):
        raise Http404
    given = request.POST["answer"] == "yes"
    text = texts().get(request.POST.get("text", ""), current_text(purpose, get_language() or FIRST))
    if given and request.POST.get("text") not in _shown(purpose):
        messages.warning(request, _("The text has changed. Please read it again. Nothing was saved."))
        return redirect("consent")
    actor = request.actor
    say(actor.holder_id, purpose, given, text.hash, by=actor, why="said so on the page of consents")
    messages.success(request, _("Saved: yes.") if given else _("Saved: no. It counts from now on."))
    return redirect("consent")


@require_safe
def consent_texts(request: DecidedRequest) -> HttpResponse:
    """Every text that was ever shown, as it was, the newest of each purpose first: in the language of the page, or in
    that of the text which is asked for."""
    asked = texts().get(request.GET.get("text", ""))
    language = asked.language if asked else get_language() or FIRST
    mine = [text for text in texts().values() if text.language == language]
    ordered = sorted(mine, key=lambda text: (PURPOSES.index(text.purpose), -text.version))
    return render(request, "consent/texts.html", {"texts": ordered})
