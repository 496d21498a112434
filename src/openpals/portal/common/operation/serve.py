"""The production server: several processes of one site, answering until told to stop."""

from __future__ import annotations

import os
import shutil
import tempfile

from django.conf import settings
from django.core.management import call_command

from ....model.refused import Refused
from ..design.built import require_built
from ..environment import is_loopback
from .database import database_problem

# Waiting requests a process takes before it turns more away; beyond, people would wait longer than they do.
BACKPRESSURE = 64


class NotServed(Refused):
    """The site is not served as asked."""


def serve(site: str, address: str, port: int, processes: int) -> None:
    """Serves until SIGTERM or SIGINT. ``address`` beyond this machine needs an HTTPS origin."""
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    if not is_loopback(address) and settings.DEBUG:
        raise NotServed(f"OPENPALS_DEBUG shows program text to whoever meets an error. Unset it to serve on {address}.")
    if not is_loopback(address) and settings.OPENPALS_ENVIRONMENT.origin.scheme != "https":
        raise NotServed(
            f"{address} is reached from other machines, and OPENPALS_ORIGIN is no https:// address. Set it to the "
            "address people type; the guide says how to set up HTTPS."
        )
    if problem := database_problem():
        raise NotServed(problem)
    require_built()
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    metrics = tempfile.mkdtemp(prefix="openpals-metrics-")
    if processes > 1:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = metrics
    try:
        Server(
            f"openpals.portal.{site}.wsgi:application",
            address=address,
            port=port,
            interface=Interfaces.WSGI,
            workers=processes,
            blocking_threads=2,
            backpressure=BACKPRESSURE,
            log_level=LogLevels.warning,
            respawn_failed_workers=True,
            websockets=False,
        ).serve()
    finally:
        shutil.rmtree(metrics, ignore_errors=True)
