"""What a server runs: The members' platform, once its routes, settings and database are found to be in order."""

from __future__ import annotations

from ..common.operation.start import start

application = start("members")
