"""R14: died at a day, alive at a day, or unknown; and nobody visits after death."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from ...model.vocabulary import vocabulary


def after_death(day: ir.IntegerValue, death_day: ir.IntegerValue) -> ir.BooleanValue:
    """Whether a day lies more than one day after death (the day after may be a matter of midnight)."""
    return (day > death_day + 1).fill_null(False)


def contradicting(claims: ir.Table) -> ir.Table:
    """``person`` and ``contradicts``: whether ``claims`` name two days of death, or death and life.

    A death without a day does not contradict one with a day.
    """
    dead = claims.died.fill_null(False) | claims.death.notnull()
    said = claims.group_by("person").agg(
        _days=claims.death.nunique(), _dead=dead.any(), _alive=(~claims.died).fill_null(False).any()
    )
    return said.select("person", contradicts=(said["_days"] > 1) | (said["_dead"] & said["_alive"]))


def vital_status(claims: ir.Table, people: ir.Table, last_contact: ir.Table) -> ir.Table:
    """One row for each of ``people``: status and day.

    ``claims`` (``person``, ``died``, ``death``) may repeat and contradict: any record of death stands, on the
    earliest day given. 'No' means alive at the last contact. A person without a record is unknown, never alive.
    """
    codes = vocabulary("vital_status").codes.index
    said = claims.group_by("person").agg(
        _died=(claims.died.fill_null(False) | claims.death.notnull()).any(),
        _death=claims.death.min(),
        _told=claims.died.notnull().any() | claims.death.notnull().any(),
    )
    joined = people.left_join(said, "person").drop("person_right").left_join(last_contact, "person")
    died, told = joined["_died"].fill_null(False), joined["_told"].fill_null(False)
    return joined.select(
        "person",
        status=ibis.cases((died, codes("died")), (told, codes("alive")), else_=codes("unknown")).cast("int16"),
        day=ibis.cases((died, joined["_death"]), (told, joined["last_contact_day"]), else_=ibis.null("int32")),
    )
