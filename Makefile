# One word each: make run, make test, make quick. Needs Python 3.11+ and make, nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
DEV_INSTALLED := $(VENV)/.installed-dev
NO_PACKAGES := The packages cannot be fetched: no network? They are needed once; \
  after that make demo shows ticker without one.

.PHONY: help demo run test quick corpus soak bench pictures lint types lock clean wheel

help:
	@echo "make demo    install into .venv, and watch ticker at work: ten seconds, no network"
	@echo "make run     install into .venv, migrate, start the daemon on config.toml"
	@echo "make test    the whole gate: lint, types, all tests"
	@echo "make quick   the gate without what is slow"
	@echo "make corpus  how many rows of each page of docs/lists.md are found"
	@echo "make soak    simulated weeks against their truth, and a hundred kills: three quarters of an hour"
	@echo "make pictures  take those of docs/img anew, in Chromium, of invented news"
	@echo "make bench   cycles over 1,000 feeds against the bare pipe, and what else is installed"
	@echo "make wheel   build the wheel and the sdist into dist/"
	@echo "make lock    renew requirements.lock and requirements-dev.lock"

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit("ticker needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.12") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)

$(INSTALLED): $(BIN)/python requirements.lock pyproject.toml
	@echo "Installing into $(VENV); once, and again when the requirements change ..."
	@$(BIN)/pip install --quiet --disable-pip-version-check --retries 2 --require-hashes \
	  -r requirements.lock || { echo "$(NO_PACKAGES)" >&2; exit 1; }
	@$(BIN)/pip install --quiet --disable-pip-version-check --retries 2 --no-deps --editable . \
	  || { echo "$(NO_PACKAGES)" >&2; exit 1; }
	@touch $@

$(DEV_INSTALLED): $(INSTALLED) requirements-dev.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

demo: $(INSTALLED)
	@exec $(BIN)/ticker demo

run: $(INSTALLED)
	@echo "The command is $(CURDIR)/$(BIN)/ticker."
	@echo "Ask it from another terminal, in this folder:"
	@echo "  $(BIN)/ticker items --tag ukraine --since 2h    what came in, by tag and time"
	@echo "  $(BIN)/ticker tail                              what comes in now"
	@echo "  $(BIN)/ticker sources                           how each source does"
	@$(BIN)/ticker db upgrade
	@exec $(BIN)/ticker run

lint: $(DEV_INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(DEV_INSTALLED)
	$(BIN)/mypy

test: lint types
	$(BIN)/pytest -n 2

quick: lint types
	$(BIN)/pytest -n 2 -m "not slow"

# SOAK="--seed 7 --sources 60 --days 3" makes it another world, and a smaller one.
soak: $(DEV_INSTALLED)
	$(BIN)/python -m tests.soak $(SOAK)

corpus: $(DEV_INSTALLED)
	$(BIN)/python -m tests.corpus

pictures: $(DEV_INSTALLED)
	$(BIN)/python -m tests.web.pictures

# BENCH="--runs 5 --latency 50 --reader ~/reader/bin/python" asks for more, and brings a peer.
bench: $(DEV_INSTALLED)
	$(BIN)/python -m tests.bench $(BENCH)

wheel: $(DEV_INSTALLED)
	$(BIN)/pip wheel --quiet --disable-pip-version-check --no-deps --wheel-dir dist .

lock: $(DEV_INSTALLED)
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --no-annotate --extra apprise pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --no-annotate --group dev pyproject.toml -o requirements-dev.lock

clean:
	rm -rf $(VENV) dist build .mypy_cache .pytest_cache .ruff_cache .hypothesis
