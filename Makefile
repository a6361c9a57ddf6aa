# Everyday commands. `make` alone lists them; what each one means is told behind its ##.

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
INSTALLED := $(VENV)/installed
PACKAGES := api siak_sim whatsapp_sim simkit harness ops

export PIP_DISABLE_PIP_VERSION_CHECK := 1
# A skipped test is a failed one where CI is set.
STRICT_SKIPS := $(if $(filter true 1,$(CI)),-p tests.no_skips)

.DEFAULT_GOAL := list
.PHONY: list env lock demo dev test check schema bench compose-check clean

list:
	@awk 'BEGIN { FS = ":.*## " } \
	  /^##@ / { printf "\n%s\n", substr($$0, 5) } \
	  /^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

##@ Try it
demo: env ## play citizens through steps a to h, from the first chat to the signed PDF
	@$(PY) -m harness demo

dev: env ## start all programs, seeded, and print their addresses and a token for each role
	@$(PY) -m harness dev

##@ Work on it
test: env ## run all tests (T=path runs one file or test, in one process)
	@$(PY) -m pytest $(STRICT_SKIPS) $(if $(T),$(T),-n auto)

check: env ## format, lint, types, import contracts, schema and migrations up to date
	@$(VENV)/bin/ruff format --check --quiet .
	@$(VENV)/bin/ruff check --quiet .
	@$(PY) -m mypy --strict $(addprefix -p ,$(PACKAGES))
	@$(VENV)/bin/lint-imports --no-logo
	@$(PY) -m api schema --check
	@$(PY) -m api migrate --check

schema: env ## write schema.graphql anew from the code
	@$(PY) -m api schema > schema.graphql

bench: env ## measure against a hand-written floor; prints ratios, judges nothing
	@$(PY) -m bench

compose-check: env ## build docker-compose.yml and play the demo against it (root; no registry)
	@$(PY) -m ops.compose_check

##@ Keep house
env: ## make .venv from requirements.lock, once, and again when the lock changes
	@if cmp -s requirements.lock $(INSTALLED).lock && cmp -s pyproject.toml $(INSTALLED).toml; then \
	  exit 0; \
	fi; \
	$(PYTHON) ops/python_fits.py || exit 1; \
	if ! cmp -s requirements.lock $(INSTALLED).lock; then \
	  echo "Making $(VENV) from requirements.lock (about half a minute, once) ..."; \
	  $(PYTHON) -m venv $(VENV) && \
	  $(PY) -m pip install -qq --require-hashes -r requirements.lock || exit 1; \
	  cp requirements.lock $(INSTALLED).lock; \
	fi; \
	$(PY) -m pip install -qq --no-index --no-deps --no-build-isolation -e . && \
	cp pyproject.toml $(INSTALLED).toml && \
	$(PY) -m api.http.graphiql_files $(VENV)/share/graphiql > /dev/null

lock: ## choose versions anew from pyproject.toml and write requirements.lock (needs the network)
	@rm -rf var/lock && $(PYTHON) -m venv var/lock && var/lock/bin/python -m pip install -qq uv
	@var/lock/bin/uv pip compile --quiet pyproject.toml --extra test --universal \
	  --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -o requirements.lock
	@var/lock/bin/uv pip compile --quiet ops/compose_check/requirements.in --universal \
	  --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	  -o ops/compose_check/requirements.lock
	@rm -rf var/lock

clean: ## remove caches and everything in var/ (.venv stays)
	@if [ -d var/compose-check ]; then $(PYTHON) -m ops.compose_check --remove; fi
	@rm -rf var .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -not -path './$(VENV)/*' -prune -exec rm -rf {} +
