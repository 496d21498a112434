"""What an answer of the explorer costs: processor time and time of requests to the whole site, without a network.

    python benchmarks/explorer.py RELEASE [--questions 300]

RELEASE is a built release, such as the one that benchmarks/run.py leaves. Questions are of one to three dimensions, all
different, so that none was answered before; each is asked for the page and then for JSON. The site's database is SQLite
in a temporary folder.
"""

from __future__ import annotations

import argparse
import os
import random
import secrets
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

AIM_MILLISECONDS = 100


def main() -> None:
    """Registers the release with a site of its own, asks, prints a table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("release", type=Path)
    options.add_argument("--questions", type=int, default=300)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        version = prepare_site(Path(folder), given.release)
        measure(version, given.questions)


def prepare_site(folder: Path, release: Path) -> str:
    """Makes a host's site in this process, with the release published by two stewards; gives its version."""
    os.environ |= {"OPENPALS_FOLDER": str(folder), "OPENPALS_SECRET_KEY": secrets.token_urlsafe(64)}
    from openpals.portal.common.operation.start import prepare

    prepare("host")
    from django.conf import settings
    from django.core.management import call_command

    settings.LOGGING_CONFIG = None
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    from openpals.portal.common.access.actor import Actor, ActorKind
    from openpals.portal.common.accounts.administrator import create_with_roles
    from openpals.portal.host.catalogue.steps import publish, register_as
    from openpals.portal.host.roles import STEWARD

    first, second = (create_with_roles(f"{name}@example.org", name, ["steward"], "a benchmark") for name in ("a", "b"))
    row = register_as(first.email, release)
    publish(row, by=Actor(ActorKind.COMMAND, second.pk, frozenset({STEWARD}), second_factor=True))
    return str(row.version)


def measure(version: str, questions: int) -> None:
    """Asks different questions and prints median and 95th centile, in milliseconds."""
    from django.test import Client

    from openpals.portal.host.catalogue.models import Release
    from openpals.portal.host.explorer.ask import counter_of

    counter = counter_of(Release.objects.get())
    asked = list(different(counter.cube.dimensions, questions, random.Random(1)))
    client = Client()
    client.get(f"/explorer/{version}/")
    groups = len(counter.cube.counts)
    strata = len(counter.strata.strata) if counter.strata else 0
    print(f"{groups} groups, {strata} strata, {len(asked)} questions")
    print("| form | CPU median | CPU p95 | time median | time p95 |\n|---|---|---|---|---|")
    for name, form in (("page, new", ""), ("JSON, known", "cohort.json")):
        used, took = [], []
        for query in asked:
            cpu, began = time.process_time(), time.perf_counter()
            answer = client.get(f"/explorer/{version}/{form}", query)
            used.append(1000 * (time.process_time() - cpu))
            took.append(1000 * (time.perf_counter() - began))
            assert answer.status_code == 200, answer.status_code
        numbers = (statistics.median(used), p95(used), statistics.median(took), p95(took))
        print(f"| {name} | {' | '.join(f'{one:.1f}' for one in numbers)} |")
        if p95(used) > AIM_MILLISECONDS:
            sys.exit(f"{name}: the aim of {AIM_MILLISECONDS} ms is missed")


def different(dimensions: Any, questions: int, rng: random.Random) -> Any:
    """So many different questions, of one to three dimensions and some of their bands."""
    seen = set()
    while len(seen) < questions:
        chosen = rng.sample(dimensions, rng.randint(1, 3))
        query = {one.name: sorted(rng.sample(one.codes, rng.randint(1, max(1, len(one.codes) // 2)))) for one in chosen}
        key = repr(sorted(query.items()))
        if key not in seen:
            seen.add(key)
            yield query


def p95(values: list[float]) -> float:
    """The 95th centile."""
    return statistics.quantiles(values, n=20)[-1]


if __name__ == "__main__":
    main()
