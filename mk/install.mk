# The demo, the README's pictures, installation, the Debian package.
.PHONY: demo examples install uninstall deb

bindir  = $(PREFIX)/bin
mandir  = $(PREFIX)/share/man
datadir = $(PREFIX)/share
docdir  = $(datadir)/doc/wattmap
unitdir = $(PREFIX)/lib/systemd/system
bashdir = $(datadir)/bash-completion/completions
zshdir  = $(datadir)/zsh/site-functions
fishdir = $(datadir)/fish/vendor_completions.d

MAN1    = docs/wattmap.1
MAN5    = $(wildcard docs/*.5)
UNIT_FILES = $(wildcard contrib/*.service contrib/*.socket contrib/*.timer)
STYLES  = $(wildcard styles/*.ini)
DOCS    = README.md $(wildcard docs/*.md)
# What install puts there, for uninstall.
INSTALLED = $(bindir)/wattmap $(MAN1:docs/%=$(mandir)/man1/%) $(MAN5:docs/%=$(mandir)/man5/%) \
            $(UNIT_FILES:contrib/%=$(unitdir)/%) $(STYLES:styles/%=$(datadir)/wattmap/styles/%) \
            $(bashdir)/wattmap $(zshdir)/_wattmap $(fishdir)/wattmap.fish

demo: all ## draw the example site, read live from a stub NetBox, into demo/
	@WATTMAP=$(BUILD)/wattmap examples/demo.sh demo

examples: all ## make the pictures of the README again
	@WATTMAP=$(BUILD)/wattmap examples/pictures.sh

install: all ## install to $(DESTDIR)$(PREFIX): program, manuals, completions, styles, units, example configuration
	install -d $(addprefix $(DESTDIR),$(bindir) $(mandir)/man1 $(mandir)/man5 $(docdir)/examples $(datadir)/wattmap/styles \
	  $(unitdir) $(bashdir) $(zshdir) $(fishdir))
	install -m 755 $(BUILD)/wattmap $(DESTDIR)$(bindir)/wattmap
	install -m 644 $(MAN1) $(DESTDIR)$(mandir)/man1/
	install -m 644 $(MAN5) $(DESTDIR)$(mandir)/man5/
	install -m 644 $(DOCS) LICENSE $(DESTDIR)$(docdir)/
	install -m 644 examples/wattmap.conf $(DESTDIR)$(docdir)/examples/
	install -m 644 $(STYLES) $(DESTDIR)$(datadir)/wattmap/styles/
	set -e; for unit in $(UNIT_FILES); do \
	  sed 's|/usr/bin/wattmap|$(bindir)/wattmap|' $$unit > $(DESTDIR)$(unitdir)/$${unit#contrib/}; \
	  chmod 644 $(DESTDIR)$(unitdir)/$${unit#contrib/}; done
	$(BUILD)/wattmap completion bash > $(DESTDIR)$(bashdir)/wattmap
	$(BUILD)/wattmap completion zsh > $(DESTDIR)$(zshdir)/_wattmap
	$(BUILD)/wattmap completion fish > $(DESTDIR)$(fishdir)/wattmap.fish

uninstall: ## remove what install installed
	rm -f $(addprefix $(DESTDIR),$(INSTALLED))
	rm -rf $(DESTDIR)$(docdir) $(DESTDIR)$(datadir)/wattmap

# The files of install, and debian/ for the rest; no more tools than dpkg-dev's own.
deb: all ## build the Debian package into build/
	@BUILD=$(BUILD) MAKE='$(MAKE)' debian/build
