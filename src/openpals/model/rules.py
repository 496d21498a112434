"""The quality rules, declared once: what is looked for, why, and which function does it.

Numbers 1 to 21 answer the defects that users of PRO-ACT have described in public (one rule a defect). The lettered
ones hold for any source.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """One rule. ``function`` is the dotted path of the code that carries it out."""

    id: str
    name: str
    title: str
    remedy: str
    function: str


_H = "openpals.harmonise.rules."

RULES: dict[str, Rule] = {
    rule.id: rule
    for rule in (
        Rule(
            "R01",
            "duplicates",
            "Exact repeats are merged; of rows that contradict each other one is kept",
            "Remove the repeats at the source, or correct the contradicting rows.",
            _H + "duplicates.rank_duplicates",
        ),
        Rule(
            "R02",
            "visit-window",
            "A visit lies between 90 days before the index day and today; empty days stay empty",
            "Check the row's day or date.",
            _H + "days.outside_visit_window",
        ),
        Rule(
            "R03",
            "alsfrs-scale",
            "ALSFRS and ALSFRS-R are told apart; neither total is made out of the other",
            "None needed: see the column `scale`.",
            _H + "alsfrs.alsfrs_scale",
        ),
        Rule(
            "R04",
            "alsfrs-items",
            "Items are whole numbers from 0 to 4; totals are recomputed",
            "Correct the item; the scale has no half points.",
            _H + "alsfrs.alsfrs_totals",
        ),
        Rule(
            "R05",
            "cutting-item",
            "Item 5 is answered once: 5a without, 5b with a feeding tube",
            "Keep only the answer that fits the feeding tube; 5b was taken.",
            _H + "alsfrs.cutting_item",
        ),
        Rule(
            "R06",
            "onset-record",
            "One onset and one diagnosis a person, out of up to three rows",
            "Decide which of the contradicting records holds.",
            _H + "onset.onset_record",
        ),
        Rule(
            "R07",
            "onset-order",
            "Onset, diagnosis and first visit come in that order",
            "Check both dates: they may be swapped.",
            _H + "onset.onset_order",
        ),
        Rule(
            "R08",
            "age",
            "Age comes from the age or from the birth, and is top-coded; birth itself stays behind",
            "Correct the age or the date of birth.",
            _H + "person.age_at_index",
        ),
        Rule(
            "R09",
            "code-lists",
            "Every word is mapped to one code list a field",
            "Use one of the words in the data dictionary, or map the word under `codes` in the mapping file.",
            _H + "codes.to_code",
        ),
        Rule(
            "R10",
            "body-units",
            "Weight and height are in kg and cm; units are inferred only where unambiguous",
            "Fill in the unit, or correct the value.",
            _H + "measurements.body_measure",
        ),
        Rule(
            "R11",
            "vital-columns",
            "Position and phase are columns of their own, not parts of column names",
            "None needed.",
            "openpals.harmonise.shape.spread_columns",
        ),
        Rule(
            "R12",
            "vital-capacity",
            "Litres, predicted litres and per cent agree; proportions become per cent",
            "Check litres, predicted value and per cent of this visit.",
            _H + "measurements.vital_capacity",
        ),
        Rule(
            "R13",
            "lab-results",
            "One analyte list, one unit an analyte, limits and words kept apart from numbers",
            "Name the analyte and the unit, or add them to the mapping file.",
            _H + "measurements.lab_result",
        ),
        Rule(
            "R14",
            "vital-status",
            "Died, alive at a day, or unknown; nobody visits after death",
            "Check the day of death against the day of the visit.",
            _H + "vital_status.after_death",
        ),
        Rule(
            "R15",
            "sentinel-days",
            "Placeholder days and dates mean unknown",
            "Leave the cell empty instead of writing a placeholder.",
            _H + "days.sentinel_day",
        ),
        Rule(
            "R16",
            "medication-names",
            "Joined drug names are split, upper-case, and mapped to the model's treatments",
            "None needed.",
            _H + "medication.split_ingredients",
        ),
        Rule(
            "R17",
            "three-values",
            "Use of a drug is yes, no or unknown; absent is not no",
            "None needed.",
            _H + "person.three_valued",
        ),
        Rule(
            "R18",
            "recorded",
            "Not recorded by a contributor is told apart from not done",
            "None needed: see `recorded` in the quality report.",
            "openpals.release.quality.quality_report",
        ),
        Rule(
            "R19",
            "small-cells",
            "Values carried by fewer than the policy's number of people are merged",
            "None needed.",
            "openpals.privacy.rare.merge_rare_values",
        ),
        Rule(
            "R20",
            "renamed-headers",
            "Files and columns are found under every name that their releases gave them",
            "None needed.",
            "openpals.sources.names.match_columns",
        ),
        Rule(
            "R21",
            "contact-days",
            "Last contact counts assessments and reports, not laboratory or event rows",
            "None needed.",
            _H + "days.last_contact",
        ),
        Rule(
            "A01",
            "number",
            "A number stands where a number belongs",
            "Correct the cell, or leave it empty.",
            _H + "cells.to_number",
        ),
        Rule(
            "A02",
            "range",
            "A value lies within the range its variable can have",
            "Check the value and its unit.",
            _H + "cells.outside_range",
        ),
        Rule(
            "A03",
            "date",
            "A date exists in the calendar, is complete, and is not in the future",
            "Write dates as year-month-day; name another order as `date_formats`.",
            _H + "days.to_day",
        ),
        Rule(
            "A04",
            "unit",
            "A unit is known and measures what the variable measures",
            "Write a UCUM unit, or map the word under `units` in the mapping file.",
            _H + "measurements.to_unit",
        ),
        Rule(
            "A05",
            "subject",
            "A row belongs to a person of the subject table",
            "Add the person to the subject table, or remove the row.",
            "openpals.harmonise.stage.stage_feed",
        ),
        Rule(
            "A06",
            "required",
            "A row says at least what makes it a fact",
            "Fill in the cell, or remove the row.",
            "openpals.harmonise.stage.stage_feed",
        ),
        Rule(
            "A07",
            "before-birth",
            "Nothing is reported before birth",
            "Check the date.",
            _H + "days.before_birth",
        ),
        Rule(
            "A08",
            "last-told-day",
            "Nothing after the person's last told day: withheld so that nobody can tell when the person joined",
            "None needed: a later deposit tells it.",
            _H + "days.untold",
        ),
    )
}
