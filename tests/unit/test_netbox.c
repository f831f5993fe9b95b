/* NetBox's arithmetic on random networks, with loops, diamonds, cables of several ends and draws half given,
 * against a second implementation that knows nothing of ours: arrays, a set of visited ports that every
 * nested call gets a copy of, and the words of NetBox's own code. */
#include "net_notation.h"
#include "unit.h"

#include "power/netbox_draw.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FEEDS = 3, PDUS = 5, SERVERS = 6, OUTLETS_EACH = 4, ENDS = 3, PORTS = 2 * PDUS + SERVERS,
       OUTLETS = PDUS * OUTLETS_EACH, CABLES = 40, NONE = -1 };

/* Ports are numbered as NetBox orders them: by device, then name. */
struct port {
	char name[32];
	int allocated_w, maximum_w; /* NONE: null */
	int cable;
};
struct outlet_ref {
	char name[40];
	int port, cable;
	char leg;
};
struct feed_ref {
	int volts, amps, percent;
	bool three_phase;
	int cable;
};
/* One side has feeds or outlets, the other ports. */
struct cable_ref {
	bool of_feeds;
	int supply[ENDS], supplies, ports[ENDS], port_count;
};

struct world {
	struct port ports[PORTS];
	struct outlet_ref outlets[OUTLETS];
	struct feed_ref feeds[FEEDS];
	struct cable_ref cables[CABLES];
	int cable_count;
	int major, minor, patch;
	uint32_t dice;
};

static int roll(struct world *w, int sides)
{
	w->dice = w->dice * 1664525u + 1013904223u;
	return (int)((w->dice >> 8) % (unsigned)sides);
}

/* -- making one ---------------------------------------------------------------- */

static int free_port(struct world *w)
{
	for (int i = 0; i < 50; i++) {
		int port = roll(w, PORTS);
		if (w->ports[port].cable == NONE)
			return port;
	}
	return NONE;
}

static void add_cable(struct world *w, bool of_feeds, int supply)
{
	int index = w->cable_count++, more = w->major == 3 && w->minor < 3 ? 1 : 1 + (roll(w, 4) == 0) + (roll(w, 8) == 0);
	struct cable_ref *cable = &w->cables[index];
	*cable = (struct cable_ref){.of_feeds = of_feeds, .supply = {supply}, .supplies = 1};
	*(of_feeds ? &w->feeds[supply].cable : &w->outlets[supply].cable) = index;
	if (!of_feeds && more > 1 && supply + 1 < OUTLETS && w->outlets[supply + 1].cable == NONE && roll(w, 2)) {
		cable->supply[cable->supplies++] = supply + 1;
		w->outlets[supply + 1].cable = index;
	}
	for (int i = 0; i < more; i++) {
		int port = free_port(w);
		if (port == NONE)
			continue;
		cable->ports[cable->port_count++] = port;
		w->ports[port].cable = index;
	}
}

static int some_draw(struct world *w, int chance)
{
	return roll(w, chance) ? NONE : roll(w, 8) * 50;
}

static void make(struct world *w)
{
	for (int i = 0; i < PORTS; i++) {
		struct port *port = &w->ports[i];
		bool pdu = i < 2 * PDUS;
		*port = (struct port){.cable = NONE, .allocated_w = some_draw(w, pdu ? 6 : 2), .maximum_w = some_draw(w, pdu ? 8 : 3)};
		if (pdu)
			snprintf(port->name, sizeof port->name, "pdu%d<P%d", i / 2 + 1, i % 2 + 1);
		else
			snprintf(port->name, sizeof port->name, "srv%d<P1", i - 2 * PDUS + 1);
	}
	for (int i = 0; i < OUTLETS; i++) {
		int pdu = i / OUTLETS_EACH;
		w->outlets[i] = (struct outlet_ref){.cable = NONE, .leg = "\0ABC"[roll(w, 4)], .port = roll(w, 6) ? 2 * pdu + roll(w, 2) : NONE};
		snprintf(w->outlets[i].name, sizeof w->outlets[i].name, "pdu%d>%d", pdu + 1, i % OUTLETS_EACH + 1);
	}
	for (int i = 0; i < FEEDS; i++)
		w->feeds[i] = (struct feed_ref){(int[]){230, 400, 120, -48}[roll(w, 4)], roll(w, 64), roll(w, 101), roll(w, 2), NONE};
	for (int i = 0; i < FEEDS; i++)
		add_cable(w, true, i);
	for (int i = 0; i < OUTLETS; i++)
		if (w->outlets[i].cable == NONE && roll(w, 5))
			add_cable(w, false, i);
}

/* -- in the notation ---------------------------------------------------------------- */

static void write_number(FILE *out, int number)
{
	if (number != NONE)
		fprintf(out, "%d", number);
}

