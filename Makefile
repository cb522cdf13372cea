# Two commands are enough: `make run` and `make test`. The work is done in scripts/.
SHELL := /bin/sh
PYTHON ?=
VENV := .venv
PY := $(VENV)/bin/python
UV := .tools/bin/uv
ARGS ?=
export PYTHON

.DEFAULT_GOAL := help
.PHONY: help run test proof lint format setup messages vendor lock outdated clean

help: ## show this list
	@echo "AKSANSI: usage: make <target>"
	@grep -E '^[a-z]+:.*## ' Makefile | sed -E 's/^([a-z]+):.*## (.*)/  \1|\2/' | awk -F'|' '{printf "%-12s %s\n", $$1, $$2}'

run: ## set up what is missing and serve the demonstration on PORT (8000)
	@scripts/run.sh

test: ## pages on SQLite, the browser on PostgreSQL, what can differ on both; ARGS="-k name" narrows it
	@scripts/test.sh $(ARGS)

proof: ## what takes long: every address as everybody, double and stale forms, the rest on PostgreSQL, kills, sweeps in full
	@scripts/proof.sh

lint: ## ruff, djlint, mypy, missing migrations, deployment check
	@scripts/lint.sh

format: ## sort imports and format the Python code
	@scripts/setup.sh dev
	$(PY) -m ruff check --fix --quiet . || true
	$(PY) -m ruff format .

setup: ## developer's environment only: packages, system libraries, compiled translations
	@scripts/setup.sh dev
	@scripts/system.sh pdf
	@DEMO=1 $(PY) manage.py compile_catalogues

messages: ## collect texts to translate into the Indonesian catalogue (needs gettext)
	@scripts/setup.sh dev
	@scripts/system.sh gettext
	DEMO=1 $(PY) manage.py makemessages -l id --no-location --no-wrap \
		--ignore=.venv --ignore=.tools --ignore=var --ignore=static --ignore=frontend

vendor: ## copy front-end packages into static/vendor (needs Node; users never do)
	cd frontend && npm ci --no-fund --no-audit --ignore-scripts && node vendor.mjs

lock: ## resolve pyproject.toml anew into the hashed requirements files
	@scripts/lock.sh

outdated: ## newer versions of the packages, and known holes where a network reaches the advisories
	@scripts/setup.sh dev
	@$(PY) scripts/outdated.py

clean: ## remove the environment, tools and caches; var/ with its data stays, except var/cache
	rm -rf $(VENV) .tools var/cache var/test-results
