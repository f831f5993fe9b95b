# The demo, the README's pictures, installation.
.PHONY: demo examples install uninstall

bindir  = $(PREFIX)/bin
mandir  = $(PREFIX)/share/man
datadir = $(PREFIX)/share

demo: all ## draw the example site, read live from a stub NetBox, into demo/
	@WATTMAP=$(BUILD)/wattmap examples/demo.sh demo

examples: all ## make the pictures of the README again
	@WATTMAP=$(BUILD)/wattmap examples/pictures.sh

install: all ## install to $(DESTDIR)$(PREFIX)
	install -d $(DESTDIR)$(bindir) $(DESTDIR)$(mandir)/man1 $(DESTDIR)$(mandir)/man5 \
	  $(DESTDIR)$(datadir)/bash-completion/completions $(DESTDIR)$(datadir)/zsh/site-functions \
	  $(DESTDIR)$(datadir)/fish/vendor_completions.d
	install -m 755 $(BUILD)/wattmap $(DESTDIR)$(bindir)/wattmap
	install -m 644 docs/wattmap.1 $(DESTDIR)$(mandir)/man1/wattmap.1
	install -m 644 docs/wattmap.conf.5 $(DESTDIR)$(mandir)/man5/wattmap.conf.5
	install -m 644 docs/wattmap-styles.5 $(DESTDIR)$(mandir)/man5/wattmap-styles.5
	$(BUILD)/wattmap completion bash > $(DESTDIR)$(datadir)/bash-completion/completions/wattmap
	$(BUILD)/wattmap completion zsh > $(DESTDIR)$(datadir)/zsh/site-functions/_wattmap
	$(BUILD)/wattmap completion fish > $(DESTDIR)$(datadir)/fish/vendor_completions.d/wattmap.fish

uninstall: ## remove what install installed
	rm -f $(DESTDIR)$(bindir)/wattmap $(DESTDIR)$(mandir)/man1/wattmap.1 $(DESTDIR)$(mandir)/man5/wattmap.conf.5 \
	  $(DESTDIR)$(mandir)/man5/wattmap-styles.5 \
	  $(DESTDIR)$(datadir)/bash-completion/completions/wattmap \
	  $(DESTDIR)$(datadir)/zsh/site-functions/_wattmap \
	  $(DESTDIR)$(datadir)/fish/vendor_completions.d/wattmap.fish
