"""ALSFRS assessments: a total that moves along a line, made of items as the statistics say, and the totals recomputed.

The totals, the scale's name and the flag of the feeding tube follow from the items as in the quality rules 3 to 5.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ....model.instruments import ALSFRS_R_RESPIRATORY, ALSFRS_RESPIRATORY
from ....model.tables import Alsfrs
from ..arrays import EMPTY, Coded, Floats, Ints, combined, joined, runs, same
from ..lines import LEAST_DAYS, LEAST_TIMES
from ..persons import ITEMS, SCALES
from ..table import DrawnRows
from .attributes import draw_attributes, source_of
from .chance import Chance
from .items import ItemRows
from .people import Drawn, root
from .series import PER, wander
from .spreads import by_cell

WORST, BEST = 0, 4
EXCHANGES = 20
HALVINGS = 30  # of the interval in which the shift lies that makes items add up


def assessments(people: Drawn, told: Mapping[str, Any], rows: ItemRows, chance: Chance) -> DrawnRows:
    """The table's rows at the visits of ``rows``; people of a scale that was not told have none.

    ``told``: the statistics of the part.
    """
    codes = draw_attributes(told["tables"][Alsfrs.name]["attributes"], rows, chance)
    parts = []
    for scale in told["alsfrs"]:
        known = people.is_("scale", scale) & ~np.isnan(people.number("level"))
        inside = np.flatnonzero(known[rows.person])
        if len(inside):
            part = _of_scale(people, scale, told, rows.person[inside], rows.day[inside], chance)
            own = {name: column.take(inside) for name, column in codes.items()}
            parts.append(DrawnRows(Alsfrs, part.person, {**part.codes, **own}, part.numbers))
    return _joined(parts)


def _of_scale(
    people: Drawn, scale: str, told: Mapping[str, Any], person: Ints, day: Floats, chance: Chance
) -> DrawnRows:
    one, items = told["alsfrs"][scale], SCALES[scale]
    mean = _course(people, one["course"], told["numbers"].get("slope"), person, day, chance)
    total = np.round(mean * len(items))
    site = people.facts["onset_site"].take(person)
    wanted = _expected(one["profile"], site, mean) + _deviations(one["deviation"], people.size, person, chance)
    scores = dict(zip(items, whole_items(wanted, total).T, strict=True))
    scores |= _others(scale, mean, site, told["alsfrs"])
    scores = _answered(one, scores, person, chance)
    return _derived(people, one, person, day, scores, total, chance)


def _course(
    people: Drawn,
    told: Mapping[str, Any],
    slopes: Mapping[str, Any] | None,
    person: Ints,
    day: Floats,
    chance: Chance,
) -> Floats:
    """The mean item score at each visit: a line from the person's level, and noise around it."""
    each = runs(person)
    who, since = person[each.first], day - day[each.first][each.of]
    span = since[each.first + each.size - 1]
    level, slope = people.number("level")[who], people.number("slope")[who]
    slope = np.where(np.isnan(slope), told["slope"] / PER, slope)
    if slopes is not None:
        sloped = np.flatnonzero((each.size >= LEAST_TIMES) & (span >= LEAST_DAYS))
        slope[sloped] = _slopes(people.take(who[sloped]), slopes)
    alike = combined([people.facts[name].take(who) for name in ("onset_site", "status")])
    slope = exchanged(slope, (WORST - level) / np.maximum(span, 1.0), alike.at, chance)
    noise = told["noise"] * wander(person, told["stays"], chance)
    return np.asarray(np.clip(level[each.of] + slope[each.of] * since + noise, WORST, BEST))


def _slopes(people: Drawn, told: Mapping[str, Any]) -> Floats:
    """Slopes of those who are seen often and long enough to have one: they are the ones of whom they are told.

    Who declines fast is seen for a short time. So the places of these people among each other count.
    """
    cell = combined([people.facts[name] for name in told["by"]]) if told["by"] else same(EMPTY, people.size)
    order = np.lexsort((people.deviates["slope"], cell.at))
    each = runs(cell.at[order])
    place = np.empty(people.size)
    place[order] = (each.place() + 0.5) / each.size[each.of]
    return by_cell(told, people.facts, place)


