"""The demonstration as people meet it: the log-ins that it prints open a site in which no link is broken."""

from __future__ import annotations

import re
import socket
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.urls import Resolver404, resolve

from openpals.cli import portal_demo
from openpals.cli.main import main
from openpals.cli.portal_demo import USUAL_PORTS, NotShown, Shown, choose_ports, served, set_up
from openpals.portal.common.site import this_site

pytestmark = [pytest.mark.local_server, pytest.mark.allow_hosts(["127.0.0.1", "::1", "localhost"])]

# More pages than the demonstration has; a crawl that goes on for longer goes round in circles.
MOST_PAGES = 400

# Pages of one route that are looked at.
FEW = 4

LINE = re.compile(r"^  (\S+@example\.org) +([\w, ]+): password (\S+?)(?:, then one of ([\w ]+))?$", re.MULTILINE)


class Links(HTMLParser):
    """The addresses that a page leads to or loads, and its token for forms."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.token = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        told = dict(attributes)
        led = [told.get("href") or "", told.get("src") or ""]
        self.found += [one for one in led if one and not one.startswith("#")]
        if told.get("name") == "csrfmiddlewaretoken":
            self.token = told.get("value") or ""


class Reader:
    """A person with a browser that knows no script."""

    def __init__(self, site: Shown) -> None:
        self.site = site
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def ask(self, path: str, **sent: str) -> tuple[int, str, str]:
        """The status, the page, and the path at which it ended."""
        body = urllib.parse.urlencode(sent).encode() if sent else None
        headers = {"Referer": self.site.address + path}
        try:
            with self.opener.open(
                urllib.request.Request(self.site.address + path, body, headers), timeout=30
            ) as answer:
                page = answer.read().decode() if "html" in answer.headers["Content-Type"] else ""
                return answer.status, page, urllib.parse.urlsplit(answer.url).path
        except urllib.error.HTTPError as refused:
            return refused.code, "", path

    def log_in(self, email: str, password: str, codes: str | None) -> None:
        """As a person would, with the second factor where it is asked for."""
        token = Links(self.ask("/accounts/login/")[1]).token
        _, page, place = self.ask("/accounts/login/", csrfmiddlewaretoken=token, login=email, password=password)
        if codes:
            assert place == "/accounts/2fa/authenticate/"
            code = codes.split()[0]
            _, page, place = self.ask(place, csrfmiddlewaretoken=Links(page).token, code=code)
        assert not place.startswith("/accounts/"), f"{email} could not log in"

    def crawl(self) -> dict[str, int]:
        """What can be reached from the first page, by its address without the way back, with its status: of pages that
        differ only in what they are about, such as years of entries, a few."""
        told: dict[str, int] = {}
        alike: Counter[str] = Counter()
        waiting = ["/"]
        while waiting:
            address = waiting.pop()
            parts = urllib.parse.urlsplit(address)
            query = sorted(one for one in urllib.parse.parse_qsl(parts.query) if one[0] != "next")
            known = parts.path + ("?" + urllib.parse.urlencode(query) if query else "")
            kind = kind_of(parts.path)
            if known in told or alike[kind] >= FEW:
                continue
            alike[kind] += 1
            assert len(told) < MOST_PAGES, sorted(told)
            told[known], page, place = self.ask(address)
            links = [urllib.parse.urljoin(self.site.address + place, link) for link in Links(page).found]
            waiting += [link.removeprefix(self.site.address) for link in links if link.startswith(self.site.address)]
        return told


def kind_of(path: str) -> str:
    """The route of an address, or the address where it has none."""
    try:
        return resolve(path).view_name
    except Resolver404:
        return path


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Shown, list[tuple[str, ...]]]]:
    """This site's demonstration, answering, with the log-ins that were printed."""
    ports = {this_site().name: choose_ports(None, None)[this_site().name]}
    with pytest.MonkeyPatch.context() as patch:
        printed: list[str] = []
        patch.setattr("click.echo", lambda text="", **_: printed.append(str(text)))
        sites = set_up(tmp_path_factory.mktemp("demo"), ports)
    with served(sites):
        yield sites[0], LINE.findall("\n".join(printed))


def test_every_page_that_an_invented_person_can_reach_answers(shown: Any) -> None:
    site, people = shown
    assert {email.partition("@")[0] for email, *_ in people} == {one.address for one in this_site().invented}
    reached: set[str] = set()
    for email, _roles, password, codes in people:
        reader = Reader(site)
        reader.log_in(email, password, codes)
        told = reader.crawl()
        broken = {address: status for address, status in told.items() if status != 200}
        assert not broken, f"{email}: {broken}"
        reached |= set(told)
    assert {"/", "/people/", "/audit/", "/jobs/", "/display/", "/help/", "/accounts/sessions/"} <= reached


def test_every_page_that_a_visitor_can_reach_answers(shown: Any) -> None:
    told = Reader(shown[0]).crawl()
    assert set(told.values()) == {200}
    assert {"/", "/accounts/login/", "/accounts/signup/"} <= set(told)


@pytest.fixture
def taken() -> Iterator[int]:
    """A port on which somebody else listens."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def test_port_that_was_asked_for_and_is_taken_is_refused(taken: int) -> None:
    with pytest.raises(NotShown, match=f"{taken} is in use.*--host-port"):
        choose_ports(None, taken)


def test_usual_port_that_is_taken_gives_way_to_a_free_one(taken: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(USUAL_PORTS, "members", taken)
    assert choose_ports(None, None)["members"] != taken


def test_usual_port_that_the_other_site_was_given_is_not_given_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    free = choose_ports(None, None)["members"]
    monkeypatch.setitem(USUAL_PORTS, "members", free)
    chosen = choose_ports(None, free)
    assert chosen["members"] != chosen["host"] == free


def test_site_that_does_not_answer_ends_the_demonstration_with_4(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(portal_demo, "PATIENCE_SECONDS", 0.0)
    monkeypatch.setattr(portal_demo, "OPENPALS", ("true",))
    monkeypatch.setattr(portal_demo, "_print_people", lambda site, people: None)
    monkeypatch.setattr(portal_demo.json, "loads", lambda text: [])
    for site in USUAL_PORTS:
        (tmp_path / site).mkdir()
    ended = CliRunner().invoke(main, ["portal", "demo", "--no-serve", "--out", str(tmp_path)])
    assert ended.exit_code == 4
    assert "members does not answer" in ended.output
