# phuluc: every task of the house. `make help` lists them.
# Needs python3 (3.11 or newer) and make; the rest is installed into .venv from the lock files.

PYTHON ?= python3
OUT ?= out
SECONDS ?= 60
# Names of documents reach the shell as variables, and as they were given: make neither expands nor runs what is in them.
override SRC := $(value SRC)
override OUT := $(value OUT)
override FOLDER := $(value FOLDER)
override PORT := $(value PORT)
export SRC OUT FOLDER PORT
VENV := .venv
BIN := $(VENV)/bin
RUN_STAMP := $(VENV)/.run-stamp
DEV_STAMP := $(VENV)/.dev-stamp
SERVE_STAMP := $(VENV)/.serve-stamp
# A .venv whose Python went away with a system's upgrade is made anew.
ifneq ($(shell $(BIN)/python -c 'print(1)' 2>/dev/null),1)
$(shell rm -f $(RUN_STAMP) $(DEV_STAMP) $(SERVE_STAMP))
endif
TESSDATA := /usr/share/tesseract-ocr/*/tessdata
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet --no-input

.DEFAULT_GOAL := help
.PHONY: help setup extract serve test test-all check lint samples bench accuracy fuzz lock dist-check ocr-deps clean

help: ## list the tasks
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: $(DEV_STAMP) ## install everything, tests and checks included, into .venv
	@true

$(RUN_STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "phuluc needs Python 3.11 or newer; name one with: make PYTHON=python3.12 ..." >&2; exit 1; }
	@echo "phuluc: setting up $(VENV) (once, about a minute)" >&2
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV) >/dev/null 2>&1 || \
	  { echo "phuluc: python3 has no venv module here; on Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
# Where a shell forbids Python to keep compiled modules, each run would compile the house anew: a second.
	@$(BIN)/python -m compileall -q phuluc extract normalize export
	@touch $@

$(DEV_STAMP): requirements-dev.lock $(RUN_STAMP)
	@echo "phuluc: installing what tests and checks need" >&2
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

extract: $(RUN_STAMP) ## read SRC=file [OUT=dir] and write its CSV, JSON and XLSX
	@test -n "$$SRC" || { echo "phuluc: name the document: make extract SRC=samples/qd294.pdf" >&2; exit 2; }
	@$(BIN)/phuluc extract -o "$$OUT" -- "$$SRC"

$(SERVE_STAMP): requirements-serve.lock $(RUN_STAMP)
	@echo "phuluc: installing what the web page needs" >&2
	@$(PIP) install --require-hashes -r requirements-serve.lock
	@touch $@

serve: $(SERVE_STAMP) ## serve the web page and its API at http://127.0.0.1:8294/ [FOLDER=dir] [PORT=n]
	@exec $(BIN)/phuluc serve $${FOLDER:+--folder "$$FOLDER"} $${PORT:+--port "$$PORT"}

test: $(DEV_STAMP) ## run the tests that need no system package
	@$(BIN)/pytest -n 2

test-all: $(DEV_STAMP) ## run every test; those whose system package is missing say so
	@$(BIN)/pytest -n 2 -m "" -rs

lint: $(DEV_STAMP)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/python tests/check_docs.py

check: lint test ## ruff, mypy strict, import-linter, generated docs, tests

samples: $(DEV_STAMP) ## make the samples again (needs LibreOffice and fonts-croscore)
	@$(BIN)/python -m samples.make

bench: $(DEV_STAMP) ## speed and memory, by ratio against PDFium and pdfplumber
	@$(BIN)/python -m tests.bench

accuracy: $(DEV_STAMP) ## rows and cells right on the generated corpus, and the case files' scores
	@$(BIN)/python -m tests.accuracy

fuzz: $(DEV_STAMP) ## fuzz every reader and normaliser for SECONDS=60
	@$(BIN)/python -m tests.fuzz.harness --seconds $(SECONDS)

lock: ## write the lock files anew (needs uv)
	@uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	  --extra setup pyproject.toml -o requirements.lock
	@for extra in ocr serve archive; do uv pip compile -q --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --extra setup --extra $$extra $$([ $$extra = archive ] && echo --extra cluster) \
	  -c requirements.lock pyproject.toml -o requirements-$$extra.lock || exit 1; done
	@uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	  --all-extras -c requirements.lock pyproject.toml -o requirements-dev.lock

dist-check: $(DEV_STAMP) ## build the wheel, install it alone, run one sample
	@$(BIN)/python tests/dist_check.py

ocr-deps: $(RUN_STAMP) ## install what reading scans needs: two wheels, and Tesseract's Vietnamese data where apt is there
	@$(PIP) install --require-hashes -r requirements-ocr.lock
	@if ls $(TESSDATA)/vie.traineddata $(TESSDATA)/eng.traineddata >/dev/null 2>&1; then :; \
	elif command -v apt-get >/dev/null; then \
	  apt-get install -y --no-install-recommends tesseract-ocr-vie tesseract-ocr-eng; \
	else echo "phuluc: install Tesseract's data (vie and eng .traineddata); see README.md, Scans" >&2; exit 1; fi

clean: ## remove what the tasks made
	@rm -rf $(VENV) out build dist ./*.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
