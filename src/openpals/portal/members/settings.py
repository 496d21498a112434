"""The members' platform's settings, from its declaration and the environment."""

from __future__ import annotations

from ..common.environment import read_environment
from ..common.settings import site_settings
from .declaration import SITE

globals().update(site_settings(SITE, read_environment(SITE.name)))
