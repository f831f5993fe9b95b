#include "unit.h"

#include "report/table.h"
#include "report/write_csv.h"
#include "report/write_html.h"
#include "report/write_json.h"
#include "report/write_markdown.h"
#include "report/write_text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NARROW "\xe2\x80\x89" /* thin space */

enum { RACK, LOAD, PCT, AMPS, UNITS, TENANT, SIDES, DUAL, ID, COLUMNS };

static const struct column columns[COLUMNS] = {
	[RACK] = {"rack", "Rack", CELL_TEXT, NULL, 0},
	[LOAD] = {"load_w", "Load", CELL_WATTS, NULL, COLUMN_MARKED},
	[PCT] = {"usable_pct", "Usable", CELL_PERCENT, NULL, COLUMN_HEADLINE},
	[AMPS] = {"current_a", "Current", CELL_AMPS, NULL, COLUMN_WIDE},
	[UNITS] = {"height", "Height", CELL_COUNT, "U", COLUMN_WIDE},
	[TENANT] = {"tenant", "Tenant", CELL_TEXT, NULL, COLUMN_OPTIONAL},
	[SIDES] = {"sides", "Sides", CELL_LIST, NULL, 0},
	[DUAL] = {"dual", "Dual", CELL_BOOL, NULL, COLUMN_WIDE},
	[ID] = {"netbox_id", "Id", CELL_ID, NULL, COLUMN_DATA},
};
static const char *const both[] = {"A", "B"};

static struct cell *add(struct report *report, unsigned level, const char *name, double load, double pct)
{
	struct cell *row = report_add_row(report, level);
	row[RACK] = cell_text(name);
	row[LOAD] = cell_number(load);
	row[PCT] = cell_number(pct);
	row[AMPS] = cell_number(load / 230);
	row[UNITS] = cell_number(42);
	row[TENANT] = cell_text("");
	row[SIDES] = cell_list(both, 2);
	row[DUAL] = cell_bool(true);
	row[ID] = cell_number(1234);
	return row;
}

static struct report *two_racks(void)
{
	static const struct fact policy[] = {{"draw", "rollup", 0}, {"trip", NULL, 1.13}, {"estimate", NULL, NAN}};
	struct report *report = report_new("utilization", columns, COLUMNS);
	report->title = "Rack utilization · AMS1";
	report->taken_at = "2026-11-21T09:00:00Z";
	report->netbox_url = "https://netbox.example.com/";
	report->netbox_version = "4.2.9";
	report->policy = policy;
	report->policy_count = 3;
	report->known = 15;
	report->total = 16;
	struct cell *row = add(report, 0, "NET-R01", 9800, 68.06);
	row[RACK] = cell_link("NET-R01", "https://netbox.example.com/dcim/racks/1/");
	row = add(report, 0, "NET-R02", 13100, NAN);
	row[LOAD] = cell_load(13100, MARK_AT_LEAST);
	row[PCT] = cell_judged(90.97, SEVERITY_WARNING);
	row[SIDES] = cell_list(NULL, 0);
	row = add(report, 0, "NET-R03", NAN, NAN);
	row[AMPS] = cell_unknown();
	row = report_total(report);
	row[LOAD] = cell_load(22900, MARK_AT_LEAST);
	return report;
}

typedef bool writer(const struct report *, const struct report_options *, FILE *, struct error *);

static char *written(writer *write, const struct report *report, const struct report_options *options)
{
	char *text = NULL;
	size_t size = 0;
	struct error err = {0};
	FILE *out = open_memstream(&text, &size);
	assert_true(write(report, options, out, &err));
	fclose(out);
	assert_int_equal(strlen(text), size);
	return text;
}

static void check(writer *write, const struct report *report, struct report_options options,
                  const char *expected)
{
	char *text = written(write, report, &options);
	assert_string_equal(text, expected);
	free(text);
}

/* -- golden ---------------------------------------------------------------- */

