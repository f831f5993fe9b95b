#ifndef SERVE_HTML_H
#define SERVE_HTML_H

/* Writes HTML pages: the frame and its stylesheet, and the few parts that pages are
 * made of. No script, nothing from elsewhere. Any text may hold anything: it is
 * escaped here. What the texts are about is the caller's business.
 *
 *     struct html page = { out, "/wattmap" };
 *     html_begin(&page, "Lists");
 *     html_nav(&page, (struct html_item[]){ { "panels", "/list/panels", "" } }, 1);
 *     html_end(&page);
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct html {
	FILE *out;
	const char *base; /* the base path, in front of every link: "/wattmap" or "" */
};

/* A text, as a link when it has a path. */
struct html_item {
	const char *text;
	const char *path;  /* "/trace/A b", encoded here; NULL: no link */
	const char *query; /* "page=2", as in an address; "" none */
};

/* A form of one field, asked for with GET. */
struct html_form {
	const char *path, *name;
	const char *value;   /* what the field holds; NULL: it wants a number */
	const char *hint, *label, *button;
};

void html_begin(const struct html *page, const char *title);
void html_end(const struct html *page);

void html_heading(const struct html *page, const char *text);
/* The texts one behind the other; the last is NULL. `muted`: less than others. */
void html_paragraph(const struct html *page, bool muted, const char *const *texts);
void html_form(const struct html *page, const struct html_form *form);
/* Links in a row; an item without a path is where the reader is. */
void html_nav(const struct html *page, const struct html_item *items, size_t count);
/* What is at another address, such as a picture; `text` where it cannot be shown. */
void html_object(const struct html *page, const char *type, const struct html_item *item);
/* Lines as they are. A line break ends a line, any other control character is shown as wrong. */
void html_lines(const struct html *page, const char *text);

void html_table_begin(const struct html *page, const char *const *headings, size_t count);
void html_row(const struct html *page, const struct html_item *cells, size_t count);
void html_table_end(const struct html *page);

/* Lists in lists: what is written between the begin and the end of an item is in it. */
void html_list_begin(const struct html *page);
void html_list_end(const struct html *page);
void html_item_begin(const struct html *page, const struct html_item *item);
/* Behind it, less than it, with dots between. */
void html_item_more(const struct html *page, const struct html_item *items, size_t count);
void html_item_end(const struct html *page);

#endif
