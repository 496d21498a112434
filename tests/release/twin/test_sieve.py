"""Nobody in the twin looks like a real person in a small class, and nobody can tell who was refused."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.release.conftest import HOST_KEY
from tests.release.twin.conftest import Pool

from openpals.engine import Engine
from openpals.privacy.keys import Key
from openpals.privacy.policy import default_policy
from openpals.release.twin.sieve import accepted, class_sizes, heads

NAMES = default_policy().quasi_identifiers
OTHER_KEY = Key("host", bytes(32))


def people(*rows: tuple[str | None, int | None], times: int = 1) -> pa.Table:
    listed = [row for row in rows for _ in range(times)]
    return pa.table(
        {"sex": pa.array([sex for sex, _ in listed], pa.string()), "age": pa.array([a for _, a in listed], pa.int32())}
    )


@pytest.fixture
def subject(tmp_path: Path) -> Path:
    """Eleven women of 60, ten men of 60, three of unknown sex of 61, one man of unknown age."""
    real = pa.concat_tables(
        [people(("female", 60), times=11), people(("male", 60), times=10), people((None, 61), times=3),
         people(("male", None))]
    )  # fmt: skip
    pq.write_table(real, tmp_path / "subject.parquet")
    return tmp_path / "subject.parquet"


def test_class_sizes_count_real_people_with_empty_cells_alike(subject: Path, tmp_path: Path) -> None:
    asked = people(("female", 60), ("male", 60), (None, 61), ("male", None), (None, 60), ("female", 61))

    with Engine(tmp_path) as engine:
        assert class_sizes(asked, engine, subject).tolist() == [11, 10, 3, 1, 0, 0]


def test_likeness_of_a_small_class_is_refused_and_every_other_of_a_large_one(subject: Path, tmp_path: Path) -> None:
    asked = people(("female", 60), ("male", 60), (None, 61), ("male", None), times=3)

    with Engine(tmp_path) as engine:
        for key in (HOST_KEY, OTHER_KEY):
            assert accepted(asked, engine, subject, 11, key).tolist() == [True, False, True] + [False] * 9


def test_half_of_what_is_nobodys_is_refused_too_by_a_coin_of_the_combination(subject: Path, tmp_path: Path) -> None:
    nobodys = people(*((sex, age) for sex in ("female", "male", "other") for age in range(62, 90)), times=2)

    with Engine(tmp_path) as engine:
        may = accepted(nobodys, engine, subject, 11, HOST_KEY)
        again = accepted(nobodys.take(list(range(nobodys.num_rows))[::-1]), engine, subject, 11, HOST_KEY)
        other = accepted(nobodys, engine, subject, 11, OTHER_KEY)

    assert 0.35 < may.mean() < 0.65
    assert (may[::2] == may[1::2]).all()  # the same combination, the same coin
    assert (may == again[::-1]).all()
    assert (may != other).any()


def test_coin_is_fair_over_keys_and_combinations() -> None:
    thrown = [heads(Key("host", bytes([key]) * 32), json.dumps({"age": age})) for key in range(40) for age in range(50)]

    # 2,000 throws: six standard deviations of 0.0112 around one half.
    assert abs(np.mean(thrown) - 0.5) < 0.07


def test_no_row_of_the_twin_repeats_a_real_one_of_a_small_class(pool: Pool) -> None:
    alike = " AND ".join(f"t.{name} IS NOT DISTINCT FROM r.{name}" for name in NAMES)
    met = duckdb.sql(f"""
        SELECT t.subject_id, count(*) AS people FROM '{pool.twin}/tables/subject.parquet' t
        JOIN '{pool.release}/tables/subject.parquet' r ON {alike} GROUP BY ALL HAVING people < 11""").fetchall()

    assert met == []
