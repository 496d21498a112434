"""Pages of stewards and reviewers, and the applicant's answers to them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ...common.access.decide import visible
from ...common.access.request import DecidedRequest
from ...common.design.asking import bound, done
from ..catalogue.models import Release
from ..catalogue.states import State as ReleaseState
from ..form.asking import LONGEST_MONTHS, SHORTEST_MONTHS
from ..proposals.asking import form_page, renew
from ..proposals.drafting import latest
from ..proposals.models import Proposal
from ..proposals.states import State
from .deciding import (
    DEFAULT_MONTHS,
    Draft,
    confirm,
    find_met,
    find_not_met,
    meet,
    open_decision,
    propose,
    send_back,
    standing_decision,
)
from .models import ADVICE, REVIEWERS, Advice, Opinion, Question
from .reviewing import (
    answer,
    ask,
    assigned_to,
    begin_review,
    change_reviewers,
    declare_interest,
    open_questions,
    reviewers_for,
    write_opinion,
)

LONG = forms.Textarea(attrs={"rows": 8})


class ReviewersForm(forms.Form):
    """Two of those who may."""

    reviewers = forms.MultipleChoiceField(
        label=gettext_lazy("Two reviewers"),
        help_text=gettext_lazy("Only those are listed who may judge this project."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Name two reviewers.")},
    )

    def __init__(self, able: list[Any], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.able = {str(one.pk): one for one in able}
        self.fields["reviewers"].choices = [  # type: ignore[attr-defined]
            (key, f"{one} ({one.pk})") for key, one in self.able.items()
        ]

    def clean_reviewers(self) -> list[Any]:
        """The accounts; exactly two."""
        chosen = self.cleaned_data["reviewers"]
        if len(chosen) != REVIEWERS:
            raise forms.ValidationError(_("Name two reviewers."))
        return [self.able[key] for key in chosen]


class WordsForm(forms.Form):
    """One long answer."""

    words = forms.CharField(max_length=5_000, widget=LONG)

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.fields["words"].label = label


class OpinionForm(forms.Form):
    """What a reviewer advises, and why; ``seen`` is the revision that the page showed."""

    advice = forms.ChoiceField(label=gettext_lazy("What do you advise?"), choices=ADVICE, widget=forms.RadioSelect)
    words = forms.CharField(
        label=gettext_lazy("Your reasons"),
        help_text=gettext_lazy("The other reviewer and the stewards read them once both of you have written."),
        max_length=10_000,
        widget=LONG,
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)


class DecisionForm(forms.Form):
    """A decision as a steward writes it."""

    outcome = forms.ChoiceField(label=gettext_lazy("Decision"), choices=ADVICE, widget=forms.RadioSelect)
    words = forms.CharField(
        label=gettext_lazy("Reasons, for the letter"), max_length=5_000, widget=forms.Textarea(attrs={"rows": 6})
    )
    conditions = forms.CharField(
        label=gettext_lazy("Conditions, if there are any"),
        max_length=5_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    release = forms.ChoiceField(label=gettext_lazy("Release"), widget=forms.RadioSelect)
    months = forms.IntegerField(
        label=gettext_lazy("Months"),
        min_value=SHORTEST_MONTHS,
        max_value=LONGEST_MONTHS,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        published = Release.objects.filter(state=ReleaseState.PUBLISHED.value)
        self.releases = {str(one.pk): one for one in published}
        self.fields["release"].choices = [  # type: ignore[attr-defined]
            ("newest", _("Always the newest")),
            *((key, str(one)) for key, one in self.releases.items()),
        ]

    def draft(self) -> Draft:
        """What was filled in."""
        given = self.cleaned_data
        return Draft(
            Advice(given["outcome"]),
            given["words"],
            given["conditions"],
            self.releases.get(given["release"]),
            given["months"],
        )


class ConfirmForm(forms.Form):
    """Whether a second steward agrees; ``seen`` is the decision that the page showed."""

    agree = forms.ChoiceField(
        label=gettext_lazy("Do you confirm this decision?"),
        widget=forms.RadioSelect,
        choices=[("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No, send it back"))],
    )
    why = forms.CharField(
        label=gettext_lazy("If not: why"), max_length=2_000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Who sends back says why."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("agree") == "no" and not given.get("why"):
            self.add_error("why", _("Say why you send it back."))
        return given


class ProofForm(forms.Form):
    """Whether the conditions are met."""

    met = forms.ChoiceField(
        label=gettext_lazy("Are the conditions met?"),
        widget=forms.RadioSelect,
        choices=[("yes", gettext_lazy("Yes")), ("no", gettext_lazy("Not yet"))],
    )
    why = forms.CharField(
        label=gettext_lazy("If not: what is missing"),
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean(self) -> dict[str, Any]:
        """Who says no says what is missing."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("met") == "no" and not given.get("why"):
            self.add_error("why", _("Say what is missing."))
        return given


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: DecidedRequest, pk: int) -> HttpResponse:
    """A steward finds the proposal complete and names two reviewers; or names others while it is in review."""
    proposal: Proposal = request.target
    now = [str(one) for one in assigned_to(proposal).values_list("reviewer_id", flat=True)]
    form = ReviewersForm(reviewers_for(proposal), initial={"reviewers": now}, **bound(request))
    name = change_reviewers if proposal.state == State.REVIEW else begin_review
    if done(request, form, lambda given: name(proposal, given["reviewers"], by=request.actor)):
        messages.success(request, _("The reviewers are named and will be told."))
        return redirect("project", pk=pk)
    return form_page(request, form, _("Name two reviewers"), _("Name them"), proposal=proposal)


