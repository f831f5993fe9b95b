#ifndef CLI_PICTURE_H
#define CLI_PICTURE_H

/* What chain, trace and report share: from the options to an inventory with its power
 * graph, and from a diagram to files. */

#include "cli/options.h"
#include "cli/output.h"
#include "diagram/content.h"
#include "diagram/diagram.h"
#include "diagram/look.h"
#include "diagram/outcome.h"
#include "diagram/overlay.h"
#include "diagram/render.h"
#include "diagram/style.h"
#include "model/inventory.h"
#include "model/select.h"
#include "power/power.h"

/* Data that many pictures are made of (options->held): read once, used as it
 * is by every run that wants figures by the same policy. It stays the caller's. */
struct held {
	const struct inventory *inventory;
	const struct power *power;
	struct losses *losses; /* of `power`, diagram/outcome.h; NULL: made for each picture that needs it */
};

struct picture {
	struct outputs outputs;
	struct look look;
	struct style *style;
	const struct inventory *inventory;
	const struct power *power;
	struct inventory *own_inventory; /* NULL: held by the caller */
	struct power *own_power;
	struct losses *losses; /* NULL, or held by the caller */
	struct scope *scope;
	double powered_s; /* clock_s() when `power` was there */
	/* made by the command */
	enum purpose purpose;
	struct content *content;
	struct overlay *overlay; /* NULL: the usual */
	struct diagram *diagram;
	struct drawing *drawing; /* NULL: picture_write() lays the diagram out */
};

/* Everything that can be wrong without NetBox is looked at first. */
bool picture_open(const struct options *options, struct picture *picture, struct error *err);

/* What --show and --for ask of the diagram, before it is laid out. */
void picture_prepare(struct picture *picture);

/* Lays the diagram out and writes all files. */
bool picture_write(const struct picture *picture, struct error *err);

/* Does text go to a terminal that shows nothing but ASCII? */
bool picture_is_ascii(const struct picture *picture);

/* After success and failure alike. */
void picture_close(struct picture *picture);

#endif
