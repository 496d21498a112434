"""How far a course identifies: an attacker knows a few dated facts of a person and looks for who fits them.

``courses`` holds people and their dated facts, ``coarsening`` says how sharply they are printed, ``known`` draws what
the attacker knows, ``postings`` and ``matching`` find everybody who fits, ``measure`` counts them.
"""

from .coarsening import BAND, COARSENINGS, PERIODS, Coarsening
from .courses import Courses, People, Population, read_outcomes, read_people, read_population
from .measure import FACTS, Knowledge, Risk, measure, trajectory_risk

__all__ = [
    "BAND",
    "COARSENINGS",
    "FACTS",
    "PERIODS",
    "Coarsening",
    "Courses",
    "Knowledge",
    "People",
    "Population",
    "Risk",
    "measure",
    "read_outcomes",
    "read_people",
    "read_population",
    "trajectory_risk",
]
