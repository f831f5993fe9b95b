# Tests. `make check` runs everything and ends with "N passed, N failed, N skipped".
.PHONY: check check-unit check-san check-golden check-audit check-brute check-quick check-e2e check-chromium check-package golden-accept lint bench units

SAN = SANITIZE=address,undefined

# A file a CPU; the tests of a file one after another.
BATS = bats --tap --jobs $(shell nproc) --no-parallelize-within-files

units: $(UNIT_BINS)

check-unit: units ## unit tests
	@tests/run "unit=tests/unit/run $(BUILD)"

check-san: ## unit tests under ASan and UBSan
	@$(MAKE) --no-print-directory $(SAN) CFLAGS='-O1 -g' all units
	@tests/run "unit-san=tests/unit/run build-san"

check-golden: all ## golden texts and pictures
	@tests/run "golden=tests/golden/run.sh"

check-audit: all ## the audit of the recorded sites against the tables of tests/audit
	@tests/run "audit=tests/audit/run.sh"

check-chromium: all ## every kind of picture of every site, measured in Chromium
	@tests/run "chromium=tests/chromium/run.sh"

check-package: all ## installation, and the Debian package: built, installed in a root of its own, run, removed
	@tests/run "package=tests/package/run.sh"

golden-accept: all ## take today's output as the golden one
	@tests/golden/run.sh --accept

check-brute: all ## losses and verdicts of random sites against a second, simple implementation
	@tests/run "brute=python3 tests/brute/check.py"

QUICK_MOST ?= 12
QUICK_IDENTITY = $(BUILD)/quick/identity

check-quick: all $(QUICK_IDENTITY) ## quick against whole traces of the recorded sites; QUICK_MOST=100000: of every device
	@tests/run "quick=tests/quick/run.sh $(QUICK_IDENTITY) $(QUICK_MOST)"

$(QUICK_IDENTITY): tests/quick/identity.c $(BUILD)/libwattmap.a
	@mkdir -p $(@D)
	@echo "  CC    $<"
	$(Q)$(CC) $(_CFLAGS) $(CFLAGS) -MMD -MP -o $@ $< $(BUILD)/libwattmap.a $(_LIBS)

check-e2e: all ## end to end against the stub NetBox
	@tests/run "e2e=$(BATS) tests/e2e"

lint: ## includes between rooms, shell scripts, cppcheck
	@tests/lint/rooms src
	@shellcheck -s bash -e SC2034,SC2154 tests/e2e/helper.bash
	@shellcheck -x tests/run tests/tap.sh tests/unit/run debian/build debian/postinst debian/prerm $(wildcard tests/chromium/*.sh tests/package/*.sh tests/golden/*.sh tests/audit/*.sh tests/quick/*.sh examples/*.sh)
	@cppcheck --quiet --error-exitcode=1 --std=c11 -Isrc --enable=warning,portability \
	  --suppress=missingIncludeSystem --inline-suppr src

check: all units $(QUICK_IDENTITY) ## all tests
	@$(MAKE) --no-print-directory $(SAN) CFLAGS='-O1 -g' all units
	@tests/run \
	  "lint!=$(MAKE) --no-print-directory lint" \
	  "clang!=$(MAKE) --no-print-directory CC=clang BUILD=build-clang WERROR=-Werror all" \
	  "gcc!=$(MAKE) --no-print-directory BUILD=build-werror WERROR=-Werror all" \
	  "stub!=python3 tests/stub/test_stub.py" \
	  "brute=python3 tests/brute/check.py --sites 25" \
	  "unit=tests/unit/run build" \
	  "unit-san=tests/unit/run build-san" \
	  "mutated=$(MAKE) --no-print-directory $(SAN) CFLAGS='-O1 -g' mutated-run" \
	  "golden=tests/golden/run.sh" \
	  "golden-san=WATTMAP=build-san/wattmap tests/golden/run.sh" \
	  "quick=tests/quick/run.sh $(QUICK_IDENTITY) $(QUICK_MOST)" \
	  "audit=tests/audit/run.sh" \
	  "audit-san=WATTMAP=build-san/wattmap tests/audit/run.sh" \
	  "package=tests/package/run.sh" \
	  "chromium=tests/chromium/run.sh" \
	  "e2e=$(BATS) tests/e2e" \
	  "e2e-san=WATTMAP=build-san/wattmap $(BATS) tests/e2e"
