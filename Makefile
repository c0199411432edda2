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
