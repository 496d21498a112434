"""ALSFRS assessments: a total that moves along a line, made of items as the statistics say, and the totals recomputed.

The totals, the scale's name and the flag of the feeding tube follow from the items as in the quality rules 3 to 5.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ....model.instruments import ALSFRS_R_RESPIRATORY, ALSFRS_RESPIRATORY
from ....model.tables import Alsfrs
from ..arrays import EMPTY, Floats, Ints, ranges, runs
from ..persons import ITEMS, SCALES
from ..table import DrawnRows
from .attributes import draw_attributes, source_of
from .chance import Chance, Labels
from .items import ItemRows
from .people import Drawn, root
from .series import PER, wander

WORST, BEST = 0, 4
HALVINGS = 30  # of the interval in which the shift lies that makes items add up


def assessments(
    people: Drawn, told: Mapping[str, Any], attributes: Mapping[str, Any], rows: ItemRows, chance: Chance
) -> DrawnRows:
    """The table's rows at the visits of ``rows``; people of a scale that was not told have none."""
    asked = people.facts.get("scale", np.full(people.size, EMPTY))[rows.person]
    codes = draw_attributes(attributes["attributes"], rows, chance)
    parts = []
    for scale, one in told.items():
        inside = np.flatnonzero((asked == scale) & ~np.isnan(people.number("level")[rows.person]))
        if len(inside):
            part = _of_scale(people, scale, one, rows.person[inside], rows.day[inside], told, chance)
            own = {name: labels[inside] for name, labels in codes.items()}
            parts.append(DrawnRows(Alsfrs, part.person, {**part.codes, **own}, part.numbers))
    return _joined(parts)


def _of_scale(
    people: Drawn,
    scale: str,
    told: Mapping[str, Any],
    person: Ints,
    day: Floats,
    every: Mapping[str, Any],
    chance: Chance,
) -> DrawnRows:
    each = runs(person)
    since = day - day[each.first][each.of]
    slope = people.number("slope")
    slope = np.where(np.isnan(slope), told["course"]["slope"] / PER, slope)[person]
    noise = told["course"]["noise"] * wander(person, told["course"]["stays"], chance)
    mean = np.clip(people.number("level")[person] + slope * since + noise, WORST, BEST)
    items = SCALES[scale]
    total = np.round(mean * len(items))
    wanted = _expected(told["profile"], people.facts["onset_site"][person], mean)
    wanted = wanted + _deviations(told["deviation"], people.size, person, chance)
    scores = dict(zip(items, whole_items(wanted, total).T, strict=True))
    scores |= _others(scale, mean, people.facts["onset_site"][person], every)
    scores = _answered(told, scores, person, chance)
    return _derived(people, told, person, day, scores, total, chance)


def _expected(profile: list[Mapping[str, Any]], site: Labels, mean: Floats) -> Floats:
    """The items' scores for a mean of all, by onset site where told."""
    found = np.zeros((len(mean), len(profile[0]["items"])))
    for label in np.unique(site):
        inside = site == label
        points = [one for one in profile if one["site"] == label] or profile
        points = sorted(points, key=lambda one: one["mean"])
        at = [WORST, *(one["mean"] for one in points), BEST]
        for i in range(found.shape[1]):
            scores = [WORST, *(one["items"][i] for one in points), BEST]
            found[inside, i] = np.interp(mean[inside], at, scores)
    return found


def _deviations(told: Mapping[str, Any], size: int, person: Ints, chance: Chance) -> Floats:
    """How a person keeps to deviate from what is expected, and what changes from time to time."""
    spread, noise = np.array(told["sd"]), np.array(told["noise"])
    matrix = np.eye(len(spread))
    for i, row in enumerate(told["together"]):
        matrix[i, : len(row)] = matrix[: len(row), i] = row
    lasting = chance.normal(size, len(spread)) @ root(matrix).T * spread
    return lasting[person] + chance.normal(len(person), len(spread)) * noise


def whole_items(wanted: Floats, total: Floats) -> Floats:
    """Whole scores from 0 to 4, near to the wanted ones, that add up to each row's total.

    All of a row are shifted alike until they add up, then rounded down, and those with the largest rests up again.
    """
    low, high = np.full(len(total), WORST - wanted.max(initial=0) - 1), np.full(len(total), BEST - wanted.min(initial=0) + 1)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        less = np.clip(wanted + middle[:, None], WORST, BEST).sum(axis=1) < total
        low, high = np.where(less, middle, low), np.where(less, high, middle)
    scores = np.clip(wanted + high[:, None], WORST, BEST)
    floor = np.floor(scores)
    missing = (total - floor.sum(axis=1))[:, None]
    rank = np.argsort(np.argsort(floor - scores, axis=1, kind="stable"), axis=1, kind="stable")
    return floor + ((rank < missing) & (floor < BEST))


