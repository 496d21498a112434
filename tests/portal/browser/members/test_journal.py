"""A member writes in the journal: by keyboard alone, on a narrow screen with large letters, and without JavaScript."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from ..browse import Browse
from ..site import Served

SHOTS = Path(__file__).parents[4] / "build/screenshots"


def sign_up(person: Browse, served: Served, address: str) -> str:
    """Signs up by keyboard; gives the address of the journal."""
    before = len(served.letters())
    person.go("/accounts/signup/").type("Email", address).press("Sign Up")
    person.type("Code", served.code(before)).press("Confirm")
    person.go("/today/")
    return re.sub(r"^https?://[^/]+", "", person.page.url)


def test_rule_4_member_writes_the_journal_by_tab_enter_and_arrows_alone(someone: Browse, served: Served) -> None:
    here = sign_up(someone, served, "ann@example.org")
    assert "not yet answered the twelve questions" in someone.text()

    someone.press("Profile and equipment")
    someone.press("Fill in: About you").type("Year of birth", "1961").press("Save")
    someone.press("Fill in: Diagnosis").type("Year", "2024").type("Month", "13").press("Save")
    assert "from 1 to 12" in someone.text()
    someone.type("Month", "4").press("Save")
    assert "April 2024" in someone.text()
    someone.press("Fill in: Family").press("Save")
    someone.press("Add a relative").press("Save")
    someone.press("Who sees what").press("Save")
    someone.press("Equipment").press("Add equipment").choose("Ankle-foot").press("Save")

    someone.go(here).press("What I can do")
    presses = 1
    someone.press("Start: I have no feeding tube")
    while re.search(r"/answers/[^/]+/[^/]+/$", someone.page.url):
        answer_first(someone)
        presses += 1
    assert presses == 13
    assert "48 of 48" in someone.text()
    someone.press("Hide points").go(here).press("What I can do").press("Nothing has changed since last time")
    assert "of 48" not in someone.text()

    someone.go(here).press("My symptoms").press("Choose symptoms").press("Ask me about the usual ones")
    someone.choose("Mild").press("Save")
    someone.press("My symptoms").press("Fatigue" if "Fatigue" in someone.text() else "Weakness")
    someone.page.keyboard.press("Tab")
    someone.press("Save the month")
    someone.go(f"{here}symptom-reports/").press("mild").press("Save")

    someone.go(here).press("My treatments").press("Add a treatment").type("What it is called", "Rilutek")
    someone.press("Save").press("Riluzole").press("Say how it goes").choose("Slight").press("Save")
    assert "it helps: slight" in someone.text()
    someone.press("Say what you took").type("How many doses", "2").press("Save")
    assert "2 a day" in someone.text()

    someone.go(here).press("Good")
    assert "Good – your answer now" in someone.text()
    someone.press("Say why").press("Save")
    someone.go(f"{here}feelings/today/")
    someone.go(here).press("My notes").press("Write a note").type("Your note", "A good day by the sea.").press("Save")
    someone.press("Change the note").press("Delete this entry").press("Keep it")
    assert "by the sea" in someone.text()

    someone.go(here).press("Weight, breathing").press("Add a weight").type("Weight", "71,5").press("Save")
    assert "71.5 kg" in someone.text()
    someone.go(f"{here}breathing/add/").go(f"{here}labs/add/")
    someone.go(here).press("Reminders").press("Pause all")
    someone.go(here).press("Who is answering").choose("Someone types my words").press("Save")
    assert "Someone types my words" in someone.text()
    someone.shot(SHOTS, "journal")


def answer_first(person: Browse) -> None:
    """Presses the first answer by keyboard; axe has seen such a page already."""
    person.tab_to(person.page.locator("main button[name=value]").first.inner_text())
    with person.page.expect_navigation():
        person.page.keyboard.press("Enter")


def test_rule_8_pages_of_the_journal_at_320_pixels_with_letters_twice_as_large(new_person: Any, served: Served) -> None:
    person = new_person(viewport={"width": 320, "height": 640})
    here = sign_up(person, served, "narrow@example.org")
    person.go(f"{here}ask/alsfrs-r/").press("Start: I have no feeding tube")
    question = re.sub(r"^https?://[^/]+", "", person.page.url)
    for path in (here, question, f"{here}symptoms/choose/", f"{here}treatments/add/", f"{here}profile/diagnosis/"):
        person.go(path)
        person.page.evaluate("document.documentElement.style.fontSize = '200%'")
        person.check()
        person.shot(SHOTS, f"narrow-{path.strip('/').split('/')[-1]}")


def test_rule_9_every_entry_of_data_works_without_javascript(new_person: Any, served: Served) -> None:
    page: Page = new_person(java_script_enabled=False).page
    before = len(served.letters())
    page.goto(f"{served.address}/accounts/signup/")
    page.fill("#id_email", "still@example.org")
    page.click("main button[type=submit]")
    page.fill("#id_code", served.code(before))
    page.click("main button[type=submit]")
    page.goto(f"{served.address}/today/")
    here = page.url

    page.goto(f"{here}profile/about/")
    page.fill("#id_birth_year", "1961")
    press(page, "Save")
    page.goto(f"{here}profile/diagnosis/")
    page.fill("#id_onset_0", "2024")
    press(page, "Save")
    assert "2024" in page.inner_text("main")
    page.goto(f"{here}ask/alsfrs-r/")
    press(page, "Start: I have no feeding tube")
    for _ in range(12):
        page.click("main button[name=value] >> nth=1")
    assert "36 of 48" in page.inner_text("main")
    page.goto(f"{here}symptoms/choose/")
    press(page, "Ask me about the usual ones")
    page.check("input[type=radio] >> nth=2", force=True)
    page.click("main button[name=save]")
    page.goto(f"{here}treatments/add/")
    page.fill("#id_name", "Riluzole")
    press(page, "Save")
    page.click("main >> text=Riluzole")
    page.click("text=Say how it goes")
    page.check("#id_effectiveness_2", force=True)
    press(page, "Save")
    assert "it helps: none" in page.inner_text("main").lower()
    page.goto(here)
    press(page, "Good")
    assert "your answer now" in page.inner_text("main")
    page.goto(f"{here}notes/add/")
    page.fill("#id_text", "Quiet.")
    press(page, "Save")
    assert "Quiet." in page.inner_text("main")
    page.goto(f"{here}weight/add/")
    page.fill("#id_value", "70")
    press(page, "Save")
    assert "70 kg" in page.inner_text("main")


def press(page: Page, words: str) -> None:
    """Presses the first button that begins with the words."""
    page.locator("main button", has_text=words).first.click()