static void test_text(void **state)
{
	(void)state;
	struct report *report = two_racks();
	check(report_write_text, report, (struct report_options){0},
	      "Rack utilization · AMS1\n"
	      "https://netbox.example.com/ · NetBox 4.2.9 · 2026-11-21T09:00:00Z\n"
	      "\n"
	      "Rack      Load W  Usable %    Sides\n"
	      "───────────────────────────────────\n"
	      "NET-R01    9" NARROW "800      68.1    A, B\n"
	      "NET-R02  ≥13" NARROW "100      91.0 ⚠\n"
	      "NET-R03        ?         ?    A, B\n"
	      "───────────────────────────────────\n"
	      "Total    ≥22" NARROW "900\n"
	      "\n"
	      "Coverage: 15 of 16 draws known, 1 unknown.\n"
	      "Policy: draw rollup, trip 1.13.\n"
	      "≥ at least, some draws or limits are unknown.\n");
	report_free(report);
}

static void test_text_in_ascii(void **state)
{
	(void)state;
	struct report *report = two_racks();
	report->title = "Zürich – Łódź … 日";
	report_note(report, "naïve ×2");
	check(report_write_text, report, (struct report_options){.ascii = true, .wide = true},
	      "Zurich - Lodz ... ?\n"
	      "https://netbox.example.com/ | NetBox 4.2.9 | 2026-11-21T09:00:00Z\n"
	      "\n"
	      "Rack       Load W  Usable %    Current A  Height U  Sides  Dual\n"
	      "---------------------------------------------------------------\n"
	      "NET-R01     9 800      68.1         42.6        42  A, B   yes\n"
	      "NET-R02  >=13 100      91.0 !       57.0        42         yes\n"
	      "NET-R03         ?         ?            ?        42  A, B   yes\n"
	      "---------------------------------------------------------------\n"
	      "Total    >=22 900\n"
	      "\n"
	      "Coverage: 15 of 16 draws known, 1 unknown.\n"
	      "Policy: draw rollup, trip 1.13.\n"
	      ">= at least, some draws or limits are unknown.\n"
	      "naive x2\n");
	report_free(report);
}

static void test_csv(void **state)
{
	(void)state;
	struct report *report = two_racks();
	check(report_write_csv, report, (struct report_options){0},
	      "Rack,Load (W),Load mark,Usable (%),Current (A),Height (U),Tenant,Sides,Dual,Id\r\n"
	      "NET-R01,9800,exact,68.1,42.6,42,,A; B,true,1234\r\n"
	      "NET-R02,13100,at_least,91,57,42,,,true,1234\r\n"
	      "NET-R03,,,,,42,,A; B,true,1234\r\n"
	      "Total,22900,at_least,,,,,,,\r\n");
	report_free(report);
}

static void test_json(void **state)
{
	(void)state;
	struct report *report = two_racks();
	check(report_write_json, report, (struct report_options){0},
	      "{\"format\": \"wattmap-report\", \"version\": 1, \"report\": \"utilization\",\n"
	      " \"title\": \"Rack utilization · AMS1\", \"taken_at\": \"2026-11-21T09:00:00Z\",\n"
	      " \"netbox\": {\"url\": \"https://netbox.example.com/\", \"version\": \"4.2.9\"},\n"
	      " \"policy\": {\"draw\": \"rollup\", \"trip\": 1.13, \"estimate\": null},\n"
	      " \"coverage\": {\"known\": 15, \"total\": 16},\n"
	      " \"rows\": [\n"
	      "  {\"rack\": \"NET-R01\", \"load_w\": 9800, \"load_mark\": \"exact\", \"usable_pct\": 68.1, \"current_a\": 42.6, "
	      "\"height\": 42, \"tenant\": \"\", \"sides\": [\"A\", \"B\"], \"dual\": true, \"netbox_id\": 1234, "
	      "\"url\": \"https://netbox.example.com/dcim/racks/1/\"},\n"
	      "  {\"rack\": \"NET-R02\", \"load_w\": 13100, \"load_mark\": \"at_least\", \"usable_pct\": 91, \"current_a\": 57, "
	      "\"height\": 42, \"tenant\": \"\", \"sides\": [], \"dual\": true, \"netbox_id\": 1234},\n"
	      "  {\"rack\": \"NET-R03\", \"load_w\": null, \"load_mark\": null, \"usable_pct\": null, \"current_a\": null, "
	      "\"height\": 42, \"tenant\": \"\", \"sides\": [\"A\", \"B\"], \"dual\": true, \"netbox_id\": 1234}],\n"
	      " \"notes\": [],\n"
	      " \"total\": {\"load_w\": 22900, \"load_mark\": \"at_least\"}}\n");
	report_free(report);
}

