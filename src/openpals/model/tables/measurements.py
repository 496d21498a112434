"""What an instrument or a laboratory measured."""

from ..table import Table
from ..variable import code, days, flag, integer, number


class VitalCapacity(Table):
    """Forced or slow vital capacity at one visit: every trial (blow) and the best of them."""

    inputs = {"unit": "Unit of the litres columns."}
    key = ("day", "manoeuvre", "posture")
    made = ("best_litres", "best_percent")
    visit = True
    contact = True

    day = days(required=True)
    manoeuvre = code("vc_manoeuvre", "Manoeuvre", required=True)
    posture = code("position", "Posture")
    best_litres = number("Best of the trials", 0.1, 8, unit="L")
    best_percent = number("Best, percent of predicted", 3, 150, unit="%", decimals=1, bands=(0, 50, 80))
    litres_1 = number("Trial 1", 0.1, 8, unit="L")
    litres_2 = number("Trial 2", 0.1, 8, unit="L")
    litres_3 = number("Trial 3", 0.1, 8, unit="L")
    percent_1 = number("Trial 1, percent of predicted", 3, 150, unit="%", decimals=1)
    percent_2 = number("Trial 2, percent of predicted", 3, 150, unit="%", decimals=1)
    percent_3 = number("Trial 3, percent of predicted", 3, 150, unit="%", decimals=1)
    predicted_litres = number("Predicted normal", 0.5, 9, unit="L")
    reference_set = code("spirometry_reference", "Reference equations")
    measured_by = code("measured_by", "Measured by")


class Lab(Table):
    """One laboratory result, in one unit per analyte."""

    inputs = {
        "result": "The result as written: a number, a limit such as <5, or a word.",
        "unit": "Unit of the result.",
    }
    key = ("day", "analyte", "specimen")
    made = ("value", "comparator", "value_text")
    needs = ("day", "analyte", "result")
    visit = True

    day = days(required=True)
    analyte = code("analyte", "Analyte", required=True)
    specimen = code("specimen", "Specimen", required=True)
    value = number("Value", -1e6, 1e9, "In the analyte's unit, see the vocabulary.", decimals=4)
    comparator = code("comparator", "Comparator", "Where the laboratory gave only a limit.")
    value_text = code("lab_text", "Result in words", "For results that are not numbers.")


class VitalSign(Table):
    """One measured vital sign, with the position and the phase in which it was taken."""

    inputs = {"result": "The measured number.", "unit": "Its unit."}
    key = ("day", "sign", "position", "phase", "minutes_in_position")
    made = ("value",)
    needs = ("day", "sign", "result")
    visit = True
    contact = True

    day = days(required=True)
    sign = code("vital_sign", "Sign", required=True)
    position = code("position", "Position")
    phase = code("vital_phase", "Phase", "Baseline or end point, where the contributor kept such columns.")
    minutes_in_position = integer("Minutes in position", 0, 240, unit="min")
    value = number("Value", 0, 400, "In the sign's unit, see the vocabulary.", decimals=2, required=True)


class MuscleStrength(Table):
    """Isometric strength of one muscle group, one attempt."""

    inputs = {"result": "The measured number.", "unit": "Its unit."}
    key = ("day", "movement", "location", "side", "attempt")
    made = ("kilograms",)
    needs = ("day", "movement", "location", "result")
    visit = True
    contact = True

    day = days(required=True)
    movement = code("movement", "Movement", required=True)
    location = code("strength_location", "Location", required=True)
    side = code("side", "Side")
    attempt = integer("Attempt", 1, 9)
    kilograms = number("Strength", 0, 200, unit="kg", decimals=2, required=True)
    gave_way = flag("Muscle gave way")


class GripStrength(Table):
    """Hand-grip dynamometry, one attempt of one hand."""

    inputs = {"result": "The measured number.", "unit": "Its unit."}
    key = ("day", "side", "attempt")
    made = ("kilograms",)
    needs = ("day", "side", "result")
    visit = True
    contact = True

    day = days(required=True)
    side = code("side", "Hand", required=True)
    attempt = integer("Attempt", 1, 9)
    kilograms = number("Grip", 0, 120, unit="kg", decimals=2, required=True)
    dominant_side = code("side", "Dominant hand")


class Biomarker(Table):
    """One research biomarker measured in blood or cerebrospinal fluid."""

    inputs = {"result": "The measured number, or a limit such as <5.", "unit": "Its unit."}
    key = ("day", "marker", "specimen")
    made = ("value", "comparator")
    needs = ("day", "marker", "specimen", "result")
    visit = True

    day = days(required=True)
    marker = code("biomarker", "Marker", required=True)
    specimen = code("specimen", "Specimen", required=True)
    value = number("Value", 0, 1e6, unit="pg/mL", decimals=4, required=True)
    comparator = code("comparator", "Comparator")
