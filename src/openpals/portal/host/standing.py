"""How an account stands to a proposal and to what hangs on it, as queries. `relations` gives them their words."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Lower
from django.utils import timezone

from ..common.access.table import NO_ROW
from .agreement.models import Signature, current_text
from .catalogue.models import Release
from .catalogue.states import State as ReleaseState
from .grants.models import Grant
from .institutions.models import Affiliation
from .proposals.models import Interest, Member, Party, Proposal, Revision, Standing
from .proposals.states import State
from .review.models import REVIEWERS, Assignment, Decision, Opinion


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


def invited(account_id: int) -> Q:
    """The condition on invitations that are open and to an address that the account has confirmed."""
    mine = EmailAddress.objects.filter(user=account_id, verified=True).annotate(lower=Lower("email"))
    return Q(standing=Standing.INVITED.value, email__in=mine.values("lower"))


def own_place(account_id: int) -> Q:
    """The condition on the account's own places on teams."""
    return Q(account=account_id, standing=Standing.ACCEPTED.value)


def told_opinions() -> QuerySet[Opinion]:
    """Opinions on revisions about which everybody who reviews has written: by then, none can follow another."""
    written = Opinion.objects.filter(revision=OuterRef(OuterRef("pk")), reviewer=OuterRef("reviewer"))
    waited_for = Assignment.objects.filter(~Exists(written), ended_at=None, proposal=OuterRef("proposal"))
    told = Revision.objects.annotate(count=Count("opinions")).filter(~Exists(waited_for), count__gte=REVIEWERS)
    return Opinion.objects.filter(revision__in=told.order_by().values("pk"))


def told_to_steward(account_id: int) -> Q:
    """The condition on opinions of projects that the account may judge, once all have written."""
    return _told(judged_as_steward(account_id))


def told_to_reviewer(account_id: int) -> Q:
    """The condition on opinions of projects that the account reviews, once all have written."""
    return _told(assigned(account_id))


def _told(proposals: QuerySet[Proposal]) -> Q:
    return Q(revision__proposal__in=proposals.order_by().values("pk"), pk__in=told_opinions().values("pk"))


def live(account_id: int) -> Q:
    """The condition on grants that the account may use at this moment."""
    text = current_text()
    if text is None:
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
