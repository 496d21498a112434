"""What everybody sees of a release."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from django.test.utils import CaptureQueriesContext

from openpals.portal.host.catalogue import shelf

pytestmark = pytest.mark.django_db


def text(answer: Any) -> str:
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def test_home_page_says_what_is_here_and_how_to_ask(client: Any, published: Any) -> None:
    page = text(client.get("/"))
    assert "2026.1" in page
    assert re.search(r"3[3-9][05] people", re.sub(r"\s+", " ", page))
    assert "sign up, and write down what you want to find out" in page
    assert "Synthetic" in page


def test_home_page_without_a_release(client: Any) -> None:
    assert "No release is published yet" in text(client.get("/"))


def test_landing_page_tells_citation_quality_risk_and_twin(client: Any, published: Any) -> None:
    page = text(client.get("/releases/2026.1/"))
    for words in (
        "OpenPALS pool, release 2026.1. Data contributed by Somebody. Contains synthetic data.",
        "invented-trial",
        "Terms:",
        "Rows read, about:",
        "Highest risk of one person",
        "Membership, by the twin",
        "SYNTHETIC: people who are nobody",
        "There is no release before it",
    ):
        assert words in page, words


def test_registered_release_is_seen_by_stewards_only(
    client: Any, folder: Path, stewards: Any, actor: Any, log_in: Any
) -> None:
    from openpals.portal.host.catalogue.steps import register

    register(folder, by=actor(stewards[0]))
    assert client.get("/releases/2026.1/").status_code == 302
    assert "2026.1" not in text(client.get("/releases/"))
    assert "only stewards see this page" in text(log_in(stewards[1]).get("/releases/2026.1/"))


def test_metadata_are_those_of_the_page_and_say_synthetic(client: Any, published: Any) -> None:
    data = json.loads(client.get("/releases/2026.1/metadata.json").content)
    page = text(client.get("/releases/2026.1/"))
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert json.loads(block) == data
    assert (data["@type"], data["version"], data["creativeWorkStatus"]) == ("Dataset", "2026.1", "Published")
    assert "synthetic data" in data["keywords"]
    names = {one["name"] for one in data["variableMeasured"]}
    assert {"sex", "alsfrs_r_total"} <= names
    twin = [one["contentUrl"] for one in data["distribution"]]
    assert "http://testserver/releases/2026.1/twin/tables/subject.parquet" in twin


def test_metadata_block_cannot_be_ended_by_a_text() -> None:
    from openpals.portal.host.catalogue.pages import _inert

    assert _inert({"name": "</script><b>&"}) == '{"name": "\\u003c/script\\u003e\\u003cb\\u003e\\u0026"}'


def test_twin_is_downloaded_as_it_is_and_says_that_it_is_synthetic(client: Any, published: Any, folder: Path) -> None:
    answer = client.get("/releases/2026.1/twin/tables/subject.parquet")
    assert b"".join(answer.streaming_content) == (folder / "twin" / "tables" / "subject.parquet").read_bytes()
    assert answer.headers["Content-Disposition"] == 'attachment; filename="SYNTHETIC-2026.1-tables-subject.parquet"'
    assert client.head("/releases/2026.1/twin/tables/subject.parquet").status_code == 200


@pytest.mark.parametrize(
    "name",
    [
        "../manifest.json",
        "..%2Fmanifest.json",
        "tables/../../tables/subject.parquet",
        "/etc/passwd",
        "nothing",
        "tables%00",
    ],
)
def test_case_38_no_path_leads_out_of_the_twin(client: Any, published: Any, name: str) -> None:
    answer = client.get(f"/releases/2026.1/twin/{name}")
    assert answer.status_code in (302, 404), answer.status_code
    assert b"subject" not in answer.content


def test_table_and_variable_pages_tell_the_dictionary_and_how_complete_it_is(client: Any, published: Any) -> None:
    table = text(client.get("/releases/2026.1/tables/alsfrs/"))
    assert "alsfrs_r_total" in table
    assert "Share of people who have some" in table
    variable = text(client.get("/releases/2026.1/tables/subject/sex/"))
    assert "Rows with a value" in variable
    assert "<svg" in variable
    assert "Female" in variable
    assert "not counted by this variable" in text(client.get("/releases/2026.1/tables/subject/gene/"))


@pytest.mark.parametrize(
    "path", ["tables/nothing/", "tables/lab/", "tables/subject/nothing/", "tables/subject/subject_id/"]
)
def test_tables_and_variables_that_are_not_there_are_not_found(client: Any, published: Any, path: str) -> None:
    assert client.get(f"/releases/2026.1/{path}").status_code == 404


def test_search_finds_by_names_labels_and_codes_those_by_name_first(client: Any, published: Any) -> None:
    page = text(client.get("/variables/", {"q": "onset"}))
    hits = re.findall(r"<strong>(\w+\.\w+)</strong>", page)
    assert hits[:2] == ["subject.onset_day", "subject.onset_site"]
    assert "0 variables" in text(client.get("/variables/", {"q": "zebra"}))


@pytest.mark.parametrize("words", ["<script>alert(1)</script>", "' OR 1=1 --", "\x00", "%ff", "a" * 5000, "=1+1"])
def test_case_36_and_47_search_takes_any_words_as_words(client: Any, published: Any, words: str) -> None:
    page = text(client.get("/variables/", {"q": words}))
    assert "<script>alert" not in page
    assert "0 variables" in page


def test_pages_open_no_file_again_and_ask_as_often_for_many_releases_as_for_one(
    client: Any, published: Any, stewards: Any, actor: Any, django_assert_max_num_queries: Any
) -> None:
    from django.db import connection
    from tests.portal.host.catalogue.specimens import releases

    client.get("/releases/")
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get("/releases/")
    releases(*stewards)
    releases(*stewards)
    with CaptureQueriesContext(connection) as many:
        page = text(client.get("/releases/"))
    assert len(many) == len(one)
    assert page.count("op-panel") == 5  # one, and two of each of two kinds
    text(client.get("/releases/2026.1/"))
    before = shelf._read.cache_info().misses
    text(client.get("/releases/2026.1/tables/alsfrs/"))
    assert shelf._read.cache_info().misses == before


def test_release_whose_files_changed_later_is_not_shown(
    client: Any, folder: Path, tmp_path: Path, publish_release: Any
) -> None:
    copy = Path(shutil.copytree(folder, tmp_path / "copy"))
    publish_release(copy)
    shelf._read.cache_clear()
    (copy / "counts.json").write_text("{}")
    for path in ("/releases/2026.1/", "/explorer/2026.1/", "/explorer/2026.1/cohort.json", "/"):
        answer = client.get(path)
        assert answer.status_code == 503, path
        assert str(copy) not in answer.content.decode()
    shutil.rmtree(copy)
    shelf._read.cache_clear()
    assert client.get("/releases/2026.1/").status_code == 503
