#ifndef ATLAS_INDEX_H
#define ATLAS_INDEX_H

/* The pages that lead to the pictures: index.html for people, which needs no
 * script but for its search field, and index.json for wikis and scripts. */

#include "model/inventory.h"
#include "power/power.h"

#include <stdio.h>

enum { INDEX_FILES = 4 };

/* One line. Texts may hold anything and are never NULL. */
struct index_item {
	const char *section; /* "Floors"; items of a section and a group stand together */
	const char *group;   /* "Hall 1 · AMS1"; "" none */
	const char *id;      /* "device-77" */
	const char *name;
	const char *detail;  /* "rack PDU · NET-R01 U42" */
	const char *state;   /* what to look at: "single"; "" none */
	bool alarming;       /* about the state */
	struct {
		const char *format, *path; /* the first one is the name's link */
	} files[INDEX_FILES];
	size_t file_count;
};

struct index_head {
	const char *source;  /* "netbox.example.com · NetBox 4.2.9" */
	const char *scope;   /* "" everything */
	const char *checked; /* "2026-11-21 02:16 UTC"; "" not to be printed */
	const char *coverage;
	const struct inventory *inventory;
	const char *taken_at; /* for index.json; "" not to be printed */
};

void index_write_html(const struct index_head *head, const struct index_item *items, size_t count, FILE *out);
void index_write_json(const struct index_head *head, const struct index_item *items, size_t count, FILE *out);

#endif
