from __future__ import annotations

import json
import os
from pathlib import Path

from tests.portal.browser.conftest import fresh_database
from tests.portal.browser.site import environment_of
from tests.portal.processes.conftest import Kept


def test_case_22_people_who_come_at_once_are_each_heard_once(tmp_path: Path) -> None:
    more = {}
    if os.environ.get("OPENPALS_TEST_DATABASE") == "postgresql":
        more["OPENPALS_DATABASE_URL"] = fresh_database("at_once")
    site = Kept("host", tmp_path, "", environment_of("host", tmp_path, 8000, **more))
    site.command("portal", "migrate", "host")
    told = json.loads(
        site.python("import json\nfrom tests.portal.host.proposals.at_once import main\nprint(json.dumps(main()))")
    )
    assert told == {
        "refused of one reviewer twice, and the other": 1,
        "opinions": 2,
        "state after both": "decision",
        "refused of two stewards": 1,
        "refused of two signatures": 0,
        "signatures": 2,
        "grants": 1,
        "moves": ["submit", "begin_review", "both_written", "propose", "approve", "grant"],
        "log holds": True,
    }
