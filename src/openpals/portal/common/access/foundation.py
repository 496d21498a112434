"""The permissions that both sites share."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from .table import ADMINISTRATOR, ANYBODYS, ANYONE, HOLDER, OTHERS, OWN, Permission, to

LOG_IN_FIRST = _("Log in first.")

FOUNDATION = (
    Permission("site.see", "see the public pages", to(ANYONE)),
    Permission("site.check", "ask whether the site is well (its keepers' machines do)", to(ANYONE)),
    Permission("display.choose", "choose size of buttons, colours and language, on their device", to(ANYONE)),
    Permission("account.enter", "sign up, log in, confirm an address, get back in", to(ANYONE)),
    Permission(
        "account.keep", "keep own addresses, password, passkeys, codes and sessions", to(HOLDER), refusal=LOG_IN_FIRST
    ),
    Permission(
        "account.see",
        "see an account: its name, roles and when it was made",
        (*to(HOLDER, relation=OWN), *to(ADMINISTRATOR, relation=ANYBODYS)),
        personal=True,
    ),
    Permission("account.rename", "change the name others see", to(HOLDER, relation=OWN)),
    Permission("account.list", "list the accounts", to(ADMINISTRATOR), personal=True),
    Permission(
        "role.give",
        "give an account a role",
        to(ADMINISTRATOR, relation=OTHERS),
        refusal=_("Nobody gives roles to themselves; another administrator can."),
    ),
    Permission(
        "role.end",
        "end a role",
        to(ADMINISTRATOR, relation=OTHERS),
        refusal=_("Nobody ends their own roles; another administrator can."),
    ),
    Permission("job.list", "list the jobs they may see", to(HOLDER), refusal=LOG_IN_FIRST),
    Permission(
        "job.see",
        "see how far a job is",
        (*to(HOLDER, relation=OWN), *to(ADMINISTRATOR, relation=ANYBODYS)),
    ),
    Permission("job.retry", "start a failed job again", to(ADMINISTRATOR, relation=ANYBODYS)),
    Permission("audit.read", "read the audit log", to(ADMINISTRATOR)),
    Permission("audit.check", "have the whole audit log checked", to(ADMINISTRATOR)),
)

# The library's routes. All of them concern the account that is logged in, or nobody yet.
ENTRANCE = (
    "account_login",
    "account_logout",
    "account_signup",
    "account_signup_by_passkey",
    "account_inactive",
    "account_email_verification_sent",
    "account_request_login_code",
    "account_confirm_login_code",
    "account_reset_password",
    "account_confirm_password_reset_code",
    "account_complete_password_reset",
    "account_password_reset_completed",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "mfa_signup_webauthn",
    "socialaccount_login_cancelled",
    "socialaccount_login_error",
    "socialaccount_signup",
    "openid_connect_login",
    "openid_connect_callback",
)
KEEPING = (
    "account_reauthenticate",
    "account_email",
    "account_change_password",
    "account_set_password",
    "mfa_index",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "mfa_remove_webauthn",
    "mfa_edit_webauthn",
    "usersessions_list",
    "socialaccount_connections",
)
LIBRARY_ROUTES = {**dict.fromkeys(ENTRANCE, "account.enter"), **dict.fromkeys(KEEPING, "account.keep")}
