"""A site as it is served: the production server in a process of its own, with a folder, a database and a mailbox."""

from __future__ import annotations

import email
import email.policy
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

PATIENCE_SECONDS = 90.0

COMMAND = (sys.executable, "-c", "from openpals.cli.main import main; main()")


@dataclass
class Served:
    """A running site; ``address`` is what people type."""

    name: str
    folder: Path
    address: str
    environment: dict[str, str]

    def command(self, *arguments: str) -> str:
        """Runs `openpals` for this site; gives what it printed."""
        done = subprocess.run(
            [*COMMAND, *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def letters(self) -> list[str]:
        """The text of each letter, oldest first."""
        texts = []
        for path in sorted((self.folder / "mail").glob("*"), key=lambda one: one.stat().st_mtime_ns):
            for part in path.read_bytes().split(b"-" * 79 + b"\n"):
                if part.strip():
                    body = email.message_from_bytes(part, policy=email.policy.default).get_body(("plain",))
                    texts.append(body.get_content() if body else "")
        return texts

    def code(self, letters_before: int) -> str:
        """The code in the letter that came after so many."""
        deadline = time.monotonic() + 20
        while len(self.letters()) <= letters_before:
            assert time.monotonic() < deadline, "no letter came"
            time.sleep(0.1)
        found = re.search(r"^\s*([A-Z0-9]{3,}(?:-[A-Z0-9]{3,})*)\s*$", self.letters()[-1], re.MULTILINE)
        assert found, self.letters()[-1]
        return found.group(1)


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def environment_of(site: str, folder: Path, port: int, **more: str) -> dict[str, str]:
    """The environment of a site of its own, sharing nothing with that of the tests."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("OPENPALS_", "DJANGO_"))}
    return {
        **kept,
        "OPENPALS_FOLDER": str(folder),
        "OPENPALS_SECRET_KEY": secrets.token_urlsafe(64),
        "OPENPALS_ORIGIN": f"http://localhost:{port}",
        "OPENPALS_MAIL_URL": f"file://{folder}/mail",
        **more,
    }


def start(site: str, folder: Path, processes: int = 1, **more: str) -> tuple[Served, subprocess.Popen[bytes]]:
    """Migrates and serves the site; gives it with its process, which `stop` ends."""
    port = free_port()
    served = Served(site, folder, f"http://localhost:{port}", environment_of(site, folder, port, **more))
    served.command("portal", "migrate", site)
    log = (folder / "server.log").open("wb")
    process = subprocess.Popen(
        [*COMMAND, "portal", "serve", site, "--port", str(port), "--processes", str(processes)],
        env=served.environment,
        stdout=log,
        stderr=log,
    )
    log.close()
    wait_until_alive(served.address, process)
    return served, process


def wait_until_alive(address: str, process: subprocess.Popen[bytes]) -> None:
    """Waits for the first answer."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, "the server ended"
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise AssertionError("the server did not answer")


def stop(process: subprocess.Popen[bytes]) -> None:
    """Ends the server as a service manager would."""
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(5)
