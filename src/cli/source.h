#ifndef CLI_SOURCE_H
#define CLI_SOURCE_H

/* Where the inventory of a run comes from: a NetBox or a snapshot. */

#include "cli/options.h"
#include "model/inventory.h"
#include "netbox/raw.h"

/* Reads the raw inventory and, with --save, writes it. Of --netbox and
 * --snapshot one is needed; what is on the command line goes before the
 * environment. */
bool source_read(const struct options *options, struct raw **raw, struct error *err);

/* Writes a snapshot; with `if_changed` only if more than its time differs from
 * the file's. */
bool snapshot_save(const struct raw *raw, const char *path, bool if_changed, struct error *err);

/* The same, decoded. inventory_free() it. */
bool source_inventory(const struct options *options, struct inventory **inventory, struct error *err);

#endif
