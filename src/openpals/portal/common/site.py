"""What a site declares about itself, and which site this process serves."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True)
class Invented:
    """Somebody who does not exist, for the demonstration; ``address`` is theirs at example.org."""

    address: str
    name: str
    roles: tuple[str, ...]


@dataclass(frozen=True)
class MenuLink:
    """A link of every page's first row: shown to whoever may do ``action``. ``words`` are marked for translation."""

    route: str
    action: str
    words: Any


@dataclass(frozen=True)
class Site:
    """One site: ``package`` is its Django app, whose label is ``name``; a log-in ends after ``session_days``.
    ``start`` is the route where one begins after a log-in; ``features`` are the packages of its other apps, ``menu``
    its own links, before those that both sites have.

    ``invented`` are the demonstration's people. ``fill`` names functions, dotted, that fill the features for them: each
    is called with the accounts by address and the folder in which the demonstration keeps releases, or None.
    """

    name: str
    package: str
    title: str
    session_days: float
    open_to_all: bool
    start: str = "home"
    features: tuple[str, ...] = ()
    menu: tuple[MenuLink, ...] = ()
    invented: tuple[Invented, ...] = ()
    fill: tuple[str, ...] = ()


@cache
def this_site() -> Site:
    """The site that the settings belong to."""
    site: Site = import_string(settings.OPENPALS_SITE)
    return site
