"""Who the person is, as far as a release may say."""

from ..table import Table
from ..variable import Sensitivity, code, days, flag, integer, pseudonym

QUASI = Sensitivity.QUASI_IDENTIFIER
SENSITIVE = Sensitivity.SENSITIVE


class Subject(Table):
    """One row a person in a dataset: what does not change, and when the disease began, in days from the index day."""

    inputs = {
        "birth": "Date of birth, or days from the index day to birth; becomes age and birth decade, and stays behind.",
        "country": "ISO 3166 code; becomes the region, and stays behind.",
        "onset": "Day or date of the first symptom.",
        "diagnosis": "Day or date of diagnosis.",
    }
    key = ()
    made = ("person_id", "birth_decade", "onset_day", "diagnosis_day", "gastrostomy_ever", "index_event")
    needs = ()

    person_id = pseudonym(
        "Person",
        "Pseudonym that the subjects share who are one person, each in a dataset of its own with days from its own day "
        "0; empty for all others. Only a release has it, where the host linked people of several datasets.",
    )
    condition = code("condition", "Condition", "The disease the person takes part for.", required=True, counted=True)
    sex = code("sex", "Sex", counted=True, sensitivity=QUASI)
    age = integer(
        "Age at index day",
        0,
        90,
        "In whole years at day 0; 90 stands for 90 and above. A release may print bands, by the year in their middle: "
        "see its risk.json.",
        unit="a",
        bands=(0, 40, 50, 60, 70, 80),
        sensitivity=QUASI,
    )
    birth_decade = integer(
        "Birth decade",
        1880,
        2030,
        "First year of the ten-year band of birth; empty where a "
        "contributor has no calendar, for those aged 90 and above, and where a release does not print it.",
        sensitivity=QUASI,
    )
    race = code("race", "Race", counted=True, sensitivity=QUASI)
    ethnicity = code("ethnicity", "Ethnicity", sensitivity=QUASI)
    region = code(
        "region", "Region", "Broad region of the world; countries stay behind.", counted=True, sensitivity=QUASI
    )
    onset_site = code("onset_site", "Site of onset", counted=True, sensitivity=QUASI)
    onset_day = days(
        "Day of first symptom",
        "Days from the index day, rounded to 30-day months; negative before it.",
        sensitivity=QUASI,
    )
    diagnosis_day = days("Day of diagnosis", "Days from the index day, rounded to 30-day months.", sensitivity=QUASI)
    gene = code("gene", "ALS gene", sensitivity=SENSITIVE)
    riluzole_use = code(
        "yes_no_unknown",
        "Riluzole use",
        "Whether the person was recorded as taking riluzole; 'unknown' where nothing was recorded.",
        counted=True,
    )
    gastrostomy_ever = flag("Gastrostomy at any time", "A feeding tube was recorded at least once.", counted=True)
    last_contact_day = days(
        "Last contact",
        "Last day on which the person was assessed or reported (quality rule 21); "
        "the day at which a survival analysis may censor.",
    )
    index_event = code("index_event", "Index event", "What day 0 is.", required=True)
