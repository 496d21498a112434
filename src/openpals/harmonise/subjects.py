"""The subject table: what several sources claim about one person, made one record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from ..model.tables import Subject
from ..model.variable import LIFETIME
from ..model.vocabulary import vocabulary
from .rules.days import left_out, months, untold
from .rules.onset import onset_order, onset_record
from .rules.person import age_at_index, birth_decade, three_valued
from .settle import UNPLACED, UNTOLD, relative_days
from .stage import Staged, staged_types
from .targets import SUBJECT_CLAIMS
from .work import Effect, Finding, Settings

# Facts of which all claims must agree; where they do not, the greatest code stands and the others are reported.
AGREEING = ("condition", "sex", "race", "ethnicity", "region", "gene", "riluzole_use")
_DAYS = ("birth", "onset", "diagnosis", "last_contact_day")

LATE_FINDINGS = (
    Finding("R06", "onset", Effect.LOST, "contradiction"),
    Finding("R07", "onset", Effect.LOST, "onset after the index day"),
    Finding("R07", "diagnosis", Effect.LOST, "diagnosis after the index day"),
    Finding("R07", "onset", Effect.LOST, "onset after diagnosis"),
    Finding("R01", "subject", Effect.LOST, "contradiction"),
    Finding("R08", "birth", Effect.LOST, "birth not before the index day"),
    *UNPLACED,
    UNTOLD[0],
    Finding("A08", "onset", Effect.VALUE_WITHHELD, "after the last told day"),
    Finding("A08", "diagnosis", Effect.VALUE_WITHHELD, "after the last told day"),
)


@dataclass
class Subjects:
    """``rows``: one a person of whom anything is told, variables as positions; ``judged``: every claim and its fate."""

    rows: ir.Table
    judged: ir.Table
    birth_days: ir.Table  # _person, birth_day relative to the index day


def settle_subjects(settings: Settings, feeds: Sequence[Staged], people: ir.Table) -> Subjects:
    """One record for each of ``people`` (``_person``, ``index_day``, ``last_told``) out of all claims about them."""
    engine = settings.engine
    claims = engine.keep(ibis.union(*([_placed(feed, people) for feed in feeds] or [_no_claims(people)])))
    fine = claims.filter(claims["_ok"])
    trial = settings.layout.index_event == "first_trial_visit"
    record = engine.keep(_record(fine, people, trial))
    return Subjects(
        rows=_variables(settings, record.filter(~record["_left_out"])),
        judged=engine.keep(_judged(claims, record)),
        birth_days=record.select("_person", birth_day="birth"),
    )


def _placed(feed: Staged, people: ir.Table) -> ir.Table:
    """One feed's claims with days relative to the index day."""
    rows = feed.table.left_join(people.select("_person", "index_day"), "_person").drop("_person_right")
    rows, (undated, beyond) = relative_days(rows, [name for name in _DAYS if name in feed.absolute])
    return rows.select(
        "_person",
        "_row",
        "_rows",
        "_repeats",
        "_bits",
        "_ok",
        *SUBJECT_CLAIMS,
        _undated=undated,
        _beyond=beyond,
        _part=ibis.literal(feed.part, "int16"),
    )


def _no_claims(people: ir.Table) -> ir.Table:
    """No rows, in the shape of claims: a contributor may know nothing of the people but that they are."""
    carried = {
        "_row": "int64",
        "_rows": "int32",
        "_repeats": "int32",
        "_bits": "int64",
        "_ok": "boolean",
        **staged_types(Subject),
        "_undated": "boolean",
        "_beyond": "boolean",
        "_part": "int16",
    }
    nobody = people.filter(ibis.literal(False))
    return nobody.select("_person", **{name: ibis.null(kind) for name, kind in carried.items()})


def _record(fine: ir.Table, people: ir.Table, trial: bool) -> ir.Table:
    """Per person: the agreed facts and the order check, with what contradicts marked."""
    onset = onset_record(fine.select("onset", "diagnosis", "onset_site", person="_person"))
    agreed = fine.group_by("_person").agg(
        **{name: fine[name].max() for name in AGREEING},
        _conflict=_any([fine[name].max() != fine[name].min() for name in (*AGREEING, "age", "birth")]),
        age=fine.age.max(),
        birth=fine.birth.min(),
        last_contact_day=fine.last_contact_day.max(),
    )
    one = people.left_join(agreed, "_person").drop("_person_right")
    one = one.left_join(onset, one["_person"] == onset["person"]).drop("person")
    order = onset_order(one.onset, one.diagnosis, trial)
    unborn = (one.birth > 0).fill_null(False)
    one = one.mutate(
        _late_onset=order["late_onset"],
        _late_diagnosis=order["late_diagnosis"],
        _swapped=order["swapped"],
        _unborn=unborn,
    )
    wrong = one["_swapped"]
    one = one.mutate(
        onset=(one["_late_onset"] | wrong).ifelse(None, one.onset),
        diagnosis=(one["_late_diagnosis"] | wrong).ifelse(None, one.diagnosis),
        birth=one["_unborn"].ifelse(None, one.birth),
    )
    return _up_to_last_told(one)


