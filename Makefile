# wattmap: `make help` lists the targets. Objects and the program go to build/.
PREFIX  ?= /usr/local
DESTDIR ?=
CC      ?= cc
CFLAGS  ?= -O2 -g
SANITIZE =
BUILD   ?= build$(if $(SANITIZE),-san)
V       ?= 0
Q        = $(if $(filter 1,$(V)),,@)

PKGS     = libgvc libcgraph libcurl jansson libmicrohttpd
# Asked once, at the first use in a recipe: with "make deps all" pkg-config may not be there before.
PKG_CFLAGS = $(eval PKG_CFLAGS := $$(shell pkg-config --cflags $(PKGS)))$(PKG_CFLAGS)
PKG_LIBS   = $(eval PKG_LIBS := $$(shell pkg-config --libs $(PKGS)))$(PKG_LIBS)

_WARN   = -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
          -Wformat=2 -Wundef -Wvla -Wwrite-strings
# The sanitizers' own checks for NULL make gcc see formats that are NULL.
_CFLAGS = -std=c11 -D_POSIX_C_SOURCE=200809L -Isrc -I$(BUILD)/gen $(_WARN) $(WERROR) \
          -fstack-protector-strong -pthread $(PKG_CFLAGS) \
          $(if $(SANITIZE),-fsanitize=$(SANITIZE) -fno-omit-frame-pointer -DARENA_DEBUG -Wno-format-truncation)
_LIBS   = $(PKG_LIBS) -linih -lunistring -lm -pthread

SRCS    := $(sort $(wildcard src/*/*.c))
OBJS    := $(SRCS:src/%.c=$(BUILD)/obj/%.o)
LIBOBJS := $(filter-out $(BUILD)/obj/cli/main.o,$(OBJS))
UNITS   := $(sort $(wildcard tests/unit/test_*.c))
UNIT_BINS := $(UNITS:tests/unit/%.c=$(BUILD)/unit/%)

include mk/packages.mk
include mk/tests.mk
include mk/bench.mk
include mk/fuzz.mk
include mk/install.mk

.DEFAULT_GOAL := all
.PHONY: all clean help install uninstall

all: $(BUILD)/wattmap ## build build/wattmap

$(BUILD)/wattmap: $(OBJS)
	@echo "  LINK  $@"
	$(Q)$(CC) $(_CFLAGS) $(CFLAGS) $(LDFLAGS) -o $@ $(OBJS) $(_LIBS)

$(BUILD)/libwattmap.a: $(LIBOBJS)
	@echo "  AR    $@"
	$(Q)rm -f $@ && ar rcs $@ $(LIBOBJS)

$(BUILD)/obj/%.o: src/%.c | $(BUILD)/gen/styles.h packages-present
	@mkdir -p $(@D)
	@echo "  CC    $<"
	$(Q)$(CC) $(_CFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

# The styles are compiled in, each as one string.
STYLES = $(wildcard styles/*.ini)
$(BUILD)/gen/styles.h: $(STYLES)
	@mkdir -p $(@D)
	$(Q){ echo '/* made from styles/ */'; echo 'static const struct built_in { const char *name, *text; } built_in_styles[] = {'; \
	  for style in $(STYLES); do echo "    { \"$$(basename $$style .ini)\","; \
	  sed -e '/^;/d; /^$$/d; s/\\/\\\\/g; s/"/\\"/g; s/^/    "/; s/$$/\\n"/' $$style; echo '    },'; done; \
	  echo '    { NULL, NULL } };'; } > $@.tmp && mv $@.tmp $@

# What several unit tests share is linked into all of them.
UNIT_SHARED := $(patsubst tests/unit/%.c,$(BUILD)/unit/%.o,$(filter-out $(UNITS),$(wildcard tests/unit/*.c)))

.SECONDARY: $(UNIT_SHARED)
$(BUILD)/unit/%.o: tests/unit/%.c
	@mkdir -p $(@D)
	@echo "  CC    $<"
	$(Q)$(CC) $(_CFLAGS) $(CFLAGS) -Itests/unit -MMD -MP -c -o $@ $<

$(BUILD)/unit/%: tests/unit/%.c $(UNIT_SHARED) $(BUILD)/libwattmap.a
	@mkdir -p $(@D)
	@echo "  CC    $<"
	$(Q)$(CC) $(_CFLAGS) $(CFLAGS) -Itests/unit -MMD -MP -o $@ $< $(UNIT_SHARED) $(BUILD)/libwattmap.a $(_LIBS) -lcmocka

clean: ## remove what was built
	rm -rf build build-san build-fuzz build-clang build-werror demo

help: ## this list
	@grep -hE '^[a-z][a-z-]*:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | sort | awk -F'\t' '{ printf "  %-16s %s\n", $$1, $$2 }'

-include $(OBJS:.o=.d) $(UNIT_BINS:=.d) $(UNIT_SHARED:.o=.d)
