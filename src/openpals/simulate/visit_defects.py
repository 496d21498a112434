"""Defects of visits that are one fact a row: ALSFRS and vital capacity (rules R02 to R05, R12, R14, R15)."""

from __future__ import annotations

from ..model.editions import COLUMNS
from .defects import CONTRADICTIONS, RARE, TOO_EARLY, Edit, Row, Seeder, has, sets
from .trial_days import DAY

# Published: 6.7 % of the rows of forced vital capacity have no first trial (2026).
NO_RESULT = 0.067

_ITEMS = [name for name in COLUMNS["ALSFRS"] if name.startswith(("Q", "R_"))]
_RESULTS = [name for name in COLUMNS["FVC"] if name.startswith(("Subject_Liters", "pct_"))]


def seed_visits(seed: Seeder, infants: set[str], deaths: dict[str, int]) -> None:
    """``infants``: whose birth stands on a day after screening; ``deaths``: the known day of each death."""
    _alsfrs(seed, infants, deaths)
    _vital_capacity(seed, infants, deaths)


def _visit_days(seed: Seeder, table: str, infants: set[str], deaths: dict[str, int]) -> None:
    """Days and subjects that cannot be, for tables in which a row is one fact."""
    day = DAY[table]
    seed.change("R02", table, TOO_EARLY, sets(**{day: "-211"}), lambda row: row["subject_id"] not in infants)
    seed.change("R02", table, RARE, sets(**{day: ""}))
    seed.change("R15", table, RARE, sets(**{day: "99999"}))
    seed.change("A01", table, RARE, sets(**{day: "Day 30"}))
    seed.change("A05", table, RARE, sets(subject_id="12"))
    seed.change("A06", table, RARE, sets(subject_id=""))
    for row in seed.rows(table, RARE, lambda row: row["subject_id"] in deaths):
        row[day] = str(deaths[row["subject_id"]] + 40)
        seed.count("R14", table)


def _alsfrs(seed: Seeder, infants: set[str], deaths: dict[str, int]) -> None:
    table = "ALSFRS"
    _visit_days(seed, table, infants, deaths)
    seed.change("R04", table, RARE, sets(Q8_Walking="7"))
    seed.change("R04", table, RARE, sets(Q1_Speech="2.5"))
    seed.change("R04", table, 0.01, _more("ALSFRS_Total", "ALSFRS_R_Total", by=-3), _above_three)
    seed.change("A01", table, RARE, sets(Q4_Handwriting="three"))
    seed.change("A02", table, RARE, sets(ALSFRS_R_Total="60"), has("ALSFRS_R_Total"))
    seed.change("A06", table, RARE, sets(**dict.fromkeys([*_ITEMS, "ALSFRS_Total", "ALSFRS_R_Total"], "")))
    without, with_tube = "Q5a_Cutting_without_Gastrostomy", "Q5b_Cutting_with_Gastrostomy"
    # Published: 14 of the 73,845 rows of one release, or so.
    seed.change("R05", table, 14 / 73_845, lambda row: row.update({with_tube: row[without]}), has(without))
    seed.respell("R05", table, RARE, sets(**{without: "", with_tube: ""}))
    seed.contradict(
        table,
        CONTRADICTIONS,
        _more("Q9_Climbing_Stairs", "ALSFRS_Total", "ALSFRS_R_Total", by=1),
        lambda row: row["Q9_Climbing_Stairs"] < "4",
    )


def _above_three(row: Row) -> bool:
    return all(int(row[name]) >= 3 for name in ("ALSFRS_Total", "ALSFRS_R_Total") if row[name])


def _more(*columns: str, by: int) -> Edit:
    """Adds to each of these cells that is filled."""

    def edit(row: Row) -> None:
        row.update({name: str(int(row[name]) + by) for name in columns if row[name]})

    return edit


def _vital_capacity(seed: Seeder, infants: set[str], deaths: dict[str, int]) -> None:
    table = "FVC"
    _visit_days(seed, table, infants, deaths)
    seed.change("R12", table, 0.01, _times(0.01, "pct_", 4))
    seed.change("R12", table, 0.01, _times(1.3, "pct_", 1), lambda row: _greatest_percent(row) < 110)
    seed.change("R12", table, RARE, sets(Subject_Liters_Trial_1="35.2"))
    seed.change("A01", table, RARE, sets(Subject_Liters_Trial_1="not done"))
    seed.change("A04", table, RARE, sets(Forced_Vital_Capacity_Units="squares"))
    seed.change("A06", table, NO_RESULT, sets(**dict.fromkeys(_RESULTS, "")))
    seed.contradict(table, CONTRADICTIONS, _times(1.04, "Subject_Liters", 2), lambda row: _greatest_percent(row) > 40)


def _times(factor: float, prefix: str, decimals: int) -> Edit:
    def edit(row: Row) -> None:
        for name, text in row.items():
            if text and name.startswith(prefix):
                row[name] = f"{float(text) * factor:.{decimals}f}"

    return edit


def _greatest_percent(row: Row) -> float:
    return max(float(text) for name, text in row.items() if text and name.startswith("pct_"))
