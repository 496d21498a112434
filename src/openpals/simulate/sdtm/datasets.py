"""Every dataset of a trial, made one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pyarrow as pa

from .course import Course
from .demographics import demographics, supplement
from .disposition import death_details, disposition, subject_status
from .events import adverse_events, medical_history
from .laboratory import laboratory
from .medication import exposure, medication
from .passage import subject_elements, subject_visits
from .questionnaire import questionnaire
from .respiration import respiration
from .roster import Roster
from .rows import Tables
from .strength import strength
from .study import Study
from .trial_design import trial_arms, trial_elements, trial_summary, trial_visits
from .vital_signs import vital_signs


def datasets(tables: Tables, study: Study) -> Iterator[tuple[str, pa.Table]]:
    """The datasets of one trial that have rows, by name, in the order in which a submission lists them.

    ``tables``: PRO-ACT's tables by name, without defects. Each dataset has the columns that ``variables`` declares.
    Raises ValueError for somebody or an arm that the study does not have, and NoTerm for a word that has no controlled
    term.
    """
    course = Course(tables, Roster(study))
    made: dict[str, Callable[[], pa.Table]] = {
        "TS": lambda: trial_summary(course),
        "TA": lambda: trial_arms(course),
        "TE": lambda: trial_elements(course),
        "TV": lambda: trial_visits(course),
        "DM": lambda: demographics(tables, course),
        "SUPPDM": lambda: supplement(tables, course),
        "SE": lambda: subject_elements(course),
        "SV": lambda: subject_visits(tables, course),
        "CM": lambda: medication(tables, course),
        "EX": lambda: exposure(tables, course),
        "AE": lambda: adverse_events(tables, course),
        "DS": lambda: disposition(tables, course),
        "MH": lambda: medical_history(tables, course),
        "DD": lambda: death_details(course),
        "LB": lambda: laboratory(tables, course),
        "MK": lambda: strength(tables, course),
        "QS": lambda: questionnaire(tables, course),
        "RE": lambda: respiration(tables, course),
        "SS": lambda: subject_status(course),
        "VS": lambda: vital_signs(tables, course),
    }
    for name, make in made.items():
        table = make()
        if len(table):
            yield name, table
