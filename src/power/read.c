/* The objects, read once and in their order, into the arrays of the build: own
 * state, role, device, connector, draws. Devices before their ports, inlets
 * before the outlets that name them. */
#include "power/build.h"

#include "power/state.h"

#include <string.h>

/* A first guess at the edges is the one of a site without transfer devices and
 * cables of several ends. */
void build_count(struct build *b)
{
	struct power *power = b->power;
	for (int kind = OBJECT_PANEL; kind <= OBJECT_DEVICE; kind++) {
		size_t count;
		inventory_objects(b->inventory, (enum object_kind)kind, &count);
		power->first[kind] = b->node_count;
		b->node_count += (uint32_t)count;
	}
	power->first[OBJECT_DEVICE + 1] = power->node_count = b->node_count;
	b->first = power->first;
	power->index = index_new(power);
	const struct inventory *i = b->inventory;
	b->edge_capacity = (uint32_t)(i->feed_count + 2 * i->inlet_count + i->outlet_count + i->device_count + 64);
}

static void make_arrays(struct build *b)
{
	uint32_t nodes = b->node_count + 1, ports = b->first[OBJECT_DEVICE] - b->first[OBJECT_INLET] + 1;
	b->flags = arena_array(b->scratch, nodes, sizeof *b->flags);
	b->role = arena_array(b->scratch, nodes, 1);
	b->box = arena_array(b->scratch, ports, sizeof *b->box);
	b->connector = arena_array(b->scratch, ports, 1);
	b->cable = arena_array(b->scratch, b->inventory->inlet_count + 1, sizeof *b->cable);
	b->documented = arena_array(b->scratch, b->inventory->inlet_count + 1, sizeof *b->documented);
	b->port = arena_array(b->scratch, b->inventory->outlet_count + 1, sizeof *b->port);
	b->leg = arena_array(b->scratch, b->inventory->outlet_count + 1, 1);
	b->feeder = arena_array(b->scratch, b->inventory->device_count + 1, sizeof *b->feeder);
}

/* Every object of a kind is seen first by this: its node, and can it be seen? */
static void enter(struct build *b, uint32_t n, const struct object *object)
{
	index_put(&((struct node_index *)b->power->index)->tables[object->kind], object->id, n);
	b->flags[n] = object->visible ? 0 : NODE_INVISIBLE;
	b->custom |= object->custom_count > 0;
}

static void read_panels_and_feeds(struct build *b)
{
	for (uint32_t n = b->first[OBJECT_PANEL]; n < b->first[OBJECT_FEED]; n++) {
		enter(b, n, &b->inventory->panels[n]->object);
		b->role[n] = ROLE_SOURCE_PANEL;
		b->flags[n] |= NODE_SOURCE;
	}
	for (uint32_t n = b->first[OBJECT_FEED]; n < b->first[OBJECT_INLET]; n++) {
		enter(b, n, &feed_at(b, n)->object);
		b->role[n] = ROLE_FEED;
		b->flags[n] |= state_of_feed(feed_at(b, n), b->policy);
	}
}

/* -- devices ------------------------------------------------------------------ */

enum { BAY_DEPTH = 16 }; /* bays in bays; NetBox allows one level, chassis of chassis a few */

static const struct device *find_feeder(const struct device *device)
{
	for (int depth = 0; device && depth < BAY_DEPTH; depth++, device = device->parent)
		if (device->inlet_count)
			return device;
	return NULL;
}

static uint32_t *feeder_of(const struct build *b, uint32_t device)
{
	return &b->feeder[device - b->first[OBJECT_DEVICE]];
}

/* Where the inlets are that feed a device, and is it one with outlets? */
static void read_device(struct build *b, uint32_t n)
{
	const struct device *device = device_at(b, n);
	enter(b, n, &device->object);
	*feeder_of(b, n) = device->inlet_count ? n : NODE_NONE;
	if (device->outlet_count)
		b->role[n] = ROLE_DISTRIBUTION;
	else
		b->role[n] = device->inlet_count ? ROLE_CONSUMER : ROLE_PASSIVE;
	if (b->role[n] == ROLE_CONSUMER)
		b->flags[n] |= state_of_consumer(device, b->policy);
}

/* A device in a bay without inlets hangs on its chassis; one with outlets makes
 * the chassis a distribution device. */
static void read_bay(struct build *b, uint32_t n)
{
	const struct device *device = device_at(b, n), *feeder = find_feeder(device->parent);
	if (!feeder)
		return;
	*feeder_of(b, n) = node_of(b->power, feeder);
	if (device->outlet_count) {
		b->role[*feeder_of(b, n)] = ROLE_DISTRIBUTION;
		b->flags[*feeder_of(b, n)] &= ~(uint32_t)NODE_PLANNED;
	} else {
		b->role[n] = ROLE_CONSUMER;
		b->flags[n] |= state_of_consumer(device, b->policy);
	}
}

static bool any_cabled(const struct device *device)
{
	for (size_t i = 0; i < device->inlet_count; i++)
		if (device->inlets[i]->end.cable)
			return true;
	return false;
}