def _others(scale: str, mean: Floats, site: Labels, told: Mapping[str, Any]) -> dict[str, Floats]:
    """The respiratory items of the other scale, for rows that answer both."""
    other = "alsfrs" if scale == "alsfrs_r" else "alsfrs_r"
    names = ALSFRS_RESPIRATORY if other == "alsfrs" else ALSFRS_R_RESPIRATORY
    if other not in told:
        return {name: np.round(mean) for name in names}
    expected = np.round(np.clip(_expected(told[other]["profile"], site, mean), WORST, BEST))
    return {name: expected[:, SCALES[other].index(name)] for name in names}


def _answered(told: Mapping[str, Any], scores: dict[str, Floats], person: Ints, chance: Chance) -> dict[str, Floats]:
    """Items that are not answered are empty."""
    fresh = chance.labels(told["answered"], len(person))
    kept = chance.uniform(len(person)) < told["answered_stays"]
    kept &= ranges(runs(person).size) > 0
    sets = fresh[source_of(kept)]
    names, at = np.unique(sets, return_inverse=True)
    there = np.array([[item in name.split() for item in ITEMS] for name in names.tolist()])[at.reshape(-1)]
    return {item: np.where(there[:, i], scores[item], np.nan) for i, item in enumerate(ITEMS)}


def _derived(
    people: Drawn,
    told: Mapping[str, Any],
    person: Ints,
    day: Floats,
    scores: dict[str, Floats],
    total: Floats,
    chance: Chance,
) -> DrawnRows:
    """What follows from the items."""
    items = {scale: np.stack([scores[item] for item in names], axis=1).sum(axis=1) for scale, names in SCALES.items()}
    old = ~np.isnan(scores[ALSFRS_RESPIRATORY[0]])
    new = ~np.isnan(np.stack([scores[item] for item in ALSFRS_R_RESPIRATORY])).all(axis=0)
    scale = np.where(old & new, "both", np.where(new, "alsfrs_r", np.where(old, "alsfrs", "unknown")))
    numbers = {"day": day, **scores, "alsfrs_total": items["alsfrs"], "alsfrs_r_total": items["alsfrs_r"]}
    numbers["source_total"] = _source_total(told["source_total"], numbers, total, chance)
    codes = {"scale": scale, "gastrostomy": _tube(people, told, person, scores["cutting"], chance)}
    return DrawnRows(Alsfrs, person, codes, numbers)


def _source_total(told: Mapping[str, float], numbers: dict[str, Floats], total: Floats, chance: Chance) -> Floats:
    """What the source gives as the total: mostly the sum of its items."""
    known = np.where(np.isnan(numbers["alsfrs_r_total"]), numbers["alsfrs_total"], numbers["alsfrs_r_total"])
    known = np.where(np.isnan(known), total, known)
    wrong = np.clip(known + np.where(chance.uniform(len(known)) < 0.5, 1, -1), 0, Alsfrs.source_total.maximum)
    known = np.where(chance.uniform(len(known)) < told["same"], known, wrong)
    return np.where(chance.uniform(len(known)) < told["given"], known, np.nan)


def _tube(people: Drawn, told: Mapping[str, Any], person: Ints, cutting: Floats, chance: Chance) -> Labels:
    """Whether item 5 was answered as by people with a feeding tube: from some visit to the last, for who gets one."""
    each = runs(person)
    place, size = each.place(), each.size[each.of]
    share = people.number("tube")[person]
    with_tube = (people.facts["gastrostomy_ever"][person] == "true") & ~np.isnan(share)
    with_tube &= place >= size - np.maximum(np.round(share * size), 1)
    told_at_all = (chance.uniform(people.size) < told["tube_told"])[person] & ~np.isnan(cutting)
    return np.where(told_at_all, np.where(with_tube, "true", "false"), EMPTY)


def _joined(parts: list[DrawnRows]) -> DrawnRows:
    if not parts:
        return DrawnRows(Alsfrs, np.empty(0, np.int64), {}, {})
    person = np.concatenate([part.person for part in parts])
    codes = {name: np.concatenate([part.codes[name] for part in parts]) for name in parts[0].codes}
    numbers = {name: np.concatenate([part.numbers[name] for part in parts]) for name in parts[0].numbers}
    return DrawnRows(Alsfrs, person, codes, numbers)
