# Everything that is done with this project, by name. `make help` lists it.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
SOURCE := adapters bot content storage
DEMO_PORT ?= 8080
WORKERS ?= $(shell expr $$(nproc) + 1)

unexport PYTHONDONTWRITEBYTECODE # what is started a hundred times is to be compiled once

.PHONY: help demo test check format bench chaos fuzz journeys image audit sbom lock migration clean

help:  ## what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1|/' | column -t -s '|'

$(STAMP): requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip --disable-pip-version-check install --quiet uv
	@$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --editable .
	@$(BIN)/python -m pip --disable-pip-version-check install --quiet uv
	@touch $(STAMP)

demo: $(STAMP)  ## a network to try out: one page, two chats, invented people
	@$(BIN)/python -m adapters.simulator.page.build
	@$(BIN)/upstream demo --port $(DEMO_PORT)

test: $(STAMP)  ## the tests (no browser, no Node); BOTH=1 for all of them, the longest too, on SQLite and PostgreSQL
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder --ignore=tests/journeys $(if $(BOTH),--both --timeout=600)

check: $(STAMP)  ## style, types, who may import whom, unused, repeated and unsafe code
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/deptry .
	@$(BIN)/vulture
	@$(BIN)/pylint --disable=all --enable=duplicate-code $(SOURCE)
	@$(BIN)/bandit --quiet --configfile pyproject.toml --severity-level medium --recursive $(SOURCE)

format: $(STAMP)  ## put the code into shape
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: $(STAMP)  ## measurements, each beside its reference, into docs/benchmarks.md; QUICK=1 for a few minutes
	@$(BIN)/python -m tests.bench $(if $(QUICK),--quick)

chaos: $(STAMP)  ## kill, stop, drop and fail things while messages and questions go out; SHORT=1 for a few minutes
	@$(BIN)/python -m tests.chaos $(if $(SHORT),--short)

fuzz: $(STAMP)  ## changed and senseless requests to every door, signed as Slack and Teams sign; FOR=60
	@$(BIN)/python -m tests.fuzz --seconds $(or $(FOR),60)

journeys: $(STAMP)  ## the page in a real browser, and parties that nobody here wrote
	@$(BIN)/python -m tests.journeys.install
	@$(BIN)/python -m adapters.simulator.page.build
	@$(BIN)/python -m pytest tests/journeys -m journey

image:  ## the steps of the Dockerfile without an engine: built in an empty folder, started from there, asked if it is ready
	@.ci/image-starts

audit: $(STAMP)  ## known faults of what is locked, where an advisory source can be reached
	@$(BIN)/uv tool run --quiet pip-audit --requirement requirements.lock --require-hashes --disable-pip --strict --progress-spinner off

sbom: $(STAMP)  ## what the image has inside, as CycloneDX: sbom.json
	@.ci/image .build/sbom
	@.build/sbom/bin/python .ci/sbom > sbom.json
	@rm -rf .build/sbom

lock: $(STAMP)  ## write the lock file anew
	@$(BIN)/uv pip compile pyproject.toml --extra meaning --group dev --group journeys --group bench --universal --generate-hashes --no-header --no-annotate --quiet -o requirements.lock

migration: $(STAMP)  ## draft the next migration from the tables: WHY="Requests between members"; read it before it lands
	@$(BIN)/python -m storage.migrate "$(WHY)"
	@$(BIN)/ruff format --quiet storage/migrations

clean:  ## take away what was made here
	rm -rf $(VENV) .build .demo .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis
