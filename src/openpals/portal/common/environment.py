"""A site's configuration, read from the environment; what is unsafe is refused, with what to do instead."""

from __future__ import annotations

import ipaddress
import os
import secrets
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from platformdirs import user_data_path

from ...model.refused import Refused
from ...privacy.counting.policy import CountPolicy, default_count_policy, read_count_policy

# Fewer characters than this hold too little chance for signing.
SHORTEST_KEY = 50
KEY_FILE = "secret.key"

Database = Mapping[str, object]


class NotConfigured(Refused):
    """The site cannot start safely as configured; the message says what to set."""


@dataclass(frozen=True)
class Provider:
    """An institution's log-in by OpenID Connect."""

    name: str
    url: str
    client: str
    secret: str


@dataclass(frozen=True)
class Environment:
    """What the environment says about one site, checked. ``origin`` is the address people type."""

    site: str
    folder: Path
    secret_key: str
    debug: bool
    origin: SplitResult
    database: Database
    mail_url: SplitResult
    mail_from: str
    proxies: int
    metrics_token: str
    policy: CountPolicy
    provider: Provider | None

    @property
    def host(self) -> str:
        """The host name of the origin, without port."""
        return str(self.origin.hostname)

    @property
    def hosts(self) -> list[str]:
        """The host names that requests may carry."""
        return ["localhost", "127.0.0.1", "[::1]"] if is_loopback(self.host) else [self.host]

    @property
    def https(self) -> bool:
        """Whether people reach the site by HTTPS."""
        return self.origin.scheme == "https"


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the host name or address."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def read_environment(site: str, variables: Mapping[str, str] | None = None) -> Environment:
    """The configuration of ``site``. Raises NotConfigured when a start would not be safe."""
    given = os.environ if variables is None else variables
    folder = site_folder(site, given)
    origin = _origin(given.get("OPENPALS_ORIGIN", "http://localhost:8000"))
    debug = _flag(given, "OPENPALS_DEBUG")
    loopback = is_loopback(str(origin.hostname))
    if debug and not loopback:
        raise NotConfigured(
            f"OPENPALS_DEBUG shows program text to whoever meets an error, and {origin.hostname} is a public address. "
            "Unset OPENPALS_DEBUG, or serve on localhost."
        )
    if not loopback and origin.scheme != "https":
        raise NotConfigured(
            f"OPENPALS_ORIGIN is {origin.geturl()}: log-ins would cross the network readable. Give an https:// address."
        )
    return Environment(
        site=site,
        folder=folder,
        secret_key=_secret_key(given, folder, site),
        debug=debug,
        origin=origin,
        database=database_of(given.get("OPENPALS_DATABASE_URL", ""), folder),
        mail_url=_mail(given.get("OPENPALS_MAIL_URL", "console:")),
        mail_from=given.get("OPENPALS_MAIL_FROM", f"OpenPALS <no-reply@{origin.hostname}>"),
        proxies=_whole(given, "OPENPALS_PROXIES"),
        metrics_token=given.get("OPENPALS_METRICS_TOKEN", ""),
        policy=_policy(given.get("OPENPALS_POLICY", "")),
        provider=_provider(given),
    )


def site_folder(site: str, given: Mapping[str, str]) -> Path:
    """Where a site keeps its database, its key and its backups, unless told otherwise."""
    return Path(given.get("OPENPALS_FOLDER") or user_data_path("openpals") / site).absolute()


def make_secret_key(folder: Path) -> Path:
    """Writes a new key that only its owner can read, unless there is one; gives its path."""
    path = folder / KEY_FILE
    folder.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(64))
    return path


def database_of(url: str, folder: Path) -> Database:
    """Django's description of the database at ``url``; without one, SQLite in the site's folder."""
    if not url:
        return _sqlite(folder / "portal.sqlite3")
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(Path(unquote(parts.path)))
    if parts.scheme not in ("postgresql", "postgres"):
        raise NotConfigured(
            f"OPENPALS_DATABASE_URL begins with `{parts.scheme}:`. Give postgresql://user:password@host/name, "
            "or sqlite:///path, or leave it out."
        )
    # A socket's folder stands in the query, as in libpq's own URLs.
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(query.get("host", "") or parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,  # a database that went away and came back is met with a new connection
        "OPTIONS": {"connect_timeout": 5},
    }


def _sqlite(path: Path) -> Database:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "CONN_MAX_AGE": 60,
        "OPTIONS": {
            # Readers do not wait for the writer; a writer takes its lock at once instead of failing half way.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
        },
    }


def _origin(text: str) -> SplitResult:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/"):
        raise NotConfigured(
            f"OPENPALS_ORIGIN is `{text}`. Give the address people type, as https://portal.example.org."
        )
    return parts


def _secret_key(given: Mapping[str, str], folder: Path, site: str) -> str:
    path = Path(given.get("OPENPALS_SECRET_KEY_FILE") or folder / KEY_FILE)
    key = given.get("OPENPALS_SECRET_KEY", "")
    if not key and path.is_file():
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise NotConfigured(f"Others can read {path}, which holds the site's secret key. Run: chmod 600 {path}")
        key = path.read_text("utf-8").strip()
    if not key:
        raise NotConfigured(
            f"There is no secret key. Run `openpals portal migrate {site}`, which makes one in {path}, or set "
            "OPENPALS_SECRET_KEY."
        )
    if len(key) < SHORTEST_KEY or len(set(key)) < 10:
        raise NotConfigured(
            f"The secret key is too easy to guess. Give one of at least {SHORTEST_KEY} characters drawn by chance."
        )
    return key


def _policy(path: str) -> CountPolicy:
    policy = read_count_policy(Path(path)) if path else default_count_policy()
    if policy.weaker:
        raise NotConfigured(
            f"The disclosure policy {policy.name} is weaker than {default_count_policy().name} in "
            f"{', '.join(sorted(policy.weaker))}. No portal starts with it: use the default, by unsetting "
            "OPENPALS_POLICY, or a stricter one."
        )
    return policy


def _mail(text: str) -> SplitResult:
    parts = urlsplit(text)
    if parts.scheme not in ("console", "file", "smtp", "smtps"):
        raise NotConfigured(
            f"OPENPALS_MAIL_URL begins with `{parts.scheme}:`. Give smtp://user:password@host:587, smtps://, "
            "file:///folder or console:."
        )
    return parts


def _provider(given: Mapping[str, str]) -> Provider | None:
    names = ("NAME", "URL", "CLIENT", "SECRET")
    values = [given.get(f"OPENPALS_OIDC_{name}", "") for name in names]
    if not any(values):
        return None
    missing = [f"OPENPALS_OIDC_{name}" for name, value in zip(names, values, strict=True) if not value]
    if missing:
        raise NotConfigured(f"The institution's log-in is half configured. Set {', '.join(missing)} as well.")
    parts = urlsplit(values[1])
    if parts.scheme != "https" and not is_loopback(parts.hostname or ""):
        raise NotConfigured(
            f"OPENPALS_OIDC_URL is {values[1]}: log-ins would cross the network readable. Give https://."
        )
    return Provider(*values)


def _flag(given: Mapping[str, str], name: str) -> bool:
    value = given.get(name, "").lower()
    if value not in ("", "0", "1", "true", "false", "yes", "no"):
        raise NotConfigured(f"{name} is `{value}`. Give 1 or 0.")
    return value in ("1", "true", "yes")


def _whole(given: Mapping[str, str], name: str) -> int:
    value = given.get(name, "0")
    if not value.isdigit():
        raise NotConfigured(f"{name} is `{value}`. Give a whole number, 0 for none.")
    return int(value)
