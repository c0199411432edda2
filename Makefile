# Prilavok: everything is one word after `make`. `make help` lists the words.

# The newest suitable Python wins; any Python at all can say in words that a newer one is needed.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
  "$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$p"; exit; }; done; echo python3)
RUN := .venv/bin/python

.DEFAULT_GOAL := help

.PHONY: help
help: ## list of the words
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: up
up: ## start everything: database, pages, workers, simulators; the first start builds the demo chain
	@exec $(PYTHON) prilavok/config/bootstrap.py prilavok.config.supervisor

.PHONY: reset
reset: ## start over: asks first, then removes the data
	@exec $(PYTHON) prilavok/config/bootstrap.py prilavok.config.reset

DEV := $(RUN) -m tools.database

.PHONY: setup-dev
setup-dev: ## what check, test and bench need, from the hashed lock
	@$(PYTHON) tools/setup_dev.py

.PHONY: check
check: setup-dev ## everything a machine can hold us to: style, types, boundaries, translations, migrations
	@$(DEV) $(RUN) -m tools.check

.PHONY: test
test: setup-dev ## every test, a process for every core, on databases of its own unless DATABASE_URL names a server
	@$(DEV) pytest --create-db -n auto

.PHONY: bench
bench: setup-dev ## measure what is fast, on data it makes itself; prints a table
	@$(RUN) -m benchmarks

.PHONY: bench-small
bench-small: setup-dev ## run every part of bench at its least size: does it still work
	@$(RUN) -m benchmarks --small

.PHONY: fmt
fmt: setup-dev ## put the code into its form
	@$(RUN) -m ruff check --fix --quiet prilavok sandbox tests tools; $(RUN) -m ruff format prilavok sandbox tests tools

.PHONY: map
map: setup-dev ## write the table of arrows in docs/map.md anew
	@$(RUN) -m tools.map
