"""Seeing: the course, in context, for the doctor, in a real browser by keyboard."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.reference_sample import sample_reference

from openpals.release.statistics.reading import as_text

from ..browse import Browse
from ..site import COMMAND, Served

SHOTS = Path(__file__).parents[4] / "build/screenshots"

# Three years of entries, as a process of the site writes them.
FILL = """
from openpals.portal.common.operation.start import prepare
prepare("members")
import datetime as dt
from openpals.portal.common.accounts.administrator import create_with_roles
from openpals.portal.members.journal.models import journal_of
from tests.portal.members.years import fill, lasting, onset
mine = create_with_roles("course@example.org", "Ada Example", ["member"], "for a test", None)
today = dt.date.today()
fill(mine, today, 60, every_days=18)
lasting(mine, today - dt.timedelta(days=500))
onset(mine, today - dt.timedelta(days=1300))
print(journal_of(mine).pk)
"""


@pytest.fixture(scope="module")
def journal(served: Served, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a journal of three years, on a site with the statistics of a release."""
    root = Path(__file__).parents[4]
    done = subprocess.run(
        [sys.executable, "-c", FILL], env=served.environment, cwd=root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    file = tmp_path_factory.mktemp("release") / "reference.json"
    file.write_text(as_text(sample_reference()), "utf-8")
    assert "2026.1" in served.command("portal", "context", "members", str(file))
    return f"/journal/{done.stdout.split()[-1]}/"


def test_command_says_what_it_does_not_take(served: Served, journal: str, tmp_path: Path) -> None:
    file = tmp_path / "reference.json"
    for text, told in ((as_text(sample_reference()), "shown already"), ("{}", "no reference statistics")):
        file.write_text(text, "utf-8")
        command = [*COMMAND, "portal", "context", "members", str(file)]
        done = subprocess.run(command, env=served.environment, capture_output=True, text=True, check=False)
        assert done.returncode == 3
        assert told in done.stderr


def enter(person: Browse, served: Served) -> Browse:
    """Logs the member in with a code."""
    before = len(served.letters())
    person.go("/accounts/login/code/").type("Email", "course@example.org").press("Request Code")
    return person.type("Code", served.code(before)).press("Confirm")


def test_member_sees_their_course_beside_others_and_gives_a_link_to_the_doctor(
    new_person: Any, served: Served, journal: str
) -> None:
    member = enter(new_person(), served)
    member.go(journal).press("The course so far")
    assert "Score 48 of 48" in member.text()
    member.shot(SHOTS, "course")
    member.press("6 months").press("Earlier").press("Later")
    member.tab_to("Weight as a table")
    member.page.keyboard.press("Enter")
    assert "Weight, kg" in member.check().text()

    member.press("The course beside others")
    assert "only if you ask for it" in member.text()
    member.press("Show it to me")
    assert "alive and reporting at that time" in member.text()
    assert "release 2026.1" in member.text()
    member.shot(SHOTS, "context")
    member.press("Show instead: Limb onset").press("Hide it again")
    assert "only if you ask for it" in member.text()

    member.press("Back to the course").press("A summary for the doctor").press("Show the summary")
    assert "Riluzole" in member.text()
    with member.page.expect_download() as saved:
        member.tab_to("Save as PDF")
        member.page.keyboard.press("Enter")
    assert Path(saved.value.path()).read_bytes().startswith(b"%PDF-")

    member.press("Choose again").press("Make a link").press("Make the link")
    link = member.page.inner_text(".op-address").removeprefix(served.address)
    doctor: Browse = new_person()
    doctor.go(link)
    assert "Riluzole" in doctor.text()
    assert "Log in" in doctor.page.inner_text("header")
    doctor.page.emulate_media(media="print")
    assert not doctor.page.is_visible("header")
    doctor.page.emulate_media(media="screen")

    member.press("Back to the summary")
    assert "Opened 1 time." in member.text()
    member.press("Take it back")
    assert "This link opens nothing" in doctor.go(link).text()


def test_course_and_summary_fit_320_pixels_with_letters_twice_as_large_and_need_no_colour_or_hand(
    new_person: Any, served: Served, journal: str
) -> None:
    member = enter(new_person(viewport={"width": 320, "height": 640}, color_scheme="dark"), served)
    for path in ("course/", "course/context/", "summary/", "summary/?period=6m&sections=symptoms", "summary/give/"):
        member.go(journal + path)
        member.page.evaluate("document.documentElement.style.fontSize = '200%'")
        member.check()
    member.go(journal + "course/").shot(SHOTS, "course-narrow")
    member.go("/display/").choose("Very large").press("Save")
    member.least = 120
    member.go(journal + "course/").go(journal + "summary/")
