"""Addresses of the review."""

from __future__ import annotations

from ...common.access.routes import route
from ..proposals.pages import fetch
from . import pages

ROUTES = [
    route("proposals/<int:pk>/check/", pages.check, name="check", action="review.begin", fetch=fetch),
    route("proposals/<int:pk>/ask/", pages.question, name="ask", action="review.ask", fetch=fetch),
    route("proposals/<int:pk>/answers/", pages.answers, name="answers", action="proposal.edit", fetch=fetch),
    route("proposals/<int:pk>/opinion/", pages.opinion, name="opinion", action="review.write", fetch=fetch),
    route("proposals/<int:pk>/interest/", pages.interest, name="interest", action="review.declare", fetch=fetch),
    route("proposals/<int:pk>/decide/", pages.decide_page, name="decide", action="decision.propose", fetch=fetch),
    route("proposals/<int:pk>/confirm/", pages.confirm_page, name="confirm", action="decision.confirm", fetch=fetch),
    route("proposals/<int:pk>/letter/", pages.decision_letter, name="letter", action="decision.read", fetch=fetch),
    route("proposals/<int:pk>/conditions/", pages.conditions, name="conditions", action="proposal.meet", fetch=fetch),
    route("proposals/<int:pk>/proof/", pages.proof, name="proof", action="decision.prove", fetch=fetch),
]
