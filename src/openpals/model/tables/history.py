"""History: family, diagnostic certainty."""

from ..table import Table
from ..variable import Sensitivity, code, days


class FamilyHistory(Table):
    """One relative with one neurological disease."""

    key = ("relative", "disease")

    relative = code("relative", "Relative", required=True)
    disease = code("family_disease", "Disease", required=True, sensitivity=Sensitivity.SENSITIVE)


class ElEscorial(Table):
    """El Escorial category of diagnostic certainty."""

    key = ("day",)

    day = days()
    category = code("el_escorial", "Category", required=True)
