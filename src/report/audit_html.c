/* The audit as a part of an HTML page: by severity, a table for each rule with the
 * first of its findings, and what to do. */
#include "report/audit.h"

#include "base/text.h"
#include "report/write_html.h"

#include <stdlib.h>

enum { SHOWN = 20 };

static void write_sum(const struct audit *audit, FILE *out)
{
	struct audit_counts counts = audit_count(audit);
	fprintf(out, "<p>Findings: %zu; errors: %zu, warnings: %zu, notices: %zu.", audit->count, counts.of[SEVERITY_ERROR],
	        counts.of[SEVERITY_WARNING], counts.of[SEVERITY_NOTICE]);
	if (audit->known)
		fprintf(out, " Known and left out: %zu.", audit->known);
	fputs("</p>\n", out);
}

static void write_finding(const struct audit *audit, const struct finding *finding, FILE *out)
{
	struct arena *arena = arena_new();
	char *name = object_full_name(finding->object);
	fputs("<tr><td>", out);
	report_write_html_link(out, name, audit_url(audit, finding->object, arena));
	fputs("</td><td>", out);
	text_write_xml(out, finding->text);
	fputs("</td></tr>\n", out);
	free(name);
	arena_free(arena);
}

static void write_rule(const struct finding_rule *rule, size_t count, FILE *out)
{
	fprintf(out, "<h3>%zu × %s: ", count, rule->id);
	text_write_xml(out, rule->meaning);
	fputs("</h3>\n<p>→ ", out);
	text_write_xml(out, rule->advice);
	fputs(" <span class=\"muted\">(", out);
	text_write_xml(out, rule->field);
	fputs(")</span></p>\n", out);
}

/* Those of one rule and severity; returns how many. */
static size_t write_fold(const struct audit *audit, size_t from, FILE *out)
{
	const struct finding *first = &audit->findings[from];
	size_t count = 0;
	while (from + count < audit->count && first[count].rule == first->rule && first[count].severity == first->severity)
		count++;
	write_rule(first->rule, count, out);
	fputs("<div class=\"scroll\"><table>\n<thead>\n<tr><th scope=\"col\">Name</th><th scope=\"col\">Finding</th></tr>\n"
	      "</thead>\n<tbody>\n", out);
	for (size_t i = 0; i < count && (i < SHOWN || count == SHOWN + 1); i++)
		write_finding(audit, &first[i], out);
	fputs("</tbody>\n</table></div>\n", out);
	if (count > SHOWN + 1)
		fprintf(out, "<p class=\"muted\">and %zu more</p>\n", count - SHOWN);
	return count;
}

bool audit_write_html(const struct audit *audit, FILE *out, struct error *err)
{
	const struct report_request *request = audit->request;
	const struct inventory *inventory = request->power->inventory;
	enum severity severity = SEVERITY_UNKNOWN;
	fputs("<section>\n", out);
	report_write_html_head(out, request->title, inventory->version_text, audit->no_links ? NULL : inventory->url, request->taken_at);
	write_sum(audit, out);
	for (size_t i = 0; i < audit->count;) {
		enum severity next = audit->findings[i].severity;
		if (next != severity)
			fprintf(out, "<h2 class=\"%s\">%s</h2>\n", report_html_class(next), severity_name(next));
		severity = next;
		i += write_fold(audit, i, out);
	}
	fputs("</section>\n", out);
	return report_written(out, err);
}
