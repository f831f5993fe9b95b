#ifndef CLI_ATLAS_PAGES_H
#define CLI_ATLAS_PAGES_H

/* The pages of an atlas and what draws them: each is what one command line
 * gives, run on data that is held already.
 *
 *     site/ams1-2.svg            wattmap floor --site '#2'
 *     floor/hall-1-5.svg         wattmap floor --location '#5'
 *     chain/pp-a-3.svg           wattmap chain --root 'panel:#3'
 *     board/lp-1-41.svg          wattmap chain --root 'device:#41'   (panels that are devices)
 *     trace/core-sw01-77.svg     wattmap trace 'device:#77'
 *     report/feeds.csv           wattmap report feeds */

#include "cli/options.h"
#include "diagram/render.h"
#include "power/power.h"

enum page_kind { PAGE_FLOOR, PAGE_CHAIN, PAGE_TRACE, PAGE_REPORT, PAGE_KINDS };
enum { PAGE_FILES = 4 };

struct page_file {
	enum format format;
	const char *path; /* inside the folder */
};

struct page {
	enum page_kind kind;
	const struct object *object; /* NULL: a report */
	const char *report;          /* its name, else NULL */
	struct page_file files[PAGE_FILES];
	size_t file_count;
};

struct pages {
	struct arena *arena;
	struct page *items; /* by kind, then as an index lists them */
	size_t count, capacity;
	size_t pictures;    /* those that are no reports */
};

/* All pages of what is in scope: sites and locations with something in them,
 * panels (NetBox's and those that are devices), devices that take or give power. */
bool pages_plan(const struct options *options, const struct power *power, const struct scope *scope,
                struct pages **pages, struct error *err);
void pages_free(struct pages *pages);

/* Its section in the index: "Floors". */
const char *page_section(enum page_kind kind);
/* Runs the page's command. `options->held` has the data. */
bool page_render(const struct options *options, const struct page *page, enum format format, FILE *out,
                 struct error *err);

#endif
