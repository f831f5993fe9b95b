/* Every link is to a path of the manifest, which is safe as it is; names go
 * through text_write_xml(). The policy in the head lets the page load nothing
 * and run the one script below, by its digest (tests/e2e/atlas.bats). */
#include "atlas/index.h"

#include "base/jsonout.h"
#include "base/text.h"

#include <string.h>

static const char script[] =
    "const q = document.getElementById('q');\n"
    "q.parentNode.hidden = false;\n"
    "const lines = [...document.querySelectorAll('li, tr')].map(e => [e, e.textContent.toLowerCase()]);\n"
    "const folds = [...document.querySelectorAll('details')], open = folds.map(d => d.open);\n"
    "let timer;\n"
    "function search() {\n"
    "  const words = q.value.toLowerCase().split(/\\s+/).filter(w => w);\n"
    "  let found = 0;\n"
    "  for (const [e, text] of lines) { e.hidden = !words.every(w => text.includes(w)); found += !e.hidden; }\n"
    "  folds.forEach((d, i) => {\n"
    "    d.hidden = words.length > 0 && !d.querySelector('tr:not([hidden])');\n"
    "    d.open = words.length ? !d.hidden : open[i];\n"
    "  });\n"
    "  document.getElementById('n').textContent = words.length ? found + ' found' : '';\n"
    "}\n"
    "q.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(search, 120); });\n"
    "q.value = new URLSearchParams(location.search).get('q') || q.value;\n"
    "if (q.value) search();\n";
#define SCRIPT_DIGEST "sha256-iL2Y9HQ2LWO7b8Ln7ZICqsbKuZ2qs58DqvQlU7SIr5c="

static const char style[] =
    "body{font:15px/1.45 Helvetica,Arial,sans-serif;color:#1b2733;background:#fff;max-width:72em;margin:0 auto;padding:1em}\n"
    "h1{font-size:1.5em;margin:.2em 0}h2{font-size:1.15em;margin:1.6em 0 .4em}p{margin:.3em 0;color:#51606e}\n"
    "a{color:#0b5394}nav a{margin-right:1.2em}ul{columns:20em;list-style:none;padding:0;margin:0}li{padding:.15em 0}\n"
    "input{font:inherit;padding:.3em .5em;width:22em;max-width:90%}summary{cursor:pointer;padding:.25em 0}\n"
    "table{border-collapse:collapse;width:100%}td{padding:.15em .8em .15em 0;border-bottom:1px solid #e1e6ea;vertical-align:top}\n"
    "td:first-child{padding-left:1.1em;width:30%}small,.s{color:#51606e}.x{color:#a3134e;font-weight:bold}[hidden]{display:none}\n";

/* -- index.html -------------------------------------------------------------- */

static void put(FILE *out, const char *before, const char *text, const char *after)
{
	fputs(before, out);
	text_write_xml(out, text);
	fputs(after, out);
}

static size_t section_end(const struct index_item *items, size_t count, size_t i)
{
	size_t end = i;
	while (end < count && strcmp(items[end].section, items[i].section) == 0)
		end++;
	return end;
}

static size_t group_end(const struct index_item *items, size_t end, size_t i)
{
	size_t stop = i;
	while (stop < end && strcmp(items[stop].group, items[i].group) == 0)
		stop++;
	return stop;
}

static void put_anchor(FILE *out, const char *path, const char *text)
{
	put(out, "<a href=\"", path, "\">");
	put(out, "", text, "</a>");
}

/* The further files of a picture. */
static void put_formats(FILE *out, const struct index_item *item, size_t first)
{
	for (size_t f = first; f < item->file_count; f++) {
		fputc(' ', out);
		put_anchor(out, item->files[f].path, item->files[f].format);
	}
}

static void put_name(FILE *out, const struct index_item *item)
{
	if (item->file_count)
		put_anchor(out, item->files[0].path, item->name);
	else
		put(out, "", item->name, " <small>not drawn</small>");
}

static void put_list(FILE *out, const struct index_item *items, size_t count)
{
	fputs("<ul>\n", out);
	for (size_t i = 0; i < count; i++) {
		fputs("<li>", out);
		put_name(out, &items[i]);
		put_formats(out, &items[i], 1);
		put(out, " <small>", items[i].detail, "</small></li>\n");
	}
	fputs("</ul>\n", out);
}

