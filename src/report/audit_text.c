/* The audit for people: by severity, equal rules folded to a count, the first of
 * them, and what to do. */
#include "report/audit.h"

#include "base/text.h"
#include "report/write_text.h"

#include <stdlib.h>
#include <string.h>

enum { SHOWN = 3 };

static const char *heading_of(enum severity severity)
{
	static const char *const headings[] = {"OK", "NOTICE", "WARNING", "ERROR", "UNKNOWN"};
	return headings[severity];
}

static void write_head(const struct audit *audit, FILE *out)
{
	const struct report_request *request = audit->request;
	text_write_clean(out, request->title);
	fprintf(out, "\n%s · NetBox %s", request->power->inventory->url, request->power->inventory->version_text);
	if (request->taken_at && *request->taken_at)
		fprintf(out, " · %s", request->taken_at);
	putc('\n', out);
}

static void write_finding(const struct audit *audit, const struct finding *finding, struct arena *arena, FILE *out)
{
	const char *url = audit_url(audit, finding->object, arena);
	fputs("      ", out);
	text_write_clean(out, finding->text);
	putc('\n', out);
	if (*url)
		fprintf(out, "        %s\n", url);
}

/* Those of one rule and severity; returns how many. */
static size_t write_fold(const struct audit *audit, size_t from, struct arena *arena, FILE *out)
{
	const struct finding *first = &audit->findings[from];
	size_t count = 0;
	while (from + count < audit->count && first[count].rule == first->rule && first[count].severity == first->severity)
		count++;
	fprintf(out, "  %zu × %s: %s\n", count, first->rule->id, first->rule->meaning);
	for (size_t i = 0; i < count && (i < SHOWN || count == SHOWN + 1); i++)
		write_finding(audit, &first[i], arena, out);
	if (count > SHOWN + 1)
		fprintf(out, "      and %zu more\n", count - SHOWN);
	fprintf(out, "      → %s\n        %s\n", first->rule->advice, first->rule->field);
	return count;
}

static void put_count(FILE *out, size_t count, const char *what, const char *end)
{
	fprintf(out, "%zu %s%s%s", count, what, count == 1 ? "" : "s", end);
}

static void write_sum(const struct audit *audit, FILE *out)
{
	struct audit_counts counts = audit_count(audit);
	putc('\n', out);
	if (!audit->count) {
		fputs("Nothing found", out);
	} else {
		put_count(out, audit->count, "finding", ": ");
		put_count(out, counts.of[SEVERITY_ERROR], "error", ", ");
		put_count(out, counts.of[SEVERITY_WARNING], "warning", ", ");
		put_count(out, counts.of[SEVERITY_NOTICE], "notice", "");
	}
	if (audit->known)
		fprintf(out, "; %zu known left out", audit->known);
	fputs(".\n", out);
}

static void write_all(const struct audit *audit, FILE *out)
{
	struct arena *arena = arena_new();
	enum severity severity = SEVERITY_UNKNOWN;
	write_head(audit, out);
	for (size_t i = 0; i < audit->count;) {
		if (audit->findings[i].severity != severity)
			fprintf(out, "\n%s\n", heading_of(audit->findings[i].severity));
		severity = audit->findings[i].severity;
		i += write_fold(audit, i, arena, out);
	}
	write_sum(audit, out);
	arena_free(arena);
}

bool audit_write_text(const struct audit *audit, const struct report_options *options, FILE *out, struct error *err)
{
	char *text = NULL;
	size_t size;
	FILE *memory = open_memstream(&text, &size);
	write_all(audit, memory);
	fclose(memory);
	if (options && options->ascii)
		text = report_to_ascii(text, size + 1);
	fputs(text, out);
	free(text);
	return report_written(out, err);
}

static const char *use_text(enum rule_use use)
{
	static const char *const texts[] = {
		[RULE_NORMAL] = "", [RULE_NEEDS_CONFIG] = ", needs configuration", [RULE_OFF] = ", only with --rule",
	};
	return texts[use];
}

void audit_write_rules(FILE *out)
{
	for (size_t i = 0; power_rule(i); i++) {
		const struct finding_rule *rule = power_rule(i);
		fprintf(out, "%s%s (%s%s)\n    %s\n    In NetBox: %s\n    Field: %s\n", i ? "\n" : "", rule->id,
		        severity_name(rule->severity), use_text(rule->use), rule->meaning, rule->advice, rule->field);
	}
}
