#include "power/sentence.h"

#include "power/build.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAMES_MAX = 4 };

struct writer {
	FILE *out;
	const struct power *power;
	const struct verdict *verdict;
	const struct cone *cone;
	const uint32_t *targets;
	size_t target_count;
};

/* Inlets and outlets with their device, all else by its own name. */
static void write_name(FILE *out, const struct object *object)
{
	if (object->kind != OBJECT_INLET && object->kind != OBJECT_OUTLET) {
		fputs(object->name, out);
		return;
	}
	char *name = object_full_name(object);
	fputs(name, out);
	free(name);
}

/* "A, B and C", after NAMES_MAX "and n more". */
static void write_list(FILE *out, const struct object *const *objects, size_t count)
{
	size_t shown = count > NAMES_MAX ? NAMES_MAX - 1 : count;
	for (size_t i = 0; i < shown; i++) {
		if (i)
			fputs(i + 1 == count ? " and " : ", ", out);
		write_name(out, objects[i]);
	}
	if (shown < count)
		fprintf(out, " and %zu more", count - shown);
}

static void write_up_to(const struct writer *w)
{
	const struct verdict *v = w->verdict;
	const struct object *objects[NAMES_MAX];
	if (!v->up_to_count)
		return;
	size_t count = v->up_to_count;
	for (size_t i = 0; i < count && i < NAMES_MAX; i++)
		objects[i] = w->power->nodes[v->up_to[i]].object;
	fputs(" up to ", w->out);
	write_list(w->out, objects, count);
}

/* "2 cords, A and B" */
static void write_cords(const struct writer *w)
{
	char sides[9] = "";
	size_t count = 0;
	for (size_t i = 0; i < w->target_count; i++) {
		char side = w->power->nodes[w->targets[i]].side;
		if (side && !strchr(sides, side) && count < 8)
			sides[count++] = side;
	}
	fprintf(w->out, "%zu cord%s", w->verdict->cords, w->verdict->cords == 1 ? "" : "s");
	for (size_t i = 0; i < count; i++)
		fprintf(w->out, "%s%c", i == 0 ? ", " : i + 1 == count ? " and " : ", ", sides[i]);
}

/* The shared elements worth naming: devices, feeds, panels; cords and outlets
 * only when there is nothing else. Nearest first. */
static void write_shared(const struct writer *w)
{
	const struct verdict *v = w->verdict;
	const struct object **named = calloc(v->shared_count + 1, sizeof *named);
	size_t count = 0;
	for (int all = 0; all < 2 && named && !count; all++)
		for (size_t i = 0; i < v->shared_count; i++) {
			enum object_kind kind = v->shared[i]->kind;
			if (v->shared[i] == w->power->nodes[v->device].object) /* a feed is on its own way up */
				continue;
			if (all || (kind != OBJECT_CABLE && kind != OBJECT_OUTLET && kind != OBJECT_INLET))
				named[count++] = v->shared[i];
		}
	write_list(w->out, named, count);
	free(named);
}

/* The transfer device of the cone that is on all ways, with inputs that are not. */
static const struct device *survivor(const struct writer *w)
{
	for (size_t i = 0; i < w->verdict->shared_count; i++) {
		const struct object *object = w->verdict->shared[i];
		uint32_t n = object->kind == OBJECT_DEVICE ? power_node(w->power, object) : NODE_NONE;
		if (n == NODE_NONE || !(w->power->nodes[n].flags & NODE_TRANSFER))
			continue;
		const struct device *device = (const struct device *)(const void *)object;
		size_t fed = 0;
		for (size_t k = 0; k < device->inlet_count; k++)
			fed += (w->power->nodes[power_node(w->power, &device->inlets[k]->object)].flags & NODE_FED) != 0;
		if (fed > 1)
			return device;
	}
	return NULL;
}