static void test_markdown(void **state)
{
	(void)state;
	struct report *report = two_racks();
	check(report_write_markdown, report, (struct report_options){0},
	      "### Rack utilization · AMS1\n"
	      "\n"
	      "| Rack | Load W | Usable % | Sides |\n"
	      "| :--- | ---: | ---: | :--- |\n"
	      "| [NET-R01](https://netbox.example.com/dcim/racks/1/) | 9" NARROW "800 | 68.1 | A, B |\n"
	      "| NET-R02 | ≥13" NARROW "100 | 91.0 ⚠ |  |\n"
	      "| NET-R03 | ? | ? | A, B |\n"
	      "| **Total** | **≥22" NARROW "900** |  |  |\n"
	      "\n"
	      "[NetBox 4.2.9](https://netbox.example.com/) · 2026-11-21T09:00:00Z · Coverage: 15 of 16 draws known, 1 unknown."
	      " · Policy: draw rollup, trip 1.13. · ≥ at least, some draws or limits are unknown.\n");
	report_free(report);
}

static void test_html(void **state)
{
	(void)state;
	struct report *report = two_racks();
	check(report_write_html, report, (struct report_options){0},
	      "<section>\n<h2>Rack utilization · AMS1</h2>\n"
	      "<p class=\"muted\"><a href=\"https://netbox.example.com/\">NetBox 4.2.9</a> · 2026-11-21T09:00:00Z</p>\n"
	      "<div class=\"scroll\"><table class=\"figures\">\n<thead>\n"
	      "<tr><th scope=\"col\">Rack</th><th scope=\"col\" class=\"right\">Load W</th>"
	      "<th scope=\"col\" class=\"right\">Usable %</th><th scope=\"col\">Sides</th></tr>\n</thead>\n<tbody>\n"
	      "<tr><td><a href=\"https://netbox.example.com/dcim/racks/1/\">NET-R01</a></td>"
	      "<td class=\"right\">9" NARROW "800</td><td class=\"right\">68.1</td><td>A, B</td></tr>\n"
	      "<tr><td>NET-R02</td><td class=\"right\">≥13" NARROW "100</td><td class=\"right warning\">91.0 ⚠</td><td></td></tr>\n"
	      "<tr><td>NET-R03</td><td class=\"right\">?</td><td class=\"right\">?</td><td>A, B</td></tr>\n"
	      "</tbody>\n<tfoot>\n<tr><td>Total</td><td class=\"right\">≥22" NARROW "900</td><td class=\"right\"></td><td></td></tr>\n"
	      "</tfoot>\n</table></div>\n"
	      "<ul class=\"muted\">\n<li>Coverage: 15 of 16 draws known, 1 unknown.</li>\n"
	      "<li>Policy: draw rollup, trip 1.13.</li>\n<li>≥ at least, some draws or limits are unknown.</li>\n</ul>\n"
	      "</section>\n");
	report_free(report);
}

static void test_empty(void **state)
{
	(void)state;
	struct report *report = report_new("devices", columns, 2);
	check(report_write_text, report, (struct report_options){0},
	      "devices\n\nRack  Load W\n────────────\n(none)\n\nCoverage: 0 of 0 draws known.\n");
	check(report_write_csv, report, (struct report_options){0}, "Rack,Load (W),Load mark\r\n");
	check(report_write_json, report, (struct report_options){0},
	      "{\"format\": \"wattmap-report\", \"version\": 1, \"report\": \"devices\",\n"
	      " \"title\": null, \"taken_at\": null,\n \"netbox\": {\"url\": null, \"version\": null},\n"
	      " \"policy\": {},\n \"coverage\": {\"known\": 0, \"total\": 0},\n"
	      " \"rows\": [],\n \"notes\": [],\n \"total\": null}\n");
	check(report_write_markdown, report, (struct report_options){0},
	      "### devices\n\n| Rack | Load W |\n| :--- | ---: |\n\nNo rows.\n\nNetBox · Coverage: 0 of 0 draws known.\n");
	report_free(report);
	report_free(NULL);
}

