"""Answering an instrument: the start, one question a screen, and what was answered."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ....common.access.actor import Actor
from ....common.access.request import DecidedRequest
from ...profile.equipment import BREATHING, TUBE, has_tube, in_use
from ...profile.models import Equipment
from ..answering import respondent
from ..answers import NotAnAnswer, asked_in, given, last_time, save, start, unsay
from ..days import today
from ..keep import add
from ..models import Journal, Response
from ..questions import DOMAIN_WORDS, Instrument, Question, askable, score
from .place import entry_in, journal_in, journal_page, key_in

# A rise of so many points within so many days is asked about.
RISE, RISE_DAYS = 4, 31


def instrument_named(name: str) -> Instrument:
    """The instrument, or Http404 where none of that name can be asked."""
    if name not in askable():
        raise Http404
    return askable()[name]


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: DecidedRequest, journal: UUID, instrument: str) -> HttpResponse:
    """How it went last time; starting anew, or saying at once that nothing has changed."""
    whose, asked = journal_in(request), instrument_named(instrument)
    if request.method == "POST":
        return _begin(request, whose, asked)
    rows = list(Response.objects.filter(owner_id=whose.owner_id, instrument=asked.id).order_by("-day", "-pk")[:2])
    unfinished = rows[0] if rows and rows[0].finished_at is None else None
    tube = has_tube(whose.owner_id, today()) if asked.about_tube else False
    known = tube is not None or bool(rows)
    last = last_time(whose.owner_id, asked.id)
    return journal_page(
        request,
        "begin",
        instrument=asked,
        unfinished=unfinished,
        latest=rows[0] if rows else None,
        tube_known=known,
        can_carry=known and all(question.item in last for question in asked.asked(bool(tube))),
    )


def _begin(request: DecidedRequest, journal: Journal, instrument: Instrument) -> HttpResponse:
    actor, day = request.actor, today()
    answered_by = respondent(request, journal)
    if request.POST.get("tube") == "yes" and has_tube(journal.owner_id, day) is None:
        _note_tube(journal.owner_id, answered_by, actor)
    response = start(journal.owner_id, instrument, key_in(request), day, answered_by=answered_by, by=actor)
    if request.POST.get("nothing") == "all":
        _carry(response, asked_in(response), actor)
    return _next(journal, response, None)


@require_http_methods(["GET", "HEAD", "POST"])
def question(request: DecidedRequest, journal: UUID, key: UUID, item: str) -> HttpResponse:
    """One question. A press saves and goes on."""
    response: Response = entry_in(request)
    actor, whose = request.actor, journal_in(request)
    asked = asked_in(response)
    here = next((one for one in asked if one.item == item), None)
    if here is None:
        return _switched(whose, response, item, asked)
    if request.method == "POST":
        return _pressed(request, response, here, asked, actor)
    return _show(request, response, here, asked)


def _pressed(
    request: DecidedRequest, response: Response, here: Question, asked: tuple[Question, ...], actor: Actor
) -> HttpResponse:
    whose = journal_in(request)
    if request.POST.get("tube") == "yes" and here.tube is False:
        _note_tube(whose.owner_id, response.answered_by, actor, response.day)
        unsay(response, [here.item], by=actor)
        return redirect("question", journal=whose.pk, key=response.key, item=_twin(response, here).item)
    if request.POST.get("nothing") == here.domain:
        answered = given(response)
        _carry(response, [one for one in asked if one.domain == here.domain and one.item not in answered], actor)
        return _next(whose, response, here)
    value = request.POST.get("value", "")
    try:
        if not (value.isascii() and value.isdigit() and len(value) < 4):
            raise NotAnAnswer(_("This is none of the answers to this question. Choose one of the buttons."))
        save(response, {here.item: int(value)}, by=actor)
    except NotAnAnswer as refused:
        messages.error(request, str(refused))
        return _show(request, response, here, asked, status=422)
    return _next(whose, response, here)


def _show(
    request: DecidedRequest, response: Response, here: Question, asked: tuple[Question, ...], status: int = 200
) -> HttpResponse:
    answered = given(response)
    last = last_time(response.owner_id, response.instrument, before=response)
    place = asked.index(here)
    of_domain = [one for one in asked if one.domain == here.domain and one.item not in answered]
    return journal_page(
        request,
        "question",
        status,
        response=response,
        instrument=askable()[response.instrument],
        question=here,
        number=place + 1,
        count=len(asked),
        now=answered.get(here.item),
        last=last.get(here.item),
        unchanged=of_domain and here in of_domain and all(one.item in last for one in of_domain),
        domain=DOMAIN_WORDS.get(here.domain, here.domain),
        before=asked[place - 1] if place else None,
        after=_open_after(asked, answered, place),
    )


@require_safe
def response(request: DecidedRequest, journal: UUID, key: UUID) -> HttpResponse:
    """What was answered, with points unless they are hidden."""
    row: Response = entry_in(request)
    instrument = askable().get(row.instrument)
    if instrument is None:
        raise Http404
    asked, answered = asked_in(row), given(row)
    lines = [(one, next((o for o in one.options if o.score == answered.get(one.item)), None)) for one in asked]
    tube = any(one.tube for one in asked)
    points = score(instrument, answered, tube)
    return journal_page(
        request,
        "response",
        response=row,
        instrument=instrument,
        lines=lines,
        open=[one for one, option in lines if option is None],
        score=points,
        risen=points.total is not None and _risen(row, points.total, tube),
        ask_tube=instrument.about_tube and not tube and answered.get("swallowing", 4) <= 1,
        ask_niv=answered.get("respiratory_insufficiency", 4) < 4 and not BREATHING & set(in_use(row.owner_id, row.day)),
    )


def _risen(row: Response, total: int, tube: bool) -> bool:
    """Whether the total is so much higher than shortly before that one had better look at the answers again."""
    since = row.day - dt.timedelta(days=RISE_DAYS)
    rows = Response.objects.filter(owner_id=row.owner_id, instrument=row.instrument, day__gte=since, day__lte=row.day)
    before = rows.exclude(pk=row.pk).exclude(finished_at=None).order_by("-day", "-pk").first()
    if before is None:
        return False
    was = score(askable()[row.instrument], given(before), any(one.tube for one in asked_in(before))).total
    return was is not None and total - was >= RISE


def _carry(response: Response, questions: Any, actor: Actor) -> None:
    last = last_time(response.owner_id, response.instrument, before=response)
    save(response, {one.item: last[one.item] for one in questions if one.item in last}, by=actor, carried=True)


def _note_tube(owner_id: int, answered_by: str, actor: Actor, day: dt.date | None = None) -> None:
    """Records a feeding tube; since when is not known unless a day is given."""
    add(Equipment(owner_id=owner_id, equipment=TUBE, start_day=day, answered_by=answered_by), by=actor)


def _twin(response: Response, here: Question) -> Question:
    questions = askable()[response.instrument].questions
    return next(one for one in questions if one.slot == here.slot and one.tube)


def _switched(journal: Journal, response: Response, item: str, asked: tuple[Question, ...]) -> HttpResponse:
    """The question was asked in its other form, before the feeding tube was recorded, or does not exist."""
    gone = next((one for one in askable()[response.instrument].questions if one.item == item), None)
    now = next((one for one in asked if gone and one.slot == gone.slot), None)
    if now is None:
        raise Http404
    return redirect("question", journal=journal.pk, key=response.key, item=now.item)


def _open_after(asked: tuple[Question, ...], answered: dict[str, int], place: int) -> Question | None:
    return next((one for one in asked[place + 1 :] if one.item not in answered), None)


def _next(journal: Journal, response: Response, here: Question | None) -> HttpResponse:
    """The next open question, or what was answered if none is left after this one."""
    asked = asked_in(response)
    place = asked.index(here) if here in asked else -1
    following = _open_after(asked, given(response), place)
    if following is None:
        return redirect("response", journal=journal.pk, key=response.key)
    return redirect("question", journal=journal.pk, key=response.key, item=following.item)
