# The front door. CI calls exactly these.

# Build products stay outside the checkout, so that a fresh clone finds the compiled dependencies again.
SARATHI_BUILD ?= $(HOME)/.cache/sarathi-build
SARATHI_RELEASE_BUILD ?= $(SARATHI_BUILD)-release
SARATHI_MUTANTS_BUILD ?= $(SARATHI_BUILD)-mutants
ARGS ?=
MINUTES ?=
PREFIX ?= /usr/local
SEEDS ?= 100
EVERY ?= 1
FAULT ?=
TARGET ?=

MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.PHONY: help build install test sim matrix mutants fuzz asan tsan coverage iofaults soak demo run bench format lint sbom clean

help: ## this list
	@echo "Sarathi: a self-hosted trading desk for the Indian markets"
	@echo
	@sed -n 's/^\([a-z]*\):.*## /\1	/p' Makefile | while IFS="$$(printf '\t')" read -r name text; do \
	  printf '  make %-9s %s\n' "$$name" "$$text"; done
	@echo
	@echo "Options for the program: ARGS=\"...\"; build folder: SARATHI_BUILD (now $(SARATHI_BUILD))"

build: ## build the program (debug, the configuration that demo and test share)
	@Scripts/bootstrap >&2
	@Scripts/build "$(SARATHI_BUILD)" debug --product sarathi

install: ## build the optimised program and copy it to PREFIX/bin; PREFIX=/usr/local
	@Scripts/bootstrap >&2
	@Scripts/build "$(SARATHI_RELEASE_BUILD)" release --product sarathi
	@install -D --mode 755 "$(SARATHI_RELEASE_BUILD)/release/sarathi" "$(DESTDIR)$(PREFIX)/bin/sarathi"
	@echo "installed $(DESTDIR)$(PREFIX)/bin/sarathi"

test: ## everything CI runs: lint, strict build, tests; ARGS="--filter NAME" for some
	@Scripts/test "$(SARATHI_BUILD)" $(ARGS)

demo: build ## a real trading day on paper: http://127.0.0.1:8080; ARGS="--headless --json" for scripts
	@exec "$(SARATHI_BUILD)/debug/sarathi" demo $(ARGS)

run: build ## run the program with ARGS, e.g. ARGS="serve" or ARGS="link add --help"
	@exec "$(SARATHI_BUILD)/debug/sarathi" $(ARGS)

bench: ## measure (release build, in its own folder); ARGS go to "sarathi bench"
	@Scripts/bootstrap >&2
	@Scripts/build "$(SARATHI_RELEASE_BUILD)" release --product sarathi
	@exec "$(SARATHI_RELEASE_BUILD)/release/sarathi" bench $(ARGS)

sim: ## simulated days full of faults: SEEDS=100; ARGS="--seed N --profile storm"
	@Scripts/bootstrap >&2
	@Scripts/build "$(SARATHI_RELEASE_BUILD)" release --product sarathi
	@exec "$(SARATHI_RELEASE_BUILD)/release/sarathi" simulate --seeds $(SEEDS) $(ARGS)

matrix: ## crash the demo day at every point, restart it, and compare: EVERY=1 (each k-th); ARGS="--ending twice --seed N"
	@Scripts/bootstrap >&2
	@Scripts/build "$(SARATHI_RELEASE_BUILD)" release --product sarathi
	@exec "$(SARATHI_RELEASE_BUILD)/release/sarathi" crash-matrix --every $(EVERY) $(ARGS)

soak: ## a desk under ten busy days at once, a line a minute: MINUTES=60
	@Scripts/bootstrap >&2
	@Scripts/build "$(SARATHI_RELEASE_BUILD)" release --product sarathi
	@exec "$(SARATHI_RELEASE_BUILD)/release/sarathi" bench soak --minutes $(or $(MINUTES),60) $(ARGS)

iofaults: ## each disk operation of the demo day fails once: EVERY=1 (each k-th), FAULT=enospc|eio; all take hours
	@Scripts/iofaults "$(SARATHI_BUILD)" "$(SARATHI_RELEASE_BUILD)" "$(EVERY)" "$(FAULT)"

mutants: ## plant known bugs and see the simulation find each; ARGS="--only NAME --days N"
	@Scripts/bootstrap >&2
	@Scripts/mutants "$(SARATHI_MUTANTS_BUILD)" $(ARGS)

fuzz: ## random bytes for every reader of outside bytes: MINUTES=10 TARGET=alert
	@Scripts/bootstrap >&2
	@Scripts/fuzz "$(SARATHI_BUILD)-fuzz" "$(or $(MINUTES),10)" $(TARGET)

asan: ## the tests under the address sanitizer (slow; a build of its own); ARGS="--filter NAME" for some
	@Scripts/bootstrap >&2
	@Scripts/sanitize "$(SARATHI_BUILD)-asan" address $(ARGS)

tsan: ## the tests under the thread sanitizer (slow; a build of its own); ARGS="--filter NAME" for some
	@Scripts/bootstrap >&2
	@Scripts/sanitize "$(SARATHI_BUILD)-tsan" thread $(ARGS)

coverage: ## which lines of Trading and Engine their tests never enter
	@Scripts/bootstrap >&2
	@Scripts/coverage "$(SARATHI_BUILD)-coverage" $(ARGS)

format: ## format the sources
	@swift format --in-place --recursive --parallel Package.swift Sources Tests Fuzz

lint: ## layout, direction of imports, clocks and randomness in pure modules, leftovers
	@Scripts/lint

sbom: ## every component that is built in: version, revision, licence (tab-separated; build first)
	@Scripts/packages list "$(SARATHI_BUILD)"

clean: ## delete the build folders
	@for folder in "$(SARATHI_BUILD)" "$(SARATHI_RELEASE_BUILD)" "$(SARATHI_MUTANTS_BUILD)" "$(SARATHI_BUILD)-fuzz" \
	    "$(SARATHI_BUILD)-asan" "$(SARATHI_BUILD)-tsan" "$(SARATHI_BUILD)-coverage"; do \
	  if [ -e "$$folder/workspace-state.json" ]; then rm -rf -- "$$folder"; \
	  elif [ -e "$$folder" ]; then echo "clean: $$folder does not look like a Swift build folder; left alone" >&2; fi; \
	done