@require_http_methods(["GET", "HEAD", "POST"])
def question(request: DecidedRequest, pk: int) -> HttpResponse:
    """Asks the applicant."""
    form = WordsForm(_("What do you want to know, or what is missing?"), **bound(request))
    if done(request, form, lambda given: ask(request.target, given["words"], by=request.actor)):
        messages.success(request, _("The lead investigator will be told."))
        return redirect("project", pk=pk)
    told = _("The project comes back as a new revision, and is checked and reviewed anew. Your name is not shown.")
    return form_page(request, form, _("Ask the applicant"), _("Ask"), proposal=request.target, told=told)


class AnswersForm(forms.Form):
    """One field a question."""

    def __init__(self, questions: list[Question], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        for number, one in enumerate(questions, 1):
            self.fields[f"answer_{one.pk}"] = forms.CharField(
                label=_("Answer to question %(number)d") % {"number": number},
                initial=one.answer,
                max_length=10_000,
                widget=forms.Textarea(attrs={"rows": 5}),
            )

    def by_question(self) -> dict[int, str]:
        """What was typed, by the question's number."""
        return {int(name.removeprefix("answer_")): text for name, text in self.cleaned_data.items()}


@require_http_methods(["GET", "HEAD", "POST"])
def answers(request: DecidedRequest, pk: int) -> HttpResponse:
    """Answers to what was asked."""
    questions = list(open_questions(request.target))
    form = AnswersForm(questions, **bound(request))
    if done(request, form, lambda given: answer(request.target, form.by_question(), by=request.actor)):
        messages.success(request, _("Your answers were saved. Send the project again when all is ready."))
        return redirect("project", pk=pk)
    parts = [(_("Question %(number)d") % {"number": number}, one.words) for number, one in enumerate(questions, 1)]
    return form_page(request, form, _("Questions to you"), _("Save"), proposal=request.target, parts=parts)


@require_http_methods(["GET", "HEAD", "POST"])
def opinion(request: DecidedRequest, pk: int) -> HttpResponse:
    """A reviewer writes."""
    proposal: Proposal = request.target
    revision = latest(proposal)
    form = OpinionForm(initial={"seen": revision.number if revision else 0}, **bound(request))

    def write(given: dict[str, Any]) -> Opinion:
        return write_opinion(proposal, given["seen"], Advice(given["advice"]), given["words"], by=request.actor)

    if done(request, form, write):
        messages.success(request, _("Your opinion was kept. It cannot be changed."))
        return redirect("project", pk=pk)
    revision = latest(proposal)
    renew(form, revision.number if revision else 0)
    return form_page(request, form, _("Write your opinion"), _("Send"), proposal=proposal)


@require_POST
def interest(request: DecidedRequest, pk: int) -> HttpResponse:
    """Says that they have an interest; the project is then closed to them."""
    declare_interest(request.target, by=request.actor)
    messages.success(request, _("Thank you. This project is no longer shown to you."))
    return redirect("desk")


@require_http_methods(["GET", "HEAD", "POST"])
def decide_page(request: DecidedRequest, pk: int) -> HttpResponse:
    """A steward writes the decision."""
    proposal: Proposal = request.target
    form = DecisionForm(initial={"release": "newest", "months": DEFAULT_MONTHS}, **bound(request))
    if done(request, form, lambda given: propose(proposal, form.draft(), by=request.actor)):
        messages.success(request, _("The decision waits for a second steward."))
        return redirect("project", pk=pk)
    seen = visible(request.actor, "opinion.see", Opinion.objects.filter(revision=latest(proposal)))
    parts = [(_("Opinion: %(advice)s") % {"advice": one}, one.words) for one in seen]
    back = proposal.decisions.filter(returned_at__isnull=False).exclude(returned_why="").last()
    if back is not None:
        parts.append((_("Why the last decision was sent back"), back.returned_why))
    title, button = _("Write the decision"), _("Give it to a second steward")
    return form_page(request, form, title, button, proposal=proposal, parts=parts)


@require_http_methods(["GET", "HEAD", "POST"])
def confirm_page(request: DecidedRequest, pk: int) -> HttpResponse:
    """A second steward confirms the decision, or sends it back."""
    proposal: Proposal = request.target
    decision = open_decision(proposal)
    form = ConfirmForm(initial={"seen": decision.pk if decision else 0}, **bound(request))

    def act(given: dict[str, Any]) -> None:
        if given["agree"] == "yes":
            confirm(proposal, given["seen"], by=request.actor)
        else:
            send_back(proposal, given["seen"], given["why"], by=request.actor)

    if done(request, form, act):
        messages.success(request, _("Done. The lead investigator will be told."))
        return redirect("project", pk=pk)
    decision = open_decision(proposal)
    renew(form, decision.pk if decision else 0)
    context = {"proposal": proposal, "decision": decision, "form": form}
    return render(request, "review/confirm.html", context, status=422 if form.is_bound else 200)


@require_safe
def decision_letter(request: DecidedRequest, pk: int) -> HttpResponse:
    """The letter of the decision that stands."""
    context = {"proposal": request.target, "decision": standing_decision(request.target)}
    return render(request, "review/letter.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def conditions(request: DecidedRequest, pk: int) -> HttpResponse:
    """The applicant says how the conditions are met."""
    proposal: Proposal = request.target
    decision = standing_decision(proposal)
    form = WordsForm(_("How do you meet the conditions?"), **bound(request))
    if done(request, form, lambda given: meet(proposal, given["words"], by=request.actor)):
        messages.success(request, _("Sent. A steward looks at it."))
        return redirect("project", pk=pk)
    parts = [(_("Conditions"), decision.conditions)] if decision else []
    if decision and decision.not_met:
        parts.append((_("What was missing the last time"), decision.not_met))
    return form_page(request, form, _("Meet the conditions"), _("Send"), proposal=proposal, parts=parts)


@require_http_methods(["GET", "HEAD", "POST"])
def proof(request: DecidedRequest, pk: int) -> HttpResponse:
    """A steward looks whether the conditions are met."""
    proposal: Proposal = request.target
    decision = standing_decision(proposal)
    form = ProofForm(**bound(request))

    def act(given: dict[str, Any]) -> None:
        if given["met"] == "yes":
            find_met(proposal, by=request.actor)
        else:
            find_not_met(proposal, given["why"], by=request.actor)

    if done(request, form, act):
        messages.success(request, _("Done. The lead investigator will be told."))
        return redirect("project", pk=pk)
    parts = [(_("Conditions"), decision.conditions), (_("How they are met"), decision.met)] if decision else []
    return form_page(request, form, _("Look at the conditions"), _("Save"), proposal=proposal, parts=parts)
