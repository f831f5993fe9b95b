#ifndef SITE_H
#define SITE_H

/* Whole sites: recorded snapshots and generated ones (tests/gen). */

#include "diagram/content.h"
#include "netbox/decode.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct recorded {
	const char *name;
	struct raw *raw;
	struct inventory *inventory;
	struct power *power;
	struct content *content;
};

static inline void open_site(struct recorded *site, const char *path)
{
	struct error err = {0};
	struct policy policy;
	*site = (struct recorded){.name = strrchr(path, '/') + 1};
	if (!snapshot_read(path, &site->raw, &err) || !raw_sort(site->raw, true, &err) ||
	    !decode_inventory(site->raw, &site->inventory, &err))
		fail_msg("%s: %s", path, err.text);
	policy_init(&policy);
	site->power = power_build(site->inventory, &policy);
	site->content = content_chain(site->power, NULL, NULL, 0);
}

static inline void close_site(struct recorded *site)
{
	content_free(site->content);
	power_free(site->power);
	inventory_free(site->inventory);
	raw_free(site->raw);
}

/* Runs a program that writes a snapshot; false when that is not possible. */
static inline bool generate(const char *command, char path[])
{
	char line[256];
	close(mkstemp(path));
	snprintf(line, sizeof line, "python3 tests/gen/%s -o %s", command, path);
	return system(line) == 0;
}

#endif
