# Two commands do everything:
#   make run    build the server and start it; flags go into ARGS: make run ARGS='--help'
#   make test   build strictly and check everything
# Both install the system packages they miss, and say which before they do.

BUILD_PACKAGES := libssl-dev zlib1g-dev pkg-config
TEST_PACKAGES := $(BUILD_PACKAGES) binutils chromium coturn debootstrap firefox-esr \
  fonts-dejavu-core git iproute2 openssl python3 python3-venv \
  tshark util-linux

# One release build serves `make run` and `make dist`.
RELEASE := swift build -c release --static-swift-stdlib --product signald
ARGS ?=

.PHONY: run test build dist format lint clean

run: build
	exec "$$($(RELEASE) --show-bin-path)/signald" $(ARGS)

test:
	scripts/check-swift
	scripts/install-packages $(TEST_PACKAGES)
	scripts/test

build:
	scripts/check-swift
	scripts/install-packages $(BUILD_PACKAGES)
	$(RELEASE)

dist: build
	scripts/make-dist "$$($(RELEASE) --show-bin-path)/signald"

format:
	swift format --in-place --recursive $(wildcard Package.swift Sources Tests Fuzz Benchmarks)

lint:
	swift format lint --strict --recursive $(wildcard Package.swift Sources Tests Fuzz Benchmarks)

clean:
	rm -rf .build dist
