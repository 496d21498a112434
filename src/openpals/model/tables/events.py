"""What happened to a person: events, medication, equipment, arm, and being alive."""

from ..table import Table
from ..variable import Sensitivity, code, days, number, open_code


class VitalStatus(Table):
    """One row a person: died, alive at a day, or unknown. Absent from a death table is never 'alive'."""

    inputs = {
        "died": "Yes where the person died, no where the contributor knew that the person lived.",
        "death": "Day or date of death.",
        "death_told": "Day or date on which the death was told of, taken for that of death where nothing names it.",
    }
    key = ()
    made = ("status", "day")
    needs = ()

    status = code("vital_status", "Vital status", required=True, counted=True)
    day = days(
        "Day",
        "Of death, or of the last day known alive; empty when unknown or not recorded.",
        sensitivity=Sensitivity.QUASI_IDENTIFIER,
    )


class AdverseEvent(Table):
    """One adverse event of a trial, as coded by the contributor."""

    key = ("term", "organ_class", "severity", "outcome", "start_day", "end_day")

    term = open_code("Preferred term", "As coded by the contributor; no dictionary is shipped.", required=True)
    organ_class = open_code("System organ class")
    severity = code("event_severity", "Severity")
    outcome = code("event_outcome", "Outcome")
    start_day = days("Start")
    end_day = days("End", "Empty: ongoing or unknown.")


class ConcomitantMedication(Table):
    """One ingredient taken beside the study drug."""

    inputs = {"name": "Drug name; several joined by a semicolon are split."}
    key = ("ingredient", "treatment", "start_day", "stop_day", "dose", "dose_unit", "route")
    made = ("ingredient", "treatment")
    needs = ("name",)

    ingredient = open_code("Ingredient", "Upper-case generic name.", required=True)
    treatment = code("treatment", "Treatment", "The model's own code, where the name is known to it.")
    start_day = days("Start")
    stop_day = days("Stop", "Empty: ongoing or unknown.")
    dose = number("Dose", 0, 1e7, decimals=3)
    dose_unit = code("dose_unit", "Unit of the dose")
    route = code("route", "Route")


class Equipment(Table):
    """A device that the person began to use: ventilation, feeding tube, wheelchair, communication aid."""

    key = ("equipment", "start_day")

    equipment = code("equipment", "Equipment", required=True)
    start_day = days("Start")
    stop_day = days("Stop")


class TrialArm(Table):
    """The arm to which a trial's participant was assigned."""

    key = ()

    arm = code("arm", "Arm", required=True)
    day = days("Day of assignment")