/* -- hostile --------------------------------------------------------------- */

/* One text column, one row. */
static void check_name(writer *write, const char *name, const char *expected)
{
	struct report *report = report_new("x", columns, 1);
	report_add_row(report, 0)[RACK] = cell_text(name);
	char *text = written(write, report, NULL);
	if (!strstr(text, expected))
		fail_msg("%s: no %s", text, expected);
	free(text);
	report_free(report);
}

static void test_hostile_names(void **state)
{
	static const struct {
		writer *write;
		const char *name, *expected;
	} cases[] = {
		{report_write_csv, "a,\"b\"", "\r\n\"a,\"\"b\"\"\"\r\n"},
		{report_write_csv, "a\nb", "\r\na\xef\xbf\xbd" "b\r\n"},
		{report_write_csv, "=cmd|'/c calc'!A1", "\r\n'=cmd|'/c calc'!A1\r\n"},
		{report_write_csv, "=1,2", "\r\n\"'=1,2\"\r\n"},
		{report_write_csv, "\xe2\x80\xae=1+1", "\r\n'=1+1\r\n"},
		{report_write_csv, "@SUM", "\r\n'@SUM\r\n"},
		{report_write_csv, "-48V", "\r\n'-48V\r\n"},
		{report_write_csv, "-48", "\r\n-48\r\n"},
		{report_write_csv, " padded", "\r\n\" padded\"\r\n"},
		{report_write_json, "a\"\n\xff", "{\"rack\": \"a\\\"\\u000a\xef\xbf\xbd\"}"},
		{report_write_markdown, "a|b\n*x* [y](z) <script>&", "| a\\|b\xef\xbf\xbd\\*x\\* \\[y\\](z) &lt;script&gt;&amp; |"},
		{report_write_html, "</td><script>\n\"'&", "<tr><td>&lt;/td&gt;&lt;script&gt;\xef\xbf\xbd&quot;&#39;&amp;</td></tr>"},
		{report_write_markdown, "\\|", "| \\\\\\| |"},
		{report_write_text, "a\x1b[31m\r\nb", "\na\xef\xbf\xbd[31m\xef\xbf\xbd\xef\xbf\xbd" "b\n"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		check_name(cases[i].write, cases[i].name, cases[i].expected);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		check_name(cases[i].write, NULL, cases[i].write == report_write_json ? "null" : cases[i].write == report_write_csv ? "\r\n\r\n" : "?");
}

static void check_link(writer *write, const char *url, const char *expected)
{
	struct report *report = report_new("x", columns, 1);
	report_add_row(report, 0)[RACK] = cell_link("R1", url);
	char *text = written(write, report, NULL);
	assert_non_null(strstr(text, expected));
	free(text);
	report_free(report);
}

static void test_links(void **state)
{
	(void)state;
	check_link(report_write_markdown, "https://n/?q=a b|c)", "| [R1](https://n/?q=a%20b%7Cc%29) |");
	check_link(report_write_markdown, "javascript:alert(1)", "| R1 |");
	check_link(report_write_markdown, "", "| R1 |");
	check_link(report_write_html, "https://n/?q=\"<b>&c", "<td><a href=\"https://n/?q=&quot;&lt;b&gt;&amp;c\">R1</a></td>");
	check_link(report_write_html, "javascript:alert(1)", "<td>R1</td>");
	check_link(report_write_html, "", "<td>R1</td>");
	struct report *report = two_racks();
	char *text = written(report_write_markdown, report, &(struct report_options){.no_links = true});
	assert_null(strstr(text, "]("));
	free(text);
	report_free(report);
}

/* No NaN, inf, -0 or exponent, whatever the numbers. */
static void test_numbers_of_all_kinds(void **state)
{
	static const double numbers[] = {NAN, INFINITY, -INFINITY, -0.0, -0.01, 0.04, 1e-300, 1e6, 32767e9,
	                                 1e14, 1e15, 1e300, -1e300, 4294967296.0, 999.95, -1234.5};
	static writer *const writers[] = {report_write_text, report_write_csv, report_write_json, report_write_markdown, report_write_html};
	static const char *const bad[] = {"NaN", ",nan", " nan", "-nan", ",inf", " inf", "-inf", "-0,", "-0 ", "-0\n", "-0\r", "-0.0 ", "-0.0,", "e+", "E+", "e-0"};
	(void)state;
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		struct report *report = report_new("x", columns, COLUMNS);
		struct fact fact = {"f", NULL, numbers[i]};
		struct cell *row = add(report, 0, "R", numbers[i], numbers[i]);
		row[UNITS] = row[ID] = row[AMPS] = cell_number(numbers[i]);
		report->policy = &fact;
		report->policy_count = 1;
		for (size_t w = 0; w < sizeof writers / sizeof *writers; w++) {
			char *text = written(writers[w], report, &(struct report_options){.wide = true});
			for (size_t b = 0; b < sizeof bad / sizeof *bad; b++)
				if (strstr(text, bad[b]))
					fail_msg("%g: %s in %s", numbers[i], bad[b], text);
			free(text);
		}
		report_free(report);
	}
}

static void test_units_and_small_values(void **state)
{
	static const struct { double load; const char *heading, *text; } cases[] = {
		{99999, "Load W", "99" NARROW "999"}, {100000, "Load kW", "100.0"},
		{1234567, "Load kW", "1" NARROW "234.6"}, {0.3, "Load W", "<1"}, {-0.3, "Load W", ">-1"},
		{-1500, "Load W", "-1" NARROW "500"}, {0, "Load W", "0"}, {999.6, "Load W", "1" NARROW "000"}};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char expected[80];
		struct report *report = report_new("x", columns, 2);
		report_add_row(report, 0)[LOAD] = cell_number(cases[i].load);
		char *text = written(report_write_text, report, NULL);
		snprintf(expected, sizeof expected, "%s\n", cases[i].heading);
		assert_non_null(strstr(text, expected));
		snprintf(expected, sizeof expected, " %s\n", cases[i].text);
		assert_non_null(strstr(text, expected));
		free(text);
		report_free(report);
	}
}

