"""Whether the front end's files are there, which set-up builds and the wheel holds."""

from __future__ import annotations

from importlib.resources import files

from ....model.refused import Refused


class NotBuilt(Refused):
    """The pages' styles were not built."""


def require_built() -> None:
    """Raises NotBuilt, saying how to build them."""
    if not files(__package__).joinpath("static/openpals/built/packages.json").is_file():
        raise NotBuilt("The pages' styles are not built. Run `make assets` (needs Node.js), or install the wheel.")
