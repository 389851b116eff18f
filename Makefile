# Stancebook: `make report` on a fresh clone sets everything up and writes the brief.
# Python 3.11, 3.12 or 3.13 is found by itself; `make report PYTHON=/path/to/python3.12` names one.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help setup report test test-faults fuzz lab check golden schema train clean

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.set-up
FITS := import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3; do \
	$$p -c '$(FITS)' 2>/dev/null && echo $$p && break; done)
# Besides outputs, times and paths of somebody's run go; the cells keep the names they were given.
STRIP := $(BIN)/nbstripout --keep-id --extra-keys "cell.metadata.papermill metadata.papermill"

help: ## show this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 16

setup: $(STAMP) ## make .venv and install the pinned packages (done once; the others do it by themselves)

# The stamp is as old as the last set-up that went through: a changed or broken one is done again.
$(STAMP): requirements.txt pyproject.toml
	@if [ -z "$(PYTHON)" ]; then \
		echo "No Python 3.11, 3.12 or 3.13 with venv found: install one, or name it: make setup PYTHON=..." >&2; \
		exit 1; fi
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

report: $(STAMP) ## run the notebooks on seeds/ (or CORPUS=folder, into REPORTS=folder) and say where the brief is
	@$(BIN)/stancebook run $(CORPUS) $(if $(REPORTS),--reports $(REPORTS)) || \
		case $$? in 3|6) ;; *) exit $$?;; esac  # done with skipped input, nothing new

fuzz: $(STAMP) ## try every reader of files on EXAMPLES damaged ones (2000; some minutes)
	STANCEBOOK_FUZZ=$(or $(EXAMPLES),2000) $(BIN)/python -m pytest tests/files/test_fuzz.py

test: $(STAMP) ## run the tests
	$(BIN)/python -m pytest

test-faults: $(STAMP) ## make faults: kills, full disks, damaged files, and see that nothing is lost (half an hour)
	$(BIN)/python -m pytest tests/faults -m "faults or not faults"

# A workspace and settings of its own: what somebody has set for JupyterLab elsewhere neither shows nor changes. Its
# defaults are in notebooks/labconfig: no news are asked for, and a page of Markdown opens as it reads.
lab: $(STAMP) ## open JupyterLab at a page that says which notebook answers what
	JUPYTERLAB_WORKSPACES_DIR=.lab/workspaces JUPYTERLAB_SETTINGS_DIR=.lab/settings \
	JUPYTER_CONFIG_PATH=notebooks$${JUPYTER_CONFIG_PATH:+:$$JUPYTER_CONFIG_PATH} \
	$(BIN)/jupyter lab --ServerApp.root_dir=. \
		--LabApp.default_url=/lab/workspaces/stancebook/tree/notebooks/START.md

check: $(STAMP) ## lint, format, types, imports, notebooks stripped, tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(STRIP) --verify notebooks/*.ipynb
	$(BIN)/python -m pytest

golden: $(STAMP) ## write anew what the tests hold the suite to find in known texts (after a change that was meant)
	$(BIN)/python tests/golden/make.py

schema: $(STAMP) ## write anew what docs/extract.schema.json says of the lines that extract prints
	$(BIN)/python -c "import json; from stancebook import schema; print(json.dumps(schema.extract(), indent=1))" > docs/extract.schema.json

TRAIN = cd training && STANCEBOOK_GOLD=$(abspath $(GOLD)) PYTHONPATH=../lib:$(abspath $(SCORERS))

train: $(STAMP) ## train the encoder anew on GOLD=folder with SCORERS=folder (developers; hours) and put it in its place
	$(PYTHON) -m venv .venv-train
	.venv-train/bin/python -m pip install --quiet --disable-pip-version-check -r training/requirements.txt
	$(TRAIN) ../$(BIN)/python silver.py ../build/encoder
	$(TRAIN) ../.venv-train/bin/python teacher.py ../build/encoder
	$(TRAIN) ../.venv-train/bin/python train.py ../build/encoder
	$(TRAIN) ../.venv-train/bin/python claims.py ../build/encoder
	$(TRAIN) ../.venv-train/bin/python export.py $(addprefix ../build/encoder/,cycle_5.pt cycle_4.pt claims.pt) ../lib/stancebook/text/model
	cp training/own_who.jsonl build/encoder
	$(TRAIN) ../.venv-train/bin/python dequantized.py ../lib/stancebook/text/model/encoder.onnx ../build/encoder/shipped.pt
	$(TRAIN) ../$(BIN)/python possible.py ../build/encoder own_who who_train gap_train
	$(TRAIN) ../$(BIN)/python replaced.py ../build/encoder
	$(TRAIN) ../.venv-train/bin/python coref.py ../build/encoder
	$(TRAIN) ../.venv-train/bin/python coref_export.py ../build/encoder who ../lib/stancebook/text/model
	$(TRAIN) ../$(BIN)/python own_sides.py ../build/encoder
	$(TRAIN) ../.venv-train/bin/python stances.py ../build/encoder ../build/encoder/cycle_4.pt ../build/encoder/stances_1.pt contrasts=1
	$(TRAIN) ../.venv-train/bin/python stances.py ../build/encoder $(addprefix ../build/encoder/,stances_1.pt stances_2.pt) epochs=3 lr=9.0e-5 lr_heads=2.0e-4
	$(TRAIN) ../.venv-train/bin/python stances_export.py ../build/encoder/stances_2.pt ../lib/stancebook/text/model ../build/encoder/cycle_4.pt 0.35
	$(TRAIN) ../$(BIN)/python calibrate.py ../lib/stancebook/text/model
	$(TRAIN) ../$(BIN)/python stances_confidence.py ../lib/stancebook/text/model

clean: ## remove caches and failed runs (published runs and .venv stay)
	rm -rf build .cache .pytest_cache .ruff_cache .mypy_cache reports/runs/*.failed* reports/runs/*.tmp
	find lib tests notebooks \( -name __pycache__ -o -name .ipynb_checkpoints \) -prune -exec rm -rf {} +
