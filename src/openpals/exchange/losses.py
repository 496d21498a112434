"""What PRO-ACT's layout cannot carry: one table of losses, for the manifest, the documentation and the tests.

What follows from the outlines (tables and codes that have no place) is derived from them; the rest is declared. Each
loss can be carried out: which rows it meets, and what their cells hold when the files are read again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, reduce
from operator import or_

import ibis
import ibis.expr.types as ir

from ..harmonise.rules.onset import LATEST_DIAGNOSIS_DAY, LATEST_ONSET_DAY
from ..model.editions import EDITIONS
from ..model.inversion import Filling, Outline, outlines
from ..model.tables import TABLES
from ..model.variable import Type
from ..model.vocabulary import normal_form, vocabulary
from .told import in_words, source_total_again

Where = Callable[[ir.Table], ir.BooleanValue]
Again = Callable[[ir.Table], ir.Value]


@dataclass(frozen=True)
class Loss:
    """What happens to some rows of one of our tables, or to one variable of theirs.

    ``variable``: None where the row is left out. ``which`` and ``becomes`` tell people. ``where``: the rows that it
    meets; None where a row alone does not show it. ``again``: what their cells hold when we read the files; None:
    nothing, they are empty.
    """

    table: str
    variable: str | None
    which: str
    becomes: str
    where: Where | None = None
    again: Again | None = None


@cache
def losses(year: int) -> tuple[Loss, ...]:
    """All losses of an edition, by table, those of whole rows first. KeyError when there is no such edition."""
    made = outlines(year).values()
    told = {outline.target for outline in made}
    found = [*_untold(told), *(loss for outline in made for loss in (*_rows(outline), *_cells(outline)))]
    found += [loss for loss in DECLARED if loss.table in told]
    once = {(loss.table, loss.variable, loss.which): loss for loss in found}.values()
    return tuple(sorted(once, key=lambda loss: (list(TABLES).index(loss.table), loss.variable is not None)))


def of_table(name: str, year: int) -> tuple[Loss, ...]:
    """The losses of one of our tables."""
    return tuple(loss for loss in losses(year) if loss.table == name)


def left_out(rows: ir.Table, found: Iterable[Loss]) -> ir.BooleanValue:
    """Which rows a table's losses leave out."""
    met = [loss.where(rows).fill_null(False) for loss in found if loss.variable is None and loss.where]
    return reduce(or_, met, ibis.literal(False))


# --- what follows from the outlines

# What is not said is read as this code: no loss.
_SAID_BY_SILENCE = {("subject", "onset_site"): "unknown", ("subject", "riluzole_use"): "unknown"}


def _untold(told: set[str]) -> Iterator[Loss]:
    ever = {outline.target for year in EDITIONS for outline in outlines(year).values()}
    for name in TABLES:
        if name not in told:
            why = "this edition has no table for them" if name in ever else "PRO-ACT has no table for them"
            yield Loss(name, None, f"all: {why}", "left out", lambda _: ibis.literal(True))


def _rows(outline: Outline) -> Iterator[Loss]:
    """Rows that say nothing without a word that PRO-ACT does not have, and those of codes that are not taken."""
    without = [(outline.columns[column].value, _wordless(outline.columns[column])) for column in outline.needs]
    for name, taken in outline.taken.items():
        without.append((name, [code for code in _codes(outline.target, name) if code not in taken]))
    if outline.facts:
        first = outline.fact_variables()[0]
        placed = {codes[0] for codes in outline.places()}
        without.append((first, [code for code in _codes(outline.target, first) if code not in placed]))
    for name, codes in without:
        if codes:
            yield Loss(outline.target, None, f"`{name}` {_listed(codes)}", "left out", _is_any(outline, name, codes))


def _cells(outline: Outline) -> Iterator[Loss]:
    """Codes that have no word or no box, codes whose word stands for others too, and what facts' columns do not say."""
    for column, filling in outline.columns.items():
        if filling.value in TABLES[outline.target].variables:
            if column not in outline.needs:
                yield from _unsaid(outline, filling)
            yield from _coarser(outline, filling)
    for name in outline.fact_variables()[1:]:
        yield _let_go(outline, name)


def _unsaid(outline: Outline, filling: Filling) -> Iterator[Loss]:
    name = filling.value
    silence = _SAID_BY_SILENCE.get((outline.target, name))
    codes = [code for code in _wordless(filling) if code != silence]
    if filling.ticked is not None:
        boxes = {one.ticked for one in outline.columns.values() if one.value == name}
        codes = [code for code in _codes(outline.target, name) if code not in boxes]
    if codes:
        yield Loss(outline.target, name, _listed(codes), "empty", _is_any(outline, name, codes))


def _coarser(outline: Outline, filling: Filling) -> Iterator[Loss]:
    named = TABLES[outline.target].variables[filling.value].vocabulary
    for code, word in (filling.words or {}).items():
        read = vocabulary(named).words.get(normal_form(word), code) if named and word else code
        if read != code:
            where = _is_any(outline, filling.value, [code])
            yield Loss(outline.target, filling.value, f"`{code}`", f"`{read}`", where, _always(read))