def exchanged(slope: Floats, steepest: Floats, alike: Ints, chance: Chance) -> Floats:
    """The same slopes, exchanged among people who are ``alike`` so that fewer lead below the worst score.

    Lines through real scores end above it. Cut off there, they would be too gentle. ``steepest``: what each can have.
    """
    slope = slope.copy()
    for _ in range(EXCHANGES):
        order = np.lexsort((chance.uniform(len(slope)), alike))
        one, other = order[:-1:2], order[1::2]
        now = np.maximum(steepest[one] - slope[one], 0) + np.maximum(steepest[other] - slope[other], 0)
        then = np.maximum(steepest[one] - slope[other], 0) + np.maximum(steepest[other] - slope[one], 0)
        better = (alike[one] == alike[other]) & (then < now)
        slope[one[better]], slope[other[better]] = slope[other[better]], slope[one[better]]
    return slope


def _expected(profile: list[Mapping[str, Any]], site: Coded, mean: Floats) -> Floats:
    """The items' scores for a mean of all, by onset site where told."""
    found = np.zeros((len(mean), len(profile[0]["items"])))
    for label in site.occurring().labels:
        inside = site.is_(label)
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
    return np.asarray(lasting[person] + chance.normal(len(person), len(spread)) * noise)


def whole_items(wanted: Floats, total: Floats) -> Floats:
    """Whole scores from 0 to 4, near to the wanted ones, that add up to each row's total.

    All of a row are shifted alike until they add up, then rounded down, and those with the largest rests up again.
    """
    low = np.full(len(total), WORST - wanted.max(initial=0) - 1)
    high = np.full(len(total), BEST - wanted.min(initial=0) + 1)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        less = np.clip(wanted + middle[:, None], WORST, BEST).sum(axis=1) < total
        low, high = np.where(less, middle, low), np.where(less, high, middle)
    scores = np.clip(wanted + high[:, None], WORST, BEST)
    floor = np.floor(scores)
    missing = (total - floor.sum(axis=1))[:, None]
    rank = np.argsort(np.argsort(floor - scores, axis=1, kind="stable"), axis=1, kind="stable")
    return np.asarray(floor + ((rank < missing) & (floor < BEST)))


def _others(scale: str, mean: Floats, site: Coded, told: Mapping[str, Any]) -> dict[str, Floats]:
    """The respiratory items of the other scale, for rows that answer both."""
    other = "alsfrs" if scale == "alsfrs_r" else "alsfrs_r"
    names = ALSFRS_RESPIRATORY if other == "alsfrs" else ALSFRS_R_RESPIRATORY
    profile = told[other]["profile"] if other in told else []
    expected = _expected(profile, site, mean) if profile else np.repeat(mean[:, None], len(SCALES[other]), axis=1)
    whole = np.asarray(np.round(np.clip(expected, WORST, BEST)), np.float64)
    return {name: whole[:, SCALES[other].index(name)] for name in names}


def _answered(told: Mapping[str, Any], scores: dict[str, Floats], person: Ints, chance: Chance) -> dict[str, Floats]:
    """Items that are not answered are empty."""
    fresh = chance.labels(told["answered"], len(person))
    kept = (chance.uniform(len(person)) < told["answered_stays"]) & (runs(person).place() > 0)
    sets = fresh.take(source_of(kept))
    there = np.array([[item in name.split() for item in ITEMS] for name in sets.labels])[sets.at]
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
    scale = Coded(2 * new + old, ("unknown", "alsfrs", "alsfrs_r", "both"))
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


def _tube(people: Drawn, told: Mapping[str, Any], person: Ints, cutting: Floats, chance: Chance) -> Coded:
    """Whether item 5 was answered as by people with a feeding tube: from some visit to the last, for who gets one."""
    each = runs(person)
    place, size = each.place(), each.size[each.of]
    share = people.number("tube")[person]
    with_tube = people.is_("gastrostomy_ever", "true")[person] & ~np.isnan(share)
    with_tube &= place >= size - np.maximum(np.round(share * size), 1)
    told_at_all = (chance.uniform(people.size) < told["tube_told"])[person] & ~np.isnan(cutting)
    return Coded(np.where(told_at_all, with_tube, 2), ("false", "true", EMPTY))


def _joined(parts: list[DrawnRows]) -> DrawnRows:
    if not parts:
        return DrawnRows(Alsfrs, np.empty(0, np.int64), {}, {})
    person = np.concatenate([part.person for part in parts])
    codes = {name: joined([part.codes[name] for part in parts]) for name in parts[0].codes}
    numbers = {name: np.concatenate([part.numbers[name] for part in parts]) for name in parts[0].numbers}
    return DrawnRows(Alsfrs, person, codes, numbers)
