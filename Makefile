# What a person types. Everything installs itself into .venv; nothing asks for root.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Ready-made wheels only: a bare machine has no compiler, and a missing wheel should say so.
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input --quiet
INSTALL := $(PIP) install --require-hashes --only-binary :all:
# A stamp is as new as what was installed from; later runs compare dates and install nothing.
RUNTIME := $(VENV)/runtime.stamp
DEVELOPMENT := $(VENV)/development.stamp

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help install demo test types pytest chromium screens office crash bench fix lock clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-7s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install: $(RUNTIME) ## the bot into .venv, without what development needs

demo: $(RUNTIME) ## a made-up police station, no Slack and no settings needed
	@$(BIN)/junkai demo

# What was compiled once is kept, whatever the environment says: every process of the tests would compile it again.
test: export PYTHONDONTWRITEBYTECODE :=
test: $(DEVELOPMENT) chromium ## every check: style, types, layers, tests on SQLite and PostgreSQL
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports --no-logo
	@$(MAKE) --no-print-directory --jobs 2 types pytest

types: # beside the tests, which leave the cores idle while they wait for other processes
	$(BIN)/mypy
pytest:
	$(BIN)/pytest --numprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder $$($(BROWSER) || echo --ignore=tests/browser)

# Two more than there are cores, for the same reason. A file's tests stay together, in their order and with what they
# share, and the files begin in the order that tests/conftest.py gives them.
WORKERS := $(shell expr $$(nproc 2>/dev/null || echo 1) + 2)

# The browser of tests/browser, from Debian where it may be installed; elsewhere these tests are left out, and it is said.
BROWSER := command -v "$${CHROMIUM:-chromium}" >/dev/null
chromium:
	@$(BROWSER) || { test "$$(id -u)" = 0 && command -v apt-get >/dev/null && apt-get update -qq && \
		DEBIAN_FRONTEND=noninteractive apt-get install -qq --yes --no-install-recommends chromium >/dev/null; } || \
		echo 'No Chromium here: tests/browser is left out. Install chromium, or name one: make test CHROMIUM=…' >&2

screens: $(DEVELOPMENT) chromium ## pictures of every persona's screens in var/screens/ (needs chromium)
	$(BIN)/python -m tests.browser.screens

office: $(DEVELOPMENT) ## LibreOffice recalculates the XLSX and must agree (needs soffice)
	$(BIN)/python -m tests.helpers.libreoffice

crash: $(DEVELOPMENT) ## the server killed a hundred times during 200 visits and 20 reports (five minutes)
	JUNKAI_KILLS=100 $(BIN)/pytest tests/scenarios/test_server_crash.py

bench: $(DEVELOPMENT) ## the measurements behind docs/bench.md (QUICK=1: in a minute)
	QUICK=$(QUICK) $(BIN)/python -m tests.bench

fix: $(DEVELOPMENT) ## repair what the style checks can repair by themselves
	$(BIN)/ruff check --fix --quiet || true
	$(BIN)/ruff format

COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --no-emit-index-url --upgrade

lock: $(DEVELOPMENT) ## renew the pinned versions and their hashes
	cd requirements && for list in runtime build dev; do ../$(COMPILE) $$list.in --output-file $$list.txt || exit 1; done

clean: ## remove what was installed and cached (never data)
	rm -rf $(VENV) *.egg-info .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' || \
		{ echo 'junkai needs Python 3.11, 3.12 or 3.13; name one: make PYTHON=python3.12 …' >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
		{ rm -rf $(VENV); echo 'Python cannot make a virtual environment; on Debian: apt-get install python3-venv' >&2; exit 1; }

$(RUNTIME): requirements/build.txt requirements/runtime.txt pyproject.toml | $(BIN)/python
	@echo 'Installing the bot into $(VENV) …'
	@$(INSTALL) -r requirements/build.txt -r requirements/runtime.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(DEVELOPMENT): $(RUNTIME) requirements/dev.txt
	@echo 'Installing the checks into $(VENV) …'
	@$(INSTALL) -r requirements/runtime.txt -r requirements/dev.txt
	@touch $@