def _let_go(outline: Outline, name: str) -> Loss:
    names, places = outline.fact_variables(), outline.places()
    place = names.index(name)
    told = {codes: outline.facts[fact].codes.get(name, "") for codes, fact in places.items()}
    changed = {"|".join(codes): code for codes, code in told.items() if code != codes[place]}

    def key(rows: ir.Table) -> ir.StringValue:
        return ibis.literal("|").join([rows[one].fill_null("") for one in names])

    counted = outline.counted_as.get(name)
    which = "where no column says it" + (f"; empty counts as `{counted}`" if counted else "")
    return Loss(
        outline.target,
        name,
        which,
        "what the column says",
        lambda rows: key(rows).isin(list(changed)),
        lambda rows: in_words(key(rows), changed),
    )


def _wordless(filling: Filling) -> list[str]:
    return [code for code, word in (filling.words or {}).items() if not word]


def _codes(table: str, name: str) -> tuple[str, ...]:
    named = TABLES[table].variables[name].vocabulary
    return vocabulary(named).codes if named else ()


def _is_any(outline: Outline, name: str, codes: Iterable[str]) -> Where:
    if TABLES[outline.target].variables[name].type is Type.FLAG:
        return lambda rows: rows[name].isin([code == "yes" for code in codes])
    return lambda rows: rows[name].isin(list(codes))


def _listed(codes: Iterable[str]) -> str:
    return ", ".join(f"`{code}`" for code in codes)


# --- what has to be said


def _filled(table: str, *names: str) -> tuple[Loss, ...]:
    return tuple(Loss(table, name, "all", "empty", _is_filled(name)) for name in names)


def _is_filled(name: str) -> Where:
    return lambda rows: rows[name].notnull()


def _always(value: str | bool) -> Again:
    return lambda _: ibis.literal(value)


def _medication_unknown(rows: ir.Table) -> ir.BooleanValue:
    known = list(vocabulary("treatment").words)
    return rows.treatment.notnull() & ~rows.ingredient.lower().isin(known)


DECLARED: tuple[Loss, ...] = (
    Loss(
        "subject",
        "condition",
        "other than ALS",
        "not told, as PRO-ACT is about ALS alone; we read what contribution.toml says",
        lambda rows: rows.condition != "als",
    ),
    Loss(
        "subject",
        "index_event",
        "all but the first visit of a trial",
        "`first_trial_visit`",
        lambda rows: rows.index_event != "first_trial_visit",
        _always("first_trial_visit"),
    ),
    *_filled("subject", "person_id", "birth_decade", "region", "gene"),
    Loss(
        "subject",
        "onset_site",
        "suppressed, as it was rare",
        "`unknown`",
        lambda rows: rows.onset_site.isnull(),
        _always("unknown"),
    ),
    Loss("subject", "gastrostomy_ever", "all", "made anew: told by item 5 of the ALSFRS, not by a device"),
    Loss("subject", "last_contact_day", "all", "made anew: told by the assessments that are carried"),
    Loss(
        "subject",
        "onset_day",
        f"after day {LATEST_ONSET_DAY}",
        "carried; we read it as a trial's, and take it for a mistake (rule R07)",
        lambda rows: rows.onset_day > LATEST_ONSET_DAY,
    ),
    Loss(
        "subject",
        "diagnosis_day",
        f"after day {LATEST_DIAGNOSIS_DAY}",
        "carried; we read it as a trial's, and take it for a mistake (rule R07)",
        lambda rows: rows.diagnosis_day > LATEST_DIAGNOSIS_DAY,
    ),
    Loss("vital_status", "day", "of people alive", "made anew: the last contact"),
    Loss(
        "alsfrs",
        "gastrostomy",
        "unknown",
        "no: item 5 stands in the column without a feeding tube",
        lambda rows: rows.gastrostomy.isnull() & rows.cutting.notnull(),
        _always(False),
    ),
    Loss(
        "alsfrs",
        "source_total",
        "not the total of the items, or not whole, or the scale is not known",
        "the total of the items where all are there, else empty",
        lambda rows: ~rows.source_total.identical_to(source_total_again(rows)),
        source_total_again,
    ),
    *_filled("vital_capacity", "posture", "reference_set", "measured_by"),
    Loss("vital_capacity", None, "several of one day and posture lost", "carried; we read the greatest"),
    *_filled("vital_sign", "minutes_in_position"),
    Loss("vital_sign", None, "several of one day, told apart by what is lost", "carried; we read the greatest"),
    Loss(
        "biomarker",
        None,
        "limits, such as below 5: the column holds numbers",
        "left out",
        lambda rows: rows.comparator.notnull(),
    ),
    Loss("adverse_event", None, "rows that merged rare terms have made alike", "carried; we read one"),
    Loss("concomitant_medication", None, "rows that merged rare names have made alike", "carried; we read one"),
    Loss(
        "concomitant_medication",
        "treatment",
        "of an ingredient whose name was merged",
        "empty",
        _medication_unknown,
    ),
)
