# The words of the project; each is one line in the README.
.DEFAULT_GOAL := run
.PHONY: run setup test lint fix messages bench audit

run:            ## the demo city on http://127.0.0.1:8000
	@scripts/run

setup:          ## everything that development needs
	@scripts/setup development

test:           ## the whole suite on SQLite and PostgreSQL
	@scripts/test

lint: setup     ## style, types, import order, migrations
	@scripts/lint

fix: setup      ## mend what ruff can mend
	@.venv/bin/ruff check --fix . ; .venv/bin/ruff format .

messages: setup ## collect and compile the Japanese catalogue
	@scripts/messages

bench: setup    ## speed against a bare view and against growth
	@scripts/bench

audit: setup    ## known weaknesses of pinned packages, then the full-size bench
	@.venv/bin/pip-audit --disable-pip -r requirements/runtime.txt || exit 1 ; scripts/bench
