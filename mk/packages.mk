# What building and testing need, by their Debian names.
BUILD_PACKAGES = gcc libc6-dev pkg-config libgraphviz-dev libcurl4-openssl-dev libjansson-dev \
                 libinih-dev libunistring-dev libmicrohttpd-dev libqpdf-dev fonts-liberation ca-certificates python3
TEST_PACKAGES  = libcmocka-dev bats shellcheck valgrind clang libclang-rt-14-dev cppcheck jq curl \
                 graphviz openssl parallel groff-base libxml2-utils librsvg2-bin poppler-utils qpdf chromium dpkg-dev procps wrk

.PHONY: deps test-deps packages-present
deps: ## install what building needs
	@$(call install_packages,$(BUILD_PACKAGES))

test-deps: ## install what the tests need
	@$(call install_packages,$(BUILD_PACKAGES) $(TEST_PACKAGES))

define install_packages
missing=; for p in $(1); do dpkg-query -W -f='$${Status}' $$p 2>/dev/null | grep -q 'ok installed' || missing="$$missing $$p"; done; \
if [ -z "$$missing" ]; then exit 0; fi; \
if ! command -v apt-get >/dev/null; then echo "no apt-get here; install the equivalents of these Debian packages:$$missing"; exit 1; fi; \
echo "installing:$$missing"; \
log=$$(mktemp); trap 'rm -f "$$log"' EXIT; \
get() { DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $$missing >"$$log" 2>&1; }; \
get || { apt-get update >/dev/null 2>&1; get; } || { tail -n 20 "$$log"; exit 1; }
endef

packages-present: $(filter deps test-deps,$(MAKECMDGOALS))
	@for p in 'libgvc libgraphviz-dev' 'libcurl libcurl4-openssl-dev' 'jansson libjansson-dev' 'INIReader|inih libinih-dev' 'libmicrohttpd libmicrohttpd-dev' \
	         'libqpdf libqpdf-dev'; do \
	  set -- $$p; pc=$${1##*|}; pkg-config --exists $$pc 2>/dev/null || { echo "missing: Debian package $$2 (or run 'make deps')"; exit 1; }; done
