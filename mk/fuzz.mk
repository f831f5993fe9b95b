# Fuzzing: `make fuzz` with libFuzzer for FUZZ_SECONDS in all; `make check` runs
# every reader on a few hundred broken copies of the seeds.
FUZZ_SECONDS ?= 60
MUTATIONS    ?= 400
FUZZ_NAMES    = snapshot page style url target
FUZZ_SAN      = address,undefined,fuzzer-no-link

.PHONY: fuzz fuzz-binaries fuzz-run mutated mutated-run

fuzz: ## fuzz what reads from outside, FUZZ_SECONDS=60 in all
	@$(MAKE) --no-print-directory CC=clang BUILD=build-fuzz SANITIZE=$(FUZZ_SAN) CFLAGS='-O1 -g' fuzz-run

fuzz-binaries: $(FUZZ_NAMES:%=$(BUILD)/fuzz/%)
mutated: $(FUZZ_NAMES:%=$(BUILD)/fuzz/%-mutated)

fuzz-run: fuzz-binaries
	@python3 tests/fuzz/seeds.py $(BUILD)/fuzz/seeds
	@for name in $(FUZZ_NAMES); do \
	  mkdir -p $(BUILD)/fuzz/corpus/$$name; echo "  FUZZ  $$name"; \
	  $(BUILD)/fuzz/$$name -max_total_time=$$(($(FUZZ_SECONDS) / $(words $(FUZZ_NAMES)))) -max_len=8192 -timeout=10 \
	    -print_final_stats=1 -artifact_prefix=$(BUILD)/fuzz/$$name- $(BUILD)/fuzz/corpus/$$name $(BUILD)/fuzz/seeds/$$name \
	    >$(BUILD)/fuzz/$$name.log 2>&1 || { tail -n 60 $(BUILD)/fuzz/$$name.log; exit 1; }; \
	  grep -E 'number_of_executed_units|average_exec' $(BUILD)/fuzz/$$name.log; done

mutated-run: mutated
	@python3 tests/fuzz/seeds.py $(BUILD)/fuzz/seeds
	@for name in $(FUZZ_NAMES); do \
	  $(BUILD)/fuzz/$$name-mutated $(MUTATIONS) $$name $(BUILD)/fuzz/seeds/$$name/* || exit 1; done

$(BUILD)/fuzz/%-mutated: tests/fuzz/%.c tests/fuzz/mutate.c tests/fuzz/file.c tests/fuzz/fuzz.h $(BUILD)/libwattmap.a
	@mkdir -p $(@D)
	@echo "  CC    $<"
	$(Q)$(CC) $(_CFLAGS) $(CFLAGS) -o $@ $< tests/fuzz/mutate.c tests/fuzz/file.c $(BUILD)/libwattmap.a $(_LIBS)

$(BUILD)/fuzz/%: tests/fuzz/%.c tests/fuzz/file.c tests/fuzz/fuzz.h $(BUILD)/libwattmap.a
	@mkdir -p $(@D)
	@echo "  CC    $<"
	$(Q)$(CC) $(_CFLAGS) $(CFLAGS) -fsanitize=fuzzer -o $@ $< tests/fuzz/file.c $(BUILD)/libwattmap.a $(_LIBS)
