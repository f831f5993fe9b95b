#include "serve/html.h"

#include "base/arena.h"
#include "base/text.h"
#include "serve/target.h"

#include <stdlib.h>
#include <string.h>

static const char css[] =
	"body{font:16px/1.5 'Liberation Sans',Arial,Helvetica,sans-serif;margin:0 auto;max-width:72rem;padding:0 1rem 3rem;"
	"color:#1b2430;background:#fff}"
	"header{border-bottom:1px solid #cfd6de;padding:.6rem 0;margin-bottom:1rem}header a{font-weight:bold}"
	"h1{font-size:1.5rem;margin:.5rem 0}h2{font-size:1.15rem;margin:1.5rem 0 .4rem}"
	"a{color:#0b5394;text-decoration:none}a:hover,a:focus{text-decoration:underline}"
	"form{margin:1rem 0}input{font:inherit;padding:.3rem .5rem;width:24rem;max-width:70%}button{font:inherit;padding:.3rem .8rem}"
	"table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.2rem .8rem .2rem 0;border-bottom:1px solid #e6eaee;"
	"vertical-align:top}th{color:#5a6673;font-weight:normal}"
	"ul{padding-left:1.2rem;margin:.2rem 0}nav{display:flex;flex-wrap:wrap;gap:.2rem .9rem}.muted{color:#5a6673}"
	"object,img{max-width:100%;height:auto;border:1px solid #e6eaee}pre{overflow:auto;background:#f5f7f9;padding:.8rem;line-height:1.35}"
	".scroll{overflow-x:auto}.right{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}"
	".figures{width:max-content;min-width:100%}.figures td{max-width:18em}"
	".figures td:first-child{white-space:nowrap}.figures td:first-child,.figures th:first-child{position:sticky;left:0;background:#fff}"
	"@media(min-width:60rem){.figures{font-size:.875rem}}"
	"h2.notice,h2.warning,h2.error{text-transform:uppercase}h3{font-size:1rem;margin:1.2rem 0 .2rem}h3+p{margin:.2rem 0}"
	"tfoot td{font-weight:bold;border-top:2px solid #cfd6de}.notice{color:#0b5394}.warning{color:#8a5200}.error{color:#b3261e}"
	"@media(prefers-color-scheme:dark){body{background:#14191f;color:#dde3ea}a{color:#7fb6ee}header,td,th{border-color:#333d48}"
	"pre{background:#1d242c}th,.muted{color:#9aa6b3}object,img{background:#fff}"
	".figures td:first-child,.figures th:first-child{background:#14191f}.notice{color:#7fb6ee}.warning{color:#e5a94f}.error{color:#ff8f85}}";

/* -- the frame ---------------------------------------------------------- */

void html_begin(const struct html *page, const char *title)
{
	fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
	      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>", page->out);
	text_write_xml(page->out, title);
	fprintf(page->out, " – wattmap</title>\n<style>%s</style>\n</head>\n<body>\n<header><a href=\"", css);
	text_write_xml(page->out, page->base);
	fputs("/\">wattmap</a></header>\n<main>\n<h1>", page->out);
	text_write_xml(page->out, title);
	fputs("</h1>\n", page->out);
}

void html_end(const struct html *page)
{
	fputs("</main>\n</body>\n</html>\n", page->out);
}

/* -- parts -------------------------------------------------------------- */

static void write_address(const struct html *page, const char *path, const char *query)
{
	char *encoded = target_encode(path, true);
	fprintf(page->out, "%s%s%s", page->base, encoded, *query ? "?" : "");
	text_write_xml(page->out, query);
	free(encoded);
}

static void write_item(const struct html *page, const struct html_item *item)
{
	if (item->path) {
		fputs("<a href=\"", page->out);
		write_address(page, item->path, item->query);
		fputs("\">", page->out);
	}
	text_write_xml(page->out, item->text);
	fputs(item->path ? "</a>" : "", page->out);
}

