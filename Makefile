PORT ?= 8080
BASE ?= /

TRUNK := tools/setup run trunk
SITE := target/release/site

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help serve dev build check unit test test-browsers bench bench-pages audit clean setup-check setup-build setup-test setup-browsers setup-audit

help: ## List these commands
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' Makefile | expand -t 24

serve: build ## Build the site and serve it on 127.0.0.1:8080 (PORT=8080)
	$(SITE) serve --dir dist --port $(PORT) --base $(BASE)

dev: setup-build ## Serve a debug build that rebuilds and reloads on change (PORT=8080)
	$(TRUNK) serve --locked --dist target/dev --address 127.0.0.1 --port $(PORT)

build: setup-build ## Build the site into dist/, ready to publish (BASE=/)
	RUST_LOG=error $(TRUNK) build --release --locked --public-url $(BASE) --dist target/trunk
	$(SITE) sizes --dir target/trunk
	$(SITE) replace --new target/trunk --current dist

unit: setup-check ## Run the native tests, which need no browser
	cargo test --locked --package catalog --package search --package site --lib --bins --tests
	cargo test --locked --package inventory --lib --tests
	cargo test --locked --package countersign --lib

check: setup-check ## Check format, lints and records
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings
	cargo run --release --locked --package site -- check

test: setup-test check build ## Check, build, and run every test, including the browser suite
	tools/setup run node tools/browsers/check.mjs
	cargo test --workspace --locked

test-browsers: setup-browsers build ## Run the long browser tests, and the browser suite in Firefox and WebKit
	cargo test --locked --test browser -- --ignored
	tools/setup run tests/browser/run firefox
	tools/setup run tests/browser/run webkit

bench: setup-test build ## Compare the search with other libraries, and write docs/benchmarks.md
	npm ci --prefix tools/bench --no-audit --no-fund --silent
	node tools/bench/run.mjs

bench-pages: setup-audit build ## Compare the pages with those of two peers, and write docs/benchmarks.md
	node tools/bench/compare-pages.mjs

audit: setup-audit build ## Run every test and Lighthouse, and print one table of targets and results
	node tools/audit/run.mjs

clean: ## Remove all build output
	rm -rf dist target

setup-check setup-build setup-test setup-browsers setup-audit:
	@tools/setup $(@:setup-%=%)
