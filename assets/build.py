"""Installs the front end's packages by the lock file and builds what pages load; Node's own tools, nothing of Python's.

    python assets/build.py

What is built lands in a folder that git ignores and the wheel holds, with a list of packages, licences and hashes.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
BUILT = HERE.parent / "src/openpals/portal/common/design/static/openpals/built"
MODULES = HERE / "node_modules"


def main() -> None:
    """Installs, compiles, copies, lists."""
    npm = shutil.which("npm")
    if npm is None:
        sys.exit(
            "The portal's pages are built with Node.js. Install it (Debian: apt install nodejs npm), then try again."
        )
    run(npm, "ci", "--omit=optional", "--ignore-scripts", "--no-audit", "--no-fund", "--silent")
    BUILT.mkdir(parents=True, exist_ok=True)
    sass = (str(MODULES / ".bin/sass"), "--no-source-map", "--style=compressed", "--quiet")
    run(*sass, "--load-path=.", "portal.scss", str(BUILT / "portal.css"))
    shutil.copyfile(MODULES / "govuk-frontend/dist/govuk/all.bundle.js", BUILT / "components.js")
    strip_map(BUILT / "components.js")
    lock = json.loads((HERE / "package-lock.json").read_text("utf-8"))
    listed = {
        "packages": [
            {
                "name": name.removeprefix("node_modules/"),
                "version": found["version"],
                "licence": found.get("license", ""),
            }
            for name, found in lock["packages"].items()
            if name and not found.get("dev")
        ],
        "files": {
            path.name: hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(BUILT.iterdir())
            if path.suffix in (".css", ".js")
        },
    }
    (BUILT / "packages.json").write_text(json.dumps(listed, indent=2) + "\n", "utf-8")


def run(*command: str) -> None:
    """Runs a command in this folder; its failure is ours."""
    subprocess.run(command, cwd=HERE, check=True, env={**os.environ, "NODE_ENV": ""})


def strip_map(path: Path) -> None:
    """Takes out the line that names a source map, which is not served."""
    lines = [line for line in path.read_text("utf-8").splitlines() if not line.startswith("//# sourceMappingURL")]
    path.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
