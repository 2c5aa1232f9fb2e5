# What people and CI call: `make demo`, `make test`, `make check`, `make bench`, `make parity`, `make fuzz`, `make ui`. Each sets up what
# it needs in .venv from a clean clone, once: the files .venv/.* say what is done. Needs Python >= 3.10 and cargo; Node.js
# comes from PyPI where npm is missing.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -q
NPM := $(BIN)/python tools/build_backend.py

BENCH := benchmarks/.venv

# Groups of pyproject.toml that are installed.
BUILD := $(VENV)/.group-build
EXAMPLE := $(VENV)/.group-example
CHECK := $(VENV)/.group-check
TEST := $(VENV)/.group-test
PARITY := $(VENV)/.group-parity
NODE := $(if $(shell command -v npm),$(VENV)/.pip,$(VENV)/.group-node)

# What is built.
PACKAGE := $(VENV)/.package
MODULES := ui/node_modules/.package-lock.json
PAGE := src/runchart/_ui/index.html

RUST_SOURCES := Cargo.toml Cargo.lock $(shell find crates -name '*.rs' -o -name Cargo.toml)
PAGE_SOURCES := $(shell find ui -type f -not -path '*/node_modules/*' -not -name '*.test.ts')

# Builds the native module into src/runchart and makes `runchart` importable in a virtual environment.
develop = PIP_QUIET=1 MATURIN_NO_MISSING_BUILD_BACKEND_WARNING=1 VIRTUAL_ENV=$(abspath $(1)) $(1)/bin/maturin develop --release --locked -q

.PHONY: demo test check bench parity fuzz ui
.DELETE_ON_ERROR:

demo: $(EXAMPLE) $(PACKAGE) $(PAGE)
	@HEADLESS=$(HEADLESS) $(BIN)/python tools/demo.py

test: $(TEST) $(PACKAGE) $(PAGE)
	@failed=; \
	echo "== cargo test"; cargo test --locked -q -p runchart-core || failed="$$failed cargo"; \
	echo "== npm test"; $(NPM) test || failed="$$failed npm"; \
	echo "== pytest"; $(BIN)/python -m pytest -q || failed="$$failed pytest"; \
	if [ -n "$$failed" ]; then echo "failed:$$failed"; exit 1; fi; \
	echo "cargo test, npm test and pytest passed"

check: $(CHECK) $(MODULES)
	@failed=; \
	check() { echo "== $$*"; "$$@" || failed="$$failed [$$*]"; }; \
	check $(BIN)/ruff check; \
	check $(BIN)/ruff format --check; \
	check $(BIN)/mypy; \
	check cargo fmt --all --check; \
	check cargo clippy --locked -q --workspace --all-targets -- -D warnings; \
	check $(NPM) run check; \
	if [ -n "$$failed" ]; then echo "failed:$$failed"; exit 1; fi; \
	echo "all checks passed"

ui: $(PAGE)

parity: $(PARITY) $(PACKAGE)
	$(BIN)/python tests/parity/tensorboardx/suite.py

# libFuzzer on a stable compiler: each target for FUZZ_SECONDS, one after another; what breaks one is left in FUZZED.
FUZZ_SECONDS ?= 600
FUZZED := target/fuzz
TARGETS := record event tensor content large file
SANCOV := -Cpasses=sancov-module -Ccodegen-units=1 $(addprefix -Cllvm-args=-sanitizer-coverage-, \
	level=4 inline-8bit-counters pc-table trace-compares)

# Build scripts are not instrumented where a target is named.
HOST = $(shell rustc -vV | sed -n 's/^host: //p')
FUZZ_BUILD := --locked -q --release --manifest-path crates/runchart-core/fuzz/Cargo.toml --target-dir $(FUZZED)

fuzz:
	cargo run $(FUZZ_BUILD) --bin seeds -- $(FUZZED)/corpus
	RUSTFLAGS="$(SANCOV)" cargo build $(FUZZ_BUILD) --target $(HOST) $(addprefix --bin ,$(TARGETS))
	@cd $(FUZZED) && for target in $(TARGETS); do \
		echo "== $$target, $(FUZZ_SECONDS) s"; \
		$(HOST)/release/$$target -max_total_time=$(FUZZ_SECONDS) -timeout=20 -rss_limit_mb=2048 -verbosity=0 -print_final_stats=1 corpus/$$target || exit 1; \
	done

bench: $(BENCH)/.package $(PAGE)
	$(BENCH)/bin/python benchmarks/run.py

$(VENV)/.pip:
	@command -v cargo >/dev/null || { echo "cargo was not found: install Rust 1.88 or newer (rustup), then make again"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' || { \
		echo "runchart needs Python 3.10 or newer and $(PYTHON) is not: name one with make PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(PIP) install pip==26.3
	@touch $@

$(VENV)/.group-%: pyproject.toml tools/constraints.txt | $(VENV)/.pip
	$(PIP) install -c tools/constraints.txt --group $*
	@touch $@

$(PACKAGE): $(RUST_SOURCES) pyproject.toml $(BUILD)
	$(call develop,$(VENV))
	@touch $@

$(BENCH)/.package: $(RUST_SOURCES) pyproject.toml tools/constraints.txt | $(VENV)/.pip
	$(PYTHON) -m venv $(BENCH)
	$(BENCH)/bin/python -m pip --disable-pip-version-check -q install pip==26.3
	$(BENCH)/bin/python -m pip -q install -c tools/constraints.txt --group bench
	$(call develop,$(BENCH))
	@touch $@

$(MODULES): ui/package.json ui/package-lock.json $(NODE)
	$(NPM) ci --no-audit --no-fund
	@touch $@

$(PAGE): $(MODULES) $(PAGE_SOURCES)
	$(NPM) run build
	@touch $@
