"""Asking in public, in every form, and keeping what was asked for."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from typing import Any

import pytest
from django.utils.html import escape
from hypothesis import given
from hypothesis import strategies as st

from openpals.portal.host.catalogue.shelf import read_shown
from openpals.portal.host.explorer.models import Asked, KeptCohort
from openpals.privacy.counting.policy import default_count_policy, parse_count_policy

pytestmark = pytest.mark.django_db

WHERE = "/explorer/2026.1/"
QUESTIONS = ("", "?sex=female", "?sex=male&age=60-69&age=70-79", "?onset_site=bulbar&sex=female&age=50-59")


def json_of(client: Any, query: str) -> Any:
    answer = client.get(f"{WHERE}cohort.json{query}")
    assert answer.status_code == 200, answer.content
    return json.loads(answer.content)


def test_address_without_a_release_leads_to_the_newest(client: Any, published: Any) -> None:
    assert client.get("/explorer/").headers["Location"] == WHERE


def test_answer_for_everybody(client: Any, published: Any) -> None:
    data = json_of(client, "")
    assert (data["release"], data["policy"], data["where"]) == ("2026.1", "strict-counts-1", {})
    assert data["people"]["at_least"] == data["people"]["at_most"]
    assert abs(data["people"]["at_least"] - 360) <= 30  # of groups of 13 and more, each rounded once
    assert set(data["table"]) == {"dataset", "condition", "sex", "age", "region", "onset_site", "alsfrs_r_total"}
    assert data["course"][0]["month"] == 0
    assert 25 < data["course"][0]["mean"] < 48
    assert data["survival"][0] == {"month": 0, "percent": 100, "at_risk": data["survival"][0]["at_risk"]}
    assert data["survival"][-1]["percent"] < 90


def test_three_filters_leave_no_room_for_a_fourth_breakdown(client: Any, published: Any) -> None:
    data = json_of(client, "?sex=male&age=60-69&onset_site=limb")
    told = {name for name, table in data["table"].items() if table is not None}
    assert told == {"sex", "age", "onset_site"}
    page = client.get(f"{WHERE}?sex=male&age=60-69&onset_site=limb").content.decode()
    assert page.count("Take one of them away to see it") == 4


@pytest.mark.parametrize("query", QUESTIONS)
def test_case_13_page_json_csv_and_pictures_say_the_same(client: Any, published: Any, query: str) -> None:
    data = json_of(client, query)
    page = client.get(WHERE + query).content.decode()
    rows = list(csv.DictReader(io.StringIO(client.get(f"{WHERE}cohort.csv{query}").content.decode())))

    def printed(count: dict[str, Any]) -> tuple[str, str]:
        return ("fewer than 11", "") if count["at_least"] is None else (str(count["at_least"]), str(count["at_most"]))

    assert [(row["at least"], row["at most"]) for row in rows if row["part"] == "people"] == [printed(data["people"])]
    by_name = {
        (row["name"], row["band"]): (row["at least"], row["at most"], row["value"])
        for row in rows
        if row["part"] == "table"
    }
    for name, table in data["table"].items():
        for line in table["lines"] if table else ():
            assert by_name[name, line["band"]] == (*printed(line), line["percent"])
            low, high = printed(line)
            shown = low if low == high or not high else f"{low} to {high}"
            assert f'>{escape(line["band"])}</th><td class="govuk-table__cell">{shown}</td>' in page
    for part, key in (("course", "mean"), ("survival", "percent")):
        told = [(int(row["month"]), float(row["value"])) for row in rows if row["part"] == part]
        assert told == [(point["month"], point[key]) for point in data[part]]
        answer = client.get(f"{WHERE}{part}.svg{query}")
        assert answer.status_code == (200 if told else 404)
        if told:
            marks = re.findall(r"<title>(\d+) months: ([\d.]+)</title>", answer.content.decode())
            assert [(int(month), float(number)) for month, number in marks] == told
            cells = re.findall(
                r'<td class="govuk-table__cell">([\d.]+)</td><td class="govuk-table__cell">([\d.]+)</td>', page
            )
            assert all((f"{month:g}", f"{value:g}") in cells for month, value in told)


def test_address_of_an_answer_is_the_same_for_each_spelling(client: Any, published: Any) -> None:
    first = client.get(f"{WHERE}?age=70-79&sex=male&age=60-69&region=").content.decode()
    second = client.get(f"{WHERE}?sex=male&age=60-69&age=70-79").content.decode()
    links = [re.findall(r'href="([^"]*cohort\.json[^"]*)"', page) for page in (first, second)]
    assert links[0] == links[1] == ["/explorer/2026.1/cohort.json?sex=male&amp;age=60-69&amp;age=70-79"]


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("?drug=riluzole", "People are counted by these dimensions"),
        ("?sex=hermit", "sex has these bands"),
        ("?sex=male&age=60-69&onset_site=limb&region=europe", "at most 3 dimensions"),
        ("?sex=%ff%fe", "sex has these bands"),
        ("?%ff=male", "People are counted by these dimensions"),
        ("?sex=' OR 1=1 --", "sex has these bands"),
        ("?sex%5B%5D=male", "People are counted by these dimensions"),
    ],
)
def test_question_that_cannot_be_answered_is_refused_in_every_form(
    client: Any, published: Any, query: str, says: str
) -> None:
    for form in ("", "cohort.json", "cohort.csv", "course.svg", "survival.svg"):
        answer = client.get(f"{WHERE}{form}{query}")
        assert answer.status_code == 422, form
        assert says in answer.content.decode(), form
    assert not Asked.objects.exists()


@pytest.mark.parametrize("query", ["?" + "sex=male&" * 1000, "?sex=" + "m" * 100_000])
def test_case_48_thousand_values_and_huge_values_are_refused(client: Any, published: Any, query: str) -> None:
    assert client.get(f"{WHERE}cohort.json{query}").status_code in (400, 422)


def test_question_is_charged_once_whatever_its_form(client: Any, published: Any) -> None:
    for form in ("", "cohort.json", "cohort.csv"):
        client.get(f"{WHERE}{form}?sex=male")
    client.get(f"{WHERE}?sex=male&sex=male&age=")
    assert Asked.objects.count() == 1
    (row,) = Asked.objects.all()
    assert "male" not in row.question  # what somebody asks is nobody's to read


def test_budget_that_is_spent_is_told_and_old_questions_still_answered(
    client: Any, published: Any, use_policy: Any
) -> None:
    use_policy(parse_count_policy("[budgets]\ncaller = 2\nanonymous = 2\neverybody = 3", "small.toml"))
    for query in ("?sex=male", "?sex=female"):
        assert client.get(f"{WHERE}cohort.json{query}").status_code == 200
    for form in ("", "cohort.json"):
        answer = client.get(f"{WHERE}{form}?age=60-69")
        assert answer.status_code == 429
        assert "used up" in answer.content.decode()
    assert client.get(f"{WHERE}cohort.json?sex=female").status_code == 200
    assert Asked.objects.count() == 2


def test_stricter_policy_of_the_site_refuses_a_release_counted_under_a_weaker_one(
    client: Any, published: Any, use_policy: Any
) -> None:
    use_policy(replace(default_count_policy(), people=21))
    assert client.get(WHERE).status_code == 503


def test_asking_costs_as_many_queries_for_everybody_as_for_a_few(
    client: Any, published: Any, django_assert_num_queries: Any
) -> None:
    client.get(WHERE)
    for query in ("?sex=male", "?sex=male&age=60-69&onset_site=limb"):
        with django_assert_num_queries(9):  # the release, is it public, five of the budget, its transaction
            client.get(WHERE + query)


def test_cohort_is_kept_listed_opened_and_removed(client: Any, published: Any, build_account: Any, log_in: Any) -> None:
    assert client.get(f"{WHERE}keep/?sex=female").headers["Location"].startswith("/accounts/login/")
    mine, other = build_account("researcher"), build_account("researcher")
    log_in(mine)
    assert client.post(f"{WHERE}keep/?sex=female&sex=female", {"name": ""}).status_code == 422
    client.post(f"{WHERE}keep/?sex=female&sex=female", {"name": "Women", "owner": other.pk})
    row = KeptCohort.objects.get()
    assert (row.owner, row.name, row.bands, row.release) == (mine, "Women", {"sex": ["female"]}, published)
    assert row.address == f"{WHERE}?sex=female"
    assert row.address in client.get("/cohorts/").content.decode()
    log_in(other)
    assert "Women" not in client.get("/cohorts/").content.decode()
    assert client.post(f"/cohorts/{row.pk}/remove/").status_code == 404
    log_in(mine)
    client.get(f"/cohorts/{row.pk}/remove/")
    assert KeptCohort.objects.exists()
    client.post(f"/cohorts/{row.pk}/remove/")
    assert not KeptCohort.objects.exists()


def test_cohort_that_cannot_be_asked_for_is_not_kept(
    client: Any, published: Any, build_account: Any, log_in: Any
) -> None:
    assert log_in(build_account()).post(f"{WHERE}keep/?sex=hermit", {"name": "x"}).status_code == 422
    assert not KeptCohort.objects.exists()


def test_case_36_name_of_a_cohort_is_shown_as_text(
    client: Any, published: Any, build_account: Any, log_in: Any
) -> None:
    log_in(build_account()).post(f"{WHERE}keep/", {"name": "<script>alert(1)</script>"})
    assert "&lt;script&gt;" in client.get("/cohorts/").content.decode()
    assert "<script>alert" not in client.get("/cohorts/").content.decode()


def test_list_of_cohorts_asks_as_often_for_many_as_for_one(
    client: Any, published: Any, build_account: Any, log_in: Any, django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    log_in(build_account())
    client.post(f"{WHERE}keep/", {"name": "one"})
    client.get("/cohorts/")
    with CaptureQueriesContext(connection) as one:
        client.get("/cohorts/")
    for number in range(5):
        client.post(f"{WHERE}keep/?sex=male", {"name": f"more {number}"})
    client.get("/cohorts/")
    with CaptureQueriesContext(connection) as many:
        client.get("/cohorts/")
    assert len(many) == len(one)


def test_case_37_cells_of_a_csv_are_no_formulas() -> None:
    from openpals.privacy.counting.cohort import _harmless

    assert [_harmless(text) for text in ("=1+1", "+1", "-1", "@x", "\tx", "\rx", "60-69", "<1")] == [
        "'=1+1", "'+1", "'-1", "'@x", "'\tx", "'\rx", "60-69", "<1",
    ]  # fmt: skip


@given(data=st.data())
def test_any_question_of_known_bands_has_an_answer_without_a_count_below_eleven(data: st.DataObject) -> None:
    """In the counter itself, whose answers all forms are made of."""
    from tests.portal.host.released import release_folder

    from openpals.portal.host.catalogue.models import Release
    from openpals.privacy.counting.cohort import describe
    from openpals.privacy.counting.question import ask
    from openpals.release.manifest import MANIFEST, sha256

    folder = release_folder()
    shown = read_shown(Release(folder=str(folder), manifest_sha256=sha256(folder / MANIFEST)))
    assert shown.cube is not None
    names = data.draw(st.lists(st.sampled_from(shown.cube.dimensions), max_size=3, unique_by=lambda one: one.name))
    where = {one.name: data.draw(st.sets(st.sampled_from(one.codes), min_size=1)) for one in names}
    policy = default_count_policy()
    found = describe(shown.cube, shown.strata, policy, ask(shown.cube.dimensions, policy, where)).as_data()
    counts = [found["people"], *(line for table in found["table"].values() if table for line in table["lines"])]
    told = [count[side] for count in counts for side in ("at_least", "at_most") if count[side] is not None]
    told += [point["people"] for point in found["course"]] + [point["at_risk"] for point in found["survival"]]
    assert all(number >= 15 and number % 5 == 0 for number in told)
