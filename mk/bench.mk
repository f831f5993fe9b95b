# Figures: `make bench` measures and prints, each beside its reference; it judges nothing.
BENCH_RUNS ?= 3
BENCH_SITES = $(foreach n,100 250 1000 2000,$(BUILD)/bench/site-$(n).json)

bench: all $(BUILD)/bench/load $(BUILD)/bench/fail $(BENCH_SITES) ## time and memory of loading, tracing, drawing, reading live
	@python3 tests/bench/run.py --build $(BUILD) --runs $(BENCH_RUNS)
	@$(BUILD)/bench/fail $(BUILD)/bench/site-2000.json $(BUILD)/bench/site-1000.json
	@python3 tests/bench/serve.py --build $(BUILD)

$(BUILD)/bench/load $(BUILD)/bench/fail: $(BUILD)/bench/%: tests/bench/%.c $(BUILD)/libwattmap.a
	@mkdir -p $(@D)
	@echo "  CC    $<"
	$(Q)$(CC) $(_CFLAGS) $(CFLAGS) -MMD -MP -o $@ $< $(BUILD)/libwattmap.a $(_LIBS)

$(BUILD)/bench/site-%.json: tests/gen/site.py
	@mkdir -p $(@D)
	@echo "  GEN   $@"
	$(Q)python3 $< --racks $* -o $@.tmp && mv $@.tmp $@
