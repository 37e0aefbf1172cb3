# `make` alone says what there is. PYTHON names the interpreter, VENV the folder, UPGRADE=--upgrade renews `make lock`.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
INSTALL := $(PIP) install --quiet --require-hashes --only-binary :all:
PROJECT := $(PIP) install --quiet --no-deps --no-build-isolation --editable .
TRANSLATIONS := decoy/site/translations
LOCK = $(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
	--custom-compile-command "make lock" $(UPGRADE)

PARALLEL := -n auto --dist loadfile

.DEFAULT_GOAL := help
.PHONY: help run test check bench drill lock translations clean

help: ## say what there is
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

run: $(VENV)/run.stamp ## run Decoy on this machine, until Ctrl-C
	@exec $(BIN)/decoy up

test: $(VENV)/dev.stamp ## run the tests
	@if command -v chromium >/dev/null; then exec $(BIN)/pytest $(PARALLEL); fi; \
	echo "Chromium is not installed, so the tests that drive a browser are left out."; \
	exec $(BIN)/pytest $(PARALLEL) -m "not browser"

check: $(VENV)/dev.stamp ## check style, types and floors
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: $(VENV)/dev.stamp ## compare an old line with a new one, and time the spam screen
	@exec $(BIN)/python -m tests.bench

drill: $(VENV)/run.stamp ## replay every attack with three seeds (SCENARIOS, DRILL=--strict), and say what became of it
	@exec $(BIN)/decoy drill $(SCENARIOS) --seed 1 --seed 2 --seed 3 --table $(DRILL)

lock: $(BIN)/uv ## resolve the requirements anew and lock them with hashes
	@$(LOCK) --group build --output-file requirements/run.txt
	@$(LOCK) --group dev --constraint requirements/run.txt --output-file requirements/dev.txt

translations: $(VENV)/dev.stamp ## bring the French of the pages up to date with the code, and compile it
	@$(BIN)/pybabel --quiet extract --mapping-file babel.cfg --keywords "lazy_gettext Sentence" \
		--no-location --sort-output --output-file $(VENV)/messages.pot .
	@$(BIN)/pybabel --quiet update --input-file $(VENV)/messages.pot --output-dir $(TRANSLATIONS) --locale fr \
		--no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --width 110
	@$(BIN)/pybabel compile --directory $(TRANSLATIONS) --statistics

clean: ## remove what was built, and keep the data
	rm -rf $(VENV) *.egg-info .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@command -v $(PYTHON) >/dev/null || \
		{ echo "There is no $(PYTHON) here: install Python 3.11 or later." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Decoy needs Python 3.11 or later, and \
	$(PYTHON) is %d.%d: name another, as in make run PYTHON=python3.12." % sys.version_info[:2])'
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "$(PYTHON) comes without venv and pip here: install them (on Debian, apt install python3-venv)." >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: requirements/run.txt pyproject.toml | $(BIN)/python
	@echo "Installing what Decoy needs into $(VENV) ..."
	@$(INSTALL) --requirement requirements/run.txt
	@$(PROJECT)
	@touch $@

$(VENV)/dev.stamp: requirements/dev.txt $(VENV)/run.stamp
	@echo "Installing what its tests and checks need into $(VENV) ..."
	@$(INSTALL) --requirement requirements/dev.txt
	@touch $@

$(BIN)/uv: | $(BIN)/python
	@$(PIP) install --quiet uv
