#ifndef LOAD_H
#define LOAD_H

/* For tests of what reads JSON: inline JSON with ' for ", loaded as a snapshot
 * would be; and an inventory as text, to compare two of them. */

#include "unit.h"

#include "netbox/decode.h"
#include "netbox/slice.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* malloc'd copy with " for '. */
static inline char *json_quotes(const char *text)
{
	char *copy = xstrdup(text);
	for (char *p = copy; *p; p++)
		if (*p == '\'')
			*p = '"';
	return copy;
}

/* Reads `size` bytes as a snapshot file. */
static inline bool read_bytes(const char *text, size_t size, struct raw **raw, struct error *err)
{
	char path[] = "/tmp/wattmap-test-XXXXXX";
	int fd = mkstemp(path);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, size), size);
	close(fd);
	bool ok = snapshot_read(path, raw, err);
	unlink(path);
	char *begin = strstr(err->text, path);
	if (begin == err->text && err->code) /* "PATH: WHAT" → "WHAT" */
		memmove(err->text, err->text + strlen(path) + 2, strlen(err->text + strlen(path) + 2) + 1);
	return ok;
}

/* The inventory of `collections`: "'dcim/sites': [{'id': 1}]". */
static inline struct inventory *try_load(const char *version, const char *collections, struct error *err)
{
	struct raw *raw = NULL;
	struct inventory *inventory = NULL;
	char *quoted = json_quotes(collections), *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	fprintf(out, "{\"format\": \"wattmap-snapshot\", \"version\": 1, \"netbox\": {\"version\": \"%s\"}, "
	             "\"collections\": {%s}}", version, quoted);
	fclose(out);
	if (read_bytes(text, size, &raw, err))
		decode_inventory(raw, &inventory, err);
	raw_free(raw); /* the inventory stands alone */
	free(text);
	free(quoted);
	return inventory;
}

static inline struct inventory *load(const char *version, const char *collections)
{
	struct error err = { 0 };
	struct inventory *inventory = try_load(version, collections, &err);
	if (!inventory)
		fail_msg("%s", err.text);
	return inventory;
}

static inline void *get(const struct inventory *inventory, enum object_kind kind, int64_t id)
{
	void *found = inventory_find(inventory, kind, id);
	if (!found)
		fail_msg("no %s with id %lld", object_kind_name(kind), (long long)id);
	return found;
}

/* --- an inventory as text --- */

static inline void dump_ids(FILE *out, const char *what, struct object **list, size_t count)
{
	char id[OBJECT_ID_MAX];
	fprintf(out, " %s=[", what);
	for (size_t i = 0; i < count; i++)
		fprintf(out, "%s%s", i ? " " : "", object_format_id(list[i], id));
	fprintf(out, "]");
}

static inline void dump_one(FILE *out, const char *what, const void *pointer)
{
	char id[OBJECT_ID_MAX];
	fprintf(out, " %s=%s", what, pointer ? object_format_id(pointer, id) : "-");
}

static inline void dump_ref(FILE *out, const char *what, struct ref ref)
{
	fprintf(out, " %s=%lld/%s/%s", what, (long long)ref.id, ref.name, ref.slug);
}

static inline void dump_object(FILE *out, const struct object *o)
{
	char id[OBJECT_ID_MAX];
	fprintf(out, "%s '%s'%s", object_format_id(o, id), o->name, o->visible ? "" : " invisible");
	for (size_t i = 0; i < o->tag_count; i++)
		dump_ref(out, "tag", o->tags[i]);
	for (size_t i = 0; i < o->custom_count; i++)
		fprintf(out, " cf %s %d %g '%s'", o->custom[i].name, (int)o->custom[i].type, o->custom[i].number,
		    o->custom[i].text);
}

static inline void dump_end(FILE *out, const struct termination *end)
{
	dump_one(out, "cable", end->cable);
	fprintf(out, " end=%c mark=%d", end->cable_end ? end->cable_end : '-', end->mark_connected);
}