static void write_inlets(const struct writer *w, const struct device *device)
{
	size_t fed = 0, done = 0;
	for (size_t i = 0; i < device->inlet_count; i++)
		fed += (w->power->nodes[power_node(w->power, &device->inlets[i]->object)].flags & NODE_FED) != 0;
	for (size_t i = 0; i < device->inlet_count; i++)
		if (w->power->nodes[power_node(w->power, &device->inlets[i]->object)].flags & NODE_FED)
			fprintf(w->out, "%s%s", !done++ ? "" : done == fed ? " or " : ", ", device->inlets[i]->object.name);
}

static void say_redundant(const struct writer *w)
{
	write_cords(w);
	fputs(": no shared element", w->out);
	write_up_to(w);
}

static void say_shared(const struct writer *w)
{
	fprintf(w->out, w->verdict->cords == 2 ? "both cords on " : "all %zu cords on ", w->verdict->cords);
	write_shared(w);
	const struct device *device = survivor(w);
	if (device) {
		fprintf(w->out, "; %s survives the loss of ", device->object.name);
		write_inlets(w, device);
	}
}

static void say_single(const struct writer *w)
{
	if (w->verdict->cords == 1)
		fputs("single cord", w->out);
	else
		fprintf(w->out, "%zu cords, but only one counts:", w->verdict->cords);
	const struct device *device = survivor(w);
	if (device) {
		fputs(", survives the loss of ", w->out);
		write_inlets(w, device);
		fputs("; ", w->out);
		write_shared(w);
		fputs(" shared", w->out);
	} else if (w->verdict->shared_count > (w->verdict->shared[0] == w->power->nodes[w->verdict->device].object)) {
		fputs(" on ", w->out);
		write_shared(w);
	}
	bool named = w->verdict->up_to_count == 1 && w->verdict->shared_count &&
	             w->verdict->shared[w->verdict->shared_count - 1] == w->power->nodes[w->verdict->up_to[0]].object;
	if (!named) {
		fputs(w->verdict->up_to_count ? "," : "", w->out);
		write_up_to(w);
	}
}

/* -- why not ------------------------------------------------------------------ */

/* Why the way up ends at a node, in words; "" when it does not. */
static void write_unknown(const struct writer *w, uint32_t n)
{
	const struct node *node = &w->power->nodes[n];
	const struct object *box = node->device == NODE_NONE ? node->object : w->power->nodes[node->device].object;
	if (node->flags & NODE_EXTERNAL) {
		write_name(w->out, node->object);
		fputs(" is fed by something outside NetBox (mark connected)", w->out);
	} else if (node->flags & NODE_LOST_END) {
		fputs("the cable of ", w->out);
		write_name(w->out, node->object);
		fputs(" ends nowhere", w->out);
	} else if (node->flags & NODE_INVISIBLE) {
		fputs("the chain ends at ", w->out);
		write_name(w->out, node->object);
		fputs(", which is not visible", w->out);
	} else if (node->flags & NODE_UNDECIDED) {
		write_name(w->out, node->object);
		fputs(" names no inlet, and there are several", w->out);
	} else if (node->flags & NODE_CUT_SHORT) {
		write_name(w->out, node->object);
		fputs(" has too many supplies to follow", w->out);
	} else {
		fprintf(w->out, "chain ends at %s: its inlet is not cabled", box->name);
	}
}

static bool ends_unknown(const struct power *p, uint32_t n)
{
	const struct node *node = &p->nodes[n];
	if (node->flags & (NODE_EXTERNAL | NODE_LOST_END | NODE_UNDECIDED | NODE_CUT_SHORT))
		return true;
	if ((node->flags & NODE_INVISIBLE) && node->kind != OBJECT_PANEL && node->kind != OBJECT_DEVICE)
		return true;
	return (node->flags & NODE_UNCABLED) && (node->flags & NODE_UNKNOWN_FED);
}

static void say_unknown(const struct writer *w, struct arena *arena)
{
	size_t count = 0;
	for (size_t t = 0; t < w->target_count; t++) {
		uint32_t *up = power_upstream(w->power, w->targets[t], arena, &count);
		for (size_t i = 0; i < count; i++)
			if (ends_unknown(w->power, up[i])) {
				write_unknown(w, up[i]);
				if (!w->verdict->up_to_count)
					return;
				fputs("; otherwise", w->out);
				write_up_to(w);
				return;
			}
	}
	fputs(w->target_count == 1 ? "its inlet is not cabled" : "no inlet is cabled", w->out);
}

