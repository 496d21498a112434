# Needs Python 3.11 or newer and make; for the portal's pages Node.js, and Chromium to test them. `make` lists the targets. ARGS="..." is passed on.

PYTHON ?= $(or $(shell command -v python3.11),$(shell command -v python3),python3)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet install
UV_COMPILE := $(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
  --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" --extra demo --extra portal --group build

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev assets demo portal-demo test test-portal screenshots check fix lock bench words docs

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | while IFS="$$(printf '\t')" read -r target text; \
	  do printf '  %-12s %s\n' "$$target" "$$text"; done

setup: .venv/setup.stamp ## install what running needs into .venv, as locked

setup-dev: .venv/setup-dev.stamp ## install what developing needs as well (PySpark and a Java among it)

assets: .venv/assets.stamp ## build the pages' styles; needs Node.js

demo: setup assets ## see the whole path, from contributors' files to a release and both web sites
	$(BIN)/openpals demo $(ARGS)

portal-demo: setup assets ## serve both web sites with invented people, without the path before them
	$(BIN)/openpals portal demo $(ARGS)

test: setup-dev test-portal ## run all tests
	$(BIN)/pytest -n auto --dist loadgroup $(ARGS)

test-portal: setup-dev assets ## run the portal's tests: each site on SQLite and on PostgreSQL
	@for site in members host; do for database in sqlite postgresql; do \
	  echo "portal: $$site on $$database"; \
	  OPENPALS_TEST_DATABASE=$$database $(BIN)/pytest tests/portal -n auto --dist loadfile --ds=tests.portal.settings.$$site $(PORTAL_ARGS) || exit 1; \
	done; done

screenshots: setup-dev assets ## take the guide's pictures anew, in the browser's tests
	SCREENSHOTS=docs/portal OPENPALS_TEST_DATABASE=sqlite $(BIN)/pytest tests/portal/browser --ds=tests.portal.settings.members \
	  -k "very_large or both_colours or 320_pixels"

check: setup-dev ## lint, format, types, and which room imports which
	$(BIN)/ruff check
	$(BIN)/ruff format --check --quiet
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

fix: setup-dev ## repair what lint and format can repair
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

lock: setup-dev ## write the lock files anew; ARGS=--upgrade takes newer versions
	$(UV_COMPILE) $(ARGS) --output-file requirements.lock
	$(UV_COMPILE) $(ARGS) --group dev --constraint requirements.lock --output-file requirements-dev.lock

bench: setup ## run the benchmarks
	$(BIN)/python benchmarks/run.py $(ARGS)

words: setup-dev ## gather the words of pages for translators, compile them, and say what lacks
	$(BIN)/python -m openpals.portal.common.words $(ARGS)

docs: setup ## write the generated documentation anew
	$(BIN)/openpals dictionary --out docs/dictionary
	$(BIN)/python -m openpals.privacy.pages docs/privacy.md
	$(BIN)/openpals portal permissions --out docs/portal/permissions.md

$(BIN)/python:
	@$(PYTHON) -c 'import sys; v = sys.version_info; v >= (3, 11) or sys.exit( \
	  f"OpenPALS needs Python 3.11 or newer; {sys.executable} is {v[0]}.{v[1]}. Say which: make PYTHON=/path/to/python")'
	@$(PYTHON) -c 'import ensurepip, venv' || { echo 'This Python cannot make virtual environments; on Debian or Ubuntu: apt install python3-venv' >&2; exit 1; }
	$(PYTHON) -m venv .venv

# The lock holds the build backend too, so that nothing unpinned is fetched to build anything.
.venv/setup.stamp: requirements.lock pyproject.toml | $(BIN)/python
	$(PIP) --require-hashes --only-binary :all: --requirement requirements.lock
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

.venv/setup-dev.stamp: requirements-dev.lock .venv/setup.stamp
	$(PIP) --require-hashes --only-binary :all: --no-binary pyspark --no-build-isolation \
	  --requirement requirements-dev.lock
	@touch $@

# The front end's packages, by their own lock file.
.venv/assets.stamp: assets/package-lock.json assets/portal.scss assets/build.py .venv/setup.stamp
	$(BIN)/python assets/build.py
	@touch $@
