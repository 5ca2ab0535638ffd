# Two commands matter: `make demo` takes SpaceX out of Golden Dome, `make test` checks everything. Both set up .venv first, from hashed locks.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
HASHED := --require-hashes --no-deps --only-binary :all: --quiet

PEERS := .venv-peers

.PHONY: demo test check format lock bench bench-peers bench-tracking bench-routing bench-hindcast bench-campaign clean

demo: $(VENV)/ready-run
	$(BIN)/cupola knockout golden-dome --without SpaceX

test: check
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

check: $(VENV)/ready-dev
	$(BIN)/ruff check src tests tools benchmarks
	$(BIN)/ruff format --check src tests tools benchmarks
	$(BIN)/lint-imports
	$(BIN)/pyright

format: $(VENV)/ready-dev
	$(BIN)/ruff check --fix src tests tools benchmarks
	$(BIN)/ruff format src tests tools benchmarks

bench: $(VENV)/ready-dev
	$(BIN)/python benchmarks/coverage.py
	$(BIN)/python benchmarks/propagation.py

# Beside other programs, each in a process of its own; they live in an environment of their own.
bench-peers: $(VENV)/ready-dev $(PEERS)/ready
	$(BIN)/python benchmarks/peers.py

# Beside Stone Soup and a plain NumPy filter; then the share of tracks dropped, and memory.
bench-tracking: $(VENV)/ready-dev $(PEERS)/ready
	$(BIN)/python benchmarks/tracking.py
	$(BIN)/python benchmarks/tracking.py --dropped
	$(BIN)/python benchmarks/tracking.py --memory

# Routes beside a plain script and networkx; networkx lives with the peers.
bench-routing: $(VENV)/ready-dev $(PEERS)/ready
	$(BIN)/python benchmarks/routing.py

# Forecasts made from what was known at the time, Starlink and Amazon Leo; `python benchmarks/hindcast.py --choose` chooses the prior again.
bench-hindcast: $(VENV)/ready-dev
	$(BIN)/python benchmarks/hindcast.py

# Ten thousand trials of a campaign beside a plain Python loop.
bench-campaign: $(VENV)/ready-dev
	$(BIN)/python benchmarks/campaign.py

$(PEERS)/ready: requirements/bench.txt
	$(PYTHON) -m venv $(PEERS)
	$(PEERS)/bin/python -m pip --disable-pip-version-check install $(HASHED) -r requirements/bench.txt
	touch $@

# Needs uv; addresses and comments are left out so that the locks serve any index.
lock:
	cd requirements && for name in run dev bench; do uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--no-emit-index-url $$(case $$name in run) echo ../pyproject.toml build.in;; dev) echo ../pyproject.toml build.in dev.in;; \
		bench) echo bench.in;; esac) -o $$name.txt; done

clean:
	rm -rf $(VENV) $(PEERS) build dist .pytest_cache .ruff_cache .import_linter_cache .hypothesis

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Cupola needs Python 3.11 or newer; name one with: make demo PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/ready-run: requirements/run.txt pyproject.toml | $(VENV)/bin/python
	$(PIP) install $(HASHED) -r requirements/run.txt
	$(PIP) install --quiet --no-deps --no-build-isolation --no-index --editable .
	touch $@

$(VENV)/ready-dev: requirements/dev.txt $(VENV)/ready-run
	$(PIP) install $(HASHED) -r requirements/dev.txt
	touch $@