void html_heading(const struct html *page, const char *text)
{
	fputs("<h2>", page->out);
	text_write_xml(page->out, text);
	fputs("</h2>\n", page->out);
}

void html_paragraph(const struct html *page, bool muted, const char *const *texts)
{
	fputs(muted ? "<p class=\"muted\">" : "<p>", page->out);
	for (; *texts; texts++)
		text_write_xml(page->out, *texts);
	fputs("</p>\n", page->out);
}

static void write_attribute(const struct html *page, const char *name, const char *value)
{
	fprintf(page->out, " %s=\"", name);
	text_write_xml(page->out, value);
	putc('"', page->out);
}

void html_form(const struct html *page, const struct html_form *form)
{
	fputs("<form action=\"", page->out);
	write_address(page, form->path, "");
	fprintf(page->out, "\" method=\"get\"%s><input%s", form->value ? " role=\"search\"" : "",
	        form->value ? " type=\"search\"" : "");
	write_attribute(page, "name", form->name);
	if (form->value)
		write_attribute(page, "value", form->value);
	else
		fputs(" inputmode=\"decimal\" required", page->out);
	write_attribute(page, "placeholder", form->hint);
	write_attribute(page, "aria-label", form->label);
	fputs("> <button>", page->out);
	text_write_xml(page->out, form->button);
	fputs("</button></form>\n", page->out);
}

void html_nav(const struct html *page, const struct html_item *items, size_t count)
{
	fputs("<nav>", page->out);
	for (size_t i = 0; i < count; i++) {
		fputs(items[i].path ? "" : "<b>", page->out);
		write_item(page, &items[i]);
		fputs(items[i].path ? "" : "</b> ", page->out);
	}
	fputs("</nav>\n", page->out);
}

void html_object(const struct html *page, const char *type, const struct html_item *item)
{
	fprintf(page->out, "<p><object type=\"%s\" data=\"", type);
	write_address(page, item->path, item->query);
	fputs("\">", page->out);
	text_write_xml(page->out, item->text);
	fputs("</object></p>\n", page->out);
}

void html_lines(const struct html *page, const char *text)
{
	char *copy = xstrdup(text);
	fputs("<pre>", page->out);
	for (char *line = copy, *next; line; line = next) {
		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		text_write_xml(page->out, line);
		putc('\n', page->out);
	}
	fputs("</pre>\n", page->out);
	free(copy);
}

/* -- tables and lists --------------------------------------------------- */

void html_table_begin(const struct html *page, const char *const *headings, size_t count)
{
	fputs("<table>\n<tr>", page->out);
	for (size_t i = 0; i < count; i++) {
		fputs("<th>", page->out);
		text_write_xml(page->out, headings[i]);
		fputs("</th>", page->out);
	}
	fputs("</tr>\n", page->out);
}

void html_row(const struct html *page, const struct html_item *cells, size_t count)
{
	fputs("<tr>", page->out);
	for (size_t i = 0; i < count; i++) {
		fputs("<td>", page->out);
		write_item(page, &cells[i]);
		fputs("</td>", page->out);
	}
	fputs("</tr>\n", page->out);
}

void html_table_end(const struct html *page)
{
	fputs("</table>\n", page->out);
}

void html_list_begin(const struct html *page)
{
	fputs("<ul>\n", page->out);
}

void html_list_end(const struct html *page)
{
	fputs("</ul>\n", page->out);
}

void html_item_begin(const struct html *page, const struct html_item *item)
{
	fputs("<li>", page->out);
	write_item(page, item);
}

void html_item_more(const struct html *page, const struct html_item *items, size_t count)
{
	fputs(" <span class=\"muted\">", page->out);
	for (size_t i = 0; i < count; i++) {
		fputs(i ? " · " : "", page->out);
		write_item(page, &items[i]);
	}
	fputs("</span>", page->out);
}

void html_item_end(const struct html *page)
{
	fputs("</li>\n", page->out);
}
