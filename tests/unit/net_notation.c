#include "net_notation.h"

#include "base/number.h"
#include "model/link.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NET_NAME = 120, ENDS = 128 };

struct named {
	char name[NET_NAME];
	struct object *object;
};

struct net {
	struct inventory *inventory;
	struct links links;
	struct named *named;
	size_t named_count, named_capacity;
	struct object **objects[OBJECT_KINDS];
	size_t count[OBJECT_KINDS], capacity[OBJECT_KINDS];
	int64_t panel; /* the one named last */
	bool linked;
	struct policy policy;
	struct power *power;
	struct arena *arena; /* verdicts and texts */
	const char *at;
};

/* -- objects ------------------------------------------------------------------ */

static struct object *find(const struct net *net, const char *name)
{
	for (size_t i = 0; i < net->named_count; i++)
		if (strcmp(net->named[i].name, name) == 0)
			return net->named[i].object;
	return NULL;
}

static struct object *add(struct net *net, enum object_kind kind, const char *name, const char *shown)
{
	size_t *count = &net->count[kind];
	struct object *object = object_new(net->inventory->arena, kind, (int64_t)*count + 1);
	object->visible = true;
	object->name = arena_strdup(net->inventory->arena, shown);
	net->objects[kind] = array_grow(net->objects[kind], *count, &net->capacity[kind], sizeof(struct object *));
	net->objects[kind][(*count)++] = object;
	net->named = array_grow(net->named, net->named_count, &net->named_capacity, sizeof *net->named);
	struct named *named = &net->named[net->named_count++];
	snprintf(named->name, sizeof named->name, "%s", name);
	named->object = object;
	return object;
}

static void refer(struct net *net, void *slot, enum object_kind kind, int64_t id)
{
	links_add(&net->links, (struct reference){.slot = slot, .kind = kind, .id = id});
}

static struct device *device_of(struct net *net, const char *name)
{
	static const char *const words[][2] = {{"util", "utility"}, {"gen", "generator"}};
	struct object *object = find(net, name);
	char slug[NET_NAME] = "";
	if (object)
		return (struct device *)object;
	struct device *device = (struct device *)add(net, OBJECT_DEVICE, name, name);
	for (size_t i = 0; isalpha((unsigned char)name[i]) && i + 1 < sizeof slug; i++)
		slug[i] = name[i];
	for (size_t i = 0; i < 2; i++)
		if (strcmp(slug, words[i][0]) == 0)
			strcpy(slug, words[i][1]);
	device->named = true;
	device->status = "active";
	device->role.slug = device->type.slug = arena_strdup(net->inventory->arena, slug);
	return device;
}

static struct rack *rack_of(struct net *net, const char *name)
{
	char key[NET_NAME + 8];
	snprintf(key, sizeof key, "rack:%s", name);
	struct object *object = find(net, key);
	return (struct rack *)(object ? object : add(net, OBJECT_RACK, key, name));
}

/* -- reading -------------------------------------------------------------------- */

static void skip_space(struct net *net)
{
	while (isspace((unsigned char)*net->at))
		net->at++;
}

/* Up to one of `stops` or a space, into `word`. */
static const char *read_word(struct net *net, const char *stops, char word[NET_NAME])
{
	size_t length = 0;
	while (*net->at && !isspace((unsigned char)*net->at) && !strchr(stops, *net->at) && length + 1 < NET_NAME)
		word[length++] = *net->at++;
	word[length] = 0;
	return word;
}

static double read_number(struct net *net)
{
	char *end;
	double value = strtod(net->at, &end);
	if (end == net->at)
		return NUMBER_UNKNOWN;
	net->at = end;
	return value;
}

static void read_attribute(struct net *net, struct feed *feed, const char *word)
{
	char *unit;
	long value = strtol(word, &unit, 10);
	if (strcmp(word, "3ph") == 0)
		feed->three_phase = true;
	else if (strcmp(word, "dc") == 0)
		feed->dc = true;
	else if (strcmp(word, "redundant") == 0)
		feed->redundant = true;
	else if (strncmp(word, "rack:", 5) == 0)
		refer(net, &feed->rack, OBJECT_RACK, rack_of(net, word + 5)->object.id);
	else if (strcmp(unit, "V") == 0)
		feed->voltage_v = value;
	else if (strcmp(unit, "A") == 0)
		feed->amperage_a = value;
	else if (strcmp(unit, "%") == 0)
		feed->max_utilization_pct = value;
	else
		feed->status = arena_strdup(net->inventory->arena, word);
}

static struct object *read_feed(struct net *net)
{
	char word[NET_NAME], key[NET_NAME + 2];
	net->at++;
	read_word(net, ")", word);
	snprintf(key, sizeof key, "(%.100s)", word);
	struct object *object = find(net, key);
	struct feed *feed = (struct feed *)(object ? object : add(net, OBJECT_FEED, key, word));
	if (!object) {
		feed->status = "active";
		feed->voltage_v = 230;
		feed->amperage_a = 16;
		feed->max_utilization_pct = 80;
		refer(net, &feed->panel, OBJECT_PANEL, net->panel);
	}
	for (skip_space(net); *net->at && *net->at != ')'; skip_space(net))
		read_attribute(net, feed, read_word(net, ")", word));
	net->at++;
	return &feed->object;
}