static const char *status_of(const struct node *node)
{
	switch ((enum object_kind)node->kind) {
	case OBJECT_FEED:
		return node_feed(node)->status;
	case OBJECT_OUTLET:
		return node_outlet(node)->status;
	case OBJECT_DEVICE:
		return node_device(node)->status;
	case OBJECT_PANEL:
	case OBJECT_INLET:
	case OBJECT_CABLE:
	case OBJECT_RACK:
	case OBJECT_LOCATION:
	case OBJECT_SITE:
	case OBJECT_KINDS:
		break;
	}
	return "";
}

/* What stops the power at a node, if anything. */
static bool write_stop(const struct writer *w, uint32_t n)
{
	const struct power *p = w->power;
	const struct node *node = &p->nodes[n];
	uint32_t box = node->device;
	const struct node *who = node->kind == OBJECT_INLET || (box != NODE_NONE && (p->nodes[box].flags & NODE_NOT_LIVE))
	                         ? (box == NODE_NONE ? node : &p->nodes[box]) : node;
	if (node->flags & NODE_NOT_LIVE) {
		fputs(": ", w->out);
		write_name(w->out, who->object);
		fprintf(w->out, " is %s", *status_of(who) ? status_of(who) : "not live");
		return true;
	}
	for (uint32_t e = p->in_start[n]; e < p->in_start[n + 1]; e++) {
		const struct edge *edge = &p->edges[e];
		if (edge->closes_cycle) {
			fprintf(w->out, ": fed by a loop through %s",
			        p->nodes[p->nodes[edge->from].device == NODE_NONE ? edge->from : p->nodes[edge->from].device].object->name);
			return true;
		}
		if (edge->cable && !edge->live && !(p->nodes[edge->from].flags & NODE_NOT_LIVE)) {
			fputs(": the cable of ", w->out);
			write_name(w->out, node->object);
			fprintf(w->out, " is %s", edge->cable->status);
			return true;
		}
	}
	return false;
}

static void say_dark(const struct writer *w, struct arena *arena)
{
	fputs("no live way to a source", w->out);
	for (size_t t = 0; t < w->target_count; t++) {
		size_t count;
		uint32_t *up = power_upstream(w->power, w->targets[t], arena, &count);
		for (size_t i = 0; i < count; i++)
			if (write_stop(w, up[i]))
				return;
	}
}

static void say(const struct writer *w, struct arena *arena)
{
	switch (w->verdict->state) {
	case VERDICT_REDUNDANT:
	case VERDICT_INSUFFICIENT:
		say_redundant(w);
		break;
	case VERDICT_SHARED:
		say_shared(w);
		break;
	case VERDICT_SINGLE:
		say_single(w);
		break;
	case VERDICT_DARK:
		say_dark(w, arena);
		break;
	case VERDICT_UNKNOWN:
		say_unknown(w, arena);
		break;
	case VERDICT_PLANNED:
		fputs("not in service: its draw is reserved", w->out);
		break;
	case VERDICT_NONE:
		break;
	}
}

const char *sentence_of(const struct power *power, const struct verdict *verdict, const struct cone *cone,
                        const uint32_t *targets, size_t target_count, struct arena *arena)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	if (!out)
		return "";
	struct writer w = {out, power, verdict, cone, targets, target_count};
	say(&w, arena);
	bool written = fclose(out) == 0;
	const char *copy = written ? arena_strdup(arena, text) : "";
	free(text);
	return copy;
}

const char *sentence_none(const struct power *power, uint32_t n, struct arena *arena)
{
	const struct node *node = &power->nodes[n];
	if (node->flags & NODE_SOURCE)
		return arena_printf(arena, "power starts here");
	return arena_printf(arena, "no power ports");
}
