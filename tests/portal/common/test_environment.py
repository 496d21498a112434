from __future__ import annotations

import stat
from pathlib import Path

import pytest

from openpals.portal.common.environment import (
    NotConfigured,
    database_of,
    make_secret_key,
    read_environment,
)

KEY = "0123456789abcdefghij-0123456789abcdefghij-0123456789"


def variables(tmp_path: Path, **more: str) -> dict[str, str]:
    return {"OPENPALS_FOLDER": str(tmp_path), "OPENPALS_SECRET_KEY": KEY, **more}


def test_defaults_are_safe(tmp_path: Path) -> None:
    read = read_environment("members", variables(tmp_path))
    assert (read.debug, read.proxies, read.metrics_token, read.policy.people) == (False, 0, "", 11)
    assert read.hosts == ["localhost", "127.0.0.1", "[::1]"]
    assert read.database["NAME"] == str(tmp_path / "portal.sqlite3")


def test_start_without_a_key_is_refused_with_the_command_that_makes_one(tmp_path: Path) -> None:
    with pytest.raises(NotConfigured, match="openpals portal migrate host"):
        read_environment("host", {"OPENPALS_FOLDER": str(tmp_path)})


@pytest.mark.parametrize("key", ["short", "a" * 60])
def test_key_that_can_be_guessed_is_refused(tmp_path: Path, key: str) -> None:
    with pytest.raises(NotConfigured, match="too easy to guess"):
        read_environment("host", variables(tmp_path, OPENPALS_SECRET_KEY=key))


def test_made_key_is_long_readable_by_its_owner_alone_and_made_once(tmp_path: Path) -> None:
    path = make_secret_key(tmp_path / "new")
    first = path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert make_secret_key(tmp_path / "new").read_text() == first
    assert read_environment("host", {"OPENPALS_FOLDER": str(tmp_path / "new")}).secret_key == first


def test_key_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    make_secret_key(tmp_path).chmod(0o644)
    with pytest.raises(NotConfigured, match="chmod 600"):
        read_environment("host", {"OPENPALS_FOLDER": str(tmp_path)})


def test_debug_on_a_public_address_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotConfigured, match="Unset OPENPALS_DEBUG"):
        read_environment("host", variables(tmp_path, OPENPALS_DEBUG="1", OPENPALS_ORIGIN="https://als.example.org"))


def test_debug_on_this_machine_is_accepted(tmp_path: Path) -> None:
    assert read_environment("host", variables(tmp_path, OPENPALS_DEBUG="1")).debug


def test_public_address_without_https_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotConfigured, match="https://"):
        read_environment("host", variables(tmp_path, OPENPALS_ORIGIN="http://als.example.org"))


def test_weakened_disclosure_policy_is_refused_even_with_a_reason(tmp_path: Path) -> None:
    (tmp_path / "weak.toml").write_text('name = "weak"\npeople = 5\n[weaker]\npeople = "we wanted to"\n')
    with pytest.raises(NotConfigured, match=r"weaker than .* in people"):
        read_environment("host", variables(tmp_path, OPENPALS_POLICY=str(tmp_path / "weak.toml")))


def test_stricter_disclosure_policy_is_accepted(tmp_path: Path) -> None:
    (tmp_path / "strict.toml").write_text('name = "stricter"\npeople = 20\n')
    read = read_environment("host", variables(tmp_path, OPENPALS_POLICY=str(tmp_path / "strict.toml")))
    assert read.policy.people == 20


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OPENPALS_ORIGIN", "als.example.org"),
        ("OPENPALS_ORIGIN", "https://als.example.org/under"),
        ("OPENPALS_DATABASE_URL", "mysql://localhost/x"),
        ("OPENPALS_MAIL_URL", "mailto:me"),
        ("OPENPALS_PROXIES", "-1"),
        ("OPENPALS_DEBUG", "perhaps"),
        ("OPENPALS_OIDC_NAME", "half"),
    ],
)
def test_value_that_is_not_understood_is_refused(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(NotConfigured):
        read_environment("host", variables(tmp_path, **{name: value}))


def test_postgresql_url_with_quoted_password_and_socket(tmp_path: Path) -> None:
    told = database_of("postgresql://pals:p%40ss@db.example.org:5433/pool", tmp_path)
    assert (told["HOST"], told["PORT"], told["NAME"], told["USER"], told["PASSWORD"]) == (
        "db.example.org",
        "5433",
        "pool",
        "pals",
        "p@ss",
    )
    assert database_of("postgresql://pals:@/pool?host=/run/pg", tmp_path)["HOST"] == "/run/pg"


def test_public_origin_asks_for_secure_cookies_and_strict_transport(tmp_path: Path) -> None:
    from django.utils.module_loading import import_string

    from openpals.portal.common.settings import site_settings
    from openpals.portal.common.site import this_site

    environment = read_environment("host", variables(tmp_path, OPENPALS_ORIGIN="https://als.example.org"))
    made = site_settings(this_site(), environment)
    assert made["SESSION_COOKIE_SECURE"]
    assert made["CSRF_COOKIE_SECURE"]
    assert made["SECURE_SSL_REDIRECT"]
    assert made["SECURE_HSTS_SECONDS"] > 0
    assert made["ALLOWED_HOSTS"] == ["als.example.org"]
    assert made["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert made["SECURE_PROXY_SSL_HEADER"] is None
    assert import_string(made["OPENPALS_SITE"]) == this_site()