static void put_table(FILE *out, const struct index_item *items, size_t count, bool open)
{
	put(out, open ? "<details open><summary>" : "<details><summary>", *items->group ? items->group : "no place", "");
	fprintf(out, " <small>%zu</small></summary>\n<table>\n", count);
	for (size_t i = 0; i < count; i++) {
		fputs("<tr><td>", out);
		put_name(out, &items[i]);
		put(out, "</td><td class=\"s\">", items[i].detail, "</td>");
		put(out, items[i].alarming ? "<td class=\"x\">" : "<td>", items[i].state, "</td><td>");
		put_formats(out, &items[i], 1);
		fputs("</td></tr>\n", out);
	}
	fputs("</table></details>\n", out);
}

static void put_section(FILE *out, const struct index_item *items, size_t count)
{
	put(out, "<section id=\"", items->section, "\">");
	put(out, "<h2>", items->section, "");
	fprintf(out, " <small>%zu</small></h2>\n", count);
	bool grouped = *items->group || group_end(items, count, 0) < count;
	for (size_t i = 0; i < count && grouped; i = group_end(items, count, i))
		put_table(out, items + i, group_end(items, count, i) - i, group_end(items, count, 0) == count);
	if (!grouped)
		put_list(out, items, count);
	fputs("</section>\n", out);
}

static void put_head(const struct index_head *head, FILE *out)
{
	fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
	      "<meta name=\"viewport\" content=\"width=device-width\">\n"
	      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
	      "script-src '" SCRIPT_DIGEST "'\">\n<meta name=\"generator\" content=\"wattmap\">\n", out);
	put(out, "<title>Power atlas", *head->scope ? ": " : "", "");
	put(out, "", head->scope, "</title>\n<style>\n");
	fputs(style, out);
	put(out, "</style>\n</head>\n<body>\n<h1>Power atlas", *head->scope ? " of " : "", "");
	put(out, "", head->scope, "</h1>\n<p>");
	put(out, "", head->source, " · ");
	put(out, "", head->coverage, "");
	if (*head->checked)
		put(out, " · last checked against the data of <b>", head->checked, "</b>");
	fputs("</p>\n<p>A picture's own time is that of the data it last changed with. Not for isolation: verify on site.</p>\n", out);
	fputs("<p hidden><input id=\"q\" type=\"search\" placeholder=\"search: name, rack, role, single\" aria-label=\"search\"> "
	      "<span id=\"n\" role=\"status\"></span></p>\n", out);
}

void index_write_html(const struct index_head *head, const struct index_item *items, size_t count, FILE *out)
{
	put_head(head, out);
	fputs("<nav>", out);
	for (size_t i = 0; i < count; i = section_end(items, count, i)) {
		put(out, "<a href=\"#", items[i].section, "\">");
		put(out, "", items[i].section, "</a>\n");
	}
	fputs("</nav>\n", out);
	for (size_t i = 0; i < count; i = section_end(items, count, i))
		put_section(out, items + i, section_end(items, count, i) - i);
	fprintf(out, "<script>%s</script>\n</body>\n</html>\n", script);
}

/* -- index.json --------------------------------------------------------------- */

void index_write_json(const struct index_head *head, const struct index_item *items, size_t count, FILE *out)
{
	struct jsonout json;
	jsonout_start(&json, out);
	jsonout_open(&json, NULL, '{');
	jsonout_text(&json, "format", "wattmap-atlas");
	jsonout_integer(&json, "version", 1);
	jsonout_text(&json, "taken_at", head->taken_at);
	jsonout_open(&json, "netbox", '{');
	jsonout_text(&json, "url", head->inventory->url);
	jsonout_text(&json, "version", head->inventory->version_text);
	jsonout_close(&json, '}');
	jsonout_text(&json, "scope", head->scope);
	jsonout_open(&json, "pictures", '[');
	for (size_t i = 0; i < count; i++) {
		jsonout_line(&json);
		jsonout_open(&json, NULL, '{');
		jsonout_text(&json, "section", items[i].section);
		jsonout_text(&json, "object", items[i].id);
		jsonout_string(&json, "name", items[i].name);
		jsonout_text(&json, "state", items[i].state);
		for (size_t f = 0; f < items[i].file_count; f++)
			jsonout_text(&json, items[i].files[f].format, items[i].files[f].path);
		jsonout_close(&json, '}');
	}
	jsonout_line(&json);
	jsonout_close(&json, ']');
	jsonout_close(&json, '}');
	fputc('\n', out);
}
