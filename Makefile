# What there is to type. Needs make, git and a Python 3; everything else is installed by installer/bootstrap.py.

PYTHON := .venv/bin/python
BOOTSTRAP := python3 installer/bootstrap.py
CODE := dispatcher radio ui resources installer tests
# One more than there are cores: a good part of the tests waits for programs, lines and clocks.
WORKERS := $(shell expr $$(nproc) + 1)
TEST = $(PYTHON) -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(ARGS)
QUICK := tests/unit tests/property/radio tests/architecture tests/story

.DEFAULT_GOAL := help
.PHONY: help run test check static lint bench soak data shots clean

# What Python compiles is kept, whatever the shell says: without it every start compiles the program anew, for a second.
unexport PYTHONDONTWRITEBYTECODE

help: ## list what there is
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## the simulated control room; DEMO=1 plays a guided dispatch, as does a machine without a display; ARGS="…"
	@$(BOOTSTRAP) --for run
	@.venv/bin/readback --simulated --demo$(if $(filter-out 0,$(DEMO)),,=auto) $(ARGS)

test: ## everything: static checks and all tests; ARGS="…" goes to pytest
	@$(BOOTSTRAP) --for test
	@$(MAKE) --no-print-directory lint
	@mkdir -p build
	@# Types are looked at meanwhile, in what the tests leave of the processors; what they say is said at the end.
	@nice -n 19 .venv/bin/basedpyright >build/types.txt 2>&1 & checker=$$!; \
	trap 'kill $$checker 2>/dev/null' EXIT; trap 'exit 130' INT TERM; \
	$(TEST); tests=$$?; \
	wait $$checker; types=$$?; echo .venv/bin/basedpyright; cat build/types.txt; \
	test $$tests -eq 0 || echo "make test: pytest ended with $$tests, see above"; \
	test $$types -eq 0 || { echo "make test: the types are wrong, see above"; exit $$types; }; \
	exit $$tests

check: ## the quick part of it, under a minute: static checks, rules, stories, the shape of the house
	@$(BOOTSTRAP) --for test
	@$(MAKE) --no-print-directory static
	$(PYTHON) -m pytest -q -n auto -m "not e2e and not postgres and not slow" $(QUICK) $(ARGS)

static: ## lint, format, types and import contracts
	@$(BOOTSTRAP) --for test
	@$(MAKE) --no-print-directory lint
	.venv/bin/basedpyright

lint:
	.venv/bin/ruff check --quiet $(CODE)
	.venv/bin/ruff format --check --quiet $(CODE)
	.venv/bin/lint-imports

bench: ## one measurement: make bench NAME=page_to_radio
	@test -n "$(NAME)" || { echo "say which: make bench NAME=…  (files of tests/bench)"; exit 2; }
	@$(BOOTSTRAP) --for test
	$(PYTHON) -m tests.bench.$(NAME) $(ARGS)

soak: ## a long campaign: make soak NAME=room RUNS=200
	@test -n "$(NAME)" || { echo "say which: make soak NAME=…  (files of tests/soak)"; exit 2; }
	@$(BOOTSTRAP) --for test
	$(PYTHON) -m tests.soak.$(NAME) $(if $(RUNS),--runs $(RUNS)) $(ARGS)

data: ## stored incidents, made once under build/: N=100000 for `make bench NAME=start`, N=1000000 for NAME=intake
	@$(BOOTSTRAP) --for test
	@$(PYTHON) -m tests.bench.data $(or $(N),100000) $(if $(FOR),--for $(FOR))

shots: ## pictures of the screens, into build/shots
	@$(BOOTSTRAP) --for test
	$(PYTHON) -m tests.shots $(ARGS)

clean: ## remove what was built, not the installation (that is .venv and build/tools)
	@find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +
	@rm -rf dist .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	@test ! -d build || find build -mindepth 1 -maxdepth 1 ! -name tools -exec rm -rf {} +
