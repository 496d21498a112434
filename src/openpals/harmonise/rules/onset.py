"""Onset and diagnosis: one record a person, in an order that can be."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from ...model.vocabulary import vocabulary

# R07: trials enrol weeks after the first symptom at the earliest; a later onset is a mistake in the record.
LATEST_ONSET_DAY = -30

# A trial may write down the diagnosis that its own screening confirmed.
LATEST_DIAGNOSIS_DAY = 30


def onset_record(claims: ir.Table) -> ir.Table:
    """R06: of several rows about one person, one site, one onset and one diagnosis.

    ``claims`` (``person``, ``onset``, ``diagnosis``, ``onset_site``): the earliest day of each stands; sites that
    contradict each other become bulbar and limb together, or unknown. ``onset_conflict`` says that they did.
    """
    codes = vocabulary("onset_site").codes
    mixed = [codes.index(code) for code in ("bulbar", "limb", "limb_and_bulbar")]
    told = claims.mutate(onset_site=(claims.onset_site == codes.index("unknown")).ifelse(None, claims.onset_site))
    one = told.group_by("person").agg(
        onset=told.onset.min(),
        diagnosis=told.diagnosis.min(),
        _latest_onset=told.onset.max(),
        _latest_diagnosis=told.diagnosis.max(),
        _sites=told.onset_site.nunique(),
        _site=told.onset_site.min(),
        _all_mixed=told.onset_site.isin(mixed).all(),
    )
    return one.select(
        "person",
        "onset",
        "diagnosis",
        onset_site=ibis.cases(
            (one["_sites"] == 0, codes.index("unknown")),
            (one["_sites"] == 1, one["_site"]),
            (one["_all_mixed"], codes.index("limb_and_bulbar")),
            else_=codes.index("unknown"),
        ).cast("int16"),
        onset_conflict=(
            (one["_sites"] > 1) | (one.onset != one["_latest_onset"]) | (one.diagnosis != one["_latest_diagnosis"])
        ).fill_null(False),
    )


def onset_order(onset: ir.IntegerValue, diagnosis: ir.IntegerValue, trial: bool) -> dict[str, ir.BooleanValue]:
    """R07: what cannot be, given days relative to the index day.

    ``late_onset``: the first symptom after (in a trial: less than 30 days before) the index day;
    ``late_diagnosis``: a trial's participant diagnosed after the index day by more than its screening;
    ``swapped``: onset after diagnosis. Nothing is swapped in silence: the caller nulls what is implausible.
    """
    limit = LATEST_ONSET_DAY if trial else 0
    return {
        "late_onset": (onset > limit).fill_null(False),
        "late_diagnosis": ((diagnosis > LATEST_DIAGNOSIS_DAY) if trial else ibis.literal(False)).fill_null(False),
        "swapped": (onset > diagnosis).fill_null(False),
    }
