"""The attack cases on counts, each tried on the served site; docs/portal/attack-cases.md lists them."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from typing import Any

import pytest

from openpals.portal.host.explorer.models import Asked
from openpals.privacy.counting.policy import parse_count_policy

pytestmark = pytest.mark.django_db

WHERE = "/explorer/2026.1/"
AGES = ("0-39", "40-49", "50-59", "60-69", "70-79", "80%2B")


def asked(client: Any, query: str = "", **headers: str) -> Any:
    answer = client.get(f"{WHERE}cohort.json{query}", **headers)
    assert answer.status_code == 200, answer.content
    return json.loads(answer.content)


def total(client: Any, query: str = "") -> int:
    return int(asked(client, query)["people"]["at_least"] or 0)


def test_case_01_question_that_isolates_one_person(client: Any, published: Any) -> None:
    for age in AGES:
        for site in ("bulbar", "limb", "spine", "missing"):
            number = asked(client, f"?sex=female&age={age}&onset_site={site}")["people"]["at_least"]
            assert number is None or number >= 15


def test_case_02_total_minus_the_rest(client: Any, published: Any) -> None:
    for query in ("", "?onset_site=bulbar"):
        data = asked(client, query)
        told = sum(line["at_least"] or 0 for line in data["table"]["sex"]["lines"])
        rest = data["people"]["at_least"] - told
        assert rest == (data["table"]["sex"]["not_told"]["at_least"] or 0)
        assert rest == 0 or rest >= 15


def test_case_03_totals_around_a_hidden_cell(client: Any, published: Any) -> None:
    by_age = {line["band"]: line["at_least"] or 0 for line in asked(client)["table"]["age"]["lines"]}
    for label, whole in by_age.items():
        age = label.replace(" and above", "%2B")
        if age == "Not recorded":
            continue
        cells = [line["at_least"] or 0 for line in asked(client, f"?age={age}")["table"]["sex"]["lines"]]
        hidden = whole - sum(cells)
        assert hidden == 0 or hidden >= 15


def test_case_04_two_filters_that_differ_by_a_band(client: Any, published: Any) -> None:
    numbers = [total(client, "?" + "&".join(f"age={age}" for age in AGES[: i + 1])) for i in range(len(AGES))]
    assert all(after == before or after - before >= 15 for before, after in pairwise(numbers))


def test_case_05_chain_of_pairs_has_nothing_to_average(client: Any, published: Any) -> None:
    whole = total(client)
    for name, table in asked(client)["table"].items():
        told = sum(line["at_least"] or 0 for line in table["lines"]) + (table["not_told"]["at_least"] or 0)
        assert told == whole, name


def test_case_06_same_question_in_other_words(client: Any, published: Any) -> None:
    first = client.get(f"{WHERE}cohort.json?sex=male&age=60-69&age=70-79").content
    everybody = "&".join(f"age={age}" for age in (*AGES, "missing"))
    for other in ("?age=70-79&age=60-69&sex=male", "?age=70-79&sex=male&age=60-69&age=70-79&region="):
        assert client.get(f"{WHERE}cohort.json{other}").content == first
    assert asked(client, f"?{everybody}") == asked(client)
    assert Asked.objects.count() == 2


def test_case_07_percent_and_mean_do_not_give_the_number(client: Any, published: Any) -> None:
    for query in ("", "?sex=female"):
        data = asked(client, query)
        for table in data["table"].values():
            told = sum(line["at_least"] or 0 for line in table["lines"])
            for line in table["lines"]:
                if line["percent"].isdigit():
                    assert line["percent"] == str((200 * line["at_least"] + told) // (2 * told))
        assert all(point["people"] % 5 == 0 and round(point["mean"], 1) == point["mean"] for point in data["course"])


def test_case_08_no_extremes_and_no_step_of_one_death(client: Any, published: Any) -> None:
    data = asked(client)
    steps = data["survival"]
    for before, after in pairwise(steps):
        assert before["at_risk"] - after["at_risk"] >= 10  # eleven left at least, both numbers rounded
    picture = client.get(f"{WHERE}course.svg").content.decode()
    assert re.findall(r">(\d+)</text>", picture)[:5] == ["0", "12", "24", "36", "48"]  # the scale's, not the people's


def test_case_10_everybody_gets_the_same(client: Any, published: Any, build_account: Any, log_in: Any) -> None:
    answers = [client.get(f"{WHERE}cohort.json?sex=female").content]
    for role in ("researcher", "reviewer", "steward", "administrator"):
        answers.append(log_in(build_account(role)).get(f"{WHERE}cohort.json?sex=female").content)
    assert len(set(answers)) == 1


def test_case_11_many_accounts_share_a_budget(
    client: Any, published: Any, build_account: Any, log_in: Any, use_policy: Any
) -> None:
    use_policy(parse_count_policy("[budgets]\ncaller = 2\nanonymous = 2\neverybody = 5", "small.toml"))
    answered = 0
    for _ in range(4):
        log_in(build_account())
        for age in AGES[:3]:
            answered += client.get(f"{WHERE}cohort.json?age={age}").status_code == 200
    assert answered == 5


def test_case_12_nothing_around_the_answer_tells_more(client: Any, published: Any) -> None:
    """Bands of nobody and of a few are printed alike; no header depends on a number; order is the model's."""
    nobody, few = "other", "spine"
    texts = [client.get(f"{WHERE}cohort.json?onset_site={site}") for site in (nobody, few)]
    data = [json.loads(one.content) for one in texts]
    assert [one["people"]["at_least"] for one in data] == [None, None]
    for one in data:
        del one["where"], one["table"]["onset_site"]["lines"][0]["band"]
    assert data[0] == data[1]
    for one in texts:
        assert not {"ETag", "Last-Modified"} & set(one.headers)
        assert "no-store" in one.headers["Cache-Control"]
    bands = [line["band"] for line in asked(client)["table"]["age"]["lines"]]
    assert bands == ["0-39", "40-49", "50-59", "60-69", "70-79", "80 and above", "Not recorded"]


