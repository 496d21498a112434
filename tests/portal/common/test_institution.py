from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from django.test import Client

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.local_server,
    pytest.mark.allow_hosts(["127.0.0.1", "::1", "localhost"]),
    pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning"),
]


@pytest.fixture
def provider(settings: Any) -> Iterator[str]:
    """An OpenID provider on this machine, and the site configured for it."""
    import oidc_provider_mock

    with oidc_provider_mock.run_server_in_thread() as server:
        address = f"http://localhost:{server.server_port}"
        told = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]
        app = {
            "provider_id": "institution",
            "name": "The institution",
            "client_id": "openpals",
            "secret": "a secret of the tests",
            "settings": {"server_url": address},
        }
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {**told, "APPS": [app]}}
        yield address


def log_in_there(client: Client, provider: str, subject: str, claims: dict[str, object]) -> Any:
    """Goes to the institution, says who one is, and comes back; gives the last answer."""
    done = requests.put(f"{provider}/users/{subject}", json=claims, timeout=10)
    assert done.ok, done.text
    asked = client.post("/accounts/oidc/institution/login/")
    assert asked.headers["Location"].startswith(provider), asked.content
    answer = requests.post(asked.headers["Location"], data={"sub": subject}, allow_redirects=False, timeout=10)
    back = urlsplit(answer.headers["Location"])
    return client.get(f"{back.path}?{back.query}", follow=True)


def test_person_of_an_institution_signs_up_and_confirms(client: Client, provider: str) -> None:
    answer = log_in_there(client, provider, "ada", {"email": "ada@institute.example", "email_verified": True})
    assert answer.status_code == 200
    assert answer.context["user"].is_authenticated
    assert answer.context["user"].email == "ada@institute.example"


def test_institutions_word_alone_opens_no_existing_account(client: Client, provider: str, build_account: Any) -> None:
    build_account(email="there@example.org", password="correct horse battery staple")
    answer = log_in_there(client, provider, "mallory", {"email": "there@example.org", "email_verified": True})
    assert not answer.context["user"].is_authenticated


def test_forged_way_back_is_refused(client: Client, provider: str) -> None:
    answer = client.get("/accounts/oidc/institution/login/callback/?code=abc&state=forged", follow=True)
    assert not answer.context["user"].is_authenticated
