from __future__ import annotations

import hashlib
import json
import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from openpals.portal.common.design.chart import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, course_chart
from openpals.portal.common.design.display import Display, cookie_name, display_of
from openpals.portal.common.design.pages import SampleForm

DESIGN = Path(str(files("openpals.portal.common.design")))
CHOSEN = {"size": "gaze", "colours": "dark", "motion": "less", "language": "en"}


def test_chart_by_hand() -> None:
    chart = course_chart([(0, 48.0), (10, 0.0)], title="T", across="months", up="score", top=48)
    first, last = chart.marks
    assert (first.x, first.y) == (LEFT, TOP)
    assert (last.x, last.y) == (WIDTH - RIGHT, HEIGHT - BOTTOM)
    assert chart.finding == "score: 48 → 0 (10 months)"
    assert [text for _, text in chart.rules] == ["0", "12", "24", "36", "48"]


def test_chart_of_one_point_is_drawn() -> None:
    assert course_chart([(0, 24.0)], title="T", across="m", up="s", top=48).marks[0].x == LEFT


@pytest.mark.django_db
def test_display_is_kept_on_the_device_and_shown_on_the_next_page(client: Client) -> None:
    client.post("/display/", CHOSEN)
    page = client.get("/").content.decode()
    assert 'data-size="gaze" data-colours="dark" data-motion="less"' in page


@pytest.mark.django_db
@pytest.mark.parametrize("value", ["", "huge.pink.fast", '"><script>', "gaze", "." * 999])
def test_display_cookie_that_is_not_understood_is_as_usual(client: Client, value: str) -> None:
    client.cookies[cookie_name()] = value
    answer = client.get("/")
    assert answer.status_code == 200
    shown = display_of(answer.wsgi_request)
    assert shown in (Display(), Display(size="gaze"))


@pytest.mark.django_db
def test_form_with_mistakes_is_422_and_links_each_mistake_to_its_field(client: Client) -> None:
    answer = client.post("/display/", {})
    page = answer.content.decode()
    assert answer.status_code == 422
    for one in re.findall(r'href="#(id_[^"]+)"', page):
        assert f'id="{one}"' in page


def test_every_field_has_a_label_and_its_mistake_is_announced() -> None:
    page = str(SampleForm({}))
    for name in re.findall(r'<(?:input|textarea)[^>]* id="([^"]+)"', page):
        assert f'for="{name}"' in page
    assert page.count("govuk-error-message") == 3
    assert 'aria-describedby="id_words_helptext' in page


def test_no_template_holds_script_style_or_handlers() -> None:
    for path in (DESIGN / "templates").rglob("*.html"):
        if path.name == "letter.html":  # mail programs read no style sheets
            continue
        text = path.read_text("utf-8")
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", text), path


def test_built_files_are_those_in_the_list() -> None:
    built = DESIGN / "static/openpals/built"
    told = json.loads((built / "packages.json").read_text("utf-8"))
    assert {one["name"]: one["licence"] for one in told["packages"]} == {"govuk-frontend": "MIT"}
    for name, digest in told["files"].items():
        assert hashlib.sha256((built / name).read_bytes()).hexdigest() == digest


def test_style_sheet_asks_no_other_host_and_carries_no_crest() -> None:
    text = (DESIGN / "static/openpals/built/portal.css").read_text("utf-8")
    assert not re.search(r"url\((?!\"?data:)", text)
    assert "GDS Transport" not in text


@pytest.mark.django_db
def test_pages_name_no_other_host(client: Client, build_account: Any) -> None:
    for path in ("/", "/design/", "/help/", "/accounts/login/", "/accounts/signup/"):
        page = client.get(path).content.decode()
        assert not re.search(r'(?:src|href|action)="(?:https?:)?//', page), path
