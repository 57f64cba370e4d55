# make demo        clean a bad scan and the seed article, and show what changed
# make test        format, lint, types and the tests but the slow ones: minutes on two cores
# make test-slow   the tests that take more than ten seconds each; CI runs both
# make benchmarks  measure this program beside others (make peers installs them); docs/BENCHMARKS.md
#
# Each makes a virtual environment in .venv first, and again when setup.cfg has changed. Only Python
# 3.11 or later is needed: make demo PYTHON=/path/to/python names one.

PYTHON ?= $(firstword $(foreach p,python3 python3.13 python3.12 python3.11,$(shell \
	$(p) -c 'import sys; sys.version_info >= (3, 11) and print("$(p)")' 2>/dev/null)))
VENV ?= .venv
EXTRAS ?= dev
BIN = $(VENV)/bin
CODE = pipeline rature.py dictionaries/builders benchmarks examples tests
TESTS = $(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile
INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: help demo test test-slow peers benchmarks dictionaries wheel clean

help:
	@sed -n 's/^# \{0,1\}//p' Makefile | head -n 7

demo: $(VENV)/run.stamp
	$(BIN)/rature diff seeds/scans/marche.txt
	$(BIN)/rature clean seeds/recrues.txt
	@printf "\n\n"
	$(BIN)/rature diff seeds/recrues.txt
	@printf '\nNext, with your own texts:\n'
	@printf '  %s\n' '. $(VENV)/bin/activate' 'rature diff ARTICLE.txt' 'rature run DUMP -o OUT' \
		'rature report OUT' 'rature review OUT' 'rature apply OUT' 'rature explain LEAK001' 'rature doctor'

test: $(VENV)/dev.stamp
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/ruff check $(CODE)
	$(BIN)/mypy
	$(TESTS) -m "not slow"

test-slow: $(VENV)/dev.stamp
	$(TESTS) -m slow

peers:
	benchmarks/install_peers.sh

benchmarks: $(VENV)/dev.stamp peers
	$(BIN)/python -m benchmarks.peers --fresh
	$(BIN)/python -m benchmarks.plots

# Rebuild the data files from their pinned sources; needs apt-get, npm and g++ on the machine, and
# for the language model the texts in ../shared/corpora.
dictionaries: $(VENV)/dev.stamp
	$(BIN)/python -m dictionaries.builders

wheel: $(VENV)/dev.stamp
	$(BIN)/python -m build

clean:
	rm -rf $(VENV) build dist *.egg-info

$(BIN)/python:
	@test -n '$(PYTHON)' || { echo 'make: no Python 3.11 or later here: name one with PYTHON=' >&2; exit 2; }
	$(PYTHON) -m venv $(VENV)

# Editable: the programs run what is in this folder, so code needs no new installation.
$(VENV)/run.stamp: setup.cfg pyproject.toml | $(BIN)/python
	$(INSTALL) --editable .
	@touch $@

$(VENV)/dev.stamp: setup.cfg pyproject.toml | $(BIN)/python
	$(INSTALL) --editable '.[$(EXTRAS)]'
	@touch $(VENV)/run.stamp $@
