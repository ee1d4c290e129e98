# Two commands do everything: `make demo` shows the main job, `make test` passes the tests.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: help demo test check lock golden catalogues screenshots clean

help: ## Say what can be made.
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

demo: .venv/installed ## Set up and show the main job: papers in, mails out, embedded and offline.
	@$(BIN)/digest demo

test: .venv/installed-dev ## Set up and pass the tests.
	@$(BIN)/python -m pytest

check: .venv/installed-dev ## Lint, types, and the direction of imports.
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

lock: .venv/installed-dev ## Resolve the dependencies anew into the two lock files.
	@$(PIP) install uv
	@$(BIN)/uv pip compile pyproject.toml --group build $(LOCK_FLAGS) -o requirements.lock
	@$(BIN)/uv pip compile pyproject.toml --group dev $(LOCK_FLAGS) -c requirements.lock -o requirements-dev.lock
LOCK_FLAGS := --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet --upgrade

golden: .venv/installed-dev ## Write the golden mails and their facts anew, to be reviewed as a difference.
	@PYTHONPATH=tests $(BIN)/python -m golden

catalogues: .venv/installed-dev ## Bring the catalogues of languages up to date with what mails say.
	@PYTHONPATH=tests $(BIN)/python -m catalogues

screenshots: .venv/installed-dev ## Take the README's picture anew, with the system's Chromium.
	@rm -rf build/picture
	@$(BIN)/digest demo --exit --out build/picture >/dev/null
	@PYTHONPATH=tests $(BIN)/python docs/screenshot.py build/picture/inbox/001-*.mail.html docs/digest.png

clean: ## Remove what set-up and tests made.
	@rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache dist build

# Set-up: the locked versions with their hashes, then the project itself, editable.
.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo "Paper Round needs Python 3.11 or newer; '$(PYTHON)' is not. Name one: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 2; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
	  { echo "This Python cannot make virtual environments. On Debian or Ubuntu: sudo apt install python3-venv" >&2; exit 2; }
	@echo "Setting up .venv (once) ..."
	@$(PYTHON) -m venv .venv

.venv/installed: requirements.lock pyproject.toml | .venv/bin/python
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/installed-dev: requirements-dev.lock .venv/installed
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@
