.PHONY: check check-unit

check-unit: $(UNIT_BINS) ## unit tests
	@for t in $(UNIT_BINS); do echo "  UNIT  $$t"; $$t || exit 1; done

check: all check-unit ## all tests
