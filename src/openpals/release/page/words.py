"""Numbers and names as they are printed."""

from __future__ import annotations

from collections.abc import Sequence

from ...privacy.counting.answer import percent
from ...privacy.counting.policy import CountPolicy
from ...privacy.counting.suppression import Hidden
from .characteristics import Spread
from .counts import ALL, Share, Shown

NOTHING = "–"


def whole(number: int) -> str:
    """12345 -> 12,345."""
    return f"{number:,}"


def count(shown: Shown, policy: CountPolicy) -> str:
    """A count, or why it is not printed."""
    match shown:
        case Hidden.FEW:
            return f"<{policy.people}"
        case Hidden.BESIDE:
            return "hidden"
        case int():
            return whole(shown)
        case None:
            return NOTHING


def count_of(shown: Shown, people: Shown, policy: CountPolicy) -> str:
    """A count with its per cent, of rounded numbers, where both may be printed."""
    printed = count(shown, policy)
    if not isinstance(shown, int) or not isinstance(people, int) or not shown:
        return printed
    return f"{printed} ({percent(shown, people)}%)"


def share(of: Share | None) -> str:
    """A share in per cent, without the sign."""
    return NOTHING if of is None else f"{of.bound}{of.percent}"


def per_cent(of: Share | None) -> str:
    """A share in per cent, with the sign."""
    return "too few to say" if of is None else f"{share(of)}%"


def mean(spread: Spread | None) -> str:
    """Mean (SD)."""
    return NOTHING if spread is None else f"{_number(spread.mean)} ({_number(spread.sd)})"


def quartiles(spread: Spread | None) -> str:
    """Median (25th to 75th centile)."""
    if spread is None or spread.quartiles is None:
        return NOTHING
    low, median, high = spread.quartiles
    return f"{median:.1f} ({low:.1f} to {high:.1f})"


def _number(value: float | None) -> str:
    return NOTHING if value is None else f"{value:.1f}"


def column(name: str) -> str:
    """A dataset's name as a heading."""
    return "All datasets" if name == ALL else name


def spoken(name: str) -> str:
    """``symptom_report`` -> Symptom report, ``alsfrs`` -> ALSFRS."""
    words = {"alsfrs": "ALSFRS", "el_escorial": "El Escorial", "lab": "Laboratory"}
    return words.get(name, name.replace("_", " ").capitalize())


def happened(effect: str) -> str:
    """What a finding's effect means to the row."""
    return {
        "note": "settled, nothing lost",
        "left behind": "left behind by design",
        "value lost": "value removed",
        "row rejected": "row rejected",
        "value withheld": "value withheld by design",
        "row withheld": "row withheld by design",
    }.get(effect, effect)


def listed(names: Sequence[str]) -> str:
    """a, b and c."""
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1]))) if names else ""
