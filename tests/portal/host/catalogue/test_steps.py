"""What stewards do to releases: register, sign off, take back, retract."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from openpals.portal.common.audit.alias import alias_of
from openpals.portal.common.audit.models import Event
from openpals.portal.common.audit.verify import verify
from openpals.portal.host.catalogue.models import Release
from openpals.portal.host.catalogue.states import STEPS, State
from openpals.portal.host.catalogue.steps import (
    RegistrationRefused,
    StepRefused,
    publish,
    register,
    register_as,
    retract,
    take_back,
)
from openpals.release.manifest import NotAFolderOfOurs

pytestmark = pytest.mark.django_db


@pytest.fixture
def copy(folder: Path, tmp_path: Path) -> Path:
    """The built release, to be spoilt."""
    return Path(shutil.copytree(folder, tmp_path / "copy"))


def test_release_is_published_by_two_stewards_and_each_step_is_recorded(
    folder: Path, stewards: Any, actor: Any
) -> None:
    first, second = map(actor, stewards)
    release = register(folder, by=first)
    assert (release.state, release.version, release.synthetic) == (State.REGISTERED, "2026.1", True)
    publish(release, by=second)
    release.refresh_from_db()
    assert (release.state, release.registered_by, release.signed_off_by) == (State.PUBLISHED, *stewards)
    told = Event.objects.filter(target_type="catalogue.release").values_list("action", "actor")
    assert list(told) == [
        ("release.register", f"account:{alias_of(stewards[0].pk)}"),
        ("release.publish", f"account:{alias_of(stewards[1].pk)}"),
    ]
    assert verify().broken is None


def test_steward_does_not_sign_off_what_they_registered(folder: Path, stewards: Any, actor: Any) -> None:
    first, _ = map(actor, stewards)
    release = register(folder, by=first)
    with pytest.raises(StepRefused, match="did not register"):
        publish(release, by=first)


def test_command_counts_as_the_steward_in_whose_name_it_runs(folder: Path, stewards: Any, actor: Any) -> None:
    release = register_as(stewards[0].email.upper(), folder)
    with pytest.raises(StepRefused, match="did not register"):
        publish(release, by=actor(stewards[0]))
    publish(release, by=actor(stewards[1]))


def test_command_in_the_name_of_nobody_is_refused(folder: Path) -> None:
    with pytest.raises(StepRefused, match="No account"):
        register_as("nobody@example.org", folder)


@pytest.mark.parametrize("role", ["researcher", "reviewer", "administrator", "contributor"])
def test_other_roles_register_nothing(folder: Path, build_account: Any, actor: Any, role: str) -> None:
    with pytest.raises(StepRefused):
        register(folder, by=actor(build_account(role)))
    assert not Release.objects.exists()


def test_steward_without_a_second_factor_registers_nothing(folder: Path, stewards: Any, actor: Any) -> None:
    with pytest.raises(StepRefused, match="passkey"):
        register(folder, by=actor(stewards[0], second_factor=False))


def test_registration_by_an_account_that_is_gone_is_signed_off_by_nobody(
    folder: Path, stewards: Any, actor: Any
) -> None:
    release = register(folder, by=actor(stewards[0]))
    second = actor(stewards[1])
    stewards[0].delete()
    with pytest.raises(StepRefused):
        publish(release, by=second)
    take_back(release, by=second, why="nobody knows who registered it")
    assert not Release.objects.exists()


def test_database_itself_refuses_one_person_twice(stewards: Any, actor: Any) -> None:
    release = Release(
        version="1",
        title="t",
        folder="/f",
        manifest_sha256="0",
        synthetic=True,
        state="published",
        published_at=timezone.now(),
        registered_by=stewards[0],
        signed_off_by=stewards[0],
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        release.write(by=actor(stewards[0]), action="release.publish", why="a test")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda root: (root / "counts.json").write_bytes((root / "counts.json").read_bytes() + b" "),
        lambda root: (root / "tables" / "subject.parquet").unlink(),
        lambda root: (root / "more.txt").write_text("added"),
    ],
    ids=["changed", "missing", "added"],
)
def test_tampered_folder_is_refused_at_registration(copy: Path, stewards: Any, actor: Any, spoil: Any) -> None:
    spoil(copy)
    with pytest.raises(RegistrationRefused) as refused:
        register(copy, by=actor(stewards[0]))
    assert any(word in str(refused.value) for word in ("counts.json", "subject.parquet", "more.txt"))
    assert not Release.objects.exists()


def test_folder_tampered_with_between_registration_and_sign_off_is_refused(
    copy: Path, stewards: Any, actor: Any
) -> None:
    release = register(copy, by=actor(stewards[0]))
    (copy / "risk.json").write_text("{}")
    with pytest.raises(RegistrationRefused, match="risk"):
        publish(release, by=actor(stewards[1]))
    release.refresh_from_db()
    assert release.state == State.REGISTERED


def test_twin_is_not_registered_as_a_release(folder: Path, stewards: Any, actor: Any) -> None:
    with pytest.raises(RegistrationRefused, match="twin"):
        register(folder / "twin", by=actor(stewards[0]))


def test_folder_that_is_no_release_is_refused(tmp_path: Path, stewards: Any, actor: Any) -> None:
    with pytest.raises(NotAFolderOfOurs):
        register(tmp_path, by=actor(stewards[0]))


def test_version_is_registered_once(folder: Path, copy: Path, stewards: Any, actor: Any) -> None:
    register(folder, by=actor(stewards[0]))
    with pytest.raises(RegistrationRefused, match="registered already"):
        register(copy, by=actor(stewards[0]))


def test_version_is_free_after_it_was_taken_back(folder: Path, stewards: Any, actor: Any) -> None:
    first, second = map(actor, stewards)
    take_back(register(folder, by=first), by=second, why="a title was wrong")
    assert register(folder, by=second).state == State.REGISTERED


@pytest.mark.parametrize("step", [one for one in STEPS if one.source is not State.BUILT], ids=lambda one: one.action)
def test_step_from_another_state_is_refused(
    published: Any, stewards: Any, actor: Any, build_account: Any, step: Any
) -> None:
    """States are walked to, and from each of them every other step is tried."""
    second = actor(stewards[1])
    if step.source is State.PUBLISHED:  # to a state from which nothing goes on
        retract(published, by=second, reason="A unit was wrong.")
    tries = {
        "release.publish": lambda: publish(published, by=actor(build_account("steward"))),
        "release.take_back": lambda: take_back(published, by=second, why="x"),
        "release.retract": lambda: retract(published, by=second, reason="again"),
    }
    with pytest.raises(StepRefused):
        tries[step.action]()


def test_page_of_a_retracted_release_stays_with_the_reason(
    client: Any, published: Any, stewards: Any, actor: Any
) -> None:
    retract(published, by=actor(stewards[0]), reason="A unit was wrong.")
    page = client.get("/releases/2026.1/")
    assert page.status_code == 200
    assert "A unit was wrong." in page.content.decode()
    assert "data contributed by Somebody".lower() in page.content.decode().lower()
    for gone in ("/releases/2026.1/twin/manifest.json", "/explorer/2026.1/", "/explorer/2026.1/cohort.json"):
        assert client.get(gone).status_code == 302, gone  # as for whatever a visitor may not see
    assert client.get("/explorer/").status_code == 200
    assert "No release is published yet" in client.get("/explorer/").content.decode()


def test_stewards_pages_do_the_same(folder: Path, stewards: Any, log_in: Any, settings: Any, tmp_path: Path) -> None:
    from dataclasses import replace

    settings.OPENPALS_ENVIRONMENT = replace(settings.OPENPALS_ENVIRONMENT, folder=tmp_path)
    shutil.copytree(folder, tmp_path / "releases" / "new")
    client = log_in(stewards[0])
    assert "new" in client.get("/steward/releases/").content.decode()
    assert client.post("/steward/releases/register/", {"folder": "../elsewhere"}).status_code == 422
    answer = client.post("/steward/releases/register/", {"folder": "new"}, follow=True)
    assert "second steward can sign it off" in answer.content.decode()
    assert client.post("/steward/releases/2026.1/sign-off/", {"sure": "on"}).status_code == 404
    assert "waits for a second steward" in client.get("/steward/releases/").content.decode()
    client = log_in(stewards[1])
    assert "waits for you" in client.get("/steward/releases/").content.decode()
    assert client.post("/steward/releases/2026.1/sign-off/", {}).status_code == 422
    assert client.post("/steward/releases/2026.1/sign-off/", {"sure": "on"}).status_code == 302
    assert client.post("/steward/releases/2026.1/retract/", {"reason": " "}).status_code == 422
    client.post("/steward/releases/2026.1/retract/", {"reason": "A unit was wrong.", "state": "published"})
    release = Release.objects.get()
    assert (release.state, release.reason) == (State.RETRACTED, "A unit was wrong.")


def test_registering_by_a_page_tells_what_is_wrong(
    folder: Path, stewards: Any, log_in: Any, settings: Any, tmp_path: Path
) -> None:
    from dataclasses import replace

    settings.OPENPALS_ENVIRONMENT = replace(settings.OPENPALS_ENVIRONMENT, folder=tmp_path)
    shutil.copytree(folder, tmp_path / "releases" / "new")
    (tmp_path / "releases" / "new" / "risk.json").write_text("{}")
    answer = log_in(stewards[0]).post("/steward/releases/register/", {"folder": "new"})
    assert answer.status_code == 422
    assert "risk.json was changed" in answer.content.decode()
