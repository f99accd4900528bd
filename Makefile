# What you can do here. Every target can be run again at any time; `make` alone lists them.

PORT ?= 8000
N ?= 300
SEED ?= 1
PYTHON ?= $(shell for name in python3.13 python3.12 python3.11 python3 python; do \
	"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$name" && break; done)
RUN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help serve test lint format prove browsers bench mutants faults day

help: ## List the targets
	@sed -n 's/^\([a-z]*\):.*## /make \1\t/p' Makefile

# The development settings of `make serve`: whatever the environment already says wins.
serve: export DEBUG ?= true
serve: export LAB_ORIGIN ?= http://localhost:$(PORT)
serve: export CHECK_ALLOW_PRIVATE_CIDRS ?= 127.0.0.0/8,::1/128
serve: export CHECK_EXTRA_PORTS ?= *
serve: .venv/.installed ## Serve the site at http://127.0.0.1:8000/ (PORT=8000)
	@$(RUN)/python -m checks.terminal.port $(PORT)
	@$(RUN)/python manage.py migrate --no-input --verbosity 0
	@echo "Open http://127.0.0.1:$(PORT)/ (the lab is at $$LAB_ORIGIN/lab/). Stop with Ctrl-C."
	@exec $(RUN)/gunicorn corschecker.asgi:application --bind 127.0.0.1:$(PORT) \
		$$($(RUN)/python -c 'import socket; print("--bind [::1]:$(PORT)" * any(a[4][0] == "::1" for a in socket.getaddrinfo("localhost", None)))' 2>/dev/null)

test: .venv/.installed-dev ## Run the tests; proofs that cannot run here are listed at the end
	@$(RUN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder $(ARGS)

lint: .venv/.installed-dev ## Formatting, lint, types and the direction of imports
	@$(RUN)/ruff format --check .
	@$(RUN)/ruff check .
	@$(RUN)/mypy
	@$(RUN)/lint-imports

format: .venv/.installed-dev ## Format the code and fix what ruff can fix
	@$(RUN)/ruff format .
	@$(RUN)/ruff check --fix .

prove: .venv/.installed-dev ## Install every server that a fix is for, and run each fix on it
	@$(RUN)/python -m tests.fixes.install prove
	@$(RUN)/python -m pytest -m "prove or not prove" tests/fixes $(ARGS)
	@$(RUN)/python -m tests.fixes.record

browsers: .venv/.installed-dev ## Compare N seeded cases with the browsers installed here (N=300 SEED=1 ARGS=--surroundings)
	@$(RUN)/python -m tests.browsers.compare --cases $(N) --seed $(SEED) $(ARGS)

bench: .venv/.installed-dev ## Measure everything that has a goal, and print one table (ARGS="check_view worker_memory")
	@$(RUN)/python -m tests.bench $(ARGS)

faults: .venv/.installed-dev ## Kill, freeze, cut off and fill what the site needs, as root, and write what came of it into docs/operations.md
	@$(RUN)/python -m tests.faults $(ARGS)

day: .venv/.installed-dev ## Live a day of the site in ten minutes, as root: many visitors, a purge, a deploy, restarts, a full disk (ARGS="--minutes 1")
	@$(RUN)/python -m tests.faults.day $(ARGS)

mutants: .venv/.installed-dev ## Change the code in N places, one after the other, and list what no test notices (N=200 SEED=1)
	@$(RUN)/python -m tests.mutants --sample $(if $(filter file,$(origin N)),200,$(N)) --seed $(SEED) $(if $(WITHIN),--within $(WITHIN))

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo >&2 "Python 3.11 or newer is needed; python3 here is $$(python3 --version 2>&1)." \
		"Install one, or name it: make PYTHON=/path/to/python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo >&2 \
		"Python 3.11 or newer is needed; $(PYTHON) is $$($(PYTHON) --version 2>&1)."; exit 1; }
	@$(PYTHON) -m venv --clear .venv || { rm -rf .venv; echo >&2 \
		"$(PYTHON) cannot make virtual environments: install its venv package (Debian: apt install python3-venv)."; exit 1; }

.venv/.installed: requirements.txt | .venv/bin/python
	@echo "Installing requirements.txt into .venv"
	@$(RUN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/.installed-dev: requirements-dev.txt .venv/.installed
	@echo "Installing requirements-dev.txt into .venv"
	@$(RUN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@
