from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.reference_sample import sample_reference

from openpals.release.statistics.reading import MOST_BYTES, ReferenceRefused, as_data, as_text, read_reference
from openpals.release.statistics.reference import (
    CENTILES,
    DOMAINS,
    EVERYONE,
    Point,
    Reference,
    Release,
    Unchanged,
    group_of,
    month_of,
)

TINY = Reference(
    Release("Synthetic pool", "2026.1", "Synthetic pool, release 2026.1. Contains synthetic data.", True),
    "strict-counts-1",
    0.8,
    {EVERYONE: 150, "limb": 45},
    {
        ("total", EVERYONE): (
            Point(11, 150, (20.0, 25.5, 32.1, 40.0, 44.0)),
            Point(13, 45, (None, 24.0, 31.0, 39.0, None)),
        ),
        ("bulbar", "limb"): (Point(12, 25, (None, None, 11.5, None, None)),),
    },
    (Unchanged(EVERYONE, 6, 120, 25),),
)


def test_what_is_written_is_read_again() -> None:
    for reference in (TINY, sample_reference()):
        assert read_reference(as_text(reference).encode()) == reference


def test_file_is_read_as_its_bytes_are(tmp_path: Path) -> None:
    path = tmp_path / "reference.json"
    path.write_text(as_text(TINY), "utf-8")
    assert read_reference(path) == TINY


def test_lookup_gives_the_point_of_a_month() -> None:
    assert TINY.centiles("total", EVERYONE, 11) == Point(11, 150, (20.0, 25.5, 32.1, 40.0, 44.0))
    found = TINY.centiles("total", EVERYONE, 13)
    assert found is not None
    assert (found.people, found.at(50), found.at(10)) == (45, 31.0, None)


def test_lookup_gives_nothing_where_too_few_people_are() -> None:
    assert TINY.centiles("total", EVERYONE, 12) is None
    assert TINY.centiles("respiratory", "bulbar", 12) is None
    assert TINY.curve("respiratory", "bulbar") == ()
    assert TINY.unchanged_over(EVERYONE, 12) is None


@pytest.mark.parametrize(("domain", "group"), [("totals", EVERYONE), ("total", "leg")])
def test_lookup_of_an_unknown_name_is_an_error(domain: str, group: str) -> None:
    with pytest.raises(KeyError):
        TINY.centiles(domain, group, 12)
    with pytest.raises(KeyError):
        TINY.curve(domain, group)


def test_unchanged_share_is_found_by_group_and_time() -> None:
    assert TINY.unchanged_over(EVERYONE, 6) == Unchanged(EVERYONE, 6, 120, 25)
    with pytest.raises(KeyError):
        TINY.unchanged_over(EVERYONE, 7)


@pytest.mark.parametrize(
    ("days", "month"), [(0, 0), (14, 0), (15, 1), (44, 1), (45, 2), (360, 12), (-15, 0), (-16, -1)]
)
def test_month_is_the_nearest(days: int, month: int) -> None:
    assert month_of(days) == month


@pytest.mark.parametrize(
    ("site", "group"),
    [("bulbar", "bulbar"), ("limb", "limb"), ("spine", "other"), ("other", "other"), ("limb_and_bulbar", "other"),
     ("unknown", None), (None, None)],
)  # fmt: skip
def test_site_of_onset_has_a_group(site: str | None, group: str | None) -> None:
    assert group_of(site) == group


def test_word_that_is_no_site_has_no_group() -> None:
    with pytest.raises(KeyError):
        group_of("everyone")


def test_domains_are_the_four_and_their_total() -> None:
    assert [(one.id, one.most) for one in DOMAINS] == [
        ("total", 48), ("bulbar", 12), ("fine_motor", 12), ("gross_motor", 12), ("respiratory", 12)
    ]  # fmt: skip
    assert DOMAINS[2].items == ("handwriting", "cutting", "dressing")


Spoil = Callable[[dict[str, Any]], object]


