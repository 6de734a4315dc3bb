# Only python3 (3.11 or newer) and make are assumed; everything else is set up inside .venv/.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready

.PHONY: setup demo run test check lint bench clean

setup: $(STAMP)

$(STAMP): requirements.lock pyproject.toml scripts/setup.py
	@$(PYTHON) scripts/setup.py $(VENV)
	@touch $@

demo: $(STAMP)
	@exec $(BIN)/otdel demo

run: $(STAMP)
	@exec $(BIN)/otdel run

test: $(STAMP)
	@$(BIN)/python scripts/browser.py
	@$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder tests

lint: $(STAMP)
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/python scripts/text_keys.py

check: lint test

bench: $(STAMP)
	@$(BIN)/otdel bench

clean:
	rm -rf $(VENV) build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
