# Everything a person runs. What needs .venv makes sure of it first; only that and `lock` need the network.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
EVENTS ?= 1,10

export DO_NOT_TRACK := 1
export DBT_SEND_ANONYMOUS_USAGE_STATS := false
export RUNTIME__DLTHUB_TELEMETRY := false

.PHONY: help run model report versions rollback dashboard docs dev backfill sandbox test bench lint lint-types lint-sql fmt hooks lock bots clean

help:  ## what there is
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 18

run: $(INSTALLED)  ## land, build, test, publish; print the closed-loop report
	@$(BIN)/python -m orchestration.run

report: $(INSTALLED)  ## print the report of the published marts again
	@$(BIN)/python -m orchestration.report

versions: $(INSTALLED)  ## list the published versions, and which one readers see
	@$(BIN)/python -m orchestration.rollback --list

rollback: $(INSTALLED)  ## send readers back to the version before (or VERSION=000012-ab12cd34)
	@$(BIN)/python -m orchestration.rollback $(VERSION)

dashboard: $(INSTALLED)  ## show the published marts as charts on http://127.0.0.1:8501 (or PORT=8502)
	@$(BIN)/python -m dashboards.serve $(if $(PORT),--port $(PORT))

model: $(INSTALLED)  ## build and test models in a warehouse of your own, beside production: M=fct_paths (no M: what you changed)
	@$(BIN)/python -m orchestration.model $(M)

dev: $(INSTALLED)  ## open Dagster on http://127.0.0.1:3000 with the whole lineage
	@$(BIN)/python -m orchestration.dev

backfill: $(INSTALLED)  ## land days of a system again: SYSTEM=ga4 FROM=2026-06-01 TO=2026-06-07
	@$(BIN)/python -m orchestration.backfill "$(SYSTEM)" "$(FROM)" "$(TO)"

sandbox: $(INSTALLED)  ## serve the sample company's vendor APIs on http://127.0.0.1:8765
	@$(BIN)/python -m pipelines.sandbox --port 8765

test: lint  ## lint, then every test
	@$(BIN)/python -m pytest --numprocesses 2 --dist loadscope --no-loadscope-reorder

bench: $(INSTALLED)  ## measure every stage beside its floor (EVENTS=1,10 million; ONLY=road,…), write docs/benchmarks.md
	@$(BIN)/python -m tests.benchmarks --events $(EVENTS) --only "$(ONLY)"

lint: $(INSTALLED)  ## ruff, mypy, sqlfluff, dbt parse
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(MAKE) --no-print-directory --jobs 2 lint-types lint-sql

lint-types:
	@$(BIN)/mypy

# sqlfluff reads the project as dbt has just parsed it.
lint-sql: export DBT_TARGET_PATH := target/lint
lint-sql:
	@$(BIN)/dbt --quiet --warn-error parse --profile closed_loop --target lint
	@$(BIN)/python -m tests.lint_sql lint --processes 2 --disable-progress-bar models tests/dbt
	@$(BIN)/sqlfluff lint --templater placeholder --disable-progress-bar dashboards/queries

fmt: $(INSTALLED)  ## format Python and SQL in place
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .
	@$(BIN)/sqlfluff fix --processes 2 --disable-progress-bar models tests/dbt

docs: $(INSTALLED)  ## write what every table and column means to data/docs/index.html; draw README's pictures again
	@$(BIN)/python -m orchestration.diagrams
	@$(BIN)/python -m orchestration.docs_page

hooks: $(INSTALLED)  ## let git check what changed before every commit (see CONTRIBUTING.md)
	@$(BIN)/pre-commit install

lock:  ## pin pyproject.toml again (needs uv); versions and hashes, never an address
	@uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
		--no-emit-index-url --no-emit-find-links --extra dev pyproject.toml -o requirements.lock

bots: $(INSTALLED)  ## make seeds/bot_user_agents.csv again, from the installed list
	@$(BIN)/python -m pipelines.bot_user_agents

clean:  ## forget the sample company and everything that was landed, built and published
	@rm -rf data .sandbox target logs

$(INSTALLED): requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed, this is %d.%d: make PYTHON=python3.12 …" % sys.version_info[:2])'
	@echo "installing into $(VENV) (once, about two minutes) …"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	@$(BIN)/python -m orchestration.dbt_project
	@touch $@
