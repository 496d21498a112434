"""The pages of leaving and deleting."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ...common.access.request import DecidedRequest
from .act import ask_deletion, come_back, leave, take_back
from .freshly import logged_in_freshly
from .models import Closing, Deletion


def fetch_closing(pk: UUID) -> Closing:
    """The closed account of that letter, or Http404."""
    return get_object_or_404(Closing, pk=pk)


@require_safe
def farewell(request: DecidedRequest) -> HttpResponse:
    """What leaving and what deleting means, side by side; or that a deletion waits, and how to stop it."""
    waiting = _waiting(request)
    return render(request, "farewell/choose.html", {"waiting": waiting})


@require_http_methods(["GET", "HEAD", "POST"])
def leave_page(request: DecidedRequest) -> HttpResponse:
    """Asks once more, then closes the account."""
    if not logged_in_freshly(request):
        return _log_in_first(request, "leave")
    if request.method == "POST":
        leave(request.user, by=request.actor, request=request)
        logout(request)
        messages.success(request, _("You have left. We sent you a letter that says how to come back."))
        return redirect("home")
    return render(request, "farewell/leave.html")


@require_http_methods(["GET", "HEAD", "POST"])
def delete_page(request: DecidedRequest) -> HttpResponse:
    """Asks once more, then has the account deleted when the hold is over."""
    if not logged_in_freshly(request):
        return _log_in_first(request, "delete")
    if request.method == "POST":
        ask_deletion(request.user, by=request.actor, request=request)
        return redirect("farewell")
    return render(request, "farewell/delete.html")


@require_POST
def keep_account(request: DecidedRequest) -> HttpResponse:
    """Takes a deletion back."""
    waiting = _waiting(request)
    if waiting is not None:
        take_back(waiting, by=request.actor)
        messages.success(request, _("Your account and your data stay."))
    return redirect("farewell")


@require_POST
def log_in_again(request: DecidedRequest) -> HttpResponse:
    """Ends the session and goes to the log-in page, and from there back to where it was asked for."""
    place = "delete_account" if request.POST.get("then") == "delete" else "leave"
    logout(request)
    return redirect(f"{reverse('account_login')}?next={reverse(place)}")


@require_http_methods(["GET", "HEAD", "POST"])
def return_page(request: DecidedRequest, pk: UUID) -> HttpResponse:
    """Opens a closed account again after one more press: a mail program that looks at links does not."""
    closing: Closing = request.target
    if request.method == "POST":
        come_back(closing, by=request.actor)
        messages.success(request, _("Your account is open again. Log in as before."))
        return redirect("account_login")
    return render(request, "farewell/return.html")


def _waiting(request: DecidedRequest) -> Deletion | None:
    """The deletion of this account that waits, if any."""
    found: Deletion | None = Deletion.objects.filter(account_id=request.actor.holder_id).first()
    return found


def _log_in_first(request: DecidedRequest, then: str) -> HttpResponse:
    context: dict[str, Any] = {"then": then}
    return render(request, "farewell/log_in_again.html", context)
