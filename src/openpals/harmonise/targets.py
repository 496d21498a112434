"""Which rules make the variables of which table; tables without an entry are read as declared."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from ..model.layout import Cell, Feed, Source
from ..model.table import Table
from ..model.tables import TABLES, GripStrength, MuscleStrength, Subject
from ..model.variable import Type, Variable
from ..model.vocabulary import countries, vocabulary
from .rules.alsfrs import assessment
from .rules.cells import outside_range, to_integer, to_number
from .rules.codes import to_code, to_flag, word_positions
from .rules.days import Completion, to_day
from .rules.measurements import biomarker, body_measure, lab_result, strength, vital_capacity
from .rules.medication import medication
from .work import Effect, Work

# Inputs that are days although no variable of that name exists, by table.
DAY_INPUTS: Final = {"subject": ("birth", "onset", "diagnosis"), "vital_status": ("death", "death_told")}

# People know these by the month or year, and they are published by the month or decade at most. Within a month onset
# counts as early and diagnosis as late, so that what is only coarse never looks as if it were the wrong way round.
COMPLETIONS: Final = {
    "birth": Completion(day="15", month_and_day="07-01"),
    "onset": Completion(day="01", month_and_day=None),
    "diagnosis": Completion(day="28", month_and_day=None),
}


def subject_claims(work: Work) -> None:
    """A person's country becomes a region; an age is read with its fraction (years are cut when it is settled)."""
    if work.has("country"):
        regions = vocabulary("region").codes.index
        known = {code: regions(region) for code, region in countries().items()}
        work.set(region=work["country"].lower())
        _listed(work, "region", known)
        work.drop("country")
    if work.has("age"):
        to_number(work, "age")
        variable = Variable(Type.NUMBER, "Age", minimum=0, maximum=120)
        variable.name = "age"
        outside_range(work, variable, rule="R08")


def _listed(work: Work, name: str, known: Mapping[str, int]) -> None:
    work.set(_position=work[name].cases(*known.items(), else_=None).cast("int16"))
    work.find("R09", name, Effect.LOST, "unknown word", work[name].notnull() & work["_position"].isnull())
    work.set(**{name: work["_position"]})
    work.drop("_position")


def death_claim(work: Work) -> None:
    """Yes or no; a flag left empty says nothing."""
    if work.has("died"):
        to_flag(work, "died")


BUILDERS: Final[Mapping[str, Callable[[Work], None]]] = {
    "subject": subject_claims,
    "vital_status": death_claim,
    "alsfrs": assessment,
    "vital_capacity": vital_capacity,
    "lab": lab_result,
    "vital_sign": body_measure,
    "muscle_strength": partial(strength, kilograms=MuscleStrength.kilograms),
    "grip_strength": partial(strength, kilograms=GripStrength.kilograms),
    "biomarker": biomarker,
    "concomitant_medication": medication,
}


def day_columns(table: type[Table]) -> tuple[str, ...]:
    """Every column of a table's feeds that is a day."""
    declared = tuple(name for name, variable in table.own_variables().items() if variable.type is Type.DAY)
    return declared + DAY_INPUTS.get(table.name, ())


def make_variables(work: Work, table: type[Table], absolute: Mapping[str, bool]) -> None:
    """Turns the feed's columns of text into the table's typed columns, reporting findings on the way."""
    given = [name for name in table.own_variables() if work.has(name)]
    builder = BUILDERS.get(table.name)
    days = [name for name in day_columns(table) if work.has(name)]
    if builder:
        builder(work)
    for name in days:
        required = name in table.variables and table.variables[name].required
        if required:
            work.find("R02", name, Effect.REJECT, "empty", work[name].isnull())
        effect = Effect.REJECT if required else Effect.LOST
        to_day(work, name, absolute=absolute[name], effect=effect, completion=COMPLETIONS.get(name))
    for name in given:
        _as_declared(work, table.variables[name], untouched=builder is None)
    for name, variable in table.own_variables().items():
        if variable.required and name not in ("condition", "index_event", "status") and variable.type is not Type.DAY:
            _require(work, name)


def listed_words(feed: Feed, source: Source) -> dict[str, dict[str, int]]:
    """The source columns that hold nothing but words of a vocabulary, with the words: the reader can look them up.

    Not where a rule of the table's own, another cell or a condition reads the column's text.
    """
    table = TABLES[feed.target]
    if table.name in BUILDERS or feed.reshapes:
        return {}
    read = [*source.subject.names(), *(name for cell in feed.cells.values() for name in cell.names())]
    plain = {name: cell.columns[0] for name, cell in feed.cells.items() if cell == Cell(columns=cell.columns[:1])}
    return {
        column: word_positions(variable.vocabulary)
        for name, column in plain.items()
        if (variable := table.variables.get(name)) and variable.type is Type.CODE and variable.vocabulary
        if read.count(column) == 1
    }


def _as_declared(work: Work, variable: Variable, untouched: bool) -> None:
    """A column that no rule has typed yet is read as its declaration says. ``untouched``: the table has no rules."""
    if variable.type is Type.OPEN_CODE or not work.has(variable.name):
        return
    if not work[variable.name].type().is_string() and not (untouched and variable.type is Type.CODE):
        return
    match variable.type:
        case Type.CODE:
            assert variable.vocabulary is not None
            to_code(work, variable.name, variable.vocabulary, Effect.REJECT if variable.required else Effect.LOST)
        case Type.INTEGER:
            to_integer(work, variable.name)
            outside_range(work, variable)
        case Type.NUMBER:
            to_number(work, variable.name, effect=Effect.REJECT if variable.required else Effect.LOST)
            outside_range(work, variable, effect=Effect.REJECT if variable.required else Effect.LOST)
        case Type.FLAG:
            to_flag(work, variable.name)
        case _:
            pass


def _require(work: Work, name: str) -> None:
    """A06: without this value the row is no fact. A row refused for another reason is not reported twice."""
    if not work.has(name):
        return
    fine = work.fine()
    work.find("A06", name, Effect.REJECT, "empty", work[name].isnull().ifelse(fine, False))


STAGED_TYPES: Final = {
    Type.PSEUDONYM: "string",
    Type.CODE: "int16",
    Type.OPEN_CODE: "string",
    Type.INTEGER: "int32",
    Type.NUMBER: "float64",
    Type.FLAG: "boolean",
    Type.DAY: "int32",
}

SUBJECT_CLAIMS: Final = (
    "condition",
    "sex",
    "age",
    "birth",
    "race",
    "ethnicity",
    "region",
    "gene",
    "riluzole_use",
    "onset_site",
    "onset",
    "diagnosis",
    "last_contact_day",
)
assert set(SUBJECT_CLAIMS) - set(DAY_INPUTS["subject"]) <= set(Subject.variables)
assert set(BUILDERS) <= set(TABLES)
