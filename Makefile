# Tradepost
#
#   make help     prints these targets
#   make run      builds the server and starts it on ./data, at http://127.0.0.1:8000
#   make build    builds everything in debug, the tests too
#   make test     the Swift tests and the end-to-end suites
#   make check    the definition of done: format, layers, house rules, build, tests
#   make format   formats the Swift sources in place
#   make crash    the long crash suites: SIGKILL and simulated power cuts
#   make fuzz     asks the API at length for what its own document allows and forbids
#   make bench    measures speed (figures go to docs/benchmarks.md)
#   make dist     one stripped executable in dist/, and the proof that it runs alone
#   make clean    removes what was built; never touches ./data
#
# SYSTEM_PACKAGES=present skips the installation of Debian packages. ARGS="--port 9000" is handed to the server by `run`.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
MAKEFLAGS += --no-print-directory

ARGS ?=
SYSTEM_PACKAGES ?= install
SWIFT_FILES := Package.swift Sources Tests

# One set of flags for each configuration, so that no target rebuilds what another has built.
DEBUG_FLAGS := --explicit-target-dependency-import-check error
RELEASE_FLAGS := --configuration release --static-swift-stdlib --product tradepost
RELEASE_BINARY := .build/release/tradepost

ifeq ($(SYSTEM_PACKAGES),install)
install = Scripts/install-packages $(1)
else
install = echo "system packages: taken as present"
endif

.PHONY: help run build release test check format static crash fuzz bench dist clean packages documentation test-packages bench-packages

help:
	@sed --quiet 's/^#   make /  make /p' Makefile

packages:
	@$(call install,)
	@Scripts/require-swift

# Swagger UI and Redoc for /docs and /redoc; goes on without them when there is no network.
documentation: packages
	@Scripts/setup-documentation

test-packages:
	@$(call install,--tests)
	@Scripts/require-swift
	@Scripts/setup-python

bench-packages:
	@$(call install,--bench)
	@Scripts/require-swift
	@Scripts/setup-python

run: packages release
	@exec $(RELEASE_BINARY) serve --data data $(ARGS)

# The build prints "Build complete" even when the import check fails; only its exit code tells, and step goes by it.
build: packages documentation
	@Scripts/step build --minutes 60 -- swift build --build-tests $(DEBUG_FLAGS)

release: packages documentation
	@flags=$$(Scripts/link-flags); Scripts/step build-release --minutes 60 -- swift build $(RELEASE_FLAGS) $$flags

test: test-packages build
	@Scripts/step swift-tests --show --minutes 30 -- Scripts/run-swift-tests
	@Scripts/step suites --show --minutes 60 -- Scripts/run-suites

# What can be checked without a build, and first of all that the checks themselves can fail.
static: packages
	@Scripts/step check-layers-self-test -- Scripts/check-layers --self-test
	@Scripts/step tidy-self-test -- Scripts/tidy --self-test
	@Scripts/step runners-self-test -- bash -c 'Scripts/run-swift-tests --self-test && Scripts/run-suites --self-test'
	@Scripts/step format -- swift format lint --strict --recursive --parallel $(SWIFT_FILES)
	@Scripts/step embedded-frontend -- Scripts/embed-frontend --check
	@Scripts/step layers -- Scripts/check-layers
	@Scripts/step tidy -- Scripts/tidy

check: static test
	@echo "make check: everything holds"

format:
	@swift format --in-place --recursive --parallel $(SWIFT_FILES)

crash: test-packages release
	@Scripts/step crash --show --minutes 240 -- Scripts/run-suites --full --binary $(RELEASE_BINARY) crash powercut faults copies payments
	@TRADEPOST_EVERY_POINT=1 Scripts/step every-point --minutes 60 -- swift test $(DEBUG_FLAGS) --filter InterruptionTests

fuzz: test-packages release
	@Scripts/step fuzz --show --minutes 150 -- Scripts/run-suites --full --binary $(RELEASE_BINARY) openapi

bench: bench-packages release
	@benchmarks/run $(RELEASE_BINARY)

dist: release
	@mkdir -p dist
	@strip -o dist/tradepost $(RELEASE_BINARY)
	@Scripts/step check-dist --show --minutes 5 -- Scripts/check-dist dist/tradepost

clean:
	@rm -rf .build dist
