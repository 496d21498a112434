"""Django's settings of a site, derived from its declaration and its environment; safe unless told otherwise."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from .accounts.settings import account_settings
from .environment import Environment
from .mail.settings import mail_settings
from .operation.logs import logging_settings
from .operation.policy import content_policy
from .site import Site
from .words.languages import FIRST, LANGUAGES

FOUNDATION = "openpals.portal.common"

# One mebibyte: the longest form is a questionnaire; files come by their own way.
LARGEST_BODY = 2**20


# A request passes from the first to the last; who acts and may act is decided last, just before the view.
MIDDLEWARE = [
    f"{FOUNDATION}.operation.requests.RequestMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    f"{FOUNDATION}.access.middleware.AccessMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                f"{FOUNDATION}.design.context.page_context",
            ],
        },
    }
]


def site_settings(site: Site, environment: Environment) -> dict[str, Any]:
    """Every setting of the site, as a settings module's globals."""
    return {
        "OPENPALS_SITE": f"{site.package}.declaration.SITE",
        "OPENPALS_ACCESS": f"{site.package}.access.TABLE",
        "OPENPALS_ENVIRONMENT": environment,
        "OPENPALS_METRICS_TOKEN": environment.metrics_token,
        "SECRET_KEY": environment.secret_key,
        "DEBUG": environment.debug,
        "ALLOWED_HOSTS": environment.hosts,
        "ROOT_URLCONF": f"{site.package}.urls",
        "WSGI_APPLICATION": f"{site.package}.wsgi.application",
        "DATABASES": {"default": dict(environment.database)},
        "SILENCED_SYSTEM_CHECKS": ["auth.W004"],  # addresses are unique by a constraint that ignores their case
        "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
        "CACHES": {
            # Rate limits are counted here, so all processes share it.
            "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "shared_cache"}
        },
        "INSTALLED_APPS": apps(site),
        "MIDDLEWARE": MIDDLEWARE,
        "TEMPLATES": TEMPLATES,
        "FORM_RENDERER": f"{FOUNDATION}.design.forms.Renderer",
        "STATIC_URL": "/static/",
        "STATIC_ROOT": str(environment.folder / "static"),
        "STORAGES": {
            "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
            "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
        },
        "TASKS": {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}},
        "DATA_UPLOAD_MAX_MEMORY_SIZE": LARGEST_BODY,
        "DATA_UPLOAD_MAX_NUMBER_FIELDS": 500,
        "LANGUAGE_CODE": FIRST,
        "LANGUAGES": list(LANGUAGES),
        "LOCALE_PATHS": [str(Path(__file__).parent / "locale")],
        "USE_I18N": True,
        "USE_TZ": True,
        "TIME_ZONE": "UTC",
        "CONTENT_SECURITY_POLICY": content_policy(environment),
        "LOGGING": logging_settings(),
        "LOGGING_CONFIG": "logging.config.dictConfig",
        **cookie_settings(site, environment),
        **transport_settings(environment),
        **mail_settings(environment),
        **account_settings(site, environment),
    }


def apps(site: Site) -> list[str]:
    """The apps of the foundation, of the site and its features, and of the libraries, as templates are looked up."""
    return [
        "django.contrib.contenttypes",
        "django.contrib.auth",
        "django.contrib.sessions",
        "django.contrib.messages",
        "django.contrib.humanize",
        "django.contrib.staticfiles",
        f"{FOUNDATION}.design",  # before the forms and the accounts whose templates it restyles
        "django.forms",
        f"{FOUNDATION}.access",
        f"{FOUNDATION}.audit",
        f"{FOUNDATION}.accounts",
        f"{FOUNDATION}.jobs",
        f"{FOUNDATION}.operation",
        site.package,
        *site.features,
        "allauth",
        "allauth.account",
        "allauth.mfa",
        "allauth.usersessions",
        "allauth.socialaccount",
        "allauth.socialaccount.providers.openid_connect",
        "django_htmx",
        "django_tasks_db",
    ]


def cookie_settings(site: Site, environment: Environment) -> dict[str, Any]:
    """Sessions and cookies. Two sites on one machine must not share a cookie, which knows no port."""
    secure_prefix = "__Host-" if environment.https else ""
    return {
        "SESSION_ENGINE": "django.contrib.sessions.backends.db",
        "SESSION_COOKIE_NAME": f"{secure_prefix}openpals-{site.name}-session",
        "SESSION_COOKIE_AGE": int(timedelta(days=site.session_days).total_seconds()),
        "SESSION_SAVE_EVERY_REQUEST": False,
        "SESSION_COOKIE_SECURE": environment.https,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "CSRF_COOKIE_NAME": f"{secure_prefix}openpals-{site.name}-csrf",
        "CSRF_COOKIE_SECURE": environment.https,
        "CSRF_COOKIE_HTTPONLY": True,
        "CSRF_FAILURE_VIEW": f"{FOUNDATION}.operation.errors.form_expired",
        "LANGUAGE_COOKIE_NAME": f"openpals-{site.name}-language",
        "LANGUAGE_COOKIE_SAMESITE": "Lax",
    }


def transport_settings(environment: Environment) -> dict[str, Any]:
    """Transport and headers."""
    return {
        "SECURE_SSL_REDIRECT": environment.https,
        "SECURE_REDIRECT_EXEMPT": [r"^healthz$", r"^readyz$", r"^metrics$"],
        "SECURE_PROXY_SSL_HEADER": (
            ("HTTP_X_FORWARDED_PROTO", "https") if environment.https and environment.proxies else None
        ),
        "SECURE_HSTS_SECONDS": 31_536_000 if environment.https else 0,
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": environment.https,
        "SECURE_HSTS_PRELOAD": environment.https,
        "SECURE_REFERRER_POLICY": "same-origin",
        "X_FRAME_OPTIONS": "DENY",
    }
