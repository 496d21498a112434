"""Defects of vital signs (rule R10 and the general ones): of a row's several facts one is spoilt."""

from __future__ import annotations

from .defects import CONTRADICTIONS, RARE, Edit, Row, Seeder, has, sets
from .trial_visits import POUNDS

TABLE = "VITALSIGNS"


# Published (2026): of 62,465 weights, 51,947 have a unit; rows are 89,065.
NO_UNIT = (62_465 - 51_947) / 89_065


def seed_vital_signs(seed: Seeder) -> None:
    """Units left out or wrong, a word for a number, two pulses on one day."""
    height, weight, pulse = has("Height"), has("Weight"), has("Pulse")
    # Inferred: what stands there can be nothing but inches, pounds or Fahrenheit.
    seed.change("R10", TABLE, 0.004, _inches(""), height)
    seed.change("R10", TABLE, RARE, _pounds, _heavy)
    seed.change("R10", TABLE, RARE, sets(Temperature="98.2", Temperature_Units=""))
    # Not inferred: it could be either.
    seed.change("R10", TABLE, RARE, sets(Height="171", Height_Units=""), height)
    seed.change("R10", TABLE, NO_UNIT, sets(Weight_Units=""), weight)
    # A unit that cannot be right.
    seed.change("R10", TABLE, RARE, _inches("Centimeters"), height)
    seed.change("R10", TABLE, RARE, sets(Weight="8.1", Weight_Units="Kilograms"))
    seed.change("A04", TABLE, RARE, sets(Weight_Units="Stones"), weight)
    seed.change("A01", TABLE, RARE, sets(Pulse="irregular"), pulse)
    seed.contradict(TABLE, CONTRADICTIONS, _faster, pulse)


def _inches(unit: str) -> Edit:
    def edit(row: Row) -> None:
        if row["Height_Units"] != "Inches":
            row["Height"] = f"{float(row['Height']) / 2.54:.1f}"
        row["Height_Units"] = unit

    return edit


def _kilograms(row: Row) -> float:
    return float(row["Weight"]) / (POUNDS if row["Weight_Units"] == "Pounds" else 1)


def _heavy(row: Row) -> bool:
    return bool(row["Weight"]) and _kilograms(row) > 92


def _pounds(row: Row) -> None:
    row["Weight"], row["Weight_Units"] = f"{_kilograms(row) * POUNDS:.1f}", ""


def _faster(row: Row) -> None:
    row["Pulse"] = str(int(row["Pulse"]) + 9)
