# The verbs that people and CI share. Each works in an environment where `make setup` has been run once.
PYTHON ?= .venv/bin/python

.PHONY: setup check lint fix types layers test schemas docs bench

setup:            ## make .venv and install everything that development needs
	python3 -m venv .venv
	.venv/bin/pip install --quiet -c constraints.txt -e '.[dev,render,train]'

check: lint types layers test   ## everything that CI runs

lint:             ## style and formatting
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .

fix:              ## mend what ruff can mend
	$(PYTHON) -m ruff check --fix .
	$(PYTHON) -m ruff format .

types:            ## strict type checking, tests too
	$(PYTHON) -m mypy

layers:           ## stages import only what comes before them
	$(PYTHON) -c 'from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_logo=True))'

test:             ## all tests
	$(PYTHON) -m pytest

schemas:          ## write schemas/ from the language
	$(PYTHON) -m anime_compiler schema --write schemas

docs:             ## write docs/rules/ from the rules
	$(PYTHON) docs/make_rule_pages.py

bench:            ## measure, against the peers
	$(PYTHON) -m bench.compiler
