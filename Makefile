PORT ?= 8080
BASE ?= /

TRUNK := tools/setup run trunk
SITE := target/release/site

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help serve dev build check test bench audit clean setup-check setup-build setup-test setup-audit

help: ## List these commands
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile | expand -t 16

serve: build ## Build the site and serve it on 127.0.0.1:8080 (PORT=8080)
	$(SITE) serve --dir dist --port $(PORT) --base $(BASE)

dev: setup-build ## Serve a debug build that follows every change (PORT=8080)
	$(TRUNK) serve --locked --dist target/dev --address 127.0.0.1 --port $(PORT)

build: setup-build ## Build the site for publishing into dist/ (BASE=/)
	$(TRUNK) build --release --locked --public-url $(BASE) --dist target/trunk
	$(SITE) sizes --dir target/trunk
	$(SITE) replace --new target/trunk --place dist

check: setup-check ## Check format, lints and records
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings
	cargo run --release --locked --package site -- check

test: setup-test check build ## Check, build and run every test, the browser's included
	cargo test --workspace --locked

bench: setup-test build ## Race the search against others, and write docs/benchmarks.md
	npm ci --prefix tools/bench --no-audit --no-fund --silent
	node tools/bench/run.mjs

audit: setup-audit build ## Run every test and Lighthouse, and print one table of what the site must reach
	node tools/audit/run.mjs

clean: ## Remove what was built
	rm -rf dist target

setup-check setup-build setup-test setup-audit:
	@tools/setup $(@:setup-%=%)
