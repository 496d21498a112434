"""A member keeps what is theirs, by keyboard alone: consent, care team, a table, a copy, and leaving for good; and with
JavaScript off."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

from ..browse import Browse, authenticator
from ..site import Served
from .test_journal import sign_up

SHOTS = Path(__file__).parents[4] / "build/screenshots"

TABLE = b"Date,ALSFRS-R,Weight,Cramps\n2026-01-02,40,70,mild\n2026-02-31,39,,\n"


def send_table(person: Browse) -> None:
    """Chooses a file as a file dialog would, and goes on by keyboard."""
    person.go("/my-data/table/")
    person.page.set_input_files("input[type=file]", {"name": "history.csv", "mimeType": "text/csv", "buffer": TABLE})
    person.choose("Year first").press("Show me what you understand")


def fetch_copy(person: Browse) -> zipfile.ZipFile:
    """Presses the button by keyboard; gives the archive."""
    person.go("/my-data/copy/").tab_to("Make a copy now")
    with person.page.expect_download() as coming:
        person.page.keyboard.press("Enter")
    return zipfile.ZipFile(io.BytesIO(Path(coming.value.path()).read_bytes()))


def log_in_once_more(person: Browse, served: Served, address: str) -> None:
    """Shows that it is the account's holder, and comes back to where it was asked."""
    before = len(served.letters())
    person.press("Log in once more").press("Send me a sign-in code").type("Email", address).press("Request Code")
    person.type("Code", served.code(before)).press("Confirm")


def moderator(person: Browse, served: Served) -> Browse:
    """Somebody whom the site's keeper made a moderator, logged in with a passkey."""
    made = "from openpals.portal.common.operation.start import prepare; prepare('members')\n"
    made += "from openpals.portal.common.accounts.administrator import create_with_roles as make\n"
    made += "make('moderator@example.org', 'Omar', ['moderator'], 'for a test')"
    subprocess.run([sys.executable, "-c", made], env=served.environment, check=True)
    authenticator(person.page)
    before = len(served.letters())
    person.go("/accounts/login/code/").type("Email", "moderator@example.org").press("Request Code")
    person.type("Code", served.code(before)).press("Confirm")
    person.go("/accounts/2fa/webauthn/add/").press("Add")
    return person.go("/accounts/logout/").press("Sign Out").press("Log in").press("Sign in with a passkey")


def test_member_keeps_what_is_theirs_by_keyboard_alone(someone: Browse, new_person: Any, served: Served) -> None:
    sign_up(someone, served, "owner@example.org")
    someone.press("My data").press("What I allow").press("The research pool")
    assert "Saved: yes." in someone.text()
    someone.go("/consent/texts/").go("/consent/shared/")
    assert "Nothing of yours was shared" in someone.text()

    someone.go("/my-data/").press("My care team").press("Invite somebody")
    someone.press("Send the invitation")
    assert "Please look at this again" in someone.text()
    before = len(served.letters())
    someone.type("Their e-mail", "helper@example.org").type("What you call them", "my daughter")
    someone.choose("Read, and type what I say").press("Send the invitation")
    assert "my daughter" in someone.text()
    invited = re.search(r"http://localhost:\d+(/care/invited/\S+)", served.letters()[before])
    assert invited
    helper = new_person()
    sign_up(helper, served, "helper@example.org")
    helper.go(invited.group(1)).press("Accept")
    helper.press("Open the journal")
    helper.go("/care/people/").press("Tell us of a death").choose("Keep it in memory").press("Send")
    assert "A moderator is looking" in helper.text()
    alive = re.search(r"http://localhost:\d+(/care/alive/\S+)", served.letters()[-1])
    assert alive
    someone.go(alive.group(1))
    moderator(new_person(), served).go("/care/told/").press("Decide").choose("Leave everything").type(
        "Why", "the member is alive"
    ).press("Save")
    someone.go("/care/").press("Change").press("Save").press("End now")
    assert "Nobody else can open your journal" in someone.text()
    helper.go("/care/people/")
    assert "Nobody has asked you to help" in helper.text()

    send_table(someone)
    assert "There is no such day" in someone.text()
    someone.press("Bring it in")
    assert "3 entries are new" in someone.text()
    archive = fetch_copy(someone)
    assert b"70" in archive.read("tables/journal_measurement.csv")
    assert "fhir.json" in archive.namelist()

    someone.go("/my-data/").press("Leave or delete").press("I want to delete everything")
    log_in_once_more(someone, served, "owner@example.org")
    someone.press("Delete my account and my data")
    assert "Your account will be deleted at" in someone.text()
    someone.shot(SHOTS, "deleting")
    someone.press("Keep my account")
    someone.press("I want to leave").press("Close my account")
    back = re.search(r"http://localhost:\d+(/farewell/return/\S+)", served.letters()[-1])
    assert back
    someone.go(back.group(1)).press("Open my account again")
    assert "open again" in someone.text()


def test_pages_of_own_data_without_javascript_on_a_narrow_screen(new_person: Any, served: Served) -> None:
    person = new_person(viewport={"width": 320, "height": 640})
    sign_up(person, served, "narrow@example.org")
    for path in (
        "/my-data/",
        "/consent/",
        "/care/",
        "/care/invite/",
        "/my-data/copy/",
        "/my-data/table/",
        "/farewell/",
    ):
        person.go(path)
    send_table(person)
    state = person.page.context.storage_state()
    plain = new_person(java_script_enabled=False, storage_state=state).page
    plain.goto(served.address + "/consent/")
    plain.get_by_role("button", name=re.compile("Yes.*research pool")).press("Enter")
    assert "Saved: yes." in plain.inner_text("main")
    plain.goto(served.address + "/my-data/table/")
    plain.set_input_files("input[type=file]", {"name": "history.csv", "mimeType": "text/csv", "buffer": TABLE})
    plain.get_by_label("Year first").press("Space")
    plain.get_by_role("button", name="Show me").press("Enter")
    plain.get_by_role("button", name="Bring it in", exact=True).press("Enter")
    assert "3 entries are new" in plain.inner_text("main")
    plain.goto(served.address + "/farewell/delete/")
    before = len(served.letters())
    plain.get_by_role("button", name="Log in once more").press("Enter")
    plain.get_by_text("Send me a sign-in code").press("Enter")
    plain.get_by_label("Email").fill("narrow@example.org")
    plain.get_by_role("button", name="Request Code").press("Enter")
    plain.get_by_label("Code").fill(served.code(before))
    plain.get_by_role("button", name="Confirm").press("Enter")
    plain.get_by_role("button", name="Delete my account").press("Enter")
    assert "Your account will be deleted at" in plain.inner_text("main")
