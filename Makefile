# One word each: make run, make test, make quick. Needs Python 3.11+ and make, nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
DEV_INSTALLED := $(VENV)/.installed-dev
# The store that `make run` keeps, beside config.toml.

.PHONY: help run test quick lint types fuzz lock clean wheel

help:
	@echo "make run     install into .venv, migrate, start the daemon on config.toml"
	@echo "make test    the whole gate: lint, types, all tests"
	@echo "make quick   the gate without what is slow"
	@echo "make wheel   build the wheel and the sdist into dist/"
	@echo "make lock    renew requirements.lock and requirements-dev.lock"

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit("ticker needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.12") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)

$(INSTALLED): $(BIN)/python requirements.lock pyproject.toml
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

$(DEV_INSTALLED): $(INSTALLED) requirements-dev.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

run: $(INSTALLED)
	@echo "The command is $(BIN)/ticker. From another terminal, try:"
	@echo "  $(BIN)/ticker items --since 2h          what came in"
	@echo "  $(BIN)/ticker items --tag ukraine       by tag"
	@echo "  $(BIN)/ticker sources                   how the sources do"
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

wheel: $(DEV_INSTALLED)
	$(BIN)/pip wheel --quiet --disable-pip-version-check --no-deps --wheel-dir dist .

lock: $(DEV_INSTALLED)
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --no-annotate pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --no-annotate --group dev pyproject.toml -o requirements-dev.lock

clean:
	rm -rf $(VENV) dist build .mypy_cache .pytest_cache .ruff_cache .hypothesis