static void test_small_beside_large(void **state)
{
	(void)state;
	struct report *report = report_new("x", columns, 2);
	report_add_row(report, 0)[LOAD] = cell_number(342200);
	report_add_row(report, 0)[LOAD] = cell_number(40);
	check(report_write_text, report, (struct report_options){0},
	      "x\n\nRack  Load kW\n─────────────\n        342.2\n         <0.1\n\nCoverage: 0 of 0 draws known.\n");
	report_free(report);
}

static void test_widths(void **state)
{
	(void)state;
	struct report *report = report_new("x", columns, 2);
	report_add_row(report, 0)[RACK] = cell_text("日本");
	report_add_row(report, 0)[RACK] = cell_text("e\xcc\x81");
	for (size_t i = 0; i < 2; i++)
		report->rows[i].cells[LOAD] = cell_number(5);
	check(report_write_text, report, (struct report_options){0},
	      "x\n\nRack  Load W\n────────────\n日本       5\ne\xcc\x81          5\n\nCoverage: 0 of 0 draws known.\n");
	report_free(report);
}

/* -- choosing -------------------------------------------------------------- */

/* First letters of the rows as they stand. */
static void check_order(const struct report *report, const char *expected)
{
	char order[32] = "";
	for (size_t i = 0; i < report->row_count && i < sizeof order - 1; i++)
		order[i] = report->rows[i].cells[RACK].text[0];
	assert_string_equal(order, expected);
}

static void check_sort(struct report *report, const char *keys, const char *expected)
{
	struct error err = {0};
	assert_true(report_sort(report, keys, &err));
	check_order(report, expected);
}

static void test_sort(void **state)
{
	(void)state;
	struct report *report = report_new("x", columns, COLUMNS);
	add(report, 0, "b", 200, 50);
	add(report, 0, "u", NAN, 50);
	add(report, 0, "a10", 300, 10);
	add(report, 0, "c", 200, 90);
	add(report, 0, "a9", 100, 10);
	check_sort(report, "load_w", "abcau");
	check_sort(report, "+load_w", "abcau");
	assert_string_equal(report->rows[0].cells[RACK].text, "a9");
	check_sort(report, "rack", "aabcu");
	assert_string_equal(report->rows[0].cells[RACK].text, "a9");
	check_sort(report, "-rack", "ucbaa");
	check_sort(report, "usable_pct,rack", "cbuaa");
	check_sort(report, "load_w,-usable_pct", "acbau");
	check_sort(report, "sides,dual", "acbau");
	report_free(report);
}

