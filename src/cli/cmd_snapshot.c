/* `wattmap snapshot -o FILE`: what NetBox said, as it said it. */
#include "cli/command.h"

#include "cli/output.h"
#include "cli/source.h"

static bool write_snapshot(const void *context, FILE *out, struct error *err)
{
	return snapshot_write(context, out, err);
}

bool snapshot_save(const struct raw *raw, const char *path, bool if_changed, struct error *err)
{
	const char *stamps[] = { raw->taken_at, NULL };
	return output_write(path, if_changed, stamps, write_snapshot, raw, err);
}

bool cmd_snapshot(const struct options *options, struct error *err)
{
	struct raw *raw;
	if (options->outputs.count != 1)
		return error_set(err, ERROR_USAGE, "'wattmap snapshot' needs one -o FILE, %zu given", options->outputs.count);
	const char *path = options->outputs.items[0];
	if (!output_check(options, path, err) || !source_read(options, &raw, err))
		return false;
	bool ok = snapshot_save(raw, path, options->if_changed, err);
	raw_free(raw);
	return ok;
}