static struct object *read_panel(struct net *net)
{
	char word[NET_NAME], key[NET_NAME + 2];
	net->at++;
	read_word(net, "]", word);
	net->at++;
	snprintf(key, sizeof key, "[%.100s]", word);
	struct object *object = find(net, key);
	if (!object)
		object = add(net, OBJECT_PANEL, key, word);
	net->panel = object->id;
	return object;
}

static struct object *read_inlet(struct net *net, const char *device_name)
{
	char word[NET_NAME], key[2 * NET_NAME];
	struct device *device = device_of(net, device_name);
	read_word(net, "=;*@+", word);
	snprintf(key, sizeof key, "%s<%s", device_name, word);
	struct object *object = find(net, key);
	struct inlet *inlet = (struct inlet *)(object ? object : add(net, OBJECT_INLET, key, word));
	if (!object) {
		inlet->allocated_draw_w = inlet->maximum_draw_w = NUMBER_UNKNOWN;
		refer(net, &inlet->device, OBJECT_DEVICE, device->object.id);
	}
	if (*net->at == '=') {
		net->at++;
		inlet->allocated_draw_w = *net->at == '/' ? NUMBER_UNKNOWN : read_number(net);
		if (*net->at == '/') {
			net->at++;
			inlet->maximum_draw_w = read_number(net);
		}
	}
	for (; *net->at == '*'; net->at++)
		inlet->end.mark_connected = true;
	if (*net->at == '@') {
		net->at++;
		inlet->type = arena_strdup(net->inventory->arena, read_word(net, ";+", word));
	}
	return &inlet->object;
}

static int64_t first_inlet_id(const struct net *net, int64_t device)
{
	for (size_t i = 0; i < net->links.reference_count; i++) {
		const struct reference *r = &net->links.references[i];
		for (size_t k = 0; k < net->count[OBJECT_INLET]; k++) {
			struct inlet *inlet = (struct inlet *)net->objects[OBJECT_INLET][k];
			if (r->slot == (void *)&inlet->device && r->id == device)
				return inlet->object.id;
		}
	}
	return 0;
}

static void read_power_port(struct net *net, struct outlet *outlet, const char *device_name)
{
	char word[NET_NAME], key[2 * NET_NAME];
	net->at++;
	read_word(net, "~@!;+", word);
	if (!*word)
		return;
	snprintf(key, sizeof key, "%s<%s", device_name, word);
	if (!find(net, key))
		fail_msg("no inlet %s yet", key);
	refer(net, &outlet->inlet, OBJECT_INLET, find(net, key)->id);
}

static void read_outlet_marks(struct net *net, struct outlet *outlet)
{
	char word[NET_NAME];
	if (*net->at == '~') {
		outlet->feed_leg = net->at[1];
		net->at += 2;
	}
	if (*net->at == '@') {
		net->at++;
		outlet->type = arena_strdup(net->inventory->arena, read_word(net, "!;+", word));
	}
	if (*net->at == '!') {
		net->at++;
		outlet->status = arena_strdup(net->inventory->arena, read_word(net, ";+", word));
	}
}

static struct object *read_outlet(struct net *net, const char *device_name)
{
	char word[NET_NAME], key[2 * NET_NAME];
	struct device *device = device_of(net, device_name);
	read_word(net, "/~@!;+", word);
	snprintf(key, sizeof key, "%s>%s", device_name, word);
	struct object *object = find(net, key);
	if (object)
		return object;
	struct outlet *outlet = (struct outlet *)add(net, OBJECT_OUTLET, key, word);
	refer(net, &outlet->device, OBJECT_DEVICE, device->object.id);
	int64_t first = first_inlet_id(net, device->object.id);
	if (*net->at == '/')
		read_power_port(net, outlet, device_name);
	else if (first)
		refer(net, &outlet->inlet, OBJECT_INLET, first);
	read_outlet_marks(net, outlet);
	return &outlet->object;
}

static struct object *read_element(struct net *net)
{
	char word[NET_NAME], parent[NET_NAME];
	skip_space(net);
	if (*net->at == '[')
		return read_panel(net);
	if (*net->at == '(')
		return read_feed(net);
	read_word(net, "<>!{;", word);
	char mark = *net->at;
	if (!*word)
		fail_msg("an element expected at: %s", net->at);
	if (mark && mark != ';')
		net->at++;
	if (mark == '<')
		return read_inlet(net, word);
	if (mark == '>')
		return read_outlet(net, word);
	struct device *device = device_of(net, word);
	if (mark == '!')
		device->status = arena_strdup(net->inventory->arena, read_word(net, ";", parent));
	if (mark == '{')
		refer(net, &device->parent, OBJECT_DEVICE, device_of(net, read_word(net, ";", parent))->object.id);
	return &device->object;
}

