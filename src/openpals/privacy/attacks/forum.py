"""Courses: somebody has read a person's posts with a few dated totals, and looks for the row of the release.

The posts are simulated from the release's own rows, since people post what they report: at random times, now and then
a day or a point wrong. The attacker allows for such mistakes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import log

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ...model.tables import Alsfrs
from .held import Held, Integers, codes
from .outcome import NotRun, Outcome, Tally

TARGETS = 300
POSTS = (1, 2, 3, 5)

# How often a post is as much off, and never more. Assumed: the reader of a post knows its date, not the visit's.
OFF = {0: 0.7, -1: 0.15, 1: 0.15}
# A fact that no row comes near to speaks against the row.
UNSEEN = log(1e-4)

_POINTS = 64  # more than any total
_DAYS = 1 << 20  # more than the days of a life, before and after day 0


@dataclass(frozen=True)
class _Totals:
    """Totals with their days; ``who``: people numbered from 0 in the release's order, ``sex`` of each (-1: empty)."""

    who: Integers
    day: Integers
    total: Integers
    sex: Integers


def by_posts(held: Held) -> Iterator[Outcome]:
    """By sex and so many posts. Raises NotRun where the release has no such scores."""
    found = _totals(held)
    size = np.bincount(found.who)
    order = np.argsort((found.day + _DAYS // 2) * _POINTS + found.total, kind="stable")
    index = _Index(((found.day + _DAYS // 2) * _POINTS + found.total)[order], found.who[order], found.sex)
    first = np.cumsum(size) - size
    for posts in POSTS:
        able = np.flatnonzero(size >= posts)
        if len(able) < 2:
            continue
        dice = held.dice(f"forum {posts}")
        targets = dice.choice(able, min(TARGETS, len(able)), replace=False)
        tally = Tally()
        for person in targets.tolist():
            rows = first[person] + dice.choice(size[person], posts, replace=False)
            day, total = found.day[rows] + _off(dice, posts), found.total[rows] + _off(dice, posts)
            best = index.likeliest(day.tolist(), total.tolist(), int(found.sex[person]))
            tally.tries += 1
            tally.successes += int(best[dice.integers(len(best))] == person)
            tally.chances += 1 / len(size)
        knows = f"sex, and {posts} dated ALSFRS-R {'total' if posts == 1 else 'totals'}, a day or a point off at times"
        yield tally.outcome(f"{posts} {'post' if posts == 1 else 'posts'}", knows)


def _totals(held: Held) -> _Totals:
    path = held.path(Alsfrs.name)
    if path is None:
        raise NotRun("The release has no ALSFRS.")
    with pq.ParquetFile(path, read_dictionary=["subject_id"]) as file:
        rows = file.read(columns=["subject_id", "day", "alsfrs_r_total"])
    rows = rows.filter(pc.is_valid(rows["alsfrs_r_total"])).unify_dictionaries().combine_chunks()
    if rows.num_rows == 0:
        raise NotRun("The release has no ALSFRS-R totals.")
    ids = rows["subject_id"].combine_chunks()
    place = held.places(ids.dictionary)[ids.indices.to_numpy()]
    people, who = np.unique(place, return_inverse=True)
    order = np.argsort(who, kind="stable")
    day, total = (rows[name].to_numpy().astype(np.int64)[order] for name in ("day", "alsfrs_r_total"))
    sex = codes(held.subjects["sex"].take(pa.array(people)))
    return _Totals(who[order], day, total, sex)


def _off(dice: np.random.Generator, count: int) -> Integers:
    return np.asarray(dice.choice(list(OFF), count, p=list(OFF.values())), np.int64)


@dataclass(frozen=True)
class _Index:
    """Day and total in one number, sorted, each with whose they are."""

    key: Integers
    who: Integers
    sex: Integers

    def likeliest(self, days: list[int], totals: list[int], sex: int) -> Integers:
        """The people whose rows explain the posts best."""
        score = np.zeros(len(self.sex))
        for day, total in zip(days, totals, strict=True):
            best = np.full(len(self.sex), UNSEEN)
            for later, of_day in OFF.items():
                for more, of_total in OFF.items():
                    key = (day - later + _DAYS // 2) * _POINTS + total - more
                    among = self.who[np.searchsorted(self.key, key) : np.searchsorted(self.key, key, side="right")]
                    best[among] = np.maximum(best[among], log(of_day * of_total))
            score += best
        score[(self.sex != sex) & (self.sex >= 0) & (sex >= 0)] += UNSEEN
        return np.flatnonzero(score >= score.max() - 1e-9)
