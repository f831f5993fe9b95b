#ifndef CLI_SOURCE_H
#define CLI_SOURCE_H

/* Where the inventory of a run comes from: a NetBox or a snapshot. Of --netbox
 * and --snapshot one is needed; a snapshot on the command line goes before
 * NETBOX_URL. */

#include "cli/options.h"
#include "model/inventory.h"
#include "netbox/fetch.h"
#include "netbox/raw.h"

/* What can be said before anything is read: one source, a place for --save. */
bool source_check(const struct options *options, struct error *err);
bool source_is_snapshot(const struct options *options);

/* Reads the raw inventory and, with --save, writes it. */
bool source_read(const struct options *options, struct raw **raw, struct error *err);

/* The same, decoded. inventory_free() it. */
bool source_inventory(const struct options *options, struct inventory **inventory, struct error *err);
/* … with a digest of all that NetBox said, whenever it was asked. */
bool source_inventory_digest(const struct options *options, struct inventory **inventory, uint64_t *digest,
                             struct error *err);

/* Writes a snapshot; with `if_changed` only if more than its time differs from
 * the file's. */
bool snapshot_save(const struct raw *raw, const char *path, bool if_changed, struct error *err);

/* The steps of reading a live NetBox. `token_place` (may be NULL): where the
 * token came from, malloc'd, NULL without one. */
bool source_connect(const struct options *options, struct netbox **netbox, char **token_place, struct error *err);
/* `decoding`: see netbox_fetch(). */
bool source_fetch(const struct options *options, struct netbox *netbox, struct decoding **decoding, struct raw **raw,
                  struct error *err);

#endif
