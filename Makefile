# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# One command each; every one sets itself up from nothing. It needs Python 3.11 or newer and package downloads.

# python3, or where that is too old the newest that is new enough.
PYTHON ?= $(firstword $(foreach one,python3 python3.14 python3.13 python3.12 python3.11,$(shell \
	$(one) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2> /dev/null && echo $(one))) python3)
# One more than the cores of the machines that this is meant for, as most gates wait now and then.
JOBS ?= 3
DEV := .venvs/dev/bin/python
GATE := $(DEV) tests/gates/gate.py

CORES := 2.18 2.19 2.20 2.21
# What the tests of the cores between would complain of, those of the oldest or the newest complain of, too.
TESTED := $(if $(HYDRA_TEST_ALL),$(CORES),$(firstword $(CORES)) $(lastword $(CORES)))
QUICK := ruff mypy licences changelog unit
# The longest first, as few run at a time.
SLOW := integration molecule roles lives conformance ansible-lint generators $(TESTED:%=sanity-%) pythons package \
	$(TESTED:%=units-%) site docs
ALONE := budget

# What generators are given: seconds each, and a seed of your own or none; REAL=1 for the servers in HYDRA_BINARIES.
SECONDS ?= 600
SEED ?=
REAL ?=

# What is measured: numbers of clients, and how often each.
CLIENTS ?= 100 1000
REPEATS ?= 3

.PHONY: help setup check test test-all soak demo benchmark links recording role-files docs-files format clean \
	release-files release-check $(QUICK) $(SLOW) $(ALONE) $(CORES:%=sanity-%) $(CORES:%=units-%)

help:
	@echo "make demo       show the main job on a Hydra that is found or started here"
	@echo "make check      the fast tests and linters, half a minute"
	@echo "make test       everything that CI runs"
	@echo "make test-all   the same on every interpreter, core and generation, for nights and releases"
	@echo "make soak       the generators, SECONDS=$(SECONDS) each; what they find is in tests/output/found"
	@echo "make benchmark  measure CLIENTS=\"$(CLIENTS)\" clients against a bare script and a loop, REPEATS=$(REPEATS) times"
	@echo "make site       build the documentation site, tests/output/site/html/index.html"
	@echo "make links      check the links of the built site to other sites, which needs the network"
	@echo "make recording  record the run on the front page, on the newest Hydra that is here"
	@echo "make role-files write what roles repeat of the modules"
	@echo "make docs-files write the tables of the guides on operations, on old servers and on the audit"
	@echo "make release-files  put the fragments and all new content into the changelog of the version in galaxy.yml"
	@echo "make release-check  check that everything fits together for a release; PRE=1 for a pre-release"
	@echo "make format     let ruff format the sources"
	@echo "One gate alone: make setup NAME, where NAME is one of $(QUICK) $(SLOW) $(ALONE)"

setup:
	@$(PYTHON) tests/gates/setup.py

check: setup
	@$(DEV) tests/gates/summary.py --forget
	@HYDRA_CHECK=1 $(MAKE) --no-print-directory -k -j$(JOBS) $(QUICK) || true
	@$(DEV) tests/gates/summary.py $(QUICK)

test: setup
	@$(DEV) tests/gates/summary.py --forget
	@$(MAKE) --no-print-directory -k -j$(JOBS) $(QUICK) $(SLOW) || true
	@$(MAKE) --no-print-directory -k $(ALONE) || true
	@$(DEV) tests/gates/summary.py $(QUICK) $(SLOW) $(ALONE)

test-all:
	@HYDRA_TEST_ALL=1 HYDRA_GENERATOR_SECONDS=60 $(MAKE) --no-print-directory test

soak: setup
	@HYDRA_GENERATOR_SECONDS=$(SECONDS) HYDRA_GENERATOR_FOUND="$(CURDIR)/tests/output/found" \
		HYDRA_GENERATOR_SEED=$(or $(SEED),random) $(if $(REAL),HYDRA_GENERATOR_REAL=1) $(GATE) generators; \
		code=$$?; cat tests/output/gates/generators.log; exit $$code

$(sort $(QUICK) $(SLOW) $(ALONE) $(CORES:%=sanity-%) $(CORES:%=units-%) sanity-devel units-devel):
	@$(GATE) $@

demo: setup
	@$(DEV) tests/demo/run.py

benchmark: setup
	@$(DEV) tests/benchmarks/run.py --clients $(CLIENTS) --repeats $(REPEATS)

site: setup  # a gate, and a command of its own

links: setup
	@.venvs/dev/bin/sphinx-build -q -b linkcheck -c docs/site tests/output/site/pages tests/output/site/links

recording: setup
	@$(DEV) tests/demo/record.py

role-files: setup
	@$(DEV) tests/gates/roles.py

docs-files: setup
	@$(DEV) tests/gates/operations.py
	@$(DEV) tests/gates/old_servers.py
	@$(DEV) tests/gates/audit_rules.py

# Adds to the entry of this version if there is one. Whatever was removed since has to be removed there by hand.
release-files: setup
	@.venvs/dev/bin/antsibull-changelog release --update-existing --reload-plugins --refresh-plugins prevent-removal \
		--ansible-doc-bin "$(CURDIR)/.venvs/dev/bin/ansible-doc"

release-check: setup
	@$(DEV) tests/gates/release.py $(if $(PRE),--pre-release)

format: setup
	@$(DEV) -m ruff format plugins tests docs

clean:
	rm -rf .venvs tests/output
