# Two steps: get the source, `make demo`. Needs make and python3 (3.11 to 3.13); everything else is set up in .venv.
.DEFAULT_GOAL := help
.PHONY: help venv dev embedded quality demo test e2e storm check bench fmt mo messages lock clean
PY := .venv/bin/python
export PORT MADANG_DATA STORM

help:
	@sed -n 's/^# \{0,1\}\([a-z0-9]*:  .*\)/  make \1/p' Makefile

# venv:  the virtual environment alone
venv: .venv/run.stamp

# dev:  the same with the tools of tests and checks
dev: .venv/dev.stamp

.venv/run.stamp: locks/run.txt locks/uv.txt scripts/venv.sh
	@sh scripts/venv.sh run

.venv/dev.stamp: locks/dev.txt locks/uv.txt scripts/venv.sh .venv/run.stamp
	@sh scripts/venv.sh dev

# embedded:  search by meaning on this machine: a sentence encoder of 32 MB, NumPy only
embedded: .venv/embedded.stamp

# quality:  the same with a second, better and slower encoder (91 MB, C)
quality: .venv/quality.stamp

.venv/embedded.stamp .venv/quality.stamp: .venv/%.stamp: locks/%.txt locks/uv.txt scripts/venv.sh .venv/run.stamp
	@sh scripts/venv.sh $*

# demo:  the sample street in the foreground; PORT=8000, MADANG_DATA=./var; Ctrl-C stops all
demo: venv
	@$(PY) -m madang.config.cli demo

# test:  every test but the long proofs, on a throw-away database
test: dev mo
	@sh scripts/browser.sh
	$(PY) -m pytest -n 2 -m "not slow" $(ARGS)

# e2e:  only the tests in a browser
e2e: dev mo
	@sh scripts/browser.sh
	$(PY) -m pytest -m e2e $(ARGS)

# storm:  the long proofs at full size: two streets, races, kill -9 with a ledger outside; STORM=short in a few minutes
storm: dev mo
	$(PY) -m pytest -n 2 --dist loadfile -m slow -rP --durations=20 $(ARGS)

# check:  style, types, import contracts, missing migrations and translations, documents
check: dev mo
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	.venv/bin/lint-imports
	$(PY) -m madang.core.messages --check
	MADANG_MODE=test $(PY) scripts/with_database.py $(PY) -m madang.config.cli makemigrations --check --dry-run
	$(PY) -m pytest -q tests/core/test_house.py $(wildcard tests/house/test_docs.py)

# bench:  measure the bars of the design; results in benchmarks/out
bench: dev mo
	$(PY) -m benchmarks $(ARGS)

# fmt:  put every file into the house's form
fmt: dev
	$(PY) -m ruff check --fix-only -q .
	$(PY) -m ruff format .

# mo:  compile the translations that changed
mo: venv
	@$(PY) -m madang.core.messages

# messages:  gather the texts to translate from the source (needs apt-get install gettext)
messages: dev
	@command -v xgettext >/dev/null || { echo "madang: run apt-get install gettext first"; exit 1; }
	@for app in src/madang/*/locale; do \
	  (cd $$app/.. && $(CURDIR)/$(PY) -m django makemessages -l ko -l zh_Hans --no-location --no-obsolete) || exit 1; done

# lock:  choose newest versions of locks/*.in again and write them with hashes, without addresses
COMPILE := .venv/bin/uv pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header
lock: venv
	$(COMPILE) locks/run.in -o locks/run.txt
	$(COMPILE) locks/dev.in -o locks/dev.txt
	$(COMPILE) -c locks/run.txt locks/embedded.in -o locks/embedded.txt
	$(COMPILE) -c locks/run.txt locks/quality.in -o locks/quality.txt

# clean:  remove what can be made again, never data
clean:
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis test-results static-root
	find src tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
	find src -name '*.mo' -delete
