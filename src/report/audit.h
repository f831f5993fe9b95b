#ifndef REPORT_AUDIT_H
#define REPORT_AUDIT_H

/* The findings of an audit, for people and machines. As a table (CSV, JSON,
 * Markdown) every finding is a row; the text folds those of a rule:
 *
 *     Audit
 *     https://netbox.example.com/ · NetBox 4.2.9 · 2026-11-21T09:00:00Z
 *
 *     ERROR
 *       156 × psu-failover: a power supply that is too small when a cord of its device is lost
 *           CORE-SW01: if NET-R01-PDU-A fails, PSU2 carries 4 200 W of 3 000 W
 *             https://netbox.example.com/dcim/devices/77/
 *           … two more of them …
 *           and 153 more
 *           → correct the draws, or fit larger or more power supplies
 *             power port: allocated_draw, maximum_draw
 *
 *     156 findings: 156 errors, 0 warnings, 0 notices.
 *
 * Findings come in the order of power_findings(): severity, rule, kind, id. */

#include "report/kind.h"

struct audit {
	const struct report_request *request; /* power, scope, link_base, title, taken_at */
	const struct finding *findings;
	size_t count;
	size_t known;            /* left out: a baseline knew them */
	enum severity failing;   /* JUnit: from here on a finding is a failure */
	const char *version;     /* of this program */
	bool no_links;
};

/* Counts by enum severity. */
struct audit_counts {
	size_t of[SEVERITY_UNKNOWN + 1];
};
struct audit_counts audit_count(const struct audit *audit);

/* Its page in NetBox, in `arena`; "" without links and for what was not read. */
const char *audit_url(const struct audit *audit, const struct object *object, struct arena *arena);

/* Columns rule, severity, object, name, text, advice, field, kind, netbox_id. */
struct report *audit_report(const struct audit *audit);

/* ERROR_WRITE, all of them. */
bool audit_write_text(const struct audit *audit, const struct report_options *options, FILE *out, struct error *err);
/* A part of a page, with the classes of write_html.h; of a rule the first 20 findings. */
bool audit_write_html(const struct audit *audit, FILE *out, struct error *err);
/* SARIF 2.1.0: one run; every rule of the table; a result has the object's page as
 * its place, and "RULE/OBJECT" as fingerprint, the same from run to run. */
bool audit_write_sarif(const struct audit *audit, FILE *out, struct error *err);
/* JUnit: a suite for each rule; a rule without findings is one test that passes;
 * findings below `failing` pass with their text in system-out. */
bool audit_write_junit(const struct audit *audit, FILE *out, struct error *err);

/* The rules themselves, for --list. */
void audit_write_rules(FILE *out);

#endif
