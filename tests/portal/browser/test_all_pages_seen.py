from __future__ import annotations

import os

import pytest

from openpals.portal.common.access.routes import routes

from .browse import SEEN

pytestmark = pytest.mark.xdist_group("browser")  # one browser and one site for all of these tests

# Routes that show no page of ours, and why.
NO_PAGE = {
    "healthz": "answers machines",
    "readyz": "answers machines",
    "metrics": "answers machines",
    "job_again": "takes a POST and goes on",
    "mfa_download_recovery_codes": "is a text file",
    "mfa_login_webauthn": "gives a script its challenge",
    "openid_connect_login": "goes on to the institution; tested with a provider",
    "openid_connect_callback": "comes from the institution; tested with a provider",
    "account_change_password": "goes to account_set_password while there is no password, which has the same form",
    "account_reauthenticate": "goes to a second factor's page where there is no password",
    "account_complete_password_reset": "comes after a code from a letter; the same form as account_set_password",
    "account_confirm_password_reset_code": "the same template as account_confirm_login_code",
    "mfa_signup_webauthn": "comes after a code from a letter; the same form as mfa_add_webauthn",
    "mfa_deactivate_totp": "goes back while no app is active",
    "socialaccount_signup": "comes from the institution; tested with a provider",
    "audit_check": "takes a POST and goes on",
}


def test_axe_ran_on_every_page(request: pytest.FixtureRequest) -> None:
    """Runs last, in the process of the browser's tests; with a part of them chosen, there is nothing to say."""
    names = {item.name for item in request.session.items}
    if not {"test_pages_of_an_administrator_are_accessible"} <= names and "CI" not in os.environ:
        pytest.skip("only a part of the browser's tests was run")
    missing = set(routes()) - SEEN - set(NO_PAGE)
    assert not missing, f"no test shows these pages to axe: {sorted(missing)}"
    assert not set(NO_PAGE) - set(routes()), "a route that is excused is gone"