def _up_to_last_told(record: ir.Table) -> ir.Table:
    """A08: without days that are, as they are printed, after the last told one; and with marks of what was there."""
    told = record["last_told"]
    marked = record.mutate(
        _left_out=left_out(told),
        _untold_onset=untold(months(record.onset), told),
        _untold_diagnosis=untold(months(record.diagnosis), told),
    )
    return marked.mutate(
        onset=marked["_untold_onset"].ifelse(None, marked.onset),
        diagnosis=marked["_untold_diagnosis"].ifelse(None, marked.diagnosis),
        last_contact_day=untold(marked.last_contact_day, told).ifelse(told, marked.last_contact_day),
    )


def _any(conditions: list[ir.BooleanValue]) -> ir.BooleanValue:
    result = conditions[0].fill_null(False)
    for condition in conditions[1:]:
        result = result | condition.fill_null(False)
    return result


def _variables(settings: Settings, record: ir.Table) -> ir.Table:
    """The subject table's variables, apart from those that other tables tell (last contact, gastrostomy)."""
    code = {name: vocabulary(name).codes.index for name in ("condition", "index_event", "onset_site")}
    age = age_at_index(record.age, record.birth)
    rows = record.mutate(age=age)
    # Where days count from the index day, nobody knows in which year that was.
    calendar = settings.layout.time == "dates"
    year = ((rows["index_day"] + rows.birth) / 365.2425 + 1970).floor() if calendar else ibis.null("float64")
    return rows.select(
        "_person",
        "sex",
        "age",
        "race",
        "ethnicity",
        "region",
        "gene",
        "last_contact_day",
        condition=ibis.coalesce(rows.condition, code["condition"](settings.condition)).cast("int16"),
        birth_decade=birth_decade(year, rows.age),
        onset_site=ibis.coalesce(rows.onset_site, code["onset_site"]("unknown")).cast("int16"),
        onset_day=_plausible(months(rows.onset)),
        diagnosis_day=_plausible(months(rows.diagnosis)),
        riluzole_use=three_valued(rows.riluzole_use),
        person_id=ibis.null("string"),  # only who has several datasets can know
        index_event=ibis.literal(code["index_event"](settings.layout.index_event), "int16"),
    )


def _plausible(day: ir.IntegerValue) -> ir.IntegerValue:
    return (day.abs() <= LIFETIME).ifelse(day, None)


def _judged(claims: ir.Table, record: ir.Table) -> ir.Table:
    """Every claim with ``_fate`` and ``_late``: which of them did not become part of the record."""
    marks = record.select(
        "_person",
        "onset_conflict",
        "_late_onset",
        "_late_diagnosis",
        "_swapped",
        "_conflict",
        "_unborn",
        "_left_out",
        "_untold_onset",
        "_untold_diagnosis",
    )
    rows = claims.left_join(marks, "_person").drop("_person_right")
    onset, diagnosis = rows.onset.notnull(), rows.diagnosis.notnull()
    withheld = rows["_left_out"].fill_null(False) & rows["_ok"]
    stated = _any([rows[name].notnull() for name in (*AGREEING, "age", "birth")])
    checks = (
        rows.onset_conflict & (onset | diagnosis | rows.onset_site.notnull()),
        rows["_late_onset"] & onset,
        rows["_late_diagnosis"] & diagnosis,
        rows["_swapped"] & (onset | diagnosis),
        rows["_conflict"] & stated,
        rows["_unborn"] & rows.birth.notnull(),
        rows["_undated"],
        rows["_beyond"],
        withheld,
        rows["_untold_onset"] & onset & ~withheld,
        rows["_untold_diagnosis"] & diagnosis & ~withheld,
    )
    late = sum((check.fill_null(False).ifelse(1 << i, 0) for i, check in enumerate(checks)), ibis.literal(0))
    rows = rows.mutate(_late=late.cast("int16"), _ok=rows["_ok"] & ~withheld)
    window = ibis.window(group_by=["_part", "_person", *SUBJECT_CLAIMS], order_by="_row")
    rows = rows.mutate(_repeat=ibis.row_number().over(window) > 0)
    fate = ibis.cases((~rows["_ok"], 2), (rows["_repeat"], 1), else_=0).cast("int8")
    return rows.select("_part", "_row", "_rows", "_repeats", "_bits", "_late", _fate=fate)


assert set(AGREEING) <= set(Subject.variables)
