"""Pages on which a proposal is written, sent and followed up."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ....model.refused import Refused
from ...common.access.decide import decide, visible
from ...common.access.request import DecidedRequest
from ...common.design.asking import bound, done
from ..form.asking import SectionForm, answers_in, fingerprint, in_words, of_section
from ..form.spec import Purpose, Section
from ..institutions.models import LONGEST_NAME
from .asking import form_page, pressed
from .drafting import ChangedMeanwhile, begin, follow, missing, save_section, sections_of, submit, withdraw
from .models import Document, Proposal
from .papers import bytes_of
from .print import proposal_pdf
from .states import OPEN_TO_CHANGE


def fetch(pk: int, **_: Any) -> Proposal:
    """The proposal of that number, or Http404."""
    return get_object_or_404(Proposal.objects.select_related("applicant"), pk=pk)


class PersonForm(forms.Form):
    """Who somebody is on a team."""

    full_name = forms.CharField(
        label=gettext_lazy("Your full name"),
        help_text=gettext_lazy("As you will sign the agreement."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    institution = forms.CharField(
        label=gettext_lazy("Your institution"),
        help_text=gettext_lazy("Its full name, as on a letter."),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )


class WhyForm(forms.Form):
    """A reason."""

    why = forms.CharField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("A few words. They stand in the log for good, so name nobody."),
        max_length=200,
    )


class PurposeForm(forms.Form):
    """What kind of change."""

    purpose = forms.ChoiceField(
        label=gettext_lazy("What do you want to change?"),
        widget=forms.RadioSelect,
        choices=[
            (Purpose.RENEWAL.value, gettext_lazy("Go on for longer (renewal)")),
            (Purpose.AMENDMENT.value, gettext_lazy("Change the project or its people (amendment)")),
        ],
    )


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: DecidedRequest) -> HttpResponse:
    """Begins a draft."""
    form = PersonForm(**bound(request))
    if request.method == "POST" and form.is_valid():
        account = get_user_model()._default_manager.get(pk=request.actor.account_id)
        given = form.cleaned_data
        made = begin(account, given["full_name"], given["institution"], by=request.actor)
        return redirect("project", pk=made.pk)
    told = _("You lead the project and answer for it. What you write is saved page by page; you can stop at any time.")
    return form_page(request, form, _("Begin a proposal"), _("Begin"), told=told)


def _section(proposal: Proposal, name: str) -> Section:
    for section in sections_of(proposal):
        if section.name == name:
            return section
    raise Http404


@require_http_methods(["GET", "HEAD", "POST"])
def section_page(request: DecidedRequest, pk: int, section: str) -> HttpResponse:
    """One section of the form. What was typed is saved even where it has mistakes, which are then shown."""
    proposal: Proposal = request.target
    here = _section(proposal, section)
    theirs: list[tuple[str, str]] = []
    status = 200
    if request.method == "POST":
        sent = answers_in(here, request.POST)
        form = SectionForm(here, sent, draft=True)
        try:
            proposal = save_section(proposal, here, sent, request.POST.get("seen", ""), by=request.actor)
        except ChangedMeanwhile as changed:
            proposal.refresh_from_db()
            form.is_valid()
            form.add_error(None, str(changed))
            theirs = [(field.label, in_words(field, proposal.answers)) for field in here.fields]
            status = 422
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect("project", pk=pk)
        else:
            if form.is_valid():
                messages.success(request, _("Saved."))
                after = _next(proposal, here)
                return redirect("section", pk=pk, section=after) if after else redirect("project", pk=pk)
            status = 422
            messages.warning(request, _("Your page was saved as you typed it. Some answers need another look."))
    else:
        if proposal.state not in OPEN_TO_CHANGE:
            return redirect("preview", pk=pk)
        form = SectionForm(here, of_section(here, proposal.answers) if _answered(here, proposal) else None, draft=True)
    context = {
        "proposal": proposal,
        "section": here,
        "number": sections_of(proposal).index(here) + 1,
        "of": len(sections_of(proposal)),
        "form": form,
        "seen": fingerprint(here, proposal.answers),
        "theirs": theirs,
    }
    return render(request, "proposals/section.html", context, status=status)


def _answered(section: Section, proposal: Proposal) -> bool:
    return any(of_section(section, proposal.answers).values())


def _next(proposal: Proposal, section: Section) -> str:
    names = [one.name for one in sections_of(proposal)]
    return next(iter(names[names.index(section.name) + 1 :]), "")


@require_safe
def preview(request: DecidedRequest, pk: int) -> HttpResponse:
    """All answers as reviewers see them, what is still missing, and the button that sends them."""
    proposal: Proposal = request.target
    parts = [
        (one, [(field, in_words(field, proposal.answers)) for field in one.fields]) for one in sections_of(proposal)
    ]
    open_ = proposal.state in OPEN_TO_CHANGE
    context = {
        "proposal": proposal,
        "parts": parts,
        "documents": visible(request.actor, "document.get", proposal.documents.filter(removed_at=None)),
        "missing": [told for told_of in missing(proposal).values() for told in told_of] if open_ else [],
        "may_submit": open_ and decide(request.actor, "proposal.submit", proposal).allowed,
    }
    return render(request, "proposals/preview.html", context)


@require_safe
def pdf(request: DecidedRequest, pk: int) -> HttpResponse:
    """The proposal as a tagged PDF."""
    proposal: Proposal = request.target
    answer_ = HttpResponse(proposal_pdf(proposal), content_type="application/pdf")
    answer_.headers["Content-Disposition"] = f'attachment; filename="project-{proposal.pk}.pdf"'
    return answer_


@require_POST
def send(request: DecidedRequest, pk: int) -> HttpResponse:
    """Sends the proposal."""
    return pressed(
        request,
        lambda: submit(request.target, by=request.actor),
        _("Your proposal was sent. This page always says who has it."),
        pk,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: DecidedRequest, pk: int) -> HttpResponse:
    """Withdraws the proposal, with a reason."""
    form = WhyForm(**bound(request))
    if done(request, form, lambda given: withdraw(request.target, given["why"], by=request.actor)):
        messages.success(request, _("The project was withdrawn."))
        return redirect("project", pk=pk)
    told = _("A withdrawn project cannot be taken up again. Nothing of it is deleted.")
    return form_page(request, form, _("Withdraw the project"), _("Withdraw"), proposal=request.target, told=told)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: DecidedRequest, pk: int) -> HttpResponse:
    """Begins an amendment or a renewal."""
    form = PurposeForm(**bound(request))
    made: list[Proposal] = []

    def go_on(given: dict[str, Any]) -> None:
        made.append(follow(request.target, Purpose(given["purpose"]), by=request.actor))

    if done(request, form, go_on):
        messages.success(request, _("A draft was made with all your answers. Change what changes, and send it."))
        return redirect("project", pk=made[0].pk)
    told = _("Your grant goes on while the change is looked at.")
    return form_page(request, form, _("Change or renew the project"), _("Begin"), proposal=request.target, told=told)


def fetch_document(pk: Any) -> Document:
    """The document of that id that was not removed, or Http404."""
    return get_object_or_404(Document.objects.select_related("proposal"), pk=pk, removed_at=None)


@require_safe
def document(request: DecidedRequest, pk: Any) -> HttpResponse:
    """The file, to be saved and never to be run within the site."""
    found: Document = request.target
    answer_ = HttpResponse(bytes_of(found), content_type="application/pdf")
    answer_.headers["Content-Disposition"] = content_disposition_header(True, found.name) or "attachment"
    answer_.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer_