static struct termination *termination(struct object *object)
{
	if (object->kind == OBJECT_FEED)
		return &((struct feed *)object)->end;
	return object->kind == OBJECT_INLET ? &((struct inlet *)object)->end : &((struct outlet *)object)->end;
}

static void connect(struct net *net, struct cable *cable, struct object *object, char end)
{
	refer(net, &termination(object)->cable, OBJECT_CABLE, cable->object.id);
	termination(object)->cable_end = end;
}

/* After the ends of the A side: "- B + C" or "-status- B" or "-X". */
static void read_cable(struct net *net, struct object **ends, size_t count)
{
	char word[NET_NAME], name[NET_NAME];
	snprintf(name, sizeof name, "#%zu", net->count[OBJECT_CABLE] + 1);
	struct cable *cable = (struct cable *)add(net, OBJECT_CABLE, name, name);
	cable->status = "connected";
	for (size_t i = 0; i < count; i++)
		connect(net, cable, ends[i], 'A');
	net->at++;
	if (*net->at == 'X') {
		net->at++;
		return;
	}
	if (!isspace((unsigned char)*net->at)) {
		cable->status = arena_strdup(net->inventory->arena, read_word(net, "-", word));
		net->at++;
	}
	do {
		connect(net, cable, read_element(net), 'B');
		skip_space(net);
	} while (*net->at == '+' && net->at++);
}

static void read_statement(struct net *net)
{
	struct object *ends[ENDS];
	size_t count = 0;
	for (;;) {
		skip_space(net);
		if (!*net->at || *net->at == ';')
			break;
		if (*net->at == '-') {
			read_cable(net, ends, count);
			count = 0;
			continue;
		}
		if (*net->at == '+')
			net->at++;
		struct object *object = read_element(net);
		if (object->kind != OBJECT_PANEL && object->kind != OBJECT_DEVICE && count < ENDS)
			ends[count++] = object;
	}
	if (*net->at == ';')
		net->at++;
}

/* -- the interface ---------------------------------------------------------------- */

struct net *net_new(const char *text)
{
	struct net *net = xcalloc(1, sizeof *net);
	struct arena *arena = arena_new();
	net->inventory = arena_alloc(arena, sizeof *net->inventory);
	net->inventory->arena = arena;
	net->inventory->url = "https://netbox.example.com/";
	net->inventory->taken_at = "";
	net_set_version(net, 4, 2, 9);
	net->arena = arena_new();
	policy_init(&net->policy);
	for (net->at = text; *net->at;)
		read_statement(net);
	return net;
}

void net_set_version(struct net *net, int major, int minor, int patch)
{
	net->inventory->version = (struct version){major, minor, patch};
	net->inventory->version_text = arena_printf(net->inventory->arena, "%d.%d.%d", major, minor, patch);
}

struct inventory *net_inventory(struct net *net)
{
	if (net->linked)
		return net->inventory;
	for (int kind = 0; kind < OBJECT_KINDS; kind++) {
		struct object **objects = arena_array(net->inventory->arena, net->count[kind] + 1, sizeof *objects);
		for (size_t i = 0; i < net->count[kind]; i++)
			objects[i] = net->objects[kind][i];
		inventory_set_objects(net->inventory, (enum object_kind)kind, objects, net->count[kind]);
	}
	inventory_link(net->inventory, &net->links, 1);
	net->linked = true;
	return net->inventory;
}

void net_set_policy(struct net *net, const struct policy *policy)
{
	net->policy = *policy;
	power_free(net->power);
	net->power = NULL;
}

const struct power *net_power(struct net *net)
{
	if (!net->power)
		net->power = power_build(net_inventory(net), &net->policy);
	return net->power;
}

uint32_t net_find(struct net *net, const char *name)
{
	struct object *object = find(net, name);
	if (!object)
		fail_msg("no %s in the network", name);
	return power_node(net_power(net), object);
}

const struct node *net_node(struct net *net, const char *name)
{
	return &net_power(net)->nodes[net_find(net, name)];
}

const struct verdict *net_verdict(struct net *net, const char *name)
{
	return power_verdict(net_power(net), net_find(net, name), net->arena);
}

const char *net_shared(struct net *net, const char *name)
{
	const struct verdict *verdict = net_verdict(net, name);
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	for (size_t i = 0; i < verdict->shared_count; i++)
		for (size_t k = 0; k < net->named_count; k++)
			if (net->named[k].object == verdict->shared[i])
				fprintf(out, "%s%s", i ? " " : "", net->named[k].name);
	fclose(out);
	const char *copy = arena_strdup(net->arena, text);
	free(text);
	return copy;
}

void net_free(struct net *net)
{
	power_free(net->power);
	arena_free(net->arena);
	arena_free(net->inventory->arena);
	links_free(&net->links);
	for (int kind = 0; kind < OBJECT_KINDS; kind++)
		free(net->objects[kind]);
	free(net->named);
	free(net);
}
