# The one entry: `make run`, `make demo`, `make test`, `make lint`, `make man`, `make bench`, `make deb`, `make test-deb`, `make fuzz`,
# `make test-tsan`, `make test-leaks`.

PACKAGES_BUILD := pkg-config libgmime-3.0-dev libidn2-dev libmilter-dev libsqlite3-dev libssl-dev libsystemd-dev libunbound-dev zlib1g-dev dns-root-data
PACKAGES_TEST := ca-certificates chromium faketime groff-base iproute2 ldnsutils m4 mandoc miltertest openssl poppler-utils postfix sqlite3 swaks systemd unbound
PACKAGES_DEB := build-essential debhelper dpkg-dev lintian
PACKAGES_TEST_DEB := iproute2 libnet-ssleay-perl mmdebstrap openssl swaks systemd-container util-linux
PACKAGES_BENCH := gcc libc6-dev libmilter-dev pkg-config postfix postfix-mta-sts-resolver

DEB_SOURCES := $(wildcard Package.swift Package.resolved Sources conf man packaging README.md CHANGELOG.md LICENSE)

CONFIG ?= conf/tlsmandate.yaml
SWIFT_SOURCES := Package.swift Sources Tests Benchmarks packaging
SWIFT_FLAGS := --explicit-target-dependency-import-check error

# Seconds for each fuzz target; CI takes 10.
FUZZ_SECONDS ?= 60
# Sessions of each kind for the leak check, and with the address sanitizer, which is slower.
LEAK_SESSIONS ?= 1000000
SANITIZED_SESSIONS ?= 10000
# What of Swift's Mutex the thread sanitizer does not see by itself: contended-mutex.c says why.
TSAN_MUTEX := --wrap=$$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF --wrap=$$s15Synchronization12_MutexHandleV11_unlockSlowyyF

.PHONY: run demo test lint format man bench deb test-deb build deps-build deps-test deps-deb deps-test-deb deps-bench clean fuzz test-tsan test-leaks

run: deps-build
	swift build --product tlsmandate $(SWIFT_FLAGS)
	@echo "The service starts on $(CONFIG); 'tlsmandate status --config $(CONFIG)' asks it how it fares, Ctrl-C stops it."
	exec .build/debug/tlsmandate serve --config $(CONFIG)

demo: deps-build deps-test
	swift build --product tlsmandate $(SWIFT_FLAGS)
	swift build --product Demo $(SWIFT_FLAGS)
	.build/debug/Demo

test: deps-build deps-test
	swift build --build-tests $(SWIFT_FLAGS)
	Tests/run

lint:
	swift format lint --strict --recursive $(SWIFT_SOURCES)
	packaging/lint/check-imports
	packaging/lint/check-claims
	packaging/lint/check-security

format:
	swift format --in-place --recursive $(SWIFT_SOURCES)

# The command pages in man/, from the commands and man/parts.
man: deps-build
	swift build --product tlsmandate $(SWIFT_FLAGS)
	swift build --product Manuals $(SWIFT_FLAGS)
	.build/debug/tlsmandate --experimental-dump-help | .build/debug/Manuals man/parts man

bench: deps-build deps-bench
	swift build -c release --product tlsmandate $(SWIFT_FLAGS)
	swift build -c release --product DecisionBenchmark $(SWIFT_FLAGS)
	.build/release/DecisionBenchmark
	Benchmarks/run .build/release/tlsmandate

# Every parser against libFuzzer and the address sanitizer.
fuzz: deps-build deps-test
	TLSMANDATE_FUZZ=1 swift build -c release --sanitize address --scratch-path .build/fuzz $(SWIFT_FLAGS)
	FUZZ_SECONDS=$(FUZZ_SECONDS) Tests/Fuzz/run .build/fuzz

# The integration tests with the thread sanitizer, in the tests and in the service that they start, about eight minutes beside
# the build's. A report, whoever wrote it, fails the run; nothing is suppressed. Left out: the tests that bound the service's
# memory, of which the sanitizer's shadow takes a multiple, and those that it cannot start with: under libfaketime, and with
# a limit on the size of files.
test-tsan: deps-build deps-test
	rm -rf .build/tsan/reports
	mkdir -p .build/tsan/reports
	clang -std=c11 -O1 -Wall -Wextra -Werror -fPIC -c -o .build/tsan/contended-mutex.o Tests/ThreadSanitizer/contended-mutex.c
	swift build --build-tests --sanitize thread --scratch-path .build/tsan $(SWIFT_FLAGS) \
	    $(foreach flag,$(TSAN_MUTEX) $(CURDIR)/.build/tsan/contended-mutex.o,-Xlinker '$(flag)')
	TSAN_OPTIONS='log_path=$(CURDIR)/.build/tsan/reports/report exitcode=66' timeout 2400 swift test --skip-build \
	    --sanitize thread --scratch-path .build/tsan --filter IntegrationTests --skip 'clients that vanish at any stage' \
	    --skip 'cost a bounded amount of memory' --skip 'costs no more than that' --skip 'out of memory it ends' \
	    --skip 'the clock is set back a day' --skip 'a draft that cannot be written whole'
	@cat .build/tsan/reports/* 2>/dev/null && exit 1 || echo "The thread sanitizer has nothing to report."

# Whether the service holds more memory after a million sessions of each kind than after half a million; and what the leak
# sanitizer finds when it stops. Beside the builds a quarter of an hour, on two cores that others use too.
test-leaks: deps-build deps-bench
	swift build -c release --product tlsmandate $(SWIFT_FLAGS)
	swift build --sanitize address --scratch-path .build/asan --product tlsmandate $(SWIFT_FLAGS)
	Benchmarks/leaks .build/release/tlsmandate $(LEAK_SESSIONS)
	Benchmarks/leaks --sanitized .build/asan/debug/tlsmandate $(SANITIZED_SESSIONS)

# The Debian package, in .build/deb, where it is older than what it is made of.
deb: .build/deb/built

.build/deb/built: $(shell find $(DEB_SOURCES) -type f) | deps-build deps-deb
	packaging/build-deb
	touch $@

# The package in throw-away roots: installed, upgraded under load, removed, purged, with a real Postfix and a real Sendmail.
test-deb: deb deps-test-deb
	timeout 1200 Tests/Package/run

# Installs what is missing; with everything there, nothing is asked of the network.
deps-build:
	@packaging/install-missing $(PACKAGES_BUILD)

deps-test:
	@packaging/install-missing $(PACKAGES_TEST)
	@packaging/unpack-sendmail .build/sendmail

deps-deb:
	@packaging/install-missing $(PACKAGES_DEB)

deps-test-deb:
	@packaging/install-missing $(PACKAGES_TEST_DEB)

deps-bench:
	@packaging/install-missing $(PACKAGES_BENCH)

clean:
	rm -rf .build
