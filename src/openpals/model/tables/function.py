"""Functional scales and other instruments."""

from ..instruments import ALSFRS_ITEMS
from ..table import Table
from ..variable import code, days, flag, integer, number, open_code


class Alsfrs(Table):
    """One ALSFRS or ALSFRS-R assessment: items kept once, 4 = normal, 0 = function lost; totals recomputed."""

    inputs = {
        "cutting_without": "Item 5a, answered by people without a feeding tube.",
        "cutting_with": "Item 5b, answered by people with a feeding tube.",
    }
    key = ("day",)
    made = ("scale", "gastrostomy", "alsfrs_total", "alsfrs_r_total")
    needs = ("day",)
    visit = True
    contact = True

    day = days(required=True)
    scale = code("alsfrs_scale", "Scale", "Which items the assessment holds; see the vocabulary.", required=True)
    speech = integer("1 Speech", 0, 4, ALSFRS_ITEMS["speech"])
    salivation = integer("2 Salivation", 0, 4, ALSFRS_ITEMS["salivation"])
    swallowing = integer("3 Swallowing", 0, 4, ALSFRS_ITEMS["swallowing"])
    handwriting = integer("4 Handwriting", 0, 4, ALSFRS_ITEMS["handwriting"])
    cutting = integer("5 Cutting", 0, 4, "5a without, 5b with gastrostomy: see the flag.")
    gastrostomy = flag("Gastrostomy", "Item 5 was answered as 5b, for people with a feeding tube.")
    dressing = integer("6 Dressing and hygiene", 0, 4, ALSFRS_ITEMS["dressing"])
    turning_in_bed = integer("7 Turning in bed", 0, 4, ALSFRS_ITEMS["turning_in_bed"])
    walking = integer("8 Walking", 0, 4, ALSFRS_ITEMS["walking"])
    climbing_stairs = integer("9 Climbing stairs", 0, 4, ALSFRS_ITEMS["climbing_stairs"])
    respiratory = integer("10 Respiratory (ALSFRS)", 0, 4, "Only in the original ten-item scale.")
    dyspnea = integer("R1 Dyspnea", 0, 4, ALSFRS_ITEMS["dyspnea"])
    orthopnea = integer("R2 Orthopnea", 0, 4, ALSFRS_ITEMS["orthopnea"])
    respiratory_insufficiency = integer("R3 Respiratory insufficiency", 0, 4, ALSFRS_ITEMS["respiratory_insufficiency"])
    alsfrs_total = integer("ALSFRS total", 0, 40, "Sum of items 1-10; empty unless all ten are there.")
    alsfrs_r_total = integer(
        "ALSFRS-R total",
        0,
        48,
        "Sum of items 1-9 and R1-R3; empty unless all are there.",
        bands=(0, 13, 25, 31, 37, 43),
    )
    source_total = number("Total in the source", 0, 48, "As the contributor recorded it; not corrected.", decimals=1)
    respondent = code("respondent", "Who answered")
    mode = code("mode", "Mode of administration")


class OutcomeResponse(Table):
    """One answer to one item of any other instrument."""

    key = ("day", "instrument", "item")
    visit = True
    contact = True

    day = days(required=True)
    instrument = open_code("Instrument", "Short code of the questionnaire or test.", required=True)
    item = open_code("Item", "Short code of the question within the instrument.", required=True)
    score = number("Score", -1e6, 1e6, "The answer as a number.", decimals=4, required=True)
    respondent = code("respondent", "Who answered")
