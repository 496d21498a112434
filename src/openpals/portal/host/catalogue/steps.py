"""What stewards do to releases: each a step of the table of states, decided again under a lock, and recorded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.utils import timezone

from ....model.refused import Refused
from ....release.manifest import MANIFEST, read_manifest, sha256
from ....release.twin import ITSELF
from ....release.verify import verify_release
from ...common.access.actor import Actor, ActorKind
from ...common.access.decide import access_table, decide
from .models import Release
from .shelf import read_shown
from .states import target

KIND = "release"


class RegistrationRefused(Refused):
    """A folder cannot be registered; ``problems`` name each file that is not as its manifest says."""

    summary = "This release cannot be registered."

    def __init__(self, problems: list[str]) -> None:
        super().__init__(f"{self.summary} {' '.join(problems)}")
        self.problems = problems


class StepRefused(Refused):
    """A release is not in the state, or the person not the one, for what was asked; the message says why."""


def register(folder: Path, *, by: Actor) -> Release:
    """Registers a built release, once each of its files is as its manifest says.

    ``by`` must be a steward's account, even where a command does it: the sign-off needs somebody else. Raises
    RegistrationRefused, StepRefused, NotAFolderOfOurs or CubeRefused; then nothing is written.
    """
    _allow(by, "release.register", None)
    folder = folder.absolute()
    manifest = read_manifest(folder, KIND)
    if manifest.get("twin") == ITSELF:
        raise RegistrationRefused(["This is a synthetic twin. Register the release that it stands in."])
    refuse_if_changed(folder)
    release = Release(
        version=str(manifest["version"]),
        title=str(manifest["title"]),
        folder=str(folder),
        manifest_sha256=sha256(folder / MANIFEST),
        synthetic=bool(manifest["synthetic"]),
        state=target("release.register").value,
        registered_by_id=by.account_id,
    )
    read_shown(release)
    try:
        with transaction.atomic():
            release.write(by=by, action="release.register", why="every file is as its manifest says")
    except IntegrityError as error:
        raise RegistrationRefused(
            [f"Release {release.version} is registered already. A version is given once; build a new one."]
        ) from error
    return release


def refuse_if_changed(folder: Path) -> None:
    """Raises RegistrationRefused where a file was changed, is missing or was added since the release was built."""
    found = verify_release(folder)
    if found:
        raise RegistrationRefused(
            [*(f"{one.file} was {one.what} since it was built." for one in found), "Copy or build the release again."]
        )


def publish(release: Release, *, by: Actor) -> None:
    """Signs a release off as the second steward, once its files are as they were registered."""
    with transaction.atomic():
        row = _locked(release, by, "release.publish")
        if sha256(Path(row.folder) / MANIFEST) != row.manifest_sha256:
            raise RegistrationRefused(["The release in this folder is not the one that was registered."])
        refuse_if_changed(Path(row.folder))
        row.state = target("release.publish").value
        row.published_at, row.signed_off_by_id = timezone.now(), by.account_id
        row.write(by=by, action="release.publish", why="signed off", fields=("state", "published_at", "signed_off_by"))


def take_back(release: Release, *, by: Actor, why: str) -> None:
    """Takes back what was never published; its version is free again."""
    with transaction.atomic():
        _locked(release, by, "release.take_back").remove(by=by, action="release.take_back", why=why)


def retract(release: Release, *, by: Actor, reason: str) -> None:
    """Retracts what was published. Its page stays, with the reason."""
    with transaction.atomic():
        row = _locked(release, by, "release.retract")
        row.state, row.retracted_at, row.reason = target("release.retract").value, timezone.now(), reason
        row.write(by=by, action="release.retract", why=reason, fields=("state", "retracted_at", "reason"))


def register_as(email: str, folder: Path) -> Release:
    """Registers a release by a command, in the name of the steward with that address; see ``register``."""
    account = get_user_model()._default_manager.filter(email__iexact=email.strip(), is_active=True).first()
    if account is None:
        raise StepRefused("No account has this address. Give the address of a steward.")
    return register(folder, by=command_of(account))


def command_of(account: Any) -> Actor:
    """A command run in the name of an account, with the roles it holds: the machine is the second factor."""
    by_role = access_table().by_role
    names = account.appointments.filter(ended_at=None).values_list("role", flat=True)
    held = frozenset(by_role[name] for name in names if name in by_role)
    return Actor(ActorKind.COMMAND, account.pk, held, second_factor=True)


def _locked(release: Release, by: Actor, action: str) -> Release:
    """The row as it is now, held until the transaction ends: of two stewards who press at once, one comes later."""
    row = Release.objects.select_for_update().filter(pk=release.pk).first()
    if row is None:
        raise StepRefused("This release was taken back meanwhile.")
    _allow(by, action, row)
    found: Release = row
    return found


def _allow(by: Actor, action: str, row: Release | None) -> None:
    decision = decide(by, action, row)
    if not decision.allowed:
        raise StepRefused(decision.reason)
