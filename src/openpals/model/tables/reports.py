"""What members report: symptoms, treatments, and how treatments go."""

from ..table import Table
from ..variable import code, days, integer, number


class SymptomReport(Table):
    """How severe one symptom was on one day, as said by the member or on the member's behalf."""

    key = ("day", "symptom")
    visit = True
    contact = True

    day = days(required=True)
    symptom = code("symptom", "Symptom", required=True)
    severity = code("severity", "Severity", required=True)
    attributed_to = code("attribution", "Attributed to")
    respondent = code("respondent", "Who answered")


class Treatment(Table):
    """One course of one treatment: a drug, supplement, device, procedure or therapy."""

    key = ("treatment", "purpose", "start_day", "dose", "dose_unit")

    treatment = code("treatment", "Treatment", required=True)
    purpose = code("purpose", "Purpose")
    start_day = days("Start")
    stop_day = days("Stop")
    stop_reason = code("stop_reason", "Why it was stopped")
    dose = number("Dose", 0, 1e6, "One dose, in `dose_unit`, as reported.", decimals=3)
    dose_unit = code("dose_unit", "Unit of the dose")


class TreatmentReport(Table):
    """One dated report on a treatment: dose taken, and how it goes."""

    key = ("day", "treatment", "purpose")
    visit = True
    contact = True

    day = days(required=True)
    treatment = code("treatment", "Treatment", required=True)
    purpose = code("purpose", "Purpose")
    doses_per_day = number("Doses a day", 0, 48, decimals=2)
    dose = number("Dose", 0, 1e6, "One dose, in `dose_unit`, as reported.", decimals=3)
    dose_unit = code("dose_unit", "Unit of the dose")
    effectiveness = code("effectiveness", "Effectiveness for its purpose")
    side_effects = code("side_effects", "Side effects overall")
    adherence = code("adherence", "Adherence")
    burden = code("burden", "Burden")
    cost_band = code("cost_band", "Cost a month")
    side_effect_symptom = code("symptom", "Main side effect")
    side_effect_severity = integer("Severity of the main side effect", 1, 3)
    respondent = code("respondent", "Who answered")
