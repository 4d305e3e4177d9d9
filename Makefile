# `make demo` and `make test` set up everything themselves: system libraries where pkg-config does
# not find them, then the build.

SWIFT ?= swift
PREFIX ?= /usr/local
DESTDIR ?=
CONFIGURATION ?= release
BUILD_FLAGS ?= --explicit-target-dependency-import-check error
DOCENT = .build/$(CONFIGURATION)/docent

.PHONY: demo test build bench fuzz kill-test lint format install uninstall clean setup toolchain

build: setup
	$(SWIFT) build -c $(CONFIGURATION) $(BUILD_FLAGS) --product docent

demo: build
	@Examples/demo.sh $(DOCENT)

test: setup
	$(SWIFT) build $(BUILD_FLAGS) --build-tests
	$(SWIFT) test --skip-build

bench: build
	@Tests/Benchmarks/bench.sh $(DOCENT)
	@Tests/Benchmarks/import.sh $(DOCENT)
	@Tests/Benchmarks/feeds.py $(DOCENT)

# Seconds for each target.
FUZZ_SECONDS ?= 60

fuzz: setup
	@Tests/Fuzz/fuzz.sh $(FUZZ_SECONDS)

kill-test: build
	@Tests/Robustness/kill.sh $(DOCENT) 200

lint: toolchain
	$(SWIFT) format lint --strict --recursive Package.swift Sources Tests

format: toolchain
	$(SWIFT) format --in-place --recursive Package.swift Sources Tests

install: build
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/docent
	install -m 755 $(DOCENT) $(DESTDIR)$(PREFIX)/bin/docent
	cp -R Ontology $(DESTDIR)$(PREFIX)/share/docent/

uninstall:
	rm -f $(DESTDIR)$(PREFIX)/bin/docent
	rm -rf $(DESTDIR)$(PREFIX)/share/docent

clean:
	rm -rf .build

setup: toolchain
	@.ci/system-libraries

toolchain:
	@command -v $(SWIFT) >/dev/null 2>&1 || { \
	  echo "Docent needs the Swift toolchain, 6.2 or newer, and '$(SWIFT)' is not on the PATH."; \
	  echo "Get it at https://www.swift.org/install/ and run this again."; \
	  exit 1; }
