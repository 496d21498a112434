"""The ALSFRS and the ALSFRS-R: items kept once, totals recomputed, the two scales told apart."""

from __future__ import annotations

from functools import reduce
from operator import add, and_, or_

import ibis

from ...model.instruments import ALSFRS_R_RESPIRATORY, ALSFRS_RESPIRATORY, SHARED_ITEMS
from ...model.tables import Alsfrs
from ...model.vocabulary import vocabulary
from ..work import Effect, Work
from .cells import outside_range, to_integer, to_number

ITEMS = (*SHARED_ITEMS, *ALSFRS_RESPIRATORY, *ALSFRS_R_RESPIRATORY)


def score_items(work: Work) -> None:
    """R04: every item a whole number from 0 to 4; half points and others become null and are reported."""
    given = [name for name in (*ITEMS, "cutting_without", "cutting_with") if work.has(name)]
    to_integer(work, *given, rule="R04")
    for name in given:
        item = work[name]
        work.set(**{name: item.between(0, 4).ifelse(item, None)})
        work.find("R04", name, Effect.LOST, "number out of range", ~item.between(0, 4))
    for name in (*ITEMS, "cutting_without", "cutting_with"):
        if not work.has(name):
            work.set(**{name: ibis.null("int32")})


def cutting_item(work: Work) -> None:
    """R05: one item 5 and a gastrostomy flag. Where both 5a and 5b are filled, 5b stands: a tube is there."""
    both = work["cutting_without"].notnull() & work["cutting_with"].notnull()
    work.find("R05", "cutting", Effect.LOST, "both 5a and 5b", both)
    with_tube = work["cutting_with"].notnull()
    answered = with_tube | work["cutting_without"].notnull()
    work.set(
        gastrostomy=answered.ifelse(with_tube, None),
        cutting=ibis.coalesce(work["cutting_with"], work["cutting_without"], work["cutting"]),
    )
    work.drop("cutting_without", "cutting_with")


def alsfrs_scale(work: Work) -> None:
    """R03: which scale's respiratory items were answered; neither is made out of the other."""
    old = _any_filled(work, ALSFRS_RESPIRATORY)
    new = _any_filled(work, ALSFRS_R_RESPIRATORY)
    codes = vocabulary("alsfrs_scale").codes.index
    work.set(
        scale=ibis.cases(
            (old & new, codes("both")),
            (new, codes("alsfrs_r")),
            (old, codes("alsfrs")),
            else_=codes("unknown"),
        ).cast("int16")
    )
    work.find("R03", "scale", Effect.NOTE, "items of both scales", old & new)


def alsfrs_totals(work: Work) -> None:
    """R04: totals recomputed from complete items; a source's total that differs is kept apart and reported."""
    work.set(
        alsfrs_total=_sum_if_complete(work, (*SHARED_ITEMS, *ALSFRS_RESPIRATORY)),
        alsfrs_r_total=_sum_if_complete(work, (*SHARED_ITEMS, *ALSFRS_R_RESPIRATORY)),
    )
    if work.has("source_total"):
        to_number(work, "source_total")
        outside_range(work, Alsfrs.source_total)
        same = (work["source_total"] == work["alsfrs_r_total"]) | (work["source_total"] == work["alsfrs_total"])
        known = work["alsfrs_total"].notnull() | work["alsfrs_r_total"].notnull()
        work.find(
            "R04",
            "source_total",
            Effect.NOTE,
            "total differs from its items",
            work["source_total"].notnull() & known & ~same.fill_null(False),
        )
    work.find("A06", "speech", Effect.REJECT, "no item answered", ~_any_filled(work, ITEMS))


def _any_filled(work: Work, items: tuple[str, ...]) -> ibis.expr.types.BooleanValue:
    return reduce(or_, (work[item].notnull() for item in items))


def _sum_if_complete(work: Work, items: tuple[str, ...]) -> ibis.expr.types.IntegerValue:
    complete = reduce(and_, (work[item].notnull() for item in items))
    return complete.ifelse(reduce(add, (work[item] for item in items)), None).cast("int32")


def assessment(work: Work) -> None:
    """All rules of an ALSFRS assessment, in order."""
    score_items(work)
    cutting_item(work)
    alsfrs_scale(work)
    alsfrs_totals(work)
