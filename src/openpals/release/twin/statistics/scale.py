"""The ALSFRS: how a total is made of its items, which items are answered, and how the total moves."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..arrays import ANY, EMPTY, Coded, Floats, Ints, distinct, runs
from ..lines import Lines
from ..persons import ITEMS, SCALES, Persons, item_scores, scale_lines
from ..rows import Rows
from .attributes import stays
from .disclosure import Disclosure, significant
from .series import correlations, movement

# Mean item scores between which it is told how a total is made of its items.
BANDS = (0.0, 1.0, 1.75, 2.25, 2.75, 3.25, 3.75, 4.01)


def scale_statistics(rules: Disclosure, rows: Rows, persons: Persons) -> dict[str, Any]:
    """By scale: its course, its items given their mean, and which of them are answered."""
    asked = persons.facts["scale"]
    told = {}
    for scale in SCALES:
        of_scale = rows.take(asked.is_(scale)[rows.person])
        found = _scale(rules, of_scale, scale, persons) if len(of_scale) else None
        if found:
            told[scale] = found
    return told


def _scale(rules: Disclosure, rows: Rows, scale: str, persons: Persons) -> dict[str, Any] | None:
    line, complete = scale_lines(rows, scale)
    whole = rows.take(complete)
    answered = _answered(rules, rows, len(persons.facts["scale"].at))
    if not rules.enough(len(line.group)) or not answered:
        return None
    items = item_scores(whole, scale)
    site = persons.facts["onset_site"].take(whole.person)
    profile, expected = _profile(rules, items, site, whole.person)
    if not profile:
        return None
    return {
        "course": movement(rules, line),
        "profile": profile,
        "deviation": _deviation(rules, items - expected, whole.person, line),
        **answered,
        "tube_told": rules.share(_any(~rows.codes["gastrostomy"].is_(EMPTY), rows.person)),
        "source_total": _source_total(rules, whole, items),
    }


def _profile(rules: Disclosure, items: Floats, site: Coded, person: Ints) -> tuple[list[dict[str, Any]], Floats]:
    """Mean score of each item in bands of the mean of all, by onset site where enough people are in the band.

    Beside it, what each row is expected to be by it.
    """
    mean = items.mean(axis=1)
    band = np.digitize(mean, BANDS) - 1
    told, expected = [], np.repeat(mean[:, None], items.shape[1], axis=1)
    open_ = np.ones(len(mean), bool)
    for label in (*site.labels, ANY):
        for number in range(len(BANDS) - 1):
            inside = open_ & (band == number) & (site.is_(label) if label != ANY else True)
            if not rules.enough(len(distinct(person[inside]))):
                continue
            center, scores = _person_means(mean[inside], items[inside], person[inside])
            told.append(
                {
                    "site": label,
                    "mean": significant(center),
                    "items": [round(float(score), 2) for score in scores],
                }
            )
            expected[inside] = scores + (mean[inside] - center)[:, None]
            open_ &= ~inside
    return told, np.clip(expected, 0, 4)


def _person_means(mean: Floats, items: Floats, person: Ints) -> tuple[float, Floats]:
    """Means in which each person counts once."""
    each = runs(person)
    center = each.sums(mean) / each.size
    scores = np.stack([each.sums(column) / each.size for column in items.T])
    return float(center.mean()), scores.mean(axis=1)


def _deviation(rules: Disclosure, rest: Floats, person: Ints, line: Lines) -> dict[str, Any]:
    """How people keep to deviate from the profile, item by item and together, and what changes between times."""
    each = runs(person)
    means = np.stack([each.sums(column) / each.size for column in rest.T], axis=1)
    within = rest - means[each.of]
    free = np.maximum(each.size - 1, 1)
    several = each.size > 1
    noise = np.stack([each.sums(column**2) / free for column in within.T], axis=1)[several]
    variance = [rules.mean(column) or 0.0 for column in noise.T]
    spread = [rules.deviation(column) or 0.0 for column in means.T]
    share = float((1 / each.size).mean())
    together = correlations(rules, means)
    return {
        "sd": [
            significant(float(np.sqrt(max(sd**2 - v * share, 0.1 * sd**2))), 2)
            for sd, v in zip(spread, variance, strict=True)
        ],
        "noise": [significant(float(np.sqrt(v)), 2) for v in variance],
        "together": [[round(float(r), 2) for r in row[:i]] for i, row in enumerate(together)],
    }


def _answered(rules: Disclosure, rows: Rows, people: int) -> dict[str, Any]:
    """Which items are answered together (their names joined by a blank) -> share of the rows; how often the next row
    has the same. Nothing where no such set is of enough people.
    """
    there = np.stack([~np.isnan(rows.numbers[item]) for item in ITEMS], axis=1)
    number = there @ (1 << np.arange(len(ITEMS)))
    sets, at = np.unique(number, return_inverse=True)
    labels = tuple(" ".join(item for i, item in enumerate(ITEMS) if one >> i & 1) for one in sets.tolist())
    column = Coded(at.reshape(-1), labels)
    shares = rules.shares(column, rows.person, people)
    none = np.zeros(len(rows), np.int64)
    return {"answered": shares, "answered_stays": stays(rules, column.at, rows.person, none)} if shares else {}


def _any(which: np.ndarray, person: Ints) -> np.ndarray:
    """By person whether any row is so."""
    return runs(person).sums(which.astype(np.float64)) > 0


def _source_total(rules: Disclosure, rows: Rows, items: Floats) -> dict[str, float]:
    """How often the source gives a total, and how often that is the sum of its items."""
    given = ~np.isnan(rows.numbers["source_total"])
    same = rows.numbers["source_total"][given] == items[given].sum(axis=1)
    many = Coded(given.astype(np.int64), ("not given", "given"))
    shares = rules.shares(many, rows.person, int(rows.person.max()) + 1)
    told = {"given": shares.get("given", 0.0), "same": 1.0}
    if rules.enough(len(distinct(rows.person[given]))):
        agreeing = Coded(same.astype(np.int64), ("no", "yes"))
        agree = rules.shares(agreeing, rows.person[given], int(rows.person.max()) + 1)
        told["same"] = agree.get("yes", 0.0) if agree else 1.0
    return told