static char *text_of(const struct world *w)
{
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	for (int i = 0; i < PORTS; i++) {
		fprintf(out, "%s=", w->ports[i].name);
		write_number(out, w->ports[i].allocated_w);
		fputc('/', out);
		write_number(out, w->ports[i].maximum_w);
		fputs("; ", out);
	}
	for (int i = 0; i < OUTLETS; i++) {
		const struct outlet_ref *o = &w->outlets[i];
		fprintf(out, "%s/%s", o->name, o->port == NONE ? "" : strchr(w->ports[o->port].name, '<') + 1);
		fprintf(out, o->leg ? "~%c; " : "; ", o->leg);
	}
	fputs("[PP]", out);
	for (int i = 0; i < FEEDS; i++)
		fprintf(out, " (F%d %dV %dA %d%% rack:R1%s)", i + 1, w->feeds[i].volts, w->feeds[i].amps, w->feeds[i].percent,
		        w->feeds[i].three_phase ? " 3ph" : "");
	for (int i = 0; i < w->cable_count; i++) {
		const struct cable_ref *c = &w->cables[i];
		for (int k = 0; k < c->supplies; k++)
			if (c->of_feeds)
				fprintf(out, "%s(F%d)", k ? " + " : "; ", c->supply[k] + 1);
			else
				fprintf(out, "%s%s", k ? " + " : "; ", w->outlets[c->supply[k]].name);
		fputs(c->port_count ? " - " : " -X", out);
		for (int k = 0; k < c->port_count; k++)
			fprintf(out, "%s%s", k ? " + " : "", w->ports[c->ports[k]].name);
	}
	fclose(out);
	return text;
}

/* -- the second implementation -------------------------------------------------------------- */

struct sum {
	long allocated, maximum;
};

static bool recurses(const struct world *w)
{
	return w->major * 10000 + w->minor * 100 + w->patch >= 40509;
}

/* The ports on the far end of cables of outlets of `port` (with a leg), as a set. */
static void downstream(const struct world *w, int port, char leg, bool set[PORTS])
{
	memset(set, 0, PORTS * sizeof *set);
	for (int i = 0; i < OUTLETS; i++) {
		const struct outlet_ref *o = &w->outlets[i];
		if (o->port != port || o->cable == NONE || (leg && o->leg != leg))
			continue;
		for (int k = 0; k < w->cables[o->cable].port_count; k++)
			set[w->cables[o->cable].ports[k]] = true;
	}
}

static struct sum draw_of(const struct world *w, int port, char leg, const bool seen_before[PORTS])
{
	struct sum sum = {0, 0};
	bool seen[PORTS], set[PORTS];
	const struct port *p = &w->ports[port];
	if (p->allocated_w != NONE || p->maximum_w != NONE)
		return (struct sum){p->allocated_w == NONE ? 0 : p->allocated_w, p->maximum_w == NONE ? 0 : p->maximum_w};
	memcpy(seen, seen_before, sizeof seen);
	downstream(w, port, leg, set);
	for (int q = 0; q < PORTS; q++) {
		const struct port *below = &w->ports[q];
		struct sum part = {below->allocated_w == NONE ? 0 : below->allocated_w, below->maximum_w == NONE ? 0 : below->maximum_w};
		if (!set[q] || (recurses(w) && seen[q]))
			continue;
		seen[q] = true;
		if (recurses(w))
			part = draw_of(w, q, 0, seen);
		sum.allocated += part.allocated;
		sum.maximum += part.maximum;
	}
	return sum;
}

static struct sum draw(const struct world *w, int port, char leg)
{
	bool seen[PORTS] = {false};
	seen[port] = true;
	return draw_of(w, port, leg, seen);
}

static double available(const struct feed_ref *feed)
{
	double base = (double)(abs(feed->volts) * feed->amps) * ((double)feed->percent / 100.0);
	return rint(feed->three_phase ? base * 1.732 : base);
}

/* Up to 3.2: the stored draws behind the outlets of the ports on the feeds, each once. */
static double rack_allocated(const struct world *w)
{
	double sum = 0;
	bool all[PORTS] = {false}, set[PORTS];
	bool old = w->major == 3 && w->minor < 3;
	for (int f = 0; f < FEEDS; f++) {
		const struct cable_ref *cable = w->feeds[f].cable == NONE ? NULL : &w->cables[w->feeds[f].cable];
		for (int k = 0; cable && k < cable->port_count; k++) {
			if (!old)
				sum += (double)draw(w, cable->ports[k], 0).allocated;
			downstream(w, cable->ports[k], 0, set);
			for (int q = 0; q < PORTS; q++)
				all[q] |= set[q];
		}
	}
	for (int q = 0; old && q < PORTS; q++)
		sum += all[q] && w->ports[q].allocated_w != NONE ? w->ports[q].allocated_w : 0;
	return sum;
}

