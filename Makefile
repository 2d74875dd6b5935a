# One word per job; `make` explains them. Everything a job leaves behind lies in .venv or below DATA.
.DEFAULT_GOAL := help
.PHONY: help setup run test check docs screenshots ui clean
MAKEFLAGS += --no-print-directory

PYTHON3 ?= python3
PORT ?= 3000
DASHBOARD ?= 8080
BIN := .venv/bin
STAMP := .venv/.setup-stamp

# LANDING and DATA may be relative to where make was called, and may hold blanks.
absolute = $(if $(filter /% ~%,$(1)),$(1),$(CURDIR)/$(1))
ifneq ($(strip $(LANDING)),)
export ECOM_LANDING := $(call absolute,$(LANDING))
endif
ifneq ($(strip $(DATA)),)
export ECOM_DATA := $(call absolute,$(DATA))
endif

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(STAMP) ## Install everything into .venv, from the lock

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON3) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; $(PYTHON3) is $$($(PYTHON3) -V). Say which with PYTHON3=..."; exit 1; }
	@echo "Setting up .venv from requirements.lock; the first time takes a minute ..."
	@test -x $(BIN)/python || $(PYTHON3) -m venv .venv
	@test -x $(BIN)/pip || $(BIN)/python -m ensurepip >/dev/null
	@awk '/^[^ #]/ {wanted = /^uv==/} wanted' requirements.lock > .venv/uv.lock
	@$(BIN)/python -m pip install --quiet --require-hashes --no-deps -r .venv/uv.lock
	@VIRTUAL_ENV="$(CURDIR)/.venv" $(BIN)/uv pip sync --quiet --compile-bytecode --require-hashes requirements.lock
	@VIRTUAL_ENV="$(CURDIR)/.venv" $(BIN)/uv pip install --quiet --no-deps --editable .
	@$(BIN)/python -m assets.dbt.manifest
	@touch $@

run: setup ## Files in, a version published [LANDING=folder of files] [DATA=folder for all state]
	@if [ -z "$$ECOM_LANDING" ] && [ -z "$$(find "$${ECOM_DATA:-data}/landing" -type f 2>/dev/null | head -n 1)" ]; \
		then $(BIN)/ecom demo; fi
	@$(BIN)/python -m run_now
	@$(BIN)/ecom status

test: setup ## The whole test suite
	@$(BIN)/python -m pytest -n 2 --dist loadgroup

check: setup ## Style, types, SQL style and import contracts
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/sqlfluff lint --processes 2 dbt_models
	@$(BIN)/lint-imports

docs: setup ## Write the reference pages from the code
	@$(BIN)/python docs/generate_reference.py

screenshots: setup ## Take the pictures of the dashboard in the docs, with Chromium [DATA=...]
	@$(BIN)/python docs/take_screenshots.py

ui: setup ## The dashboard on DASHBOARD (8080), and Dagster's UI and daemon on PORT (3000)
	@exec $(BIN)/python -m run_ui --dashboard $(DASHBOARD) --port $(PORT)

clean: ## Remove .venv, caches and reports of tools; data stays
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build *.egg-info dbt_models/target dbt_models/logs
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