/* Where power starts, or the chain ends. */
static uint32_t state_of_ends(const struct build *b, uint32_t n)
{
	const struct device *device = device_at(b, n);
	if (!device->object.visible)
		return *feeder_of(b, n) == NODE_NONE ? NODE_OPEN_END : 0;
	if (*feeder_of(b, n) == NODE_NONE)
		return NODE_SOURCE;
	if (*feeder_of(b, n) != n || any_cabled(device))
		return 0;
	uint8_t role = b->role[n];
	bool may_start = role == ROLE_UTILITY || role == ROLE_GENERATOR || role == ROLE_PANEL;
	return may_start ? NODE_SOURCE : NODE_OPEN_END;
}

static void settle_distribution(struct build *b, uint32_t n)
{
	enum role role = role_of_device(device_at(b, n), b->policy);
	b->role[n] = (uint8_t)role;
	b->flags[n] |= state_of_distribution(device_at(b, n), b->policy) | state_of_ends(b, n);
	if (role_is_transfer(role))
		b->flags[n] |= NODE_TRANSFER;
}

static void read_devices(struct build *b)
{
	uint32_t from = b->first[OBJECT_DEVICE], to = b->node_count;
	for (uint32_t n = from; n < to; n++) {
		if (n + PREFETCH < to)
			prefetch(device_at(b, n + PREFETCH));
		read_device(b, n);
	}
	for (uint32_t n = from; n < to; n++)
		if (*feeder_of(b, n) == NODE_NONE)
			read_bay(b, n);
	for (uint32_t n = from; n < to; n++)
		if (b->role[n] == ROLE_DISTRIBUTION)
			settle_distribution(b, n);
}

/* -- ports ---------------------------------------------------------------------- */

/* Types of connectors are few, and neighbours mostly have the same. */
static uint8_t place_of_connector(struct build *b, const char *type)
{
	if (b->connector_count && strcmp(b->connector_types[b->connector_last], type) == 0)
		return (uint8_t)b->connector_last;
	for (unsigned i = b->connector_count; i-- > 0;)
		if (strcmp(b->connector_types[i], type) == 0)
			return (uint8_t)(b->connector_last = i);
	if (b->connector_count == CONNECTORS_MAX)
		return CONNECTORS_MAX;
	b->connector_types[b->connector_count] = type;
	b->connectors[b->connector_count] = connector_by_policy(type, b->policy);
	return (uint8_t)b->connector_count++;
}

static void read_inlet(struct build *b, uint32_t n, uint32_t i)
{
	const struct inlet *inlet = b->inventory->inlets[i];
	enter(b, n, &inlet->object);
	uint32_t device = node_of(b->power, inlet->device);
	bool distribution = role_is_distribution(b->role[device]);
	b->box[i] = device;
	b->connector[i] = place_of_connector(b, inlet->type);
	b->cable[i] = inlet->end.cable;
	b->documented[i] = (struct documented){inlet->allocated_draw_w, inlet->maximum_draw_w};
	b->role[n] = distribution ? ROLE_INPUT : ROLE_PSU;
	b->flags[n] |= b->flags[device] & (distribution ? NODE_NOT_LIVE | NODE_NOT_YET : NODE_PLANNED);
	if (!inlet->end.cable)
		b->flags[n] |= inlet->end.mark_connected ? NODE_EXTERNAL : NODE_UNCABLED;
}

static void read_outlet(struct build *b, uint32_t n, uint32_t i)
{
	const struct outlet *outlet = b->inventory->outlets[i];
	enter(b, n, &outlet->object);
	uint32_t device = node_of(b->power, outlet->device), own = state_of_outlet(outlet);
	b->box[n - b->first[OBJECT_INLET]] = device;
	b->connector[n - b->first[OBJECT_INLET]] = place_of_connector(b, outlet->type);
	b->port[i] = outlet->inlet ? node_of(b->power, outlet->inlet) : NODE_NONE;
	b->leg[i] = outlet->feed_leg;
	b->role[n] = b->role[device] >= ROLE_ATS ? ROLE_RECEPTACLE : ROLE_CIRCUIT;
	b->flags[n] |= own ? own : b->flags[device] & (NODE_NOT_LIVE | NODE_NOT_YET);
}

static void prefetch_port(const void *const *ports, size_t at, size_t count)
{
	if (at + PREFETCH >= count)
		return;
	const char *port = ports[at + PREFETCH];
	prefetch(port);
	prefetch(port + 64);
	prefetch(port + 128);
}

static void read_ports(struct build *b)
{
	const struct inventory *i = b->inventory;
	for (uint32_t k = 0; k < i->inlet_count; k++) {
		prefetch_port((const void *const *)i->inlets, k, i->inlet_count);
		read_inlet(b, b->first[OBJECT_INLET] + k, k);
	}
	for (uint32_t k = 0; k < i->outlet_count; k++) {
		prefetch_port((const void *const *)i->outlets, k, i->outlet_count);
		read_outlet(b, b->first[OBJECT_OUTLET] + k, k);
	}
}

void build_read(struct build *b)
{
	b->connectors[CONNECTORS_MAX] = connector_of("");
	make_arrays(b);
	read_panels_and_feeds(b);
	read_devices(b);
	read_ports(b);
}
