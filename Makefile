# Everything there is to type; `make` alone lists it. A fresh machine needs Python 3.11-3.13 with pip, make and git.

VENV := .venv
RUN := $(VENV)/bin/python
UV := $(RUN) -m uv
INSTALL := $(UV) pip install --quiet --python $(RUN)
COMPILE := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--custom-compile-command "make lock" $(if $(UPGRADE),--upgrade) pyproject.toml

# The first Python that really runs, is of a version we support, and can install packages.
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11 python; do \
	$$python -c "import sys, venv; from importlib.util import find_spec as has; \
	sys.exit(not ((3, 11) <= sys.version_info[:2] <= (3, 13) and (has('pip') or has('ensurepip'))))" \
	>/dev/null 2>&1 && echo $$python && break; done)

# Known weaknesses change daily and are kept elsewhere; the packages that carry them along are years old.
AUDIT := 2.10.1
PIP_AUDIT = $(UV) tool run --from pip-audit==$(AUDIT) pip-audit --disable-pip --require-hashes --progress-spinner off \
	--requirement requirements.lock --requirement requirements-dev.lock --requirement requirements-quality.lock

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1
export PYTHONUTF8 := 1
# Where it is set, each of the many processes compiles everything anew, which takes seconds.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help demo play quality test check checked format faults mutation soak bench docs lock audit clean

help: ## List these commands.
	@echo "Sounding Board"
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(VENV)/.installed ## Watch a board live through a quarter (ONCE=1: no pauses; SLACK=1 or TEAMS=1: played there).
	@$(RUN) -m bot demo $(if $(ONCE),--once) $(if $(SLACK),--slack) $(if $(TEAMS),--teams) $(ARGS)

play: $(VENV)/.installed ## Be a member, a product manager or an admin on the demo's board.
	@$(RUN) -m bot play --demo $(ARGS)

quality: $(VENV)/.installed ## Find finer themes in English: install the second encoder (50 MB; three times the processor time).
	@$(INSTALL) --require-hashes --requirement requirements-quality.lock
	@$(INSTALL) --no-deps --no-build-isolation --editable .

test: check ## Everything that must hold before a commit: the checks, then all tests.
	@echo "tests"
	@$(RUN) -m pytest -q -n 4 --dist worksteal -m "not soak" $(ARGS)

check: $(VENV)/.installed-dev ## Style, types, who imports whom, documents that still tell the truth, and known weaknesses.
	@$(RUN) -m tests.house.advisories $(PIP_AUDIT) --timeout 5 --format json & asked=$$!; \
	$(MAKE) --no-print-directory checked; found=$$?; wait $$asked && exit $$found

# What needs no network: meanwhile the advisory database has time to answer.
checked:
	@echo "style";    $(RUN) -m ruff check --quiet . && $(RUN) -m ruff format --check --quiet .
	@echo "types";    $(RUN) -m mypy --no-error-summary
	@echo "imports";  $(RUN) -m tests.house.contracts
	@echo "documents"; $(RUN) -m tests.house.documents --check

format: $(VENV)/.installed-dev ## Repair what can be repaired: style and order of imports.
	@$(RUN) -m ruff check --quiet --fix . ; $(RUN) -m ruff format --quiet .

faults: $(VENV)/.installed-dev ## Kill it, starve it, corrupt it: the slow faults too.
	@$(RUN) -m pytest -q tests/faults $(ARGS)

mutation: $(VENV)/.installed-dev ## Take each check out, one at a time, and see that a test notices (ARGS="slack/guard": only there).
	@CAB_TEST_SIZE=full $(RUN) -m pytest -q tests/test_mutants.py
	@$(RUN) -m tests.mutation $(ARGS)

soak: $(VENV)/.installed-dev ## Everything at full size, with the long runs; takes half an hour and more.
	@CAB_TEST_SIZE=full CAB_TEST_POLLS=1000 $(RUN) -m pytest -q $(ARGS)

bench: $(VENV)/.installed-dev ## Measure speed, each figure beside a baseline of the same run (ARGS="clicks --json figures.json").
	@$(RUN) -m benchmarks $(ARGS)

docs: $(VENV)/.installed-dev ## Write the parts of the documents that come from the code.
	@$(RUN) -m tests.house.documents

lock: $(VENV)/.installed ## Choose package versions anew where pyproject.toml asks for it (UPGRADE=1: the newest of all).
	@$(COMPILE) --group build --output-file requirements.lock
	@$(COMPILE) --group dev --constraint requirements.lock --output-file requirements-dev.lock
	@$(COMPILE) --extra quality --constraint requirements.lock --output-file requirements-quality.lock

audit: $(VENV)/.installed ## Ask the public advisory database about every locked package; fails without a network, unlike check.
	@$(PIP_AUDIT) $(ARGS)

clean: ## Remove packages and caches; the data in .cab stays.
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The packages of requirements.lock, each checked against its hash, and this project itself as `cab`.
$(VENV)/.installed: requirements.lock pyproject.toml $(VENV)/bin/uv
	@echo "Installing the locked packages …"
	@$(INSTALL) --require-hashes --requirement requirements.lock
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

# The same and the tools of development; requirements-dev.lock holds both.
$(VENV)/.installed-dev: requirements-dev.lock $(VENV)/.installed
	@echo "Installing the locked tools of development …"
	@$(INSTALL) --require-hashes --requirement requirements-dev.lock
	@touch $@

# The installer, itself taken from the lock with its hash; also into an environment that somebody made by hand.
$(VENV)/bin/uv: $(RUN)
	@awk '/^uv==/ {found = 1} found {print} found && !/\\$$/ {exit}' requirements.lock > $(VENV)/installer.txt
	@if $(RUN) -m pip --version >/dev/null 2>&1; then set -- $(RUN) -m pip; else set -- "$(PYTHON)" -m pip --python $(RUN); fi && \
	"$$@" install -qq --require-hashes --requirement $(VENV)/installer.txt && touch $@

# An empty environment.
$(RUN):
	@python="$(PYTHON)"; \
	if [ -z "$$python" ]; then \
		echo "Sounding Board needs Python 3.11, 3.12 or 3.13 with pip. Install one, or say make PYTHON=/path/to/python3" >&2; \
		exit 1; \
	fi; \
	echo "Making $(VENV) with $$("$$python" --version) …"; \
	if "$$python" -m pip --version >/dev/null 2>&1; then without=--without-pip; else without=; fi; \
	"$$python" -m venv --clear $$without $(VENV) || { rm -rf $(VENV); exit 1; }
