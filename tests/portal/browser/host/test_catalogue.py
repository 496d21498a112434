"""The visitor's and the stewards' journeys through catalogue and explorer, by keyboard, in a real browser."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser
from tests.portal.browser.browse import Browse
from tests.portal.browser.conftest import fresh_database
from tests.portal.browser.site import Served, start, stop
from tests.portal.host.released import release_folder


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Served, dict[str, Any]]]:
    """A host's site of its own with invented people, by their first names, and a built release in its folder."""
    more = {}
    if os.environ.get("OPENPALS_TEST_DATABASE") == "postgresql":
        more["OPENPALS_DATABASE_URL"] = fresh_database("catalogue")
    folder = tmp_path_factory.mktemp("host")
    shutil.copytree(release_folder(), folder / "releases" / "built")
    made, process = start("host", folder, **more)
    people = {one["email"].partition("@")[0]: one for one in json.loads(made.command("portal", "invent", "host"))}
    yield made, people
    stop(process)


@pytest.fixture
def come(browser: Browser, host: tuple[Served, dict[str, Any]]) -> Iterator[Any]:
    """Opens a browser of its own for a person of this site."""
    contexts = []

    def open_one(**options: Any) -> Browse:
        context = browser.new_context(**options)
        context.set_default_timeout(30_000)
        contexts.append(context)
        return Browse(context.new_page(), host[0].address)

    yield open_one
    for context in contexts:
        context.close()


def log_in(person: Browse, account: dict[str, Any]) -> Browse:
    """With the password, and a recovery code where the role asks for one."""
    page = person.page
    page.goto(f"{person.address}/accounts/login/")
    page.fill("#id_login", account["email"])
    page.fill("#id_password", account["password"])
    page.press("#id_password", "Enter")
    page.wait_for_load_state("load")
    if account["codes"]:
        page.fill("#id_code", account["codes"].pop())
        page.press("#id_code", "Enter")
        page.wait_for_load_state("load")
    return person.check()


def test_release_goes_from_the_folder_to_everybody_and_is_retracted(
    come: Any, host: tuple[Served, dict[str, Any]]
) -> None:
    served, people = host
    visitor = come()
    visitor.go("/")
    assert "No release is published yet" in visitor.text()
    visitor.go("/explorer/")

    sara = log_in(come(), people["sara"])
    sara.press("Releases that wait").press("Register one").choose("built").press("Check and register")
    assert "A second steward can sign it off" in sara.text()
    assert "Sign off" not in sara.text()
    sara.go("/steward/releases/2026.1/take-back/")
    visitor.go("/releases/")
    assert "2026.1" not in visitor.text()

    stan = log_in(come(), people["stan"])
    stan.press("Releases that wait").press("Open release 2026.1").press("Sign off")
    stan.choose("I have read").press("Publish")
    assert "The release is published" in stan.text()

    visit(visitor)
    keep(come(), people["lena"])
    narrow_and_without_javascript(come)

    stan.go("/steward/releases/2026.1/retract/").type("Why", "A unit was wrong.").press("Retract")
    visitor.go("/releases/2026.1/")
    assert "This release is retracted. A unit was wrong." in visitor.text()
    assert served.command("audit", "verify", "host")


def visit(visitor: Browse) -> None:
    """From the home page over search and variable to an answer, its link and its numbers as JSON."""
    visitor.press("Releases").press("Open release 2026.1")
    assert "Synthetic" in visitor.text()
    follow(visitor, "alsfrs")
    follow(visitor, "alsfrs_r_total")
    assert "How many people" in visitor.text()
    visitor.go("/variables/").type("Words", "site of onset").press("Search").press("Site of onset")
    visitor.press("Count people")
    assert "How many people" in visitor.text()
    visitor.tab_to("Sex: any")
    visitor.page.keyboard.press("Enter")
    visitor.choose("Female").press("Count")
    assert "sex=female" in visitor.page.url
    assert "Sex: Female" in visitor.text()
    assert "ALSFRS-R total" in visitor.text()
    shared = visitor.page.url
    before = visitor.text()
    visitor.press("Link to this answer")
    assert (visitor.page.url, visitor.text()) == (shared, before)
    visitor.go("/explorer/2026.1/?sex=female")
    visitor.page.goto(f"{visitor.address}/explorer/2026.1/survival.svg?sex=female")
    assert "Alive" in visitor.page.content()
    visitor.page.goto(f"{visitor.address}/explorer/2026.1/?sex=hermit")
    visitor.check()
    assert "sex has these bands" in visitor.text()


def follow(person: Browse, text: str) -> None:
    """Presses a link within a table; the table's own frame, which scrolls, has the focus before it."""
    person.page.get_by_role("link", name=text, exact=True).focus()
    with person.page.expect_navigation():
        person.page.keyboard.press("Enter")
    person.check()


def keep(lena: Browse, account: dict[str, Any]) -> None:
    """A researcher keeps a cohort, finds it again and removes it."""
    log_in(lena, account)
    lena.go("/explorer/2026.1/?sex=female").press("Keep this cohort").type("Name", "Women").press("Keep it")
    lena.press("Open Women")
    assert "Sex: Female" in lena.text()
    lena.press("My cohorts").press("Remove Women").press("Remove it")
    assert "not kept a cohort yet" in lena.text()


def narrow_and_without_javascript(come: Any) -> None:
    """320 px with letters twice as large; and everything without JavaScript."""
    small = come(viewport={"width": 320, "height": 640}, reduced_motion="reduce")
    for path in (
        "/",
        "/releases/",
        "/releases/2026.1/",
        "/releases/2026.1/tables/subject/",
        "/releases/2026.1/tables/subject/sex/",
        "/variables/?q=onset",
        "/explorer/2026.1/?sex=female",
    ):
        small.go(path)
        small.page.evaluate("document.documentElement.style.fontSize = '200%'")
        small.check()
    plain = come(java_script_enabled=False)
    page = plain.page
    page.goto(f"{plain.address}/explorer/2026.1/")
    page.click("summary:has-text('Sex: any')")
    page.check("input[name=sex][value=female]", force=True)
    page.click("main form button")
    assert "sex=female" in page.url
    assert "Sex: Female" in page.inner_text("main")