static void test_sort_by_nothing_known(void **state)
{
	(void)state;
	struct report *report = report_new("x", columns, 3);
	struct error err = {0};
	assert_false(report_sort(report, "rack,lod_w", &err));
	assert_int_equal(err.code, ERROR_USAGE);
	assert_string_equal(err.text, "cannot sort by \"lod_w\"; did you mean \"load_w\"? Allowed: rack, load_w, usable_pct");
	error_clear(&err);
	assert_false(report_sort(report, "", &err));
	error_clear(&err);
	assert_true(report_sort(report, "rack", &err));
	report_free(report);
}

static struct report *tree(void)
{
	struct report *report = report_new("locations", columns, COLUMNS);
	add(report, 0, "A", 100, 10);
	add(report, 1, "b", 40, 95);
	add(report, 2, "c", 40, 20);
	add(report, 1, "d", 60, NAN);
	add(report, 0, "E", 900, 30);
	add(report, 1, "f", 900, 80);
	return report;
}

static void test_tree(void **state)
{
	(void)state;
	struct error err = {0};
	struct report *report = tree();
	report->columns = columns;
	check_sort(report, "load_w", "EfAdbc");
	check_sort(report, "rack", "AbcdEf");
	assert_true(report_min(report, 75, &err));
	check_order(report, "AbEf");
	assert_string_equal(report->notes[0], "2 of 6 rows left out: below 75 % (1 unknown).");
	report_top(report, 3);
	check_order(report, "AbE");
	assert_string_equal(report->notes[1], "1 more rows not shown.");
	report->column_count = 2;
	check(report_write_text, report, (struct report_options){0},
	      "locations\n\nRack  Load W\n────────────\nA        100\n  b       40\nE        900\n\n"
	      "Coverage: 0 of 0 draws known.\n2 of 6 rows left out: below 75 % (1 unknown).\n1 more rows not shown.\n");
	check(report_write_csv, report, (struct report_options){0},
	      "Rack,Load (W),Load mark,Level\r\nA,100,exact,0\r\nb,40,exact,1\r\nE,900,exact,0\r\n");
	assert_false(report_min(report, 75, &err));
	assert_int_equal(err.code, ERROR_USAGE);
	report_free(report);
}

static void test_levels_that_jump(void **state)
{
	(void)state;
	struct report *report = report_new("x", columns, COLUMNS);
	add(report, 3, "a", 1, 1);
	add(report, 1, "b", 2, 1);
	add(report, 5, "c", 1, 1);
	add(report, 4, "d", 9, 1);
	add(report, 0, "e", 3, 1);
	check_sort(report, "load_w", "ebdca");
	char *text = written(report_write_json, report, NULL);
	assert_non_null(strstr(text, "\"level\": 5"));
	free(text);
	report_free(report);
}

static void test_full_disk(void **state)
{
	(void)state;
	struct report *report = two_racks();
	struct error err = {0};
	FILE *out = fopen("/dev/full", "w");
	setvbuf(out, NULL, _IONBF, 0);
	assert_false(report_write_csv(report, NULL, out, &err));
	assert_int_equal(err.code, ERROR_WRITE);
	fclose(out);
	report_free(report);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_text_in_ascii),
		cmocka_unit_test(test_csv),
		cmocka_unit_test(test_json),
		cmocka_unit_test(test_markdown), cmocka_unit_test(test_html),
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_hostile_names),
		cmocka_unit_test(test_links),
		cmocka_unit_test(test_numbers_of_all_kinds),
		cmocka_unit_test(test_units_and_small_values),
		cmocka_unit_test(test_small_beside_large),
		cmocka_unit_test(test_widths),
		cmocka_unit_test(test_sort),
		cmocka_unit_test(test_sort_by_nothing_known),
		cmocka_unit_test(test_tree),
		cmocka_unit_test(test_levels_that_jump),
		cmocka_unit_test(test_full_disk),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
