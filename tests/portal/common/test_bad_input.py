from __future__ import annotations

import errno
import json
import logging
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse

from openpals.portal.common.access.routes import routes
from openpals.portal.common.operation.logs import JsonLines
from openpals.portal.common.site import this_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def careless() -> Client:
    """A client that gets the answer a person would, not the exception."""
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "localhost:80@evil.example", "a b"])
def test_foreign_host_is_refused(careless: Client, host: str) -> None:
    answer = careless.get("/", headers={"Host": host})
    assert answer.status_code == 400
    assert host not in answer.content.decode()


def test_letter_links_never_go_to_a_foreign_host(careless: Client) -> None:
    from django.core import mail

    careless.post("/accounts/password/reset/", {"email": "a@example.org"}, headers={"X-Forwarded-Host": "evil.example"})
    assert mail.outbox
    assert "evil.example" not in mail.outbox[0].body


@pytest.mark.parametrize(
    "target",
    ["//evil.example", "/\\evil.example", "https:/evil.example", "https://evil.example", "%2f%2fevil.example", ""],
)
def test_display_never_goes_on_to_another_site(careless: Client, target: str) -> None:
    form = {"size": "gaze", "colours": "dark", "motion": "less", "language": "en", "next": target}
    assert careless.post("/display/", form).headers["Location"] == "/" or target.startswith("%2f")


@pytest.mark.parametrize("target", ["//evil.example", "/\\evil.example", "https://evil.example"])
def test_log_in_never_goes_on_to_another_site(build_account: Any, target: str) -> None:
    build_account(email="there@example.org", password="correct horse battery staple")
    form = {"login": "there@example.org", "password": "correct horse battery staple", "next": target}
    answer = Client().post("/accounts/login/", form)
    assert (answer.status_code, answer.headers["Location"]) == (302, reverse(this_site().start))


def test_every_post_asks_for_the_forms_token(build_account: Any) -> None:
    account = build_account("administrator")
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(account)
    for one in routes().values():
        place = "/" + one.pattern.replace("<int:pk>", str(account.pk)).replace(
            "<uuid:pk>", "00000000-0000-0000-0000-000000000000"
        )
        if any(sign in place for sign in "<(^"):
            continue
        answer = strict.post(place, {"name": "x"})
        assert answer.status_code in (403, 405), (one.name, answer.status_code)
        if answer.status_code == 405:
            assert one.name in {"home", "design", "help"}


def test_token_of_another_site_is_refused(build_account: Any) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.get("/accounts/login/")
    answer = strict.post(
        "/accounts/login/", {"csrfmiddlewaretoken": "a" * 64}, headers={"Origin": "https://evil.example"}
    )
    assert answer.status_code == 403
    assert b"send the form again" in answer.content


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/accounts/login/", b"login=%ff%fe&password=%80"),
        ("/accounts/signup/", b"email=a\x00b@example.org"),
        ("/accounts/signup/", b"\xff\xfe\xfd"),
        ("/display/", b"size=%00"),
    ],
)
def test_invalid_utf8_and_nul_in_a_form_are_answered_like_any_mistake(careless: Client, path: str, body: bytes) -> None:
    answer = careless.generic("POST", path, body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code in (200, 302, 400, 422)


@pytest.mark.parametrize(
    "path", ["/%ff", "/people/%00/", "/?page=%ff", "/help/?x=%00", "/people/99999999999999999999999/"]
)
def test_invalid_utf8_and_nul_in_an_address_are_answered(careless: Client, path: str) -> None:
    assert careless.get(path).status_code in (200, 302, 400, 404)


def test_oversize_body_is_refused_unread(careless: Client) -> None:
    answer = careless.post("/accounts/login/", {"login": "x" * (2**20 + 1)})
    assert answer.status_code == 413
    assert b"too large" in answer.content


def test_body_of_no_length_is_refused(careless: Client) -> None:
    answer = careless.generic("POST", "/accounts/login/", b"", CONTENT_LENGTH="minus one")
    assert answer.status_code == 413


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (OperationalError("server closed the connection for ada@example.org"), 503),
        (OSError(errno.ENOSPC, "No space left on device"), 503),
        (RuntimeError("ada@example.org"), 500),
    ],
    ids=["database away", "disk full", "fault"],
)
def test_failure_shows_no_trace_and_logs_its_kind_without_values(
    careless: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, error: Exception, status: int
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise error

    monkeypatch.setattr("openpals.portal.common.design.pages.render", fail)
    logger = logging.getLogger("openpals.errors")
    logger.addHandler(caplog.handler)
    try:
        answer = careless.get("/help/")
    finally:
        logger.removeHandler(caplog.handler)
    page = answer.content.decode()
    assert answer.status_code == status
    assert "Nothing was saved" in page
    assert not [word for word in ("Traceback", "ada@", "RuntimeError", "design.pages") if word in page]
    lines = [json.loads(JsonLines().format(record)) for record in caplog.records if record.name == "openpals.errors"]
    assert lines[-1]["kind"] == type(error).__name__
    assert "ada@" not in json.dumps(lines)
    assert any("pages.py" in place for place in lines[-1]["at"])


def test_log_line_cannot_be_forged_by_a_line_break() -> None:
    record = logging.LogRecord("openpals.x", logging.INFO, "f", 1, 'a\n{"level": "forged"}', None, None)
    assert "\n" not in JsonLines().format(record)


def test_request_id_is_ours_whatever_the_request_says(careless: Client) -> None:
    answer = careless.get("/", headers={"X-Request-ID": "forged"})
    assert answer.headers["X-Request-ID"] != "forged"


def test_security_headers_stand_on_every_open_page(careless: Client) -> None:
    for path in ("/", "/help/", "/accounts/login/", "/nowhere/"):
        headers = careless.get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "default-src 'none'" in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "same-origin"


def test_metrics_are_not_there_without_the_token(careless: Client, settings: Any) -> None:
    assert careless.get("/metrics").status_code == 404
    settings.OPENPALS_METRICS_TOKEN = "a token of some length"
    assert careless.get("/metrics", headers={"Authorization": "Bearer wrong"}).status_code == 404
    answer = careless.get("/metrics", headers={"Authorization": "Bearer a token of some length"})
    assert b"openpals_requests_total" in answer.content


def test_health_needs_no_database_and_readiness_does(careless: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from openpals.portal.common.operation.models import Stamp

    Stamp.objects.create(site=site_name())
    assert careless.get("/readyz").json()["ready"]

    def away(*_: Any, **__: Any) -> None:
        raise OperationalError

    monkeypatch.setattr("openpals.portal.common.operation.database.waiting_migrations", away)
    assert careless.get("/healthz").status_code == 200
    answer = careless.get("/readyz")
    assert (answer.status_code, answer.json()["database"]) == (503, False)


def site_name() -> str:
    from openpals.portal.common.site import this_site

    return this_site().name


def test_database_of_the_other_site_is_never_migrated() -> None:
    from openpals.portal.common.operation.database import ForeignDatabase, migrate
    from openpals.portal.common.operation.models import Stamp

    Stamp.objects.create(site="another")
    with pytest.raises(ForeignDatabase, match="never share"):
        migrate()
    assert connection.introspection.table_names()
