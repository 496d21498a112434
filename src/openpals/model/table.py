"""A table of the common model: a class whose attributes are its variables, in order."""

from __future__ import annotations

from typing import ClassVar

from .variable import Sensitivity, Type, Variable


class Table:
    """One kind of fact. Subclasses declare variables; the docstring is the table's description.

    ``key`` names what makes two rows the same fact, beside the subject. ``visit`` says that ``day`` is the day on
    which somebody was assessed or reported (so the rules for visit days apply). ``contact`` says that such a row
    proves that the person was seen alive (quality rule 21). ``inputs`` are what a source may give where it does not
    have the variables themselves; the rules make the variables of them. ``made`` names the variables that only rules
    make, and no source gives. ``needs`` names the variables and inputs without which no row is a fact: the required
    variables, unless rules make them of something else.
    """

    name: ClassVar[str]
    key: ClassVar[tuple[str, ...]]
    visit: ClassVar[bool] = False
    contact: ClassVar[bool] = False
    inputs: ClassVar[dict[str, str]] = {}
    made: ClassVar[tuple[str, ...]] = ()
    needs: ClassVar[tuple[str, ...]]
    variables: ClassVar[dict[str, Variable]]

    subject_id = Variable(
        Type.PSEUDONYM,
        "Subject",
        "Pseudonym of the person: a keyed hash, made anew by the host for each release.",
        required=True,
        sensitivity=Sensitivity.QUASI_IDENTIFIER,
    )
    dataset = Variable(
        Type.OPEN_CODE,
        "Dataset",
        "The contribution that this row came from.",
        required=True,
        counted=True,
    )

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        own = {name: value for name, value in vars(cls).items() if isinstance(value, Variable)}
        cls.variables = {"subject_id": Table.subject_id, "dataset": Table.dataset, **own}
        cls.name = snake_case(cls.__name__)
        if "needs" not in vars(cls):
            cls.needs = tuple(name for name, variable in own.items() if variable.required)
        unknown = ((set(cls.key) | set(cls.made)) - set(own)) | (set(cls.needs) - set(own) - set(cls.inputs))
        if unknown:
            raise TypeError(f"{cls.__name__} names {sorted(unknown)}, which it does not declare")

    @classmethod
    def own_variables(cls) -> dict[str, Variable]:
        """The variables beside subject and dataset, in declared order."""
        return {name: v for name, v in cls.variables.items() if name not in ("subject_id", "dataset")}

    @classmethod
    def days(cls) -> tuple[str, ...]:
        """The variables that are days, in declared order: on the first a fact is of or begins, on others it ends."""
        return tuple(name for name, variable in cls.own_variables().items() if variable.type is Type.DAY)

    @classmethod
    def taken(cls) -> tuple[str, ...]:
        """The variables and inputs that a source may give."""
        return (*(name for name in cls.own_variables() if name not in cls.made), *cls.inputs)

    @classmethod
    def description(cls) -> str:
        """The docstring on one line."""
        return " ".join((cls.__doc__ or "").split())


def snake_case(name: str) -> str:
    """``VitalCapacity`` -> ``vital_capacity``."""
    return "".join(f"_{c.lower()}" if c.isupper() and i else c.lower() for i, c in enumerate(name))
