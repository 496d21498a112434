"""Settings under which types are checked: both sites' models at once, which no process ever has."""

from __future__ import annotations

from .environment import set_environment

set_environment("host")

from openpals.portal.common.environment import Environment  # noqa: E402
from openpals.portal.host import settings as _host  # noqa: E402
from openpals.portal.members.declaration import SITE as MEMBERS  # noqa: E402

globals().update({name: value for name, value in vars(_host).items() if name.isupper()})
OPENPALS_SITE: str = _host.OPENPALS_SITE  # type: ignore[attr-defined]
OPENPALS_ACCESS: str = _host.OPENPALS_ACCESS  # type: ignore[attr-defined]
OPENPALS_METRICS_TOKEN: str = _host.OPENPALS_METRICS_TOKEN  # type: ignore[attr-defined]
OPENPALS_ENVIRONMENT: Environment = _host.OPENPALS_ENVIRONMENT  # type: ignore[attr-defined]
SECRET_KEY: str = _host.SECRET_KEY  # type: ignore[attr-defined]
INSTALLED_APPS = [*_host.INSTALLED_APPS, MEMBERS.package, *MEMBERS.features]  # type: ignore[attr-defined]
