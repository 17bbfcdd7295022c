# `make run` and `make test` do all of their own set-up and can be repeated at will.
SHELL := /bin/bash
export PATH := $(HOME)/.cargo/bin:$(PATH)
CONFIG ?= examples/office

.DEFAULT_GOAL := help
.PHONY: help run build test tidy fmt lint deny bench soak fuzz

help: ## Say what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-6s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: build ## Build the release program and start the office in examples/office
	@exec target/release/softswitch run --config $(CONFIG)

build: ## Build the release program
	@scripts/setup build
	cargo build --release --locked -p softswitch

test: ## Everything that must hold before a change lands
	@scripts/setup test
	@scripts/test

tidy: ## Only the checks of layers, limits and documents
	cargo test --locked -p tests --test tidy

fmt: ## Format the code
	cargo fmt --all

lint: ## Clippy over everything, warnings denied
	cargo clippy --workspace --all-targets --locked -- -D warnings

deny: ## Licences, sources, bans, and advisories where their database can be reached
	@scripts/deny

bench: ## Load the release program: registrations, calls, RTP
	@scripts/setup build
	cargo bench --locked -p benches

soak: ## Hours of registrations and calls, MINUTES=60 of them; nothing may be left over
	@scripts/setup build
	cargo build --release --locked -p benches --bins
	target/release/soak $(or $(MINUTES),60)

fuzz: ## Fuzz every parser, TIME=600 seconds each
	@scripts/fuzz
