# The project's commands. `make help` lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
# Two tests at a time on two cores; TESTS names files or folders.
WORKERS ?= 2
TESTS ?= tests

.PHONY: help run test test-long check format lock backup restore bench-load bench-valkey bench-lists bench-surrogate bench-search journey manage prepare-run prepare-dev

help: ## list these commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 20

prepare-run:
	@$(PYTHON) tools/prepare.py run

prepare-dev:
	@$(PYTHON) tools/prepare.py dev

run: prepare-run ## the whole portal at http://127.0.0.1:8000 (PORT, DATA_DIR; Ctrl-C stops it)
	@exec $(BIN)/python -m iacs_portal.embedded.run

test: prepare-dev ## the whole suite on its own PostgreSQL and Valkey, browser tests included (TESTS=tests/roles)
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup -m "not long and not alone" $(TESTS)
	$(if $(filter tests,$(TESTS)),$(BIN)/python -m pytest -m alone $(TESTS))

test-long: prepare-dev ## the tests that take minutes
	$(BIN)/python -m pytest -m long $(TESTS)

check: prepare-dev ## style, types, templates, layers, migrations, deployment, Dockerfile and compose file
	@$(BIN)/python tools/check.py

format: prepare-dev ## let ruff put the code in order
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: prepare-dev ## lock the packages of requirements/*.in and package.json again
	@$(BIN)/python tools/lock.py

backup: prepare-run ## write database and papers to one file (TO=folder, default var/backups)
	@$(BIN)/python -m iacs_portal.embedded.backup save "$(or $(TO),$(or $(DATA_DIR),var)/backups)"

restore: prepare-run ## put database and papers back from a backup, with the portal stopped (FROM=file)
	@$(BIN)/python -m iacs_portal.embedded.backup restore "$(FROM)"

bench-load: prepare-dev ## measure the provider file's load against COPY; exit 1 when a goal is missed
	@$(BIN)/python -m tests.benchmarks.load_nppes

bench-valkey: prepare-dev ## measure decisions and sign-ins while Valkey is away; exit 1 when one takes over a second more
	@$(BIN)/python -m tests.benchmarks.valkey_away

bench-lists: prepare-dev ## look at the plan of every list and page on large tables; exit 1 when one would slow down
	@$(BIN)/python -m tests.benchmarks.lists

bench-surrogate: prepare-dev ## measure lists of 5,000 providers, uploaded and sent; exit 1 when a goal is missed
	@$(BIN)/python -m tests.benchmarks.surrogate_lists

bench-search: prepare-dev ## measure finding an organization or practitioner by a mistyped name against by number (FILE=, a CMS CSV); exit 1 when the goal is missed
	@$(BIN)/python -m tests.benchmarks.search --file "$(FILE)"

journey: prepare-dev ## drive the real pages with real providers (FILE=CMS CSV, N=organizations, and as many practitioners)
	@$(BIN)/python -m tests.journey --file "$(FILE)" --organizations "$(N)"

manage: prepare-run ## a management command on the running portal (CMD="appoint_desk --email ... --reason ...")
	@$(BIN)/python -m iacs_portal.embedded.manage $(CMD)
