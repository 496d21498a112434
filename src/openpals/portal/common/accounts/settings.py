"""allauth's settings: nobody must remember or type a secret, nobody learns who has an account."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from ..environment import Environment
from ..site import Site

HERE = "openpals.portal.common.accounts"

# Long, for hands that are slow; short enough that a found letter is stale.
CODE_SECONDS = int(timedelta(hours=1).total_seconds())


def account_settings(site: Site, environment: Environment) -> dict[str, Any]:
    """Settings of log-in, sign-up, second factors and sessions."""
    provider = environment.provider
    return {
        "AUTH_USER_MODEL": f"{site.name}.Account",
        "AUTHENTICATION_BACKENDS": [f"{HERE}.backend.Backend"],
        "PASSWORD_HASHERS": [
            "django.contrib.auth.hashers.Argon2PasswordHasher",
            "django.contrib.auth.hashers.PBKDF2PasswordHasher",
        ],
        "AUTH_PASSWORD_VALIDATORS": [
            {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
            for name, options in (
                ("UserAttributeSimilarityValidator", {"user_attributes": ("email", "name")}),
                ("MinimumLengthValidator", {"min_length": 10}),
                ("CommonPasswordValidator", {}),
                ("NumericPasswordValidator", {}),
            )
        ],
        "LOGIN_URL": "account_login",
        "LOGIN_REDIRECT_URL": site.start,
        "ACCOUNT_LOGOUT_REDIRECT_URL": "home",
        "ACCOUNT_ADAPTER": f"{HERE}.adapters.AccountAdapter",
        "ACCOUNT_USER_MODEL_USERNAME_FIELD": None,
        "ACCOUNT_LOGIN_METHODS": {"email"},
        "ACCOUNT_SIGNUP_FIELDS": ["email*", "password1"],  # without one, a code is mailed at each log-in
        "ACCOUNT_EMAIL_VERIFICATION": "mandatory",
        "ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED": True,
        "ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT": CODE_SECONDS,
        "ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND": True,
        "ACCOUNT_LOGIN_BY_CODE_ENABLED": True,
        "ACCOUNT_LOGIN_BY_CODE_TIMEOUT": CODE_SECONDS,
        "ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND": True,
        "ACCOUNT_LOGIN_TIMEOUT": CODE_SECONDS,
        "ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED": True,
        "ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT": CODE_SECONDS,
        "ACCOUNT_PREVENT_ENUMERATION": True,
        "ACCOUNT_SESSION_REMEMBER": True,
        "ACCOUNT_EMAIL_SUBJECT_PREFIX": "",
        "ACCOUNT_EMAIL_NOTIFICATIONS": True,
        "ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE": False,
        "ACCOUNT_DEFAULT_HTTP_PROTOCOL": environment.origin.scheme,
        "ACCOUNT_MAX_EMAIL_ADDRESSES": 3,
        "ALLAUTH_TRUSTED_PROXY_COUNT": environment.proxies,
        "ALLAUTH_DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
        "MFA_ADAPTER": f"{HERE}.adapters.SecondFactorAdapter",
        "MFA_FORMS": {"add_webauthn": f"{HERE}.forms.PasskeyForm"},
        "MFA_SUPPORTED_TYPES": ["webauthn", "totp", "recovery_codes"],
        "MFA_PASSKEY_LOGIN_ENABLED": True,
        "MFA_PASSKEY_SIGNUP_ENABLED": True,
        "MFA_TOTP_ISSUER": site.title,
        "MFA_TOTP_TOLERANCE": 1,  # a code typed slowly is the previous one
        "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN": not environment.https,
        "USERSESSIONS_TRACK_ACTIVITY": False,
        "SOCIALACCOUNT_ADAPTER": f"{HERE}.adapters.InstitutionAdapter",
        "SOCIALACCOUNT_EMAIL_AUTHENTICATION": False,  # an institution's word alone opens no existing account
        "SOCIALACCOUNT_LOGIN_ON_GET": False,
        "SOCIALACCOUNT_STORE_TOKENS": False,
        "SOCIALACCOUNT_PROVIDERS": {
            "openid_connect": {
                "OAUTH_PKCE_ENABLED": True,
                "APPS": [
                    {
                        "provider_id": "institution",
                        "name": provider.name,
                        "client_id": provider.client,
                        "secret": provider.secret,
                        "settings": {"server_url": provider.url},
                    }
                ]
                if provider
                else [],
            }
        },
    }
