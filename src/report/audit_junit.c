/* JUnit XML, in the shape that the servers of continuous integration agree on. */
#include "report/audit.h"

#include "base/text.h"

#include <stdlib.h>

static bool fails(const struct audit *audit, const struct finding *finding)
{
	return finding->severity >= audit->failing && finding->severity <= SEVERITY_ERROR;
}

struct tests {
	size_t all, failed;
};

/* The findings of a rule, or of all (NULL); of a rule without any, the test that passes. */
static struct tests count_tests(const struct audit *audit, const struct finding_rule *rule)
{
	struct tests tests = {0, 0};
	for (size_t i = 0; i < audit->count; i++) {
		tests.all += audit->findings[i].rule == rule;
		tests.failed += audit->findings[i].rule == rule && fails(audit, &audit->findings[i]);
	}
	tests.all += tests.all == 0;
	return tests;
}

static void put_attribute(FILE *out, const char *name, const char *value)
{
	fprintf(out, " %s=\"", name);
	text_write_xml(out, value);
	putc('"', out);
}

static void write_body(const struct audit *audit, const struct finding *finding, struct arena *arena, FILE *out)
{
	const struct finding_rule *rule = finding->rule;
	text_write_xml(out, arena_printf(arena, "%s: %s. In NetBox: %s (%s).", severity_name(finding->severity),
	                                 finding->text, rule->advice, rule->field));
	putc(' ', out);
	text_write_xml(out, audit_url(audit, finding->object, arena));
}

static void write_case(const struct audit *audit, const struct finding *finding, struct arena *arena, FILE *out)
{
	char id[OBJECT_ID_MAX], *name = object_full_name(finding->object);
	fputs("    <testcase", out);
	put_attribute(out, "classname", finding->rule->id);
	put_attribute(out, "name", arena_printf(arena, "%s (%s)", name, object_format_id(finding->object, id)));
	if (fails(audit, finding)) {
		fputs("><failure", out);
		put_attribute(out, "type", severity_name(finding->severity));
		put_attribute(out, "message", finding->text);
		putc('>', out);
		write_body(audit, finding, arena, out);
		fputs("</failure></testcase>\n", out);
	} else {
		fputs("><system-out>", out);
		write_body(audit, finding, arena, out);
		fputs("</system-out></testcase>\n", out);
	}
	free(name);
}

static void write_suite(const struct audit *audit, const struct finding_rule *rule, struct arena *arena, FILE *out)
{
	struct tests tests = count_tests(audit, rule);
	size_t found = 0;
	fputs("  <testsuite", out);
	put_attribute(out, "name", rule->id);
	fprintf(out, " tests=\"%zu\" failures=\"%zu\" errors=\"0\">\n", tests.all, tests.failed);
	for (size_t i = 0; i < audit->count; i++)
		if (audit->findings[i].rule == rule) {
			write_case(audit, &audit->findings[i], arena, out);
			found++;
		}
	if (!found) {
		fputs("    <testcase", out);
		put_attribute(out, "classname", rule->id);
		put_attribute(out, "name", rule->meaning);
		fputs("/>\n", out);
	}
	fputs("  </testsuite>\n", out);
}

bool audit_write_junit(const struct audit *audit, FILE *out, struct error *err)
{
	struct arena *arena = arena_new();
	struct tests sum = {0, 0};
	for (size_t i = 0; power_rule(i); i++) {
		struct tests tests = count_tests(audit, power_rule(i));
		sum.all += tests.all;
		sum.failed += tests.failed;
	}
	fprintf(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	             "<testsuites name=\"wattmap audit\" tests=\"%zu\" failures=\"%zu\" errors=\"0\">\n", sum.all, sum.failed);
	for (size_t i = 0; power_rule(i); i++)
		write_suite(audit, power_rule(i), arena, out);
	fputs("</testsuites>\n", out);
	arena_free(arena);
	return report_written(out, err);
}