static inline void dump_places(FILE *out, const struct inventory *n)
{
	for (size_t i = 0; i < n->site_count; i++) {
		const struct site *s = n->sites[i];
		dump_object(out, &s->object);
		fprintf(out, " %s %s", s->slug, s->status);
		dump_ref(out, "region", s->region);
		dump_ref(out, "group", s->group);
		dump_ref(out, "tenant", s->tenant);
		fputc('\n', out);
	}
	for (size_t i = 0; i < n->location_count; i++) {
		const struct location *l = n->locations[i];
		dump_object(out, &l->object);
		fprintf(out, " %s %s", l->slug, l->status);
		dump_one(out, "site", l->site);
		dump_one(out, "parent", l->parent);
		fputc('\n', out);
	}
	for (size_t i = 0; i < n->rack_count; i++) {
		const struct rack *r = n->racks[i];
		dump_object(out, &r->object);
		fprintf(out, " %s %s %d %d %d", r->facility_id, r->status, r->u_height, r->starting_unit, r->desc_units);
		dump_ref(out, "tenant", r->tenant);
		dump_ref(out, "role", r->role);
		dump_one(out, "site", r->site);
		dump_one(out, "location", r->location);
		dump_ids(out, "devices", (struct object **)r->devices, r->device_count);
		dump_ids(out, "feeds", (struct object **)r->feeds, r->feed_count);
		fputc('\n', out);
	}
}

static inline void dump_supply(FILE *out, const struct inventory *n)
{
	for (size_t i = 0; i < n->panel_count; i++) {
		const struct panel *p = n->panels[i];
		dump_object(out, &p->object);
		dump_one(out, "site", p->site);
		dump_one(out, "location", p->location);
		dump_ids(out, "feeds", (struct object **)p->feeds, p->feed_count);
		fputc('\n', out);
	}
	for (size_t i = 0; i < n->feed_count; i++) {
		const struct feed *f = n->feeds[i];
		dump_object(out, &f->object);
		dump_end(out, &f->end);
		dump_one(out, "panel", f->panel);
		dump_one(out, "rack", f->rack);
		dump_ref(out, "tenant", f->tenant);
		fprintf(out, " %s %d %d %d %lldV %lldA %lld%%\n", f->status, f->redundant, f->dc, f->three_phase,
		    (long long)f->voltage_v, (long long)f->amperage_a, (long long)f->max_utilization_pct);
	}
}

static inline void dump_devices(FILE *out, const struct inventory *n)
{
	for (size_t i = 0; i < n->device_count; i++) {
		const struct device *d = n->devices[i];
		dump_object(out, &d->object);
		fprintf(out, " %d %s %gU", d->named, d->status, d->position_u);
		dump_ref(out, "role", d->role);
		dump_ref(out, "tenant", d->tenant);
		dump_ref(out, "type", d->type);
		dump_ref(out, "maker", d->manufacturer);
		dump_one(out, "site", d->site);
		dump_one(out, "location", d->location);
		dump_one(out, "rack", d->rack);
		dump_one(out, "parent", d->parent);
		dump_ids(out, "children", (struct object **)d->children, d->child_count);
		dump_ids(out, "inlets", (struct object **)d->inlets, d->inlet_count);
		dump_ids(out, "outlets", (struct object **)d->outlets, d->outlet_count);
		fputc('\n', out);
	}
}

static inline void dump_ends(FILE *out, const struct inventory *n)
{
	for (size_t i = 0; i < n->inlet_count; i++) {
		const struct inlet *p = n->inlets[i];
		dump_object(out, &p->object);
		dump_end(out, &p->end);
		dump_one(out, "device", p->device);
		fprintf(out, " '%s' %s %gW %gW", p->label, p->type, p->maximum_draw_w, p->allocated_draw_w);
		dump_ids(out, "outlets", (struct object **)p->outlets, p->outlet_count);
		fputc('\n', out);
	}
	for (size_t i = 0; i < n->outlet_count; i++) {
		const struct outlet *o = n->outlets[i];
		dump_object(out, &o->object);
		dump_end(out, &o->end);
		dump_one(out, "device", o->device);
		dump_one(out, "inlet", o->inlet);
		fprintf(out, " '%s' %s %s %s leg %c\n", o->label, o->type, o->color, o->status, o->feed_leg ? o->feed_leg : '-');
	}
	for (size_t i = 0; i < n->cable_count; i++) {
		const struct cable *c = n->cables[i];
		dump_object(out, &c->object);
		fprintf(out, " '%s' %s %s %s %g %s", c->label, c->status, c->type, c->color, c->length, c->length_unit);
		dump_ids(out, "supply", c->supply, c->supply_count);
		dump_ids(out, "inlets", (struct object **)c->inlets, c->inlet_count);
		fputc('\n', out);
	}
}

/* malloc'd. */
static inline char *dump_inventory(const struct inventory *n)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	fprintf(out, "%s %s %s invisible %zu scoped %d\n", n->url, n->version_text, n->taken_at, n->invisible_count,
	    n->scoped);
	dump_places(out, n);
	dump_supply(out, n);
	dump_devices(out, n);
	dump_ends(out, n);
	fclose(out);
	return text;
}

#endif