def _put(*places: Any, value: Any) -> Spoil:
    def spoil(data: Any) -> None:
        for place in places[:-1]:
            data = data[place]
        data[places[-1]] = value

    return spoil


POINT = ("curves", 0, "points", 0)

SPOILT: dict[str, Spoil] = {
    "another kind": _put("kind", value="twin"),
    "a later format": _put("format", value=2),
    "a format that is true": _put("format", value=True),
    "an unknown entry": _put("note", value="hello"),
    "an unknown entry in a group": _put("groups", 0, "note", value="hello"),
    "another meaning": _put("meaning", value="Your forecast."),
    "months of other length": _put("month_days", value=31),
    "other centiles": _put("centiles", value=[5, 25, 50, 75, 95]),
    "no release": lambda data: data.pop("release"),
    "a release that is a text": _put("release", value="2026.1"),
    "no word on whether it is synthetic": lambda data: data["release"].pop("synthetic"),
    "synthetic that is a number": _put("release", "synthetic", value=1),
    "a version that is empty": _put("release", "version", value=""),
    "a policy without a name": _put("policy", value=None),
    "a share above one": _put("share_of_people", value=1.5),
    "a domain of another range": _put("domains", 0, "most", value=40),
    "an unknown group": _put("groups", 0, "id", value="leg"),
    "a group of too few": _put("groups", 1, "people", value=15),
    "a group twice": lambda data: data["groups"].append(data["groups"][0]),
    "curves of an unlisted group": lambda data: data["groups"].pop(1),
    "curves that are no list": _put("curves", value={}),
    "a curve of an unknown domain": _put("curves", 0, "domain", value="cognition"),
    "a curve twice": lambda data: data["curves"].append(data["curves"][0]),
    "a point of too few people": _put(*POINT, 1, value=19),
    "people that are no whole number": _put(*POINT, 1, value=150.0),
    "a month before onset": _put(*POINT, 0, value=-1),
    "months that do not ascend": _put("curves", 0, "points", 1, 0, value=11),
    "a score above the most": _put(*POINT, 6, value=48.5),
    "a negative score": _put(*POINT, 2, value=-0.1),
    "a score that is a text": _put(*POINT, 2, value="20"),
    "a score that is true": _put(*POINT, 2, value=True),
    "a score of two decimals": _put(*POINT, 2, value=20.05),
    "centiles that cross": _put(*POINT, 3, value=19.9),
    "a point without scores": lambda data: data["curves"][0]["points"].append([14, 50, *[None] * len(CENTILES)]),
    "a point that is too short": lambda data: data["curves"][0]["points"][0].pop(),
    "a time that is not told": _put("unchanged", 0, "months", value=7),
    "a share above all": _put("unchanged", 0, "percent", value=101),
    "a share of too few": _put("unchanged", 0, "people", value=10),
    "a share of an unlisted group": _put("unchanged", 0, "group", value="bulbar"),
}


@pytest.mark.parametrize("what", SPOILT)
def test_file_that_is_not_as_declared_is_refused(what: str) -> None:
    data = json.loads(as_text(TINY))
    SPOILT[what](data)
    with pytest.raises(ReferenceRefused):
        read_reference(json.dumps(data).encode())


@pytest.mark.parametrize(
    "content",
    [b"", b"not json", b"[]", b"null", b"\xff\xfe", b'{"kind": "reference statistics", "format": NaN}',
     b"[" * 100_000, as_text(TINY).encode()[:-1], b" " * (MOST_BYTES + 1)],
)  # fmt: skip
def test_foreign_file_is_refused(content: bytes) -> None:
    with pytest.raises(ReferenceRefused):
        read_reference(content)


def test_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReferenceRefused, match="cannot be read"):
        read_reference(tmp_path / "none.json")


def test_refusal_says_where_and_what_to_do() -> None:
    data = as_data(TINY)
    data["curves"][0]["points"][0][1] = 3
    with pytest.raises(ReferenceRefused, match=r"curves 1 has a number of people .* Export it anew"):
        read_reference(json.dumps(data).encode())