def test_case_13_no_form_has_a_count_from_1_to_10(client: Any, published: Any) -> None:
    page = client.get(f"{WHERE}?sex=female").content.decode()
    numbers = re.findall(
        r'<td class="govuk-table__cell">([\d,]+)(?: to ([\d,]+))?</td>(?=<td)', page.partition("Course and")[0]
    )
    assert numbers
    assert all(int(number.replace(",", "")) >= 15 for pair in numbers for number in pair if number)
    table = client.get("/releases/2026.1/tables/subject/age/").content.decode()
    shown = re.findall(r"</th><td class=\"govuk-table__cell\">([\d,]+)</td>", table)
    assert shown
    assert all(int(number.replace(",", "")) >= 15 for number in shown)


def test_case_14_missing_is_a_band_like_any_other(client: Any, published: Any) -> None:
    assert asked(client, "?region=missing")["people"]["at_least"] == total(client)
    assert (asked(client, "?sex=missing")["people"]["at_least"] or 15) >= 15


def test_case_15_people_are_counted_and_not_their_rows(client: Any, published: Any, folder: Any) -> None:
    import pyarrow.parquet as pq

    assert pq.read_metadata(folder / "tables" / "alsfrs.parquet").num_rows > 1000
    table = asked(client)["table"]["alsfrs_r_total"]
    assert sum(line["at_least"] or 0 for line in table["lines"]) <= 360 + 2 * 30  # of rounding


def test_case_16_search_reads_the_dictionary_and_no_data(client: Any, published: Any, folder: Any) -> None:
    import pyarrow.parquet as pq

    somebody = pq.read_table(folder / "tables" / "subject.parquet")["subject_id"][0].as_py()
    hits = [client.get("/variables/", {"q": words}).content.decode() for words in (somebody, "a" * len(somebody))]
    assert ["0 variables" in page for page in hits] == [True, True]


def test_case_17_variable_page_lists_codes_of_the_model(client: Any, published: Any) -> None:
    page = client.get("/releases/2026.1/tables/subject/condition/").content.decode()
    assert "flail_leg" in page  # nobody has it
    form = client.get(WHERE).content.decode()
    assert 'value="flail_leg"' in form


def test_case_18_messages_repeat_nothing_and_depend_on_the_question_alone(client: Any, published: Any) -> None:
    for form in ("", "cohort.json", "cohort.csv"):
        answer = client.get(f"{WHERE}{form}?sex=%3Cscript%3Ehermit").content.decode()
        assert "hermit" not in answer
        assert not re.search(r"\b(?:[1-9]|10) (?:people|persons)\b", answer)
