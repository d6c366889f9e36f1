# One command a job; each makes what it needs. `make` alone lists them.
# PYTHON=/path/to/python3.x chooses the Python of .venv; without it the oldest supported one on the machine is taken.

VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
# The engines that the benchmark compares with have an environment of their own.
PEERS := .venvs/peers
# More processes than this cost more to start than they save.
export ON_ALL_CORES := -n auto --maxprocesses 8 --dist worksteal

# A caller's path could put another calciplug, or this folder's plugins/, before the installed one.
unexport PYTHONPATH PYTHONHOME

# Two installs into one environment at once would spoil it.
.NOTPARALLEL:
.DEFAULT_GOAL := help
.PHONY: help demo test lint format types soak bench bench-kinetics bench-cohort bench-engines bench-predict bench-peers bench-scale bench-startup lanes matrix floors wheel clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' Makefile

demo: $(VENV)/.run ## install into .venv and adjust the shipped patient P01; stdout is the result
	@$(BIN)/calciplug adjust fixtures/patients/P01.json

test: $(VENV)/.dev ## all tests with branch coverage; PYTEST_ARGS="-k units" narrows them
	@# The slow ones run the same lines thousands of times: measuring that doubles their time and covers nothing more.
	@# 5: nothing was selected, which is right for one half where PYTEST_ARGS selects from the other.
	$(BIN)/pytest $(ON_ALL_CORES) -m slow $(PYTEST_ARGS) || [ $$? -eq 5 ]
	$(BIN)/pytest $(ON_ALL_CORES) -m "not slow" --cov --cov-report=term-missing:skip-covered $(PYTEST_ARGS) || [ $$? -eq 5 ]

lint: $(VENV)/.dev ## ruff: rules and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: $(VENV)/.dev ## let ruff rewrite what it can
	$(BIN)/ruff check --fix --exit-zero .
	$(BIN)/ruff format .

types: $(VENV)/.dev ## mypy, strict
	$(BIN)/mypy

soak: $(VENV)/.dev ## the property and fuzz tests with TIMES (default 20) as many examples; not part of the gate
	CALCIPLUG_EXAMPLES=$(or $(TIMES),20) $(BIN)/pytest $(ON_ALL_CORES) -m slow tests/properties tests/codec tests/cohort tests/kinetics

bench: $(VENV)/.run ## where one case's time goes, as ratios in one run; not part of the gate
	@$(BIN)/python benchmarks/one_case.py

bench-kinetics: $(VENV)/.dev ## the kinetic models beside bare NumPy and ODE solvers, as ratios in one run; not part of the gate
	@$(BIN)/python benchmarks/kinetics.py

bench-cohort: $(VENV)/.run ## cohorts with one process and two, in both lanes, as ratios in one run; CASES="100000" chooses
	@$(BIN)/python benchmarks/cohort_jobs.py $(CASES)

bench-scale: $(VENV)/.run ## whether a cohort's cost and memory stay the same as it grows; CASES="1000000" chooses
	@$(BIN)/python benchmarks/cohort_scale.py $(CASES)

bench-predict: $(VENV)/.dev ## predictions over a cohort, in blocks and one at a time, as ratios in one run; CASES="100000" chooses
	@$(BIN)/python benchmarks/cohort_predict.py $(CASES)

bench-engines: $(VENV)/.dev ## cohorts by Dask with two local workers beside two processes, as ratios in one run; CASES="10000" chooses
	@$(BIN)/python benchmarks/cohort_engines.py $(CASES)

bench-peers: $(PEERS)/.installed ## eight rules here, by hand and in other engines, as ratios in one run; ROUNDS="50" PAGE="docs/performance.md"
	@$(PEERS)/bin/python benchmarks/peers.py $(if $(ROUNDS),--rounds $(ROUNDS)) $(if $(PAGE),--into $(PAGE))

bench-startup: $(VENV)/.run ## whole processes beside `python -c pass`, as ratios in one run; not part of the gate
	@$(BIN)/python benchmarks/startup.py

lanes: $(VENV)/.dev ## run every case of every plugin in both lanes, and write which plugins may run in the fast one
	@$(BIN)/python tools/record_lanes.py

matrix: ## the tests on every Python 3.11+ found here; SKIP="3.11" leaves some out
	@SKIP="$(SKIP)" tools/matrix

floors: ## the tests at the oldest allowed dependencies
	@tools/run-tests .venvs/floors "" requirements/floors.txt

wheel: $(VENV)/.dev ## build, install in a bare environment elsewhere, compare the main job's bytes
	@tools/wheel $(VENV)

clean: ## remove environments, builds and caches
	rm -rf .venv .venvs build dist calciplug.egg-info htmlcov benchmarks/node/node_modules
	rm -rf .coverage .coverage.* .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@tools/venv $(VENV)

# The stamps: an environment is installed again only when what it is installed from has changed.
# pip talks on stderr, because the stdout of `make demo` is a result.
$(VENV)/.run: pyproject.toml setup.cfg $(BIN)/python
	@$(INSTALL) -e . >&2
	@touch $@

$(VENV)/.dev: pyproject.toml setup.cfg $(BIN)/python
	@$(INSTALL) -e '.[dev]' >&2
	@touch $(VENV)/.run $@

# Without npm the engines under Node.js are left out, and their rows say so.
$(PEERS)/.installed: pyproject.toml setup.cfg benchmarks/requirements.txt benchmarks/node/package-lock.json
	@[ -x $(PEERS)/bin/python ] || tools/venv $(PEERS)
	@$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check -e '.[fast]' -r benchmarks/requirements.txt >&2
	@if command -v npm >/dev/null; then npm ci --prefix benchmarks/node --silent --no-fund --no-audit >&2; fi
	@touch $@
