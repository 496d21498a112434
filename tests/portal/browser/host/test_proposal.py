"""A project as people live it: asked for, judged, decided, signed, used, ended. By keyboard, every page seen by axe."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.portal.browser.browse import Browse
from tests.portal.browser.site import Served
from tests.portal.host.proposals.walk import ANSWERS, PDF
from tests.portal.host.released import release_folder

OFFICERS = """
import json
from pathlib import Path
from openpals.release.manifest import sha256
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.conf import settings
from openpals.portal.common.accounts.administrator import create_with_roles
from openpals.portal.host.catalogue.models import Release
from openpals.portal.common.access.actor import Actor, ActorKind
from django.utils import timezone
made = {}
for name, role in (("sara", "steward"), ("stan", "steward"), ("rosa", "reviewer"), ("rolf", "reviewer")):
    account = create_with_roles(f"{name}@example.org", name.title(), [role], "for a test")
    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session["account_authentication_methods"] = [{"method": "mfa", "at": 0.0, "type": "webauthn"}]
    session["account_authentication_methods_user"] = str(account.pk)
    session.save()
    made[name] = session.session_key
Release(version="1.0", title="Synthetic pool", folder=FOLDER, synthetic=True,
        manifest_sha256=sha256(Path(FOLDER) / "manifest.json"), state="published", published_at=timezone.now()).write(
    by=Actor(ActorKind.COMMAND), action="release.publish", why="for a test")
print(json.dumps({"cookie": settings.SESSION_COOKIE_NAME, "sessions": made}))
"""

LAST_DAY = """
from datetime import timedelta
from django.utils import timezone
from openpals.portal.common.access.actor import Actor, ActorKind
from openpals.portal.host.grants.models import Grant
grant = Grant.objects.get()
grant.ends_at = timezone.now()
grant.write(by=Actor(ActorKind.COMMAND), action="grant.end", why="for a test", fields=("ends_at",))
"""


def python(served: Served, code: str) -> str:
    """Runs Python with the site's settings; gives what it printed."""
    lines = f"from openpals.portal.common.operation.start import prepare\nprepare({served.name!r})\n{code}"
    done = subprocess.run(
        [sys.executable, "-c", lines], env=served.environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture
def officer(new_person: Any, served: Served) -> Any:
    """Two stewards and two reviewers who have come in with a passkey; how that goes has a test of its own."""
    told = json.loads(python(served, f"FOLDER = {str(release_folder())!r}\n{OFFICERS}"))

    def come(name: str) -> Browse:
        person: Browse = new_person()
        person.page.context.add_cookies(
            [{"name": told["cookie"], "value": told["sessions"][name], "url": served.address}]
        )
        return person

    return come


def sign_up(person: Browse, served: Served, address: str) -> None:
    before = len(served.letters())
    person.go("/accounts/signup/").type("Email", address).press("Sign Up")
    person.type("Code", served.code(before)).press("Confirm")


def log_in_again(person: Browse, served: Served, address: str) -> None:
    """A signature asks whoever only signed up, or logged in long ago, to log in; then it brings them back."""
    assert "A signature needs a fresh log-in" in person.text()
    person.press("Log in again").press("Send me a sign-in code")
    before = len(served.letters())
    person.type("Email", address).press("Request Code")
    person.type("Code", served.code(before)).press("Confirm")


def work(served: Served) -> None:
    served.command("portal", "work", served.name, "--batch")


def fill_form(lead: Browse, number: int) -> None:
    """Every section, in the order of its fields."""
    from openpals.portal.host.form.spec import Kind, Purpose
    from openpals.portal.host.form.version_1 import FORM

    for section in FORM.asked(Purpose.NEW):
        lead.go(f"/proposals/{number}/form/{section.name}/")
        for field in section.fields:
            given = ANSWERS[field.name]
            words = dict(field.choices)
            if field.kind in (Kind.CHOICE, Kind.CHOICES):
                for code in [given] if isinstance(given, str) else given:
                    lead.choose(words[code])
            elif given:
                lead.type(field.label, str(given))
        lead.press("Save and go on")
        assert "Saved." in lead.text()


def test_project_from_the_first_visit_to_its_end(new_person: Any, officer: Any, served: Served, tmp_path: Path) -> None:
    visitor, lead, colleague = new_person(), new_person(), new_person()
    sara, stan, rosa, rolf = (officer(name) for name in ("sara", "stan", "rosa", "rolf"))

    visitor.go("/").press("How to ask for data").press("Approved uses")
    assert "No use was approved yet." in visitor.text()

    for place, person in enumerate((sara, stan, rosa, rolf)):
        person.go("/desk/").press("Say where you work").type("Name of your institution", f"Institute {place}")
        person.press("Add this institution")
    sara.go("/agreement/").press("Publish a new text").choose("Everybody with a grant").press("Publish")

    sign_up(lead, served, "lead@example.org")
    lead.go("/desk/").press("Begin a proposal").type("Your full name", "Ina Invented")
    lead.type("Your institution", "Institute of the lead").press("Begin")
    number = int(lead.page.url.rstrip("/").rsplit("/", 1)[1])
    here = f"/proposals/{number}/"
    fill_form(lead, number)
    lead.go(here).press("The team").type("E-mail address", "colleague@example.org").press("Invite")
    letter = tmp_path / "letter.pdf"
    letter.write_bytes(PDF)
    lead.go(f"{here}documents/").choose("Letter of the ethics board")
    lead.page.set_input_files("#id_file", str(letter))
    lead.press("Upload")
    assert "letter.pdf" in lead.text()

    work(served)
    assert "/invitations/" in served.letters()[-1]
    sign_up(colleague, served, "colleague@example.org")
    colleague.go("/desk/").press("Answer the invitation").type("Your full name", "Cora Colleague")
    colleague.type("Your institution", "Institute of the colleague").press("Join the team")

    lead.go(here).press("Look at it and send it").press("Send the proposal")
    assert "Completeness check" in lead.text()
    sara.go("/desk/").press(f"{number}. How the slope").press("Ask the applicant")
    sara.type("What do you want to know", "Which board was it?").press("Ask")
    lead.go(here).press("Answer the questions").type("Answer to question 1", "The second one.").press("Save")
    lead.go(f"{here}preview/").press("Send the proposal")
    sara.go(here).press("It is complete").choose("Rosa").choose("Rolf").press("Name them")

    for person in (rosa, rolf):
        person.go("/desk/").press(f"{number}. How the slope").press("Write your opinion")
        person.choose("Approve, with conditions").type("Your reasons", "Sound, if it is kept safe.").press("Send")
    sara.go(here).press("Write the decision").choose("Approve, with conditions")
    sara.type("Reasons, for the letter", "Two reviewers found it sound.").type("Conditions", "Encrypt the disks.")
    sara.press("Give it to a second steward")
    stan.go(here).press("Confirm the decision").choose("Yes").press("Save")
    lead.go(f"{here}letter/")
    assert "Encrypt the disks." in lead.text()
    lead.go(here).press("Meet the conditions").type("How do you meet", "They are encrypted.").press("Send")
    sara.go(here).press("Look at the conditions").choose("Yes").press("Save")

    for person, name, address in ((lead, "Ina Invented", "lead"), (colleague, "Cora Colleague", "colleague")):
        person.go(here).press("Read and sign the agreement")
        log_in_again(person, served, f"{address}@example.org")
        person.type("Type your full name", name).press("Sign")
    assert "Granted" in colleague.text()
    colleague.press("The grant").press("To the data")
    assert "nobody in them is real" in colleague.text()
    grant = colleague.page.url.removeprefix(served.address).removesuffix("data/")
    assert ANSWERS["plain_summary"] in visitor.go("/register/").text()
    lead.go(f"{here}change/").go(f"{here}withdraw/")
    sara.go(f"{grant}revoke/")

    python(served, LAST_DAY)
    lead.go(f"{grant}data/")
    assert "not" in lead.text()
    served.command("portal", "daily")
    work(served)
    lead.go(here)
    assert "To be closed" in lead.text()
    lead.press("The grant").press("Close the project").type("What was destroyed", "Everything, by overwriting.")
    lead.choose("All copies are destroyed").type("Type your full name", "Ina Invented").press("Close it")
    assert "its data are destroyed" in lead.text()
    assert "Closed" in visitor.go("/register/").text()
    served.command("audit", "verify", served.name)