static double rack_percent(const struct world *w)
{
	char text[64];
	double total = 0;
	for (int f = 0; f < FEEDS; f++)
		total += available(&w->feeds[f]);
	if (total == 0)
		return 0;
	double percent = rack_allocated(w) / total * 100;
	if (w->major * 10000 + w->minor * 100 + w->patch < 30504)
		return trunc(percent);
	snprintf(text, sizeof text, "%.1f", percent);
	return strtod(text, NULL);
}

/* -- comparing --------------------------------------------------------------------------------- */

static void same(const struct world *w, const char *text, const char *what, double ours, double theirs)
{
	if (!(fabs(ours - theirs) < 1e-9))
		fail_msg("%d.%d.%d: %s: %g, expected %g: %s", w->major, w->minor, w->patch, what, ours, theirs, text);
}

static void check_port(const struct world *w, struct net *net, const char *text, int port)
{
	const struct power *power = net_power(net);
	uint32_t n = net_find(net, w->ports[port].name);
	struct netbox_draw ours = netbox_draw_inlet(power, n);
	struct sum theirs = draw(w, port, 0);
	same(w, text, w->ports[port].name, ours.allocated_w, (double)theirs.allocated);
	same(w, text, w->ports[port].name, ours.maximum_w, (double)theirs.maximum);
	same(w, text, "on its node", power->nodes[n].netbox_allocated_w, (double)theirs.allocated);
	const struct cable_ref *cable = w->ports[port].cable == NONE ? NULL : &w->cables[w->ports[port].cable];
	bool legs = cable && cable->of_feeds && w->feeds[cable->supply[0]].three_phase && w->ports[port].allocated_w == NONE &&
	            w->ports[port].maximum_w == NONE;
	same(w, text, "has legs", netbox_has_legs(power, n), legs);
	for (char leg = 'A'; legs && leg <= 'C'; leg++)
		same(w, text, "a leg", netbox_draw_leg(power, n, leg).allocated_w, (double)draw(w, port, leg).allocated);
}

static void check_world(struct world *w)
{
	make(w);
	char *text = text_of(w);
	struct net *net = net_new(text);
	net_set_version(net, w->major, w->minor, w->patch);
	for (int i = 0; i < PORTS; i++)
		check_port(w, net, text, i);
	for (int f = 0; f < FEEDS; f++) {
		char name[16];
		snprintf(name, sizeof name, "(F%d)", f + 1);
		same(w, text, name, net_node(net, name)->usable_w, available(&w->feeds[f]));
	}
	same(w, text, "R1", netbox_rack_utilization(net_power(net), net_inventory(net)->racks[0]), rack_percent(w));
	net_free(net);
	free(text);
}

static void test_random_networks(void **state)
{
	static const int versions[][3] = {{3, 2, 9}, {3, 4, 10}, {3, 6, 9}, {4, 2, 9}, {4, 5, 8}, {4, 5, 9}, {4, 6, 8}, {4, 7, 0}};
	(void)state;
	for (uint32_t seed = 1; seed <= 600; seed++) {
		const int *version = versions[seed % (sizeof versions / sizeof *versions)];
		struct world *w = calloc(1, sizeof *w);
		w->dice = seed * 2654435761u;
		w->major = version[0];
		w->minor = version[1];
		w->patch = version[2];
		check_world(w);
		free(w);
	}
}

/* What arrives at a node on the edges that carry is its load, however it is split; nothing is lost or made. */
static void check_conservation(const struct power *power, const char *text)
{
	for (uint32_t n = 0; n < power->node_count; n++) {
		const struct node *node = &power->nodes[n];
		double in = 0;
		unsigned edges = 0;
		for (uint32_t e = power->in_start[n]; e < power->in_start[n + 1]; e++)
			if (power->edges[e].carries && node->kind != OBJECT_DEVICE) {
				in += power->edges[e].load_w;
				edges++;
			}
		if (edges && fabs(in - node->load_w) > 1e-6)
			fail_msg("%s: %g W arrive, its load is %g: %s", node->object->name, in, node->load_w, text);
	}
}

static void test_loads_are_conserved(void **state)
{
	(void)state;
	for (uint32_t seed = 1; seed <= 600; seed++) {
		struct world *w = calloc(1, sizeof *w);
		w->dice = seed * 2246822519u;
		w->major = 4;
		w->minor = 2;
		make(w);
		char *text = text_of(w);
		struct net *net = net_new(text);
		check_conservation(net_power(net), text);
		net_free(net);
		free(text);
		free(w);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_random_networks), cmocka_unit_test(test_loads_are_conserved)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
