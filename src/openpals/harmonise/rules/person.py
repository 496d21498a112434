"""What is true of a person: age, and three-valued answers."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from ...model.vocabulary import vocabulary

# HIPAA Safe Harbor, 45 CFR 164.514(b)(2)(i)(C): ages over 89 are one band. 90 stands for it.
TOP_AGE = 90
DAYS_A_YEAR = 365.25


def age_at_index(age: ir.NumericValue, birth_day: ir.IntegerValue) -> ir.IntegerValue:
    """R08: whole years at the index day, from the age or else from the day of birth (negative), 90 and above as 90.

    An age with its fraction would be a day of birth again, so it is cut to whole years.
    """
    years = ibis.coalesce(age, -birth_day / DAYS_A_YEAR).floor()
    plausible = (years >= 0) & (years <= 120)
    return plausible.ifelse(ibis.least(years, ibis.literal(float(TOP_AGE))), None).cast("int32")


def over_top_age(age: ir.NumericValue, last_day: ir.NumericValue) -> ir.BooleanValue:
    """Whether an age at the index day and a later day add up to the top band, which the age alone would not say."""
    return ((age < TOP_AGE) & (age + last_day / DAYS_A_YEAR >= TOP_AGE)).fill_null(False)


def birth_decade(birth_year: ir.IntegerValue, age: ir.IntegerValue) -> ir.IntegerValue:
    """The first year of the ten-year band of birth; none for the top band of age, which it would undo."""
    return (age < TOP_AGE).ifelse((birth_year / 10).floor() * 10, None).cast("int32")


def three_valued(used: ir.IntegerValue) -> ir.IntegerValue:
    """R17: yes or no as recorded, ``unknown`` where nothing was; absent is not no."""
    return ibis.coalesce(used, vocabulary("yes_no_unknown").codes.index("unknown")).cast("int16")
