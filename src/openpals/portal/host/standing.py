"""How an account stands to a proposal and to what hangs on it: the relations that the permission tables name."""

from __future__ import annotations

from collections.abc import Callable

from allauth.account.models import EmailAddress
from django.db.models import Count, Exists, Model, OuterRef, Q, QuerySet
from django.db.models.functions import Lower
from django.utils import timezone

from ..common.access.table import NO_ROW, Relation
from .agreement.models import Signature, current_text
from .catalogue.models import Release
from .catalogue.states import State as ReleaseState
from .grants.models import Grant
from .institutions.models import Affiliation
from .proposals.models import Interest, Member, Party, Proposal, Revision, Standing
from .proposals.states import State
from .review.models import REVIEWERS, Assignment, Decision, Opinion


def of_projects(title: str, chosen: Callable[[int], QuerySet[Proposal]]) -> Relation:
    """To proposals that ``chosen`` gives for an account, and to everything that belongs to these."""

    def rows(account_id: int | None, model: type[Model]) -> Q:
        if account_id is None:
            return NO_ROW
        path = "pk__in" if model is Proposal else "proposal__in"
        return Q(**{path: chosen(account_id).order_by().values("pk")})

    return Relation(title, rows)


def led(account_id: int) -> QuerySet[Proposal]:
    """Those the account leads."""
    return Proposal.objects.filter(applicant=account_id)


def on_team(account_id: int) -> QuerySet[Proposal]:
    """Those on whose team the account is now."""
    mine = Member.objects.filter(account=account_id, standing=Standing.ACCEPTED.value)
    return Proposal.objects.filter(pk__in=mine.values("proposal"))


def biased(account_id: int) -> QuerySet[Proposal]:
    """Those that the account must not judge: it is or was on the team, was named for it, shares an institution with
    the project or with anybody on its team, or said that it has an interest."""
    institutions = Affiliation.objects.filter(account=account_id).values("institution")
    colleagues = Affiliation.objects.filter(institution__in=institutions).values("account")
    addresses = EmailAddress.objects.filter(user=account_id).annotate(lower=Lower("email")).values("lower")
    team = Member.objects.filter(Q(account=account_id) | Q(account__in=colleagues) | Q(email__in=addresses))
    return Proposal.objects.filter(
        Q(applicant=account_id)
        | Q(pk__in=team.values("proposal"))
        | Q(pk__in=Party.objects.filter(institution__in=institutions).values("proposal"))
        | Q(pk__in=Interest.objects.filter(account=account_id).values("proposal"))
    )


def unbiased(account_id: int) -> QuerySet[Proposal]:
    """Those that were sent and that the account may judge; none before it has said where it works."""
    if not Affiliation.objects.filter(account=account_id).exists():
        return Proposal.objects.none()
    return Proposal.objects.filter(pk__in=Revision.objects.values("proposal")).exclude(
        pk__in=biased(account_id).values("pk")
    )


def judged_as_steward(account_id: int) -> QuerySet[Proposal]:
    """Those that the account may judge and is not, and was not, a reviewer of."""
    reviewed = Assignment.objects.filter(reviewer=account_id).values("proposal")
    return unbiased(account_id).exclude(pk__in=reviewed)


def assigned(account_id: int) -> QuerySet[Proposal]:
    """Those that the account has to review."""
    mine = Assignment.objects.filter(reviewer=account_id, ended_at=None).values("proposal")
    return unbiased(account_id).filter(pk__in=mine)


def proposed_by_another(account_id: int) -> QuerySet[Proposal]:
    """Those whose open decision another steward wrote."""
    open_ones = Decision.objects.filter(confirmed_at=None, returned_at=None)
    return judged_as_steward(account_id).filter(
        pk__in=open_ones.exclude(proposed_by=account_id).exclude(proposed_by=None).values("proposal")
    )


LED = of_projects("of projects they lead", led)
ON_TEAM = of_projects("of projects on whose team they are", on_team)
JUDGED = of_projects("of projects not of their own institution, and not reviewed by them", judged_as_steward)
ASSIGNED = of_projects("of projects given to them to review", assigned)
COUNTERSIGNED = of_projects("of such projects where another steward wrote the decision", proposed_by_another)


def _invited(account_id: int | None, model: type[Model]) -> Q:
    if account_id is None:
        return NO_ROW
    mine = EmailAddress.objects.filter(user=account_id, verified=True).annotate(lower=Lower("email"))
    return Q(standing=Standing.INVITED.value, email__in=mine.values("lower"))


INVITED = Relation("open, and to an address they have confirmed", _invited)


def _own_place(account_id: int | None, model: type[Model]) -> Q:
    return NO_ROW if account_id is None else Q(account=account_id, standing=Standing.ACCEPTED.value)


OWN_PLACE = Relation("their own place on a team", _own_place)


def told_opinions() -> QuerySet[Opinion]:
    """Opinions on revisions about which everybody who reviews has written: by then, none can follow another."""
    written = Opinion.objects.filter(revision=OuterRef(OuterRef("pk")), reviewer=OuterRef("reviewer"))
    waited_for = Assignment.objects.filter(~Exists(written), ended_at=None, proposal=OuterRef("proposal"))
    told = Revision.objects.annotate(count=Count("opinions")).filter(~Exists(waited_for), count__gte=REVIEWERS)
    return Opinion.objects.filter(revision__in=told.order_by().values("pk"))


def _told(title: str, chosen: Callable[[int], QuerySet[Proposal]]) -> Relation:
    def rows(account_id: int | None, model: type[Model]) -> Q:
        if account_id is None:
            return NO_ROW
        return Q(revision__proposal__in=chosen(account_id).order_by().values("pk"), pk__in=told_opinions().values("pk"))

    return Relation(title, rows)


TOLD_TO_STEWARD = _told("of projects they may judge, once both have written", judged_as_steward)
TOLD_TO_REVIEWER = _told("of projects they review, once both have written", assigned)


def _live(account_id: int | None, model: type[Model]) -> Q:
    text = current_text()
    if account_id is None or text is None:
        return NO_ROW
    now = timezone.now()
    signed = Signature.objects.filter(account_id=account_id, text_hash=text.hash)
    released = Release.objects.filter(state=ReleaseState.PUBLISHED.value)
    mine = on_team(account_id).filter(
        state=State.GRANTED.value, applicant__isnull=False, pk__in=signed.values("proposal_id")
    )
    usable = Q(release=None) | Q(release__in=released.values("pk"))
    return usable & Q(
        pk__in=Grant.objects.filter(
            begins_at__lte=now, ends_at__gt=now, ended_at=None, proposal__in=mine.order_by().values("pk")
        ).values("pk")
    )


LIVE = Relation("that live, on whose team they are and whose agreement they signed", _live)
